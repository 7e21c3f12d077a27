// The answer of the k nearest training rows (Cover & Hart 1967), by Euclidean distance over all of them. Exact: every
// distance is computed, sixteen training rows at a time, with the same float32 sums for one row and for many; rows at
// the same distance count in training order.
#include "core/base/bytes.h"
#include "core/base/parallel.h"
#include "core/learn/fit_check.h"
#include "core/learn/linear/standard.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace easel::algorithms {

namespace {
constexpr std::string_view kMark = "easel.k_nearest_neighbours";
constexpr std::string_view kTitle = "Nearest neighbours";
constexpr std::size_t kMostNeighbours = 1000;
constexpr std::size_t kLanes = 16;
using Lanes = Eigen::Array<float, kLanes, 1>;

enum class Weighting { Uniform, Distance };
struct NeighbourParams {
  int neighbours = 15;
  Weighting weighting = Weighting::Uniform;
  bool scale = true;

  static void describe(Describe<NeighbourParams>& d) {
    using P = NeighbourParams;
    d.field(&P::neighbours, "neighbours")
        .label(EASEL_TR("Neighbours"))
        .help(EASEL_TR("How many of the most similar training rows answer. More gives smoother answers."))
        .range(1, static_cast<double>(kMostNeighbours))
        .uiRange(1, 100)
        .tunable(1, 100, SearchScale::Log);
    d.field(&P::weighting, "weighting")
        .label(EASEL_TR("Weight"))
        .help(EASEL_TR("Whether all neighbours count alike, or nearer ones more (one over the distance)."))
        .choices({{Weighting::Uniform, "uniform", EASEL_TR("All alike")},
                  {Weighting::Distance, "distance", EASEL_TR("Nearer ones more")}});
    d.field(&P::scale, "scale")
        .label(EASEL_TR("Scale the features"))
        .help(EASEL_TR("Gives every feature the same spread first; else features with large numbers decide alone."));
  }
};

struct Neighbour {
  float distance = 0; // squared
  std::uint32_t row = 0;
  bool operator<(const Neighbour& other) const {
    return distance != other.distance ? distance < other.distance : row < other.row;
  }
};

struct NeighbourParts {
  Task task = Task::Regression;
  std::uint32_t outputs = 1;
  std::uint32_t k = 1;
  Weighting weighting = Weighting::Uniform;
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;
  std::vector<float> mean, inverse; // of the scaling
  std::vector<float> x;             // scaled, row-major
  std::vector<float> y;
};

class NeighbourModel : public Model {
 public:
  explicit NeighbourModel(NeighbourParts parts) : m_parts(std::move(parts)) {
    const std::size_t p = m_parts.columns;
    // Sixteen rows side by side, feature after feature; the last group is filled up with rows infinitely far away.
    m_groups = (m_parts.rows + kLanes - 1) / kLanes;
    m_lanes.resize(m_groups * p);
    for (std::size_t g = 0; g < m_groups; ++g)
      for (std::size_t j = 0; j < p; ++j)
        for (std::size_t l = 0; l < kLanes; ++l) {
          const std::size_t row = g * kLanes + l;
          m_lanes[g * p + j][static_cast<Eigen::Index>(l)] = row < m_parts.rows ? m_parts.x[row * p + j] : HUGE_VALF;
        }
  }

