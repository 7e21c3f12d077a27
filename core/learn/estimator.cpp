#include "core/learn/estimator.h"

namespace easel {

Result<Attributions> Model::attributions(const Features&, const Context&) const {
  return Error(ErrorCode::Unsupported, "This algorithm has no exact explanation of single predictions.",
               "Use permutation importance, which works for every model.");
}

} // namespace easel
