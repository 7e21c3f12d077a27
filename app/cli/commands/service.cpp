// deploy, endpoints, stop, serve
#include "app/cli/commands/verbs.h"

#include "core/base/hash.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace easel::verbs {

namespace {

struct DeployFlags {
  FilePath project;
  std::string model, name;
  std::string mode = "real-time";
  std::optional<int> port;
  std::vector<std::string> set;
  static void describe(Describe<DeployFlags>& d) {
    d.field(&DeployFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&DeployFlags::model, "model").help(EASEL_TR("Registered model: group@version."));
    d.field(&DeployFlags::mode, "mode")
        .unit("MODE")
        .help(EASEL_TR("How it answers; 'easel describe real_time' shows its options."));
    d.field(&DeployFlags::name, "name")
        .unit("E")
        .help(EASEL_TR("Name of the endpoint; the group's if not given."));
    d.field(&DeployFlags::port, "port")
        .range(0, 65535)
        .help(EASEL_TR("Port on this computer; any free one if not given."));
    d.field(&DeployFlags::set, "set").unit("option=value").help(EASEL_TR("Options of the mode."));
  }
};

Result<ModelReference> registered(const std::string& text) {
  if (auto r = ModelReference::parse(text))
    return *r;
  return Error(ErrorCode::InvalidArgument, "'" + text + "' is not a registered model.",
               "Register a model first, then write GROUP@VERSION, such as churn@1.");
}

Json deploymentJson(const Deployment& d) {
  Json j = toJson(d);
  j["key"] = d.key;
  return j;
}

class Deploy : public Command {
 public:
  explicit Deploy(DeployFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_TRY(const ModelReference reference, registered(m_flags.model));
    DeploySettings settings;
    settings.endpoint = m_flags.name.empty() ? reference.group : m_flags.name;
    settings.mode = m_flags.mode;
    std::replace(settings.mode.begin(), settings.mode.end(), '-',
                 '_'); // real-time as written, real_time as declared
    EASEL_TRY(const auto* mode, m_modes.get(settings.mode, "serving mode"));
    EASEL_TRY(settings.settings, settingsOf(mode->declaration.schema, m_flags.set));
    if (m_flags.port)
      settings.settings["port"] = *m_flags.port;
    EASEL_TRY(const WorkbenchPtr bench, openForWriting(m_flags.project.path));
    context.stage("Starting the endpoint");
    EASEL_TRY(const Deployment d, bench->deployModel(reference, settings));
    CommandResult result;
    result.json = deploymentJson(d);
    result.text = "Endpoint " + d.name + " answers at " + d.url + "\n\n" + "In a browser:  " + d.url +
                  "/#key=" + d.key + "\n" + "From a shell:  curl " + d.url +
                  "/invocations -H 'Authorization: Bearer " + d.key +
                  "' -H 'Content-Type: text/csv' --data-binary @FILE.csv\n" + "Stop it with:  easel stop " +
                  m_flags.project.path + " " + d.name;
    return result;
  }

 private:
  DeployFlags m_flags;
  Catalog<ServingMode> m_modes = builtinModes();
};

struct EndpointsFlags {
  FilePath project;
  static void describe(Describe<EndpointsFlags>& d) {
    d.field(&EndpointsFlags::project, "project").help(EASEL_TR("Project file."));
  }
};

class Endpoints : public Command {
 public:
  explicit Endpoints(EndpointsFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context&) const override {
    EASEL_TRY(const auto all, Deployments::ofProject(m_flags.project.path).list());
    CommandResult result;
    result.json["endpoints"] = Json::array();
    TextTable text({"endpoint", "model", "state", "url", "started"});
    for (const Deployment& d : all) {
      result.json["endpoints"].push_back(toJson(d));
      text.add({d.name, d.model + "@" + d.version, d.state, d.url, d.started});
    }
    result.text = text.empty() ? "No endpoints. 'easel deploy' starts one." : text.text();
    return result;
  }

