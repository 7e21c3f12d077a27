#include "core/serve/deployment.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/time.h"
#include "core/learn/catalogs.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace easel {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPlan = "plan.json";       // what to start; readable by its owner only
constexpr const char* kRunning = "running.json"; // what the process says of itself
constexpr const char* kBundle = "model.bundle";
constexpr const char* kLock = "lock";
constexpr const char* kLog = "log.txt";

fs::path stateFolder() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
    return fs::path(state) / "easel";
  const char* home = std::getenv("HOME");
  return fs::path(home && *home ? home : "/tmp") / ".local/state/easel";
}

/// Held by the endpoint process for as long as it lives.
bool alive(const fs::path& folder) {
  const int fd = ::open((folder / kLock).c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return false;
  const bool held = ::flock(fd, LOCK_EX | LOCK_NB) != 0;
  ::close(fd);
  return held;
}

Result<void> checkName(const std::string& name) {
  const bool legal = !name.empty() && name.size() <= 63 && name.front() != '.' &&
                     std::all_of(name.begin(), name.end(), [](unsigned char c) {
                       return std::isalnum(c) || c == '-' || c == '_' || c == '.';
                     });
  if (legal)
    return {};
  return Error(ErrorCode::InvalidArgument, "'" + name + "' cannot be the name of an endpoint.",
               "Use up to 63 letters, digits, '-', '_' and '.'.");
}

Result<void> writePrivate(const fs::path& path, const Json& json) {
  const mode_t before = ::umask(0077);
  auto written = writeFile(path, toText(json, 2) + "\n");
  ::umask(before);
  if (written)
    ::chmod(path.c_str(), 0600);
  return written;
}

Result<Json> readJson(const fs::path& path) {
  EASEL_TRY(const std::string text, readFile(path));
  return parseJson(text, "'" + path.string() + "'");
}

/// The last line that the process wrote: its error message.
std::string lastLine(const fs::path& log) {
  const auto text = readFile(log);
  std::string last;
  if (text)
    for (const std::string_view line : split(*text, '\n'))
      if (!trim(line).empty())
        last = std::string(trim(line));
  return last;
}

Result<pid_t> spawn(const fs::path& program, const fs::path& folder) {
  const int log = ::open((folder / kLog).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0)
    return systemError(errno, "write", folder / kLog);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const std::string programText = program.string();
  const std::string folderText = folder.string();
  const pid_t middle = ::fork();
  if (middle == 0) {
    // A second fork, so that the endpoint is nobody's child and outlives whoever started it.
    ::setsid();
    if (::fork() != 0)
      ::_exit(0);
    ::dup2(nothing, 0);
    ::dup2(log, 1);
    ::dup2(log, 2);
    ::execl(programText.c_str(), programText.c_str(), "serve", "--endpoint", folderText.c_str(), nullptr);
    ::_exit(127);
  }
  const int error = errno;
  ::close(log);
  if (nothing >= 0)
    ::close(nothing);
  if (middle < 0)
    return systemError(error, "start", program);
  int status = 0;
  ::waitpid(middle, &status, 0);
  return middle;
}

Result<Deployment> read(const fs::path& folder) {
  EASEL_TRY(const Json plan, readJson(folder / kPlan));
  Deployment d;
  d.name = plan.value("name", folder.filename().string());
  d.model = plan.value("model", "");
  d.version = plan.value("version", "");
  d.mode = plan.value("mode", "");
  d.key = plan.value("key", "");
  d.settings = plan.value("settings", Json::object());
  d.log = folder / kLog;
  d.state = alive(folder) ? "running" : "stopped";
  if (d.state == "running")
    if (const auto running = readJson(folder / kRunning)) {
      d.url = running->value("url", "");
      d.port = running->value("port", 0);
      d.pid = running->value("pid", std::int64_t{0});
      d.started = running->value("started", "");
    }
  std::error_code ec;
  d.died = d.state == "stopped" && fs::exists(folder / kRunning, ec);
  return d;
}

} // namespace

Json toJson(const Deployment& d) {
  return {{"endpoint", d.name}, {"model", d.model}, {"version", d.version},
          {"mode", d.mode},     {"url", d.url},     {"port", d.port},
          {"pid", d.pid},       {"state", d.state}, {"started", d.started}};
}

Deployments Deployments::ofProject(const fs::path& project) {
  std::error_code ec;
  const fs::path canonical = fs::weakly_canonical(project, ec);
  return Deployments(stateFolder() / "endpoints" /
                     sha256((ec ? project : canonical).string()).hex().substr(0, 16));
}

