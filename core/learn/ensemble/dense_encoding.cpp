#include "core/learn/ensemble/dense_encoding.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace easel {

namespace {
constexpr std::size_t kMostLevels = 50;
// Fewer missing values than this say nothing of their own.
constexpr std::size_t kNotableRows = 10;
constexpr double kNotableShare = 0.02;

float medianOf(std::vector<float>& values) {
  if (values.empty())
    return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1)
    return *middle;
  return *std::max_element(values.begin(), middle) / 2 + *middle / 2;
}

/// The level of a cell; `levels` when it has none.
std::size_t levelOf(float code, std::size_t levels) {
  return code >= 0 && code < static_cast<float>(levels) ? static_cast<std::size_t>(code) : levels;
}
} // namespace

std::uint32_t DenseEncoding::addColumn(std::string name) {
  m_names.push_back(std::move(name));
  m_origins.push_back(static_cast<std::uint32_t>(m_sources.size()));
  return static_cast<std::uint32_t>(m_names.size() - 1);
}

void DenseEncoding::addNumber(const Features& training, Eigen::Index j) {
  const std::string& name = training.fields[static_cast<std::size_t>(j)].name;
  std::vector<float> present;
  present.reserve(training.rows());
  for (Eigen::Index i = 0; i < training.x.rows(); ++i)
    if (const float v = training.x(i, j); !std::isnan(v))
      present.push_back(v);
  const std::size_t missing = training.rows() - present.size();
  Source source;
  source.fill = medianOf(present);
  source.first = addColumn(name);
  if (missing >= kNotableRows && static_cast<double>(missing) >= kNotableShare * static_cast<double>(training.rows()))
    source.missing = addColumn(name + "_missing");
  source.width = source.missing == kNone ? 1 : 2;
  m_sources.push_back(std::move(source));
}

void DenseEncoding::addCategory(const Features& training, Eigen::Index j) {
  const FeatureField& field = training.fields[static_cast<std::size_t>(j)];
  const std::size_t levels = field.levels.size();
  std::vector<std::size_t> counts(levels + 1);
  for (Eigen::Index i = 0; i < training.x.rows(); ++i)
    ++counts[levelOf(training.x(i, j), levels)];
  std::vector<std::size_t> order(levels);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  std::vector<bool> kept(levels);
  std::size_t rare = 0;
  for (std::size_t k = 0; k < levels && counts[order[k]] > 0; ++k)
    if (k < kMostLevels)
      kept[order[k]] = true;
    else
      ++rare;

  Source source;
  source.categorical = true;
  source.first = static_cast<std::uint32_t>(m_names.size());
  source.places.assign(levels, kNone);
  for (std::size_t l = 0; l < levels; ++l)
    if (kept[l])
      source.places[l] = addColumn(field.name + "=" + field.levels[l]);
  if (rare > 0) {
    const std::uint32_t other = addColumn(field.name + "=other");
    for (std::size_t l = 0; l < levels; ++l)
      if (!kept[l] && counts[l] > 0)
        source.places[l] = other;
  }
  if (counts[levels] > 0 || m_names.size() == source.first)
    source.missing = addColumn(field.name + "=missing");
  source.width = static_cast<std::uint32_t>(m_names.size()) - source.first;
  m_sources.push_back(std::move(source));
}

DenseEncoding DenseEncoding::learn(const Features& training) {
  DenseEncoding encoding;
  for (Eigen::Index j = 0; j < training.x.cols(); ++j)
    if (training.fields[static_cast<std::size_t>(j)].categorical())
      encoding.addCategory(training, j);
    else
      encoding.addNumber(training, j);
  return encoding;
}

void DenseEncoding::applyRow(const float* x, float* out) const {
  for (std::size_t j = 0; j < m_sources.size(); ++j) {
    const Source& source = m_sources[j];
    std::fill_n(out + source.first, source.width, 0.0F);
    if (!source.categorical) {
      const bool missing = std::isnan(x[j]);
      out[source.first] = missing ? source.fill : x[j];
      if (missing && source.missing != kNone)
        out[source.missing] = 1;
      continue;
    }
    const std::size_t level = levelOf(x[j], source.places.size());
    const std::uint32_t place = level < source.places.size() ? source.places[level] : source.missing;
    if (place != kNone)
      out[place] = 1;
  }
}

Features DenseEncoding::apply(const Features& features) const {
  Features result;
  for (const std::string& name : m_names)
    result.fields.push_back({name, DataType::Float64, {}});
  result.x.resize(features.x.rows(), static_cast<Eigen::Index>(columns()));
  parallelRanges(features.rows(), 4096, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      applyRow(features.x.data() + i * sources(), result.x.data() + i * columns());
  });
  return result;
}

void DenseEncoding::save(ByteWriter& writer) const {
  writer.put(m_names);
  writer.put(m_origins);
  writer.put(static_cast<std::uint64_t>(m_sources.size()));
  for (const Source& s : m_sources) {
    writer.put(static_cast<std::uint8_t>(s.categorical));
    writer.put(s.fill);
    for (const std::uint32_t v : {s.first, s.width, s.missing})
      writer.put(v);
    writer.put(s.places);
  }
}

Result<DenseEncoding> DenseEncoding::load(ByteReader& reader) {
  DenseEncoding e;
  e.m_names = reader.texts();
  e.m_origins = reader.values<std::uint32_t>();
  const auto count = reader.get<std::uint64_t>();
  const std::size_t columns = e.m_names.size();
  bool sound = e.m_origins.size() == columns;
  std::size_t next = 0;
  for (std::uint64_t j = 0; j < count && reader.ok(); ++j) {
    Source s;
    s.categorical = reader.get<std::uint8_t>() != 0;
    s.fill = reader.get<float>();
    for (std::uint32_t* v : {&s.first, &s.width, &s.missing})
      *v = reader.get<std::uint32_t>();
    s.places = reader.values<std::uint32_t>();
    const auto inside = [&](std::uint32_t place) {
      return place == kNone || (place >= s.first && place - s.first < s.width);
    };
    sound = sound && s.first == next && s.width > 0 && s.width <= columns - next && inside(s.missing) &&
            std::all_of(s.places.begin(), s.places.end(), inside);
    next += s.width;
    e.m_sources.push_back(std::move(s));
  }
  if (!reader.ok() || !sound || next != columns ||
      std::any_of(e.m_origins.begin(), e.m_origins.end(), [&](std::uint32_t o) { return o >= count; }))
    return Error(ErrorCode::Corrupt, "The saved ensemble is damaged.", "Train the model anew.");
  return e;
}

} // namespace easel
