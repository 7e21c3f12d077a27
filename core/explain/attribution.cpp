#include "core/explain/attribution.h"

#include "core/explain/origin.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace easel {

namespace {
void sortByMean(std::vector<FeatureImportance>& list) {
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.mean > b.mean; });
}
} // namespace

Result<Attributions> explainRows(const ModelBundle& bundle, const Table& rows, const Context& context) {
  EASEL_TRY(const Features features, bundle.features(rows, context.part(0, 0.2)));
  EASEL_TRY(Attributions parts, bundle.parts().model->attributions(features, context.part(0.2, 1)));
  const std::vector<std::string> origins = featureOrigins(bundle);
  if (origins.size() != parts.features.size())
    return Error(ErrorCode::Internal, "The model explains other features than it was given.");

  // Raw columns in the order of the signature; then what came from none of them.
  std::map<std::string, Eigen::Index, std::less<>> place;
  Attributions result;
  const auto add = [&](const std::string& name) {
    if (place.emplace(name, static_cast<Eigen::Index>(result.features.size())).second)
      result.features.push_back(name);
  };
  for (const SignatureField& input : bundle.signature().inputs)
    if (std::find(origins.begin(), origins.end(), input.name) != origins.end())
      add(input.name);
  for (const std::string& origin : origins)
    add(origin);
  result.base = std::move(parts.base);
  for (const Eigen::MatrixXd& from : parts.rows) {
    Eigen::MatrixXd to = Eigen::MatrixXd::Zero(from.rows(), static_cast<Eigen::Index>(result.features.size()));
    for (std::size_t j = 0; j < origins.size(); ++j)
      to.col(place.at(origins[j])) += from.col(static_cast<Eigen::Index>(j));
    result.rows.push_back(std::move(to));
  }
  return result;
}

std::vector<FeatureImportance> meanAbsolute(const Attributions& attributions) {
  std::vector<FeatureImportance> list;
  for (std::size_t j = 0; j < attributions.features.size(); ++j) {
    double sum = 0, squares = 0, count = 0;
    for (const Eigen::MatrixXd& rows : attributions.rows) {
      const auto column = rows.col(static_cast<Eigen::Index>(j)).cwiseAbs();
      sum += column.sum();
      squares += column.squaredNorm();
      count += static_cast<double>(rows.rows());
    }
    const double mean = count > 0 ? sum / count : 0;
    const double variance = count > 0 ? std::max(0.0, squares / count - mean * mean) : 0;
    list.push_back({attributions.features[j], mean, std::sqrt(variance)});
  }
  sortByMean(list);
  return list;
}

} // namespace easel
