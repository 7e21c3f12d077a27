// Trying a model that is in service: rows to try it with, and what its answer rests on. Thread rule: as Workbench.
#pragma once

#include "core/workbench/workbench.h"

namespace easel {

/// A random row of the data that the model was trained from, as values of inputSchema().
Result<Json> randomInputs(Workbench& workbench, const std::string& model, const Signature& signature, std::uint64_t seed,
                          const Context& context);

struct Contribution {
  std::string name;
  std::string value;
  double effect = 0; // on the margin; > 0 pushes towards Contributions::towards
};
struct Contributions {
  std::string towards; // a class, or empty: the number that is predicted
  std::vector<Contribution> top;
};
/// The inputs that moved the answer to this row most. Unsupported where the algorithm has no exact attributions.
Result<Contributions> mainContributions(const ModelBundle& bundle, const Json& values, std::size_t count,
                                        const Context& context);

} // namespace easel