  Result<Predictions> predict(const Features& features, const Context& context) const override {
    EASEL_CHECK(checkPredict(features, m_parts.columns, false, context));
    const std::size_t n = features.rows();
    const std::size_t p = m_parts.columns;
    const std::size_t outs = m_parts.outputs;
    Predictions result(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(outs));
    constexpr std::size_t kRows = 32; // their scaled values and nearest rows stay in the cache
    EASEL_CHECK(tryParallelFor(context, (n + kRows - 1) / kRows, [&](std::size_t part) -> Result<void> {
      const std::size_t begin = part * kRows;
      const std::size_t rows = std::min(kRows, n - begin);
      std::vector<float> queries(rows * p);
      std::vector<Neighbour> nearest(rows * m_parts.k);
      for (std::size_t i = 0; i < rows; ++i)
        scale(features.x.data() + (begin + i) * p, queries.data() + i * p);
      // A stretch of training rows that fits the second cache, for all queries; then the next.
      const std::size_t stretch = std::max<std::size_t>(1, 262'144 / (p * sizeof(Lanes)));
      std::vector<std::size_t> found(rows, 0);
      for (std::size_t g = 0; g < m_groups; g += stretch) {
        EASEL_CHECK(context.checkpoint());
        const std::size_t end = std::min(m_groups, g + stretch);
        std::size_t i = 0;
        for (; i + 4 <= rows; i += 4)
          search<4>(queries.data() + i * p, g, end, nearest.data() + i * m_parts.k, found.data() + i);
        for (; i < rows; ++i)
          search<1>(queries.data() + i * p, g, end, nearest.data() + i * m_parts.k, found.data() + i);
      }
      for (std::size_t i = 0; i < rows; ++i)
        answer(nearest.data() + i * m_parts.k, found[i], result.data() + (begin + i) * outs);
      return {};
    }));
    return result;
  }
  void predictRow(std::span<const float> x, std::span<double> out) const override {
    std::array<Neighbour, kMostNeighbours> nearest;
    constexpr std::size_t kColumns = 1024;
    std::array<float, kColumns> small;
    std::vector<float> large;
    float* query = small.data();
    if (m_parts.columns > kColumns) {
      large.resize(m_parts.columns);
      query = large.data();
    }
    scale(x.data(), query);
    std::size_t found = 0;
    search<1>(query, 0, m_groups, nearest.data(), &found);
    answer(nearest.data(), found, out.data());
  }
  std::size_t outputs() const override { return m_parts.outputs; }
  std::string save() const override {
    ByteWriter writer;
    writer.put(static_cast<std::uint8_t>(m_parts.task));
    writer.put(m_parts.outputs);
    writer.put(m_parts.k);
    writer.put(static_cast<std::uint8_t>(m_parts.weighting));
    writer.put(m_parts.rows);
    writer.put(m_parts.columns);
    for (const auto* values : {&m_parts.mean, &m_parts.inverse, &m_parts.x, &m_parts.y})
      writer.put(*values);
    return sealed(kMark, 1, std::move(writer).take());
  }
  Json facts() const override { return {{"neighbours", m_parts.k}, {"rows_kept", m_parts.rows}}; }

 private:
  void scale(const float* from, float* to) const {
    for (std::size_t j = 0; j < m_parts.columns; ++j)
      to[j] = (from[j] - m_parts.mean[j]) * m_parts.inverse[j];
  }

  /// Offers the groups [begin, end) of training rows to the nearest of Q queries, kept as heaps (worst on top).
  template<std::size_t Q>
  void search(const float* queries, std::size_t begin, std::size_t end, Neighbour* nearest, std::size_t* found) const {
    const std::size_t p = m_parts.columns;
    const std::size_t k = m_parts.k;
    for (std::size_t g = begin; g < end; ++g) {
      const Lanes* group = m_lanes.data() + g * p;
      std::array<Lanes, Q> sums;
      for (Lanes& sum : sums)
        sum.setZero();
      for (std::size_t j = 0; j < p; ++j)
        for (std::size_t q = 0; q < Q; ++q) {
          const Lanes apart = group[j] - queries[q * p + j];
          sums[q] += apart * apart;
        }
      const std::size_t lanes = std::min(kLanes, static_cast<std::size_t>(m_parts.rows) - g * kLanes);
      for (std::size_t q = 0; q < Q; ++q) {
        Neighbour* heap = nearest + q * k;
        if (found[q] == k && !(sums[q] < heap[0].distance).any())
          continue;
        for (std::size_t l = 0; l < lanes; ++l)
          offer(heap, found[q], {sums[q][static_cast<Eigen::Index>(l)], static_cast<std::uint32_t>(g * kLanes + l)});
      }
    }
  }
  void offer(Neighbour* heap, std::size_t& found, Neighbour candidate) const {
    if (found < m_parts.k) {
      heap[found++] = candidate;
      std::push_heap(heap, heap + found);
    } else if (candidate.distance < heap[0].distance) { // at the same distance the earlier row stays
      std::pop_heap(heap, heap + found);
      heap[found - 1] = candidate;
      std::push_heap(heap, heap + found);
    }
  }

  void answer(Neighbour* nearest, std::size_t found, double* out) const {
    std::sort_heap(nearest, nearest + found); // nearest first: a fixed order of the sums
    std::fill_n(out, m_parts.outputs, 0.0);
    const bool byDistance = m_parts.weighting == Weighting::Distance;
    const bool exact = byDistance && nearest[0].distance == 0; // equal rows answer alone
    double total = 0;
    for (std::size_t i = 0; i < found; ++i) {
      const auto distance = std::sqrt(static_cast<double>(nearest[i].distance));
      const double weight = !byDistance ? 1 : exact ? (distance == 0 ? 1 : 0) : 1 / distance;
      const float y = m_parts.y[nearest[i].row];
      total += weight;
      if (m_parts.task == Task::Regression)
        out[0] += weight * static_cast<double>(y);
      else
        out[static_cast<std::size_t>(y)] += weight;
    }
    if (total > 0)
      for (std::size_t c = 0; c < m_parts.outputs; ++c)
        out[c] /= total;
    else // all infinitely far: they count alike
      for (std::size_t i = 0; i < found; ++i)
        out[m_parts.task == Task::Regression ? 0 : static_cast<std::size_t>(m_parts.y[nearest[i].row])] +=
            (m_parts.task == Task::Regression ? static_cast<double>(m_parts.y[nearest[i].row]) : 1.0) /
            static_cast<double>(found);
  }

  NeighbourParts m_parts;
  std::vector<Lanes> m_lanes;
  std::size_t m_groups = 0;
};

class KNearestNeighbours : public Estimator {
 public:
  explicit KNearestNeighbours(NeighbourParams params) : m_params(params) {}
  EstimatorTraits traits() const override {
    EstimatorTraits t;
    t.wantsScaling = !m_params.scale;
    return t;
  }
  Result<ModelPtr> fit(const FitInput& input, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    EASEL_CHECK(checkFit(input, traits(), kTitle, context));
    const FeatureMatrix& x = input.features.x;
    NeighbourParts parts;
    parts.task = input.target.task;
    parts.outputs = static_cast<std::uint32_t>(outputsOf(input.target));
    parts.rows = input.features.rows();
    parts.columns = input.features.fields.size();
    parts.k = static_cast<std::uint32_t>(
        std::min(static_cast<std::size_t>(m_params.neighbours), input.features.rows()));
    parts.weighting = m_params.weighting;
    parts.mean.assign(parts.columns, 0);
    parts.inverse.assign(parts.columns, 1);
    if (m_params.scale) {
      EASEL_TRY(const linear::Standard standard, linear::standardOf(x, context));
      for (std::size_t j = 0; j < parts.columns; ++j) {
        parts.mean[j] = static_cast<float>(standard.mean[static_cast<Eigen::Index>(j)]);
        parts.inverse[j] = static_cast<float>(standard.inverse[static_cast<Eigen::Index>(j)]);
      }
    }
    parts.x.resize(parts.rows * parts.columns);
    parts.y = input.target.y;
    parallelRanges(parts.rows, 8192, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        for (std::size_t j = 0; j < parts.columns; ++j) {
          const std::size_t at = i * parts.columns + j;
          parts.x[at] = (x.data()[at] - parts.mean[j]) * parts.inverse[j];
        }
    });
    return ModelPtr(std::make_shared<NeighbourModel>(std::move(parts)));
  }
  Result<ModelPtr> load(std::string_view bytes) const override {
    EASEL_TRY(const Unsealed unsealed, unseal(bytes, kMark, 1));
    ByteReader reader(unsealed.payload);
    NeighbourParts parts;
    parts.task = static_cast<Task>(reader.get<std::uint8_t>());
    parts.outputs = reader.get<std::uint32_t>();
    parts.k = reader.get<std::uint32_t>();
    parts.weighting = static_cast<Weighting>(reader.get<std::uint8_t>());
    parts.rows = reader.get<std::uint64_t>();
    parts.columns = reader.get<std::uint64_t>();
    for (auto* values : {&parts.mean, &parts.inverse, &parts.x, &parts.y})
      *values = reader.values<float>();
    const bool classes = parts.task != Task::Regression;
    const bool sound = reader.finished() && parts.task <= Task::Regression && parts.columns > 0 && parts.k >= 1 &&
                       parts.k <= kMostNeighbours && parts.k <= parts.rows && parts.y.size() == parts.rows &&
                       parts.mean.size() == parts.columns && parts.inverse.size() == parts.columns &&
                       parts.x.size() / parts.columns == parts.rows && parts.x.size() % parts.columns == 0 &&
                       (classes ? parts.outputs >= 2 : parts.outputs == 1) &&
                       std::all_of(parts.y.begin(), parts.y.end(), [&](float y) {
                         return !classes || (y >= 0 && y < static_cast<float>(parts.outputs));
                       });
    if (!sound)
      return Error(ErrorCode::Corrupt, "The saved neighbours are damaged.", "Train the model anew.");
    return ModelPtr(std::make_shared<NeighbourModel>(std::move(parts)));
  }

 private:
  NeighbourParams m_params;
};
} // namespace

Entry<Estimator> kNearestNeighbours() {
  return entry<Estimator, KNearestNeighbours, NeighbourParams>("k_nearest_neighbours")
      .title(EASEL_TR("Nearest neighbours"))
      .summary(EASEL_TR("Answers as the most similar training rows did. Simple to understand; slow and weak with many "
                        "features."))
      .category(EASEL_TR("Neighbours"))
      .keywords({"knn", "k-nn", "similar", "distance"});
}

} // namespace easel::algorithms
