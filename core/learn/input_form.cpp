#include "core/learn/input_form.h"

#include "core/base/text.h"
#include "core/table/builder.h"

#include <algorithm>

namespace easel {

namespace {

constexpr std::size_t kChoices = 100; // more levels are typed, not chosen

bool isNumber(DataType type) {
  return type == DataType::Int64 || type == DataType::Float64;
}

/// "true", "12.5", "Bonn" as the value of the parameter; null when it does not fit.
Json fitting(const ParamSpec& spec, const std::string& text) {
  Json value = text;
  if (spec.kind == ParamKind::Float || spec.kind == ParamKind::Int) {
    const auto number = parseDouble(text);
    if (!number)
      return Json();
    value = *number;
  }
  auto checked = spec.check(value);
  return checked ? std::move(checked).value() : Json();
}

ParamSpec specOf(const SignatureField& field) {
  ParamSpec spec;
  spec.name = field.name;
  spec.label = field.name;
  spec.optional = true;
  const bool few = !field.levels.empty() && field.levels.size() <= kChoices;
  if (field.type == DataType::Bool || (field.type == DataType::Category && few)) {
    spec.kind = ParamKind::Choice;
    std::vector<std::string> levels = field.levels;
    if (levels.empty())
      levels = {"false", "true"};
    for (const std::string& level : levels)
      spec.choices.push_back({level, level});
  } else if (isNumber(field.type)) {
    spec.kind = field.type == DataType::Int64 ? ParamKind::Int : ParamKind::Float;
    if (field.min && field.max && *field.min < *field.max) {
      spec.uiMin = field.min;
      spec.uiMax = field.max;
    }
  }
  spec.defaultValue = fitting(spec, field.example);
  return spec;
}

} // namespace

Schema inputSchema(const Signature& signature) {
  std::vector<ParamSpec> specs;
  for (const SignatureField& field : signature.inputs)
    if (field.required)
      specs.push_back(specOf(field));
  return Schema(std::move(specs));
}

Result<Table> inputRow(const Signature& signature, const Json& values) {
  std::vector<NamedColumn> columns;
  for (const SignatureField& field : signature.inputs) {
    if (!field.required)
      continue;
    const auto it = values.is_object() ? values.find(field.name) : values.end();
    if (it == values.end() || it->is_null()) {
      columns.push_back({field.name, missingColumn(DataType::Text, 1)});
    } else if (it->is_number()) {
      columns.push_back({field.name, columnOf(std::vector<double>{it->get<double>()})});
    } else {
      const std::string text = it->is_string() ? it->get<std::string>() : toText(*it);
      columns.push_back({field.name, columnOfTexts(std::vector<std::string>{text})});
    }
  }
  if (columns.empty())
    return Table::ofRows(1);
  return Table::make(std::move(columns));
}

Result<Json> inputValues(const Signature& signature, const Table& rows, std::size_t row) {
  if (row >= rows.rows())
    return Error(ErrorCode::InvalidArgument, "There is no row " + std::to_string(row + 1) + ".",
                 "The data set has " + plural(static_cast<std::int64_t>(rows.rows()), "row", "rows") + ".");
  const Schema schema = inputSchema(signature);
  Json values = Json::object();
  for (const ParamSpec& spec : schema.params()) {
    values[spec.name] = nullptr;
    const auto column = rows.find(spec.name);
    if (!column)
      continue;
    EASEL_TRY(const auto text, rows.column(*column).textAt(row));
    if (text)
      values[spec.name] = fitting(spec, *text);
  }
  return values;
}

} // namespace easel
