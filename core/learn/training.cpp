#include "core/learn/training.h"

#include "core/base/text.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace easel {

namespace {

/// The text of a cell as makeTarget() names classes.
std::string classText(const Chunk& chunk, const Dictionary* dictionary, std::size_t i) {
  switch (chunk.type()) {
    case DataType::Int64:
      return formatNumber(static_cast<double>(chunk.values<std::int64_t>()[i]));
    case DataType::Float64:
      return formatNumber(chunk.values<double>()[i] + 0.0);
    default:
      return cellText(chunk, dictionary, i).value_or("");
  }
}

std::optional<float> valueOf(const Chunk& chunk, std::size_t i) {
  float v = 0;
  switch (chunk.type()) {
    case DataType::Bool:
      v = chunk.values<std::uint8_t>()[i];
      break;
    case DataType::Int64:
    case DataType::Duration:
      v = static_cast<float>(chunk.values<std::int64_t>()[i]);
      break;
    case DataType::Float64:
      v = static_cast<float>(chunk.values<double>()[i]);
      break;
    default:
      return std::nullopt;
  }
  return std::isfinite(v) ? std::optional(v) : std::nullopt;
}

/// Levels that occur in the rows; sorted by text unless their order means something, so that they do not depend on
/// rows that are elsewhere in the same column.
Result<std::vector<std::string>> occurringLevels(const Column& column) {
  if (!column.dictionary())
    return std::vector<std::string>();
  const Dictionary& dictionary = *column.dictionary();
  std::vector<std::uint8_t> occurs(dictionary.size());
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    const std::uint32_t* codes = chunk->values<std::uint32_t>();
    for (std::size_t i = 0; i < chunk->size(); ++i)
      if (chunk->valid(i))
        occurs[codes[i]] = 1;
  }
  std::vector<std::string> levels;
  for (std::uint32_t code = 0; code < dictionary.size(); ++code)
    if (occurs[code])
      levels.emplace_back(dictionary[code]);
  if (!dictionary.ordered())
    std::sort(levels.begin(), levels.end());
  return levels;
}

} // namespace

Result<RoleRows> rowsByRole(const Frame& frame, const Column& target, const Context& context) {
  if (frame.roles && frame.roles->size() != target.size())
    return Error(ErrorCode::Internal, "The split has " + std::to_string(frame.roles->size()) + " rows, the table " +
                                          std::to_string(target.size()) + ".");
  RoleRows rows;
  RowIndex row = 0;
  for (std::size_t k = 0; k < target.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, target.chunk(k));
    for (std::size_t i = 0; i < chunk->size(); ++i, ++row) {
      if (!chunk->valid(i)) {
        ++rows.withoutTarget;
        continue;
      }
      const RowRole role = frame.roles ? (*frame.roles)[row] : RowRole::Train;
      (role == RowRole::Train ? rows.train : role == RowRole::Validation ? rows.validation : rows.test).push_back(row);
    }
  }
  return rows;
}

Result<AlignedTarget> alignTarget(const Column& column, const Target& like, const Context& context) {
  AlignedTarget aligned;
  aligned.target.task = like.task;
  aligned.target.classes = like.classes;
  std::unordered_map<std::string, float> codes;
  for (std::size_t k = 0; k < like.classes.size(); ++k)
    codes.emplace(like.classes[k], static_cast<float>(k));
  RowIndex row = 0;
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    for (std::size_t i = 0; i < chunk->size(); ++i, ++row) {
      if (!chunk->valid(i)) {
        ++aligned.missing;
        continue;
      }
      std::optional<float> y;
      if (like.task == Task::Regression) {
        y = valueOf(*chunk, i);
      } else {
        const auto it = codes.find(classText(*chunk, column.dictionary().get(), i));
        y = it == codes.end() ? std::nullopt : std::optional(it->second);
      }
      if (!y) {
        ++aligned.unknown;
        continue;
      }
      aligned.target.y.push_back(*y);
      aligned.rows.push_back(row);
    }
  }
  return aligned;
}

Result<PreparedTraining> prepareTraining(const Catalog<Step>& steps, const std::vector<StepSpec>& specs,
                                         const Table& baseTraining, const std::string& target, const Context& context) {
  PreparedTraining prepared;
  Table table = baseTraining;
  if (!specs.empty()) {
    EASEL_TRY(FittedPreparation::Outcome outcome,
              FittedPreparation::fitTransform(steps, specs, baseTraining, context));
    prepared.preparation = std::move(outcome.preparation);
    table = std::move(outcome.table);
  }
  if (table.rows() != baseTraining.rows())
    return Error(ErrorCode::Internal, "The preparation made " + std::to_string(table.rows()) + " rows of " +
                                          std::to_string(baseTraining.rows()) + ".");
  const std::string excluded[] = {target};
  EASEL_TRY(prepared.fields, featureFields(table.schema(), excluded));
  if (prepared.fields.empty())
    return Error(ErrorCode::Data, "No column is left to learn from.",
                 "Keep a column besides the target that differs between rows.");
  for (FeatureField& field : prepared.fields)
    if (field.categorical()) {
      EASEL_TRY(field.levels, occurringLevels(table.column(*table.find(field.name))));
    }
  EASEL_TRY(prepared.features, makeFeatures(table, prepared.fields, context));
  return prepared;
}

Result<Features> prepareRows(const PreparedTraining& prepared, const Table& base, const Context& context) {
  if (prepared.preparation.empty())
    return makeFeatures(base, prepared.fields, context);
  EASEL_TRY(const Table table, prepared.preparation.apply(base, context));
  return makeFeatures(table, prepared.fields, context);
}

std::vector<std::string> outlines(const Catalog<Step>& steps, const std::vector<StepSpec>& specs) {
  std::vector<std::string> lines;
  for (const StepSpec& spec : specs) {
    const Entry<Step>* entry = steps.find(spec.id);
    const auto step = steps.make(spec.id, spec.params, "step");
    lines.push_back((entry ? entry->declaration.title : spec.id) + (step ? ": " + (*step)->outline() : ""));
  }
  return lines;
}

} // namespace easel