Result<Deployment> Deployments::start(const DeployRequest& request, const fs::path& program) const {
  EASEL_CHECK(checkName(request.name));
  const Catalog<ServingMode> modes = builtinModes();
  EASEL_TRY(const auto* mode, modes.get(request.mode, "serving mode"));
  EASEL_TRY(const Json settings, mode->declaration.schema.complete(request.settings));
  const fs::path folder = m_folder / request.name;
  if (alive(folder))
    return Error(ErrorCode::AlreadyExists, "An endpoint '" + request.name + "' is running.",
                 "Stop it first, or choose another name.");
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec)
    return systemError(ec.value(), "make the folder", folder);
  fs::permissions(folder, fs::perms::owner_all, ec);
  EASEL_CHECK(writeFile(folder / kBundle, request.bundle));
  EASEL_CHECK(writePrivate(folder / kPlan, {{"name", request.name},
                                            {"model", request.endpoint.model},
                                            {"version", request.endpoint.version},
                                            {"mode", request.mode},
                                            {"settings", settings},
                                            {"key", randomHex(24)}}));
  return launch(request.name, program);
}

Result<Deployment> Deployments::startAgain(const std::string& name, const fs::path& program) const {
  EASEL_TRY(const Deployment before, find(name));
  return before.state == "running" ? Result<Deployment>(before) : launch(name, program);
}

Result<BundlePtr> Deployments::bundle(const std::string& name, const Catalogs& catalogs) const {
  EASEL_CHECK(checkName(name));
  EASEL_TRY(const std::string bytes, readFile(m_folder / name / kBundle));
  return ModelBundle::load(bytes, catalogs);
}

Result<Deployment> Deployments::launch(const std::string& name, const fs::path& program) const {
  const fs::path folder = m_folder / name;
  std::error_code ec;
  fs::remove(folder / kRunning, ec);
  fs::remove(folder / kLog, ec);
  EASEL_CHECK(spawn(program, folder));
  bool lived = false;
  for (int i = 0; i < 6000; ++i) { // up to a minute: a large model takes time to load
    if (fs::exists(folder / kRunning, ec))
      return read(folder);
    const bool lives = alive(folder);
    if ((lived && !lives) || (i > 1000 && !lives))
      break;
    lived = lived || lives;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const std::string why = lastLine(folder / kLog);
  return Error(ErrorCode::Io,
               "The endpoint '" + name + "' did not start" + (why.empty() ? "." : ": " + why),
               "Its log is " + (folder / kLog).string() + ".");
}

Result<std::vector<Deployment>> Deployments::list() const {
  std::vector<Deployment> found;
  std::error_code ec;
  for (fs::directory_iterator it(m_folder, ec), end; !ec && it != end; it.increment(ec))
    if (auto d = read(it->path()))
      found.push_back(std::move(*d));
  std::sort(found.begin(), found.end(),
            [](const Deployment& a, const Deployment& b) { return a.name < b.name; });
  return found;
}

Result<Deployment> Deployments::find(const std::string& name) const {
  EASEL_TRY(const std::vector<Deployment> all, list());
  std::vector<std::string> names;
  for (const Deployment& d : all) {
    if (d.name == name)
      return d;
    names.push_back(d.name);
  }
  std::string hint = didYouMean(name, names);
  if (hint.empty() && !names.empty())
    hint = "Known are: " + listed(names) + ".";
  return Error(ErrorCode::NotFound, "There is no endpoint '" + name + "'.", hint);
}

Result<Deployment> Deployments::stop(const std::string& name, double graceSeconds) const {
  EASEL_TRY(Deployment d, find(name));
  const fs::path folder = m_folder / name;
  if (d.state == "running" && d.pid > 1) {
    ::kill(static_cast<pid_t>(d.pid), SIGTERM);
    const auto end = Context::Clock::now() + std::chrono::duration<double>(graceSeconds);
    while (alive(folder)) {
      if (Context::Clock::now() > end)
        ::kill(static_cast<pid_t>(d.pid), SIGKILL);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  std::error_code ec;
  fs::remove(folder / kRunning, ec);
  return read(folder);
}

void blockStopSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void waitForStopSignal() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  int signal = 0;
  sigwait(&set, &signal);
}

Result<void> runDeployment(const fs::path& folder, const Catalogs& catalogs) {
  const int lock = ::open((folder / kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0)
    return systemError(errno, "open", folder / kLock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Error(ErrorCode::Busy, "This endpoint is running already.");
  }
  EASEL_TRY(const Json plan, readJson(folder / kPlan));
  const auto start = Context::Clock::now();
  EASEL_TRY(const std::string bytes, readFile(folder / kBundle));
  EASEL_TRY(BundlePtr bundle, ModelBundle::load(bytes, catalogs));
  const double loadSeconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
  EASEL_TRY(const auto mode, builtinModes().make(plan.value("mode", ""),
                                                 plan.value("settings", Json::object()), "serving mode"));
  EndpointSettings settings{{plan.value("name", ""), plan.value("model", ""), plan.value("version", "")},
                            plan.value("key", ""),
                            {}};
  EASEL_TRY(const auto service, mode->start(std::move(bundle), std::move(settings), loadSeconds));
  EASEL_CHECK(writePrivate(folder / kRunning, {{"pid", static_cast<std::int64_t>(::getpid())},
                                               {"port", service->port()},
                                               {"url", service->url()},
                                               {"started", formatTimestamp(nowMicros())}}));
  waitForStopSignal();
  service->stop();
  return {}; // the lock goes with the process, after everything else
}

} // namespace easel
