#include "core/learn/features.h"

#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/base/time.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

namespace easel {

namespace {
constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
constexpr std::array<std::string_view, 3> kTaskIds = {"binary", "multiclass", "regression"};

/// Types whose values may stand for one another at serving: a whole number where training saw decimals.
bool convertible(DataType from, DataType to) {
  const auto numeric = [](DataType t) { return isNumeric(t) || t == DataType::Duration; };
  return from == to || (numeric(from) && numeric(to)) || (isTemporal(from) && isTemporal(to));
}

/// One chunk of one column into X, `stride` floats apart.
template<class T, class F>
void scatter(const Chunk& chunk, float* out, std::size_t stride, F convert) {
  const T* values = chunk.values<T>();
  const std::size_t n = chunk.size();
  for (std::size_t i = 0; i < n; ++i)
    out[i * stride] = convert(values[i]);
  if (chunk.missing() > 0)
    for (std::size_t i = 0; i < n; ++i)
      if (!chunk.valid(i))
        out[i * stride] = kMissing;
}

void fill(const Chunk& chunk, const FeatureField& field, std::span<const float> codes, float* out,
          std::size_t stride) {
  const bool days = field.type == DataType::Date;
  switch (chunk.type()) {
  case DataType::Bool: return scatter<std::uint8_t>(chunk, out, stride, [](auto v) { return v ? 1.0F : 0.0F; });
  case DataType::Int64:
  case DataType::Duration:
    return scatter<std::int64_t>(chunk, out, stride, [](auto v) { return static_cast<float>(v); });
  case DataType::Float64:
    return scatter<double>(chunk, out, stride, [](auto v) { return static_cast<float>(v); });
  case DataType::Category:
    return scatter<std::uint32_t>(chunk, out, stride, [&](auto v) { return v < codes.size() ? codes[v] : kMissing; });
  case DataType::Date:
    return scatter<std::int32_t>(chunk, out, stride,
                                 [&](auto v) { return static_cast<float>(days ? double(v) : double(v) * 86'400.0); });
  case DataType::Timestamp:
    return scatter<std::int64_t>(chunk, out, stride, [&](auto v) {
      return static_cast<float>(double(v) / double(days ? kMicrosPerDay : kMicrosPerSecond));
    });
  default: break; // refused by makeFeatures
  }
}
} // namespace

std::string_view taskId(Task task) { return kTaskIds[static_cast<std::size_t>(task)]; }

std::optional<Task> taskFromId(std::string_view id) {
  for (std::size_t i = 0; i < kTaskIds.size(); ++i)
    if (kTaskIds[i] == id)
      return static_cast<Task>(i);
  return std::nullopt;
}

Result<std::vector<FeatureField>> featureFields(const TableSchema& schema, std::span<const std::string> excluded) {
  std::vector<FeatureField> fields;
  for (const Field& f : schema.fields()) {
    if (std::find(excluded.begin(), excluded.end(), f.name) != excluded.end())
      continue;
    FeatureField field{f.name, f.type, {}};
    switch (f.type) {
    case DataType::Category:
      if (f.dictionary)
        field.levels = f.dictionary->values();
      break;
    case DataType::Bool:
    case DataType::Int64:
    case DataType::Float64:
    case DataType::Date:
    case DataType::Timestamp:
    case DataType::Duration: break;
    case DataType::Text:
      return Error(ErrorCode::Data, "Column '" + f.name + "' is free text; a model needs numbers or categories.",
                   "Set its type to category, or drop it.")
          .at({ErrorPlace::Kind::Column, f.name});
    case DataType::Vector:
    case DataType::Image:
      return Error(ErrorCode::Data,
                   "Column '" + f.name + "' is of type " + std::string(dataTypeId(f.type)) +
                       ", which a model of tables cannot use.",
                   "Drop it.")
          .at({ErrorPlace::Kind::Column, f.name});
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

Result<Features> makeFeatures(const Table& table, std::vector<FeatureField> fields, const Context& context) {
  EASEL_CHECK(context.checkpoint());
  const std::size_t n = table.rows();
  const std::size_t p = fields.size();
  std::vector<const Column*> columns(p);
  std::vector<std::vector<float>> codes(p); // of the column's code → of the field's level
  for (std::size_t j = 0; j < p; ++j) {
    EASEL_TRY(columns[j], table.require(fields[j].name));
    if (!convertible(columns[j]->type(), fields[j].type))
      return Error(ErrorCode::Data,
                   "Column '" + fields[j].name + "' is of type " + std::string(dataTypeId(columns[j]->type())) +
                       ", but the model needs " + std::string(dataTypeId(fields[j].type)) + ".",
                   "Set its type before this.")
          .at({ErrorPlace::Kind::Column, fields[j].name});
    if (!fields[j].categorical() || !columns[j]->dictionary())
      continue;
    std::unordered_map<std::string_view, std::size_t> levels;
    levels.reserve(fields[j].levels.size());
    for (std::size_t i = 0; i < fields[j].levels.size(); ++i)
      levels.emplace(fields[j].levels[i], i);
    for (const std::string& value : columns[j]->dictionary()->values()) {
      const auto it = levels.find(value);
      codes[j].push_back(it == levels.end() ? kMissing : static_cast<float>(it->second));
    }
  }

  Features features;
  features.fields = std::move(fields);
  features.x.resize(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(p));
  // One task fills all columns of a stretch of rows: the rows stay in the cache while the columns are written.
  constexpr std::size_t kStrip = 8;
  const std::size_t strips = (p + kStrip - 1) / kStrip;
  EASEL_CHECK(tryParallelFor(context, table.chunkCount() * strips, [&](std::size_t task) -> Result<void> {
    const std::size_t c = task / strips;
    const std::size_t first = task % strips * kStrip;
    for (std::size_t j = first; j < std::min(p, first + kStrip); ++j) {
      EASEL_TRY(const ChunkPtr chunk, columns[j]->chunk(c));
      fill(*chunk, features.fields[j], codes[j], features.x.data() + (c << kChunkShift) * p + j, p);
    }
    return {};
  }));
  return features;
}

Features rowsOf(const Features& features, std::span<const RowIndex> rows) {
  Features result;
  result.fields = features.fields;
  result.x.resize(static_cast<Eigen::Index>(rows.size()), features.x.cols());
  const auto p = static_cast<std::size_t>(features.x.cols());
  parallelRanges(rows.size(), 16'384, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      std::copy_n(features.x.data() + rows[i] * p, p, result.x.data() + i * p);
  });
  return result;
}

Target rowsOf(const Target& target, std::span<const RowIndex> rows) {
  Target result;
  result.task = target.task;
  result.classes = target.classes;
  result.y.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.y[i] = target.y[rows[i]];
  return result;
}

} // namespace easel
