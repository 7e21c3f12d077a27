// Endpoints on this computer as processes of their own. Each has a folder with the model bundle, what to
// start, what is running, and a log; a lock that the process holds tells whether it lives. Nothing here needs
// the project to be open. Thread rule: calls from one thread at a time for one name; several programs may
// look at once.
#pragma once

#include "core/serve/mode.h"

#include <filesystem>
#include <string>
#include <vector>

namespace easel {

struct DeployRequest {
  std::string name; // letters, digits, '-', '_' and '.'
  EndpointName endpoint;
  std::string mode = "real_time";
  Json settings = Json::object(); // of the mode
  std::string bundle;             // ModelBundle::save()
};

struct Deployment {
  std::string name, model, version, mode, url, key, started, state; // state: "running", "stopped"
  int port = 0;
  std::int64_t pid = 0;
  bool died = false; // stopped, but nobody asked it to
  Json settings = Json::object(); // of the mode
  std::filesystem::path log;
};
Json toJson(const Deployment& deployment); // without the key

class Deployments {
 public:
  /// All endpoints of one project; the folder lies under the user's state folder (XDG Base Directory).
  static Deployments ofProject(const std::filesystem::path& project);
  explicit Deployments(std::filesystem::path folder) : m_folder(std::move(folder)) {}

  /// Starts `program serve --endpoint FOLDER` and waits until it answers. AlreadyExists when one of that name
  /// runs; the error of a process that ended at once is the error here.
  Result<Deployment> start(const DeployRequest& request, const std::filesystem::path& program) const;
  /// The same model, mode, settings and key once more, after it was stopped or died.
  Result<Deployment> startAgain(const std::string& name, const std::filesystem::path& program) const;
  /// The model that it serves.
  Result<BundlePtr> bundle(const std::string& name, const Catalogs& catalogs) const;
  Result<std::vector<Deployment>> list() const; // by name
  Result<Deployment> find(const std::string& name) const;
  /// Asks it to end, waits for running requests, and ends it by force after `graceSeconds`.
  Result<Deployment> stop(const std::string& name, double graceSeconds = 35) const;

 private:
  Result<Deployment> launch(const std::string& name, const std::filesystem::path& program) const;
  std::filesystem::path m_folder;
};

/// What the endpoint process does: loads the folder's bundle, serves until SIGTERM or SIGINT. Blocks.
Result<void> runDeployment(const std::filesystem::path& folder, const Catalogs& catalogs);
/// Waits for SIGTERM or SIGINT; call blockStopSignals() before any thread starts.
void blockStopSignals();
void waitForStopSignal();

} // namespace easel
