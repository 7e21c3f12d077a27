#include "core/store/writer_lock.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/time.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace easel {

namespace {
constexpr int kAttempts = 100; // the file may be removed between opening and locking it

std::string lockPath(const std::string& project) { return project + ".lock"; }

struct flock wholeFile() {
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  return range;
}

std::string contentsOf(int fd) {
  char buffer[4096];
  const ssize_t n = ::pread(fd, buffer, sizeof buffer, 0);
  return n > 0 ? std::string(buffer, static_cast<std::size_t>(n)) : std::string();
}

std::string hostName() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

ProjectOwner ownerFrom(const std::string& text) {
  ProjectOwner owner;
  const Result<Json> json = parseJson(text);
  if (!json || !json->is_object())
    return owner; // just being written
  const auto textOf = [&](const char* key) {
    const auto it = json->find(key);
    return it != json->end() && it->is_string() ? it->get<std::string>() : std::string();
  };
  if (const auto pid = json->find("pid"); pid != json->end() && pid->is_number_integer())
    owner.pid = pid->get<std::int64_t>();
  owner.program = textOf("program");
  owner.host = textOf("host");
  owner.since = textOf("since");
  return owner;
}

/// The path still leads to the file that is open (it was not removed and made anew by another process).
bool sameFile(int fd, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(fd, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

Error heldBy(const std::string& project, const ProjectOwner& owner) {
  std::string who = owner.program.empty() ? "another program" : "'" + owner.program + "'";
  if (owner.pid)
    who += " (process " + std::to_string(owner.pid);
  if (owner.pid && !owner.host.empty() && owner.host != hostName())
    who += " on " + owner.host;
  if (owner.pid)
    who += owner.since.empty() ? ")" : ", since " + owner.since + ")";
  return Error(ErrorCode::Busy, "'" + project + "' is open for writing in " + who + ".",
               "Close it there, or open it here for reading only.")
      .at({ErrorPlace::Kind::File, project});
}
} // namespace

Result<std::unique_ptr<WriterLock>> WriterLock::take(const std::string& project, const std::string& program) {
  const std::string path = lockPath(project);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
      return systemError(errno, "write", path);
    struct flock range = wholeFile();
    if (::fcntl(fd, F_OFD_SETLK, &range) != 0) {
      const int number = errno;
      const ProjectOwner owner = ownerFrom(contentsOf(fd));
      ::close(fd);
      if (number == EAGAIN || number == EACCES)
        return heldBy(project, owner);
      return systemError(number, "lock", path);
    }
    if (!sameFile(fd, path)) {
      ::close(fd);
      continue;
    }
    std::unique_ptr<WriterLock> lock(new WriterLock(fd, path, !contentsOf(fd).empty()));
    const std::string text = toText(Json{{"pid", static_cast<std::int64_t>(::getpid())},
                                         {"program", program},
                                         {"host", hostName()},
                                         {"since", formatTimestamp(nowMicros() / kMicrosPerSecond * kMicrosPerSecond)}});
    // Without its text the lock holds all the same: a full disk must not keep a person out of the project.
    if (::ftruncate(fd, 0) == 0)
      (void)!::pwrite(fd, text.data(), text.size(), 0);
    return lock;
  }
  return Error(ErrorCode::Busy, "'" + path + "' keeps changing.", "Wait a moment and try again.");
}

std::optional<ProjectOwner> WriterLock::owner(const std::string& project) {
  const int fd = ::open(lockPath(project).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return std::nullopt;
  struct flock range = wholeFile();
  const bool held = ::fcntl(fd, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
  std::optional<ProjectOwner> owner;
  if (held)
    owner = ownerFrom(contentsOf(fd));
  ::close(fd);
  return owner;
}

WriterLock::~WriterLock() {
  ::unlink(m_path.c_str()); // while it is still locked: nobody can have taken it
  ::close(m_fd);
}

} // namespace easel
