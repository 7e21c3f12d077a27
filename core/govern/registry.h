// The registry of models: groups, their versions, who approved what and when. Every change is written to the
// hash-chained audit log. Thread rule: as Project.
#pragma once

#include "core/store/project.h"

#include <string>
#include <vector>

namespace easel {

enum class Decision { Approved, Rejected };

struct ModelVersion {
  std::string group;
  int version = 0;
  std::string status; // "pending", "approved", "rejected"
  std::string run;    // id of the run that made it
  std::string bundle; // artifact
  std::string created, who, note;
};
struct DecisionRecord {
  std::string status, who, time, note;
};

class Registry {
 public:
  explicit Registry(Project& project) : m_project(project) {}
  /// The next version of the group (made when it is new). The run must have a model.
  Result<ModelVersion> add(const std::string& group, const Run& run, const std::string& note);
  /// NotFound suggests the nearest group or lists its versions.
  Result<ModelVersion> find(const std::string& group, int version) const;
  /// The approved version with the highest number.
  Result<ModelVersion> latestApproved(const std::string& group) const;
  Result<ModelVersion> decide(const std::string& group, int version, Decision decision,
                              const std::string& note);
  Result<std::vector<ModelVersion>> versions(const std::string& group = {}) const; // all groups when empty
  Result<std::vector<DecisionRecord>> decisions(const std::string& group, int version) const; // oldest first

 private:
  Project& m_project;
};

/// The name of the person at the keyboard, for records.
std::string currentPerson();

} // namespace easel
