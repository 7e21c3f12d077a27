// The signature of a bundle: what its raw inputs look like, made from the training rows, and its JSON form.
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/learn/bundle.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

namespace easel {

namespace {

constexpr std::size_t kMostLevels = 1000;
constexpr std::size_t kMostTextLevels = 50; // of a text column: more is free text
constexpr std::size_t kSampleRows = 10'001; // for the typical number
constexpr std::size_t kProbeRows = 8;
constexpr std::size_t kProbeValues = 12;
constexpr std::size_t kMostProbes = 256;

std::optional<double> numberOf(const Chunk& chunk, std::size_t i) {
  if (!chunk.valid(i))
    return std::nullopt;
  switch (chunk.type()) {
    case DataType::Int64:
    case DataType::Timestamp:
    case DataType::Duration:
      return static_cast<double>(chunk.values<std::int64_t>()[i]);
    case DataType::Float64: {
      const double v = chunk.values<double>()[i];
      return std::isfinite(v) ? std::optional(v) : std::nullopt;
    }
    case DataType::Date:
      return chunk.values<std::int32_t>()[i];
    default:
      return std::nullopt;
  }
}

/// Range, and the row of the median of a sample as the example.
Result<void> describeNumbers(SignatureField& field, const Column& column) {
  std::vector<std::pair<double, std::size_t>> sample;
  const std::size_t step = std::max<std::size_t>(1, column.size() / kSampleRows);
  std::size_t row = 0;
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    for (std::size_t i = 0; i < chunk->size(); ++i, ++row) {
      const std::optional<double> v = numberOf(*chunk, i);
      if (!v)
        continue;
      field.min = std::min(field.min.value_or(*v), *v);
      field.max = std::max(field.max.value_or(*v), *v);
      if (row % step == 0 || sample.empty())
        sample.emplace_back(*v, row);
    }
  }
  if (sample.empty())
    return {};
  const auto middle = sample.begin() + static_cast<std::ptrdiff_t>((sample.size() - 1) / 2);
  std::nth_element(sample.begin(), middle, sample.end());
  EASEL_TRY(const std::optional<std::string> text, column.textAt(middle->second));
  field.example = text.value_or("");
  return {};
}

/// Levels by falling frequency (equal ones by text); the most frequent is the example.
Result<void> describeLevels(SignatureField& field, const Column& column) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  if (column.type() == DataType::Text) {
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t k = 0; k < column.chunkCount() && seen.size() <= kMostTextLevels; ++k) {
      EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
      for (std::size_t i = 0; i < chunk->size() && seen.size() <= kMostTextLevels; ++i)
        if (chunk->valid(i))
          ++seen[std::string(chunk->text(i))];
    }
    counts.assign(seen.begin(), seen.end());
  } else {
    const bool isBool = column.type() == DataType::Bool;
    std::vector<std::size_t> byCode(isBool ? 2 : column.dictionary()->size());
    for (std::size_t k = 0; k < column.chunkCount(); ++k) {
      EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
      for (std::size_t i = 0; i < chunk->size(); ++i)
        if (chunk->valid(i))
          ++byCode[isBool ? chunk->values<std::uint8_t>()[i] : chunk->values<std::uint32_t>()[i]];
    }
    for (std::uint32_t code = 0; code < byCode.size(); ++code)
      if (byCode[code] > 0)
        counts.emplace_back(isBool ? (code == 0 ? "false" : "true") : std::string((*column.dictionary())[code]),
                            byCode[code]);
  }
  if (counts.empty())
    return {};
  std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  field.example = counts.front().first;
  if (column.type() == DataType::Text && counts.size() > kMostTextLevels)
    return {};
  for (std::size_t i = 0; i < std::min(counts.size(), kMostLevels); ++i)
    field.levels.push_back(counts[i].first);
  return {};
}