 private:
  EndpointsFlags m_flags;
};

struct StopFlags {
  FilePath project;
  std::string endpoint;
  static void describe(Describe<StopFlags>& d) {
    d.field(&StopFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&StopFlags::endpoint, "endpoint").help(EASEL_TR("Name of the endpoint."));
  }
};

class Stop : public Command {
 public:
  explicit Stop(StopFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    context.stage("Waiting for running requests");
    EASEL_TRY(const Deployment d, Deployments::ofProject(m_flags.project.path).stop(m_flags.endpoint));
    return CommandResult{toJson(d), "Endpoint " + d.name + " is stopped."};
  }

 private:
  StopFlags m_flags;
};

struct ServeFlags {
  std::optional<std::string> project, model;
  std::optional<std::string> endpoint;
  int port = 8080;
  std::string host = "127.0.0.1";
  std::string key;
  bool noKey = false;
  static void describe(Describe<ServeFlags>& d) {
    d.field(&ServeFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&ServeFlags::model, "model").help(EASEL_TR("Name of a model, or group@version."));
    d.field(&ServeFlags::port, "port").range(0, 65535).help(EASEL_TR("Port; 0 takes any free one."));
    d.field(&ServeFlags::host, "host")
        .unit("ADDRESS")
        .help(EASEL_TR("Address; the default is reachable from this computer only."));
    d.field(&ServeFlags::key, "key")
        .help(EASEL_TR(
            "Key that callers must send; a new one is made if not given. Also read from EASEL_KEY."));
    d.field(&ServeFlags::noKey, "no_key").help(EASEL_TR("Answer without a key, on this computer only."));
    d.field(&ServeFlags::endpoint, "endpoint")
        .unit("FOLDER")
        .help(EASEL_TR("Run an endpoint that 'easel deploy' prepared."))
        .advanced();
  }
};

class Serve : public Command {
 public:
  explicit Serve(ServeFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    if (m_flags.endpoint) {
      EASEL_CHECK(runDeployment(*m_flags.endpoint, builtinCatalogs()));
      return CommandResult{};
    }
    if (!m_flags.project || !m_flags.model)
      return Error(ErrorCode::InvalidArgument, "PROJECT and MODEL are missing.",
                   "Usage: easel serve PROJECT MODEL [--port N]");
    const auto start = Context::Clock::now();
    BundlePtr bundle;
    {
      EASEL_TRY(const WorkbenchPtr bench, openForReading(*m_flags.project));
      EASEL_TRY(bundle,
                bench->bundle(*m_flags.model)); // the project is closed again: serving does not hold it
    }
    const double loadSeconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
    const auto reference = ModelReference::parse(*m_flags.model);
    EndpointSettings settings;
    settings.name = {*m_flags.model, reference ? reference->group : *m_flags.model,
                     reference ? std::to_string(reference->version) : "1"};
    const char* fromEnvironment = std::getenv("EASEL_KEY");
    if (!m_flags.noKey)
      settings.key = !m_flags.key.empty()                  ? m_flags.key
                     : fromEnvironment && *fromEnvironment ? fromEnvironment
                                                           : randomHex(24);
    const std::string key = settings.key;
    EASEL_TRY(
        const auto mode,
        builtinModes().make("real_time", {{"port", m_flags.port}, {"host", m_flags.host}}, "serving mode"));
    EASEL_TRY(const auto service, mode->start(std::move(bundle), std::move(settings), loadSeconds));
    std::fprintf(stderr, "Answering at %s (Ctrl C ends it)%s%s\n", service->url().c_str(),
                 key.empty() ? "" : ", key ", key.c_str());
    context.stage("Answering at " + service->url());
    waitForStopSignal();
    service->stop();
    return CommandResult{{{"url", service->url()}}, "Stopped."};
  }

 private:
  ServeFlags m_flags;
};

} // namespace

std::vector<Verb> service() {
  Verb serve = verb<Serve, ServeFlags>("serve", EASEL_TR("Answer requests about a model until Ctrl C."),
                                       {"project?", "model?"});
  serve.untilStopped = true;
  return {verb<Deploy, DeployFlags>("deploy", EASEL_TR("Put a registered model in service on this computer."),
                                    {"project", "model"}),
          verb<Endpoints, EndpointsFlags>(
              "endpoints", EASEL_TR("Show the endpoints of a project and their state."), {"project"}),
          verb<Stop, StopFlags>("stop", EASEL_TR("Stop an endpoint."), {"project", "endpoint"}),
          std::move(serve)};
}

} // namespace easel::verbs