/// Up to kProbeRows rows spread over the table.
std::vector<RowIndex> probeRows(std::size_t rows) {
  std::vector<RowIndex> picked;
  const std::size_t n = std::min(rows, kProbeRows);
  for (std::size_t k = 0; k < n; ++k)
    picked.push_back(static_cast<RowIndex>(k * rows / n));
  return picked;
}

/// Rows with different values of the column, kNoRow (missing) among them.
Result<std::vector<RowIndex>> differentValues(const Column& column) {
  std::vector<RowIndex> picked{kNoRow};
  std::vector<std::string> seen;
  std::size_t row = 0;
  for (std::size_t k = 0; k < column.chunkCount() && picked.size() < kProbeValues; ++k) {
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    for (std::size_t i = 0; i < chunk->size() && picked.size() < kProbeValues; ++i, ++row) {
      const std::optional<std::string> text = cellText(*chunk, column.dictionary().get(), i);
      if (!text || std::find(seen.begin(), seen.end(), *text) != seen.end())
        continue;
      seen.push_back(*text);
      picked.push_back(static_cast<RowIndex>(row));
    }
  }
  return picked;
}

bool sameBits(const FeatureMatrix& a, const FeatureMatrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

/// Whether the features of some rows change with the values of one column. An error of a step means: it is used.
Result<bool> changesFeatures(const Table& training, std::size_t column, const FittedPreparation& preparation,
                             const std::vector<FeatureField>& fields, const Context& context) {
  const std::vector<RowIndex> rows = probeRows(training.rows());
  EASEL_TRY(const std::vector<RowIndex> values, differentValues(training.column(column)));
  std::vector<RowIndex> repeated, changed;
  for (const RowIndex value : values)
    for (const RowIndex row : rows) {
      repeated.push_back(row);
      changed.push_back(value);
    }
  EASEL_TRY(const Table before, take(training, repeated, context));
  EASEL_TRY(Column other, take(training.column(column), changed, context));
  EASEL_TRY(const Table after, before.with(training.name(column), std::move(other)));
  const auto featuresOf = [&](const Table& raw) -> Result<Features> {
    EASEL_TRY(const Table prepared, preparation.apply(raw, context));
    return makeFeatures(prepared, fields, context);
  };
  const Result<Features> a = featuresOf(before), b = featuresOf(after);
  EASEL_CHECK(context.checkpoint());
  return !a || !b || !sameBits(a->x, b->x);
}

Result<void> findUsed(Signature& signature, const Table& training, const FittedPreparation& preparation,
                      const std::vector<FeatureField>& fields, const Context& context) {
  std::vector<std::size_t> doubtful;
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    SignatureField& input = signature.inputs[i];
    const auto named = [&](const FeatureField& f) { return f.name == input.name; };
    input.required = std::any_of(fields.begin(), fields.end(), named);
    if (!input.required && !preparation.empty())
      doubtful.push_back(i);
  }
  if (doubtful.size() > kMostProbes || training.rows() == 0) {
    for (const std::size_t i : doubtful)
      signature.inputs[i].required = true;
    return {};
  }
  for (const std::size_t i : doubtful) {
    EASEL_TRY(signature.inputs[i].required,
              changesFeatures(training, *training.find(signature.inputs[i].name), preparation, fields, context));
  }
  return {};
}

} // namespace

Result<Signature> makeSignature(const Table& baseTraining, const std::string& target, const Target& y,
                                const FittedPreparation& preparation, const std::vector<FeatureField>& fields,
                                const Context& context) {
  Signature signature;
  signature.target = target;
  signature.task = y.task;
  signature.classes = y.classes;
  std::vector<const Column*> columns;
  for (const NamedColumn& c : baseTraining.columns()) {
    if (c.name == target) {
      signature.targetType = c.column.type();
      continue;
    }
    SignatureField field;
    field.name = c.name;
    field.type = c.column.type();
    field.missingSeen = c.column.missing() > 0;
    signature.inputs.push_back(std::move(field));
    columns.push_back(&c.column);
  }
  EASEL_CHECK(tryParallelFor(context, columns.size(), [&](std::size_t i) -> Result<void> {
    SignatureField& field = signature.inputs[i];
    if (isTextual(field.type) || field.type == DataType::Bool)
      return describeLevels(field, *columns[i]);
    if (field.type == DataType::Vector || field.type == DataType::Image)
      return {};
    return describeNumbers(field, *columns[i]);
  }));
  EASEL_CHECK(findUsed(signature, baseTraining, preparation, fields, context));
  return signature;
}

Json toJson(const Signature& signature) {
  Json inputs = Json::array();
  for (const SignatureField& f : signature.inputs) {
    Json j{{"name", f.name},
           {"type", std::string(dataTypeId(f.type))},
           {"required", f.required},
           {"missing_seen", f.missingSeen},
           {"example", f.example}};
    if (f.min && f.max) {
      j["min"] = *f.min;
      j["max"] = *f.max;
    }
    if (!f.levels.empty())
      j["levels"] = f.levels;
    inputs.push_back(std::move(j));
  }
  Json j{{"inputs", std::move(inputs)},
         {"target", signature.target},
         {"task", std::string(taskId(signature.task))},
         {"classes", signature.classes}};
  if (signature.targetType)
    j["target_type"] = std::string(dataTypeId(*signature.targetType));
  return j;
}

namespace {
Error badSignature(const std::string& what) {
  return Error(ErrorCode::Corrupt, "The model's signature is damaged: " + what + ".", "Use another copy of the model.");
}

bool areTexts(const Json& json) {
  return json.is_array() && std::all_of(json.begin(), json.end(), [](const Json& j) { return j.is_string(); });
}

Result<SignatureField> fieldFromJson(const Json& j) {
  if (!j.is_object() || !j.contains("name") || !j["name"].is_string() || !j.contains("type") || !j["type"].is_string())
    return badSignature("an input has no name or type");
  SignatureField f;
  f.name = j["name"].get<std::string>();
  const auto type = dataTypeFromId(j["type"].get<std::string>());
  if (!type)
    return badSignature("the type of '" + f.name + "' is unknown");
  f.type = *type;
  const auto flag = [&](const char* key, bool otherwise) {
    return j.contains(key) && j[key].is_boolean() ? j[key].get<bool>() : otherwise;
  };
  const auto number = [&](const char* key) {
    return j.contains(key) && j[key].is_number() ? std::optional(j[key].get<double>()) : std::nullopt;
  };
  f.required = flag("required", true);
  f.missingSeen = flag("missing_seen", false);
  f.min = number("min");
  f.max = number("max");
  if (j.contains("example") && j["example"].is_string())
    f.example = j["example"].get<std::string>();
  if (j.contains("levels")) {
    if (!areTexts(j["levels"]))
      return badSignature("the levels of '" + f.name + "' are not texts");
    f.levels = j["levels"].get<std::vector<std::string>>();
  }
  return f;
}
} // namespace

Result<Signature> signatureFromJson(const Json& json) {
  if (!json.is_object() || !json.contains("inputs") || !json["inputs"].is_array() || !json.contains("target") ||
      !json["target"].is_string() || !json.contains("task") || !json["task"].is_string() ||
      !json.contains("classes") || !areTexts(json["classes"]))
    return badSignature("inputs, target, task or classes are not there");
  Signature s;
  for (const Json& j : json["inputs"]) {
    EASEL_TRY(SignatureField field, fieldFromJson(j));
    s.inputs.push_back(std::move(field));
  }
  s.target = json["target"].get<std::string>();
  const auto task = taskFromId(json["task"].get<std::string>());
  if (!task)
    return badSignature("its task is unknown");
  s.task = *task;
  s.classes = json["classes"].get<std::vector<std::string>>();
  if (s.task != Task::Regression && s.classes.size() < 2)
    return badSignature("it has fewer than two classes");
  if (json.contains("target_type") && json["target_type"].is_string())
    s.targetType = dataTypeFromId(json["target_type"].get<std::string>());
  return s;
}

} // namespace easel
