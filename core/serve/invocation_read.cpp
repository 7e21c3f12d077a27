#include "core/serve/invocation.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/serve/csv_body.h"
#include "core/table/builder.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace easel {

namespace {

using Parsed = std::variant<Invocation, InvocationError>;

InvocationError refuse(std::string message, std::string hint = {}, int status = 400) {
  return {status, Error(status == 415 ? ErrorCode::Unsupported : ErrorCode::Data, std::move(message),
                        std::move(hint))};
}

InvocationError cellError(std::size_t row, const std::string& column, const std::string& what) {
  InvocationError e = refuse("row " + std::to_string(row + 1) + ", column " + column + ": " + what);
  e.error.places = {{ErrorPlace::Kind::Row, {}, static_cast<std::int64_t>(row + 1), 0},
                    {ErrorPlace::Kind::Column, column, 0, 0}};
  return e;
}

/// Fills one column of the request, cell by cell; each put() says what is wrong or nothing.
class CellReader {
 public:
  explicit CellReader(const SignatureField& field) : m_field(field), m_builder(field.type) {}

  std::optional<std::string> put(const Json& v) {
    if (v.is_null()) {
      m_builder.appendMissing();
      return std::nullopt;
    }
    if (v.is_string())
      return putText(v.get_ref<const std::string&>(), false);
    if (v.is_boolean())
      return putNumber(v.get<bool>() ? 1 : 0, v.get<bool>() ? "true" : "false");
    if (v.is_number_integer() && m_field.type == DataType::Int64) {
      m_builder.appendInt(v.get<std::int64_t>());
      return std::nullopt;
    }
    if (v.is_number())
      return putNumber(v.get<double>(), v.is_number_integer() ? toText(v) : formatNumber(v.get<double>()));
    return "a value is expected, not " + std::string(v.type_name());
  }

  /// emptyIsMissing: as in CSV.
  std::optional<std::string> putText(std::string_view text, bool emptyIsMissing) {
    if (emptyIsMissing && text.empty()) {
      m_builder.appendMissing();
      return std::nullopt;
    }
    switch (m_field.type) {
    case DataType::Text:
    case DataType::Category:
    case DataType::Image:
      m_builder.appendText(text);
      return std::nullopt;
    case DataType::Date:
      if (const auto days = parseDate(text))
        return m_builder.appendInt(*days), std::nullopt;
      return wrong(text, "a date such as 2026-01-31");
    case DataType::Timestamp:
      if (const auto micros = parseTimestamp(text))
        return m_builder.appendInt(*micros), std::nullopt;
      return wrong(text, "a time such as 2026-01-31T12:00:00Z");
    case DataType::Bool:
      for (const char* yes : {"true", "yes", "1"})
        if (equalIgnoreCase(text, yes))
          return m_builder.appendBool(true), std::nullopt;
      for (const char* no : {"false", "no", "0"})
        if (equalIgnoreCase(text, no))
          return m_builder.appendBool(false), std::nullopt;
      return wrong(text, "true or false");
    case DataType::Int64:
      if (const auto v = parseInt(trim(text)))
        return m_builder.appendInt(*v), std::nullopt;
      [[fallthrough]];
    default:
      if (const auto v = parseDouble(trim(text)))
        return putNumber(*v, std::string(text));
      return wrong(text, "a number");
    }
  }

  void putMissing() { m_builder.appendMissing(); }
  Column finish() && { return std::move(m_builder).finish(); }

 private:
  static std::string wrong(std::string_view text, std::string_view wanted) {
    return "'" + std::string(text.substr(0, 60)) + "' is not " + std::string(wanted) + ".";
  }

  std::optional<std::string> putNumber(double v, const std::string& asText) {
    switch (m_field.type) {
    case DataType::Text:
    case DataType::Category:
    case DataType::Image:
      m_builder.appendText(asText);
      return std::nullopt;
    case DataType::Bool:
      if (v != 0 && v != 1)
        return wrong(asText, "true or false");
      m_builder.appendBool(v != 0);
      return std::nullopt;
    case DataType::Float64:
      if (!std::isfinite(v))
        return wrong(asText, "a finite number");
      m_builder.appendDouble(v);
      return std::nullopt;
    case DataType::Int64:
    case DataType::Duration:
      if (v != std::floor(v) || std::abs(v) > 9e18)
        return wrong(asText, "a whole number");
      m_builder.appendInt(static_cast<std::int64_t>(v));
      return std::nullopt;
    case DataType::Date:
    case DataType::Timestamp:
    case DataType::Vector:
      break;
    }
    return wrong(asText, m_field.type == DataType::Date ? "a date such as 2026-01-31"
                                                        : "a time such as 2026-01-31T12:00:00Z");
  }

  const SignatureField& m_field;
  ColumnBuilder m_builder;
};

/// The signature columns that a request names, each with its reader; unknown names are ignored.
class RowReader {
 public:
  RowReader(const Signature& signature, const std::vector<std::string>& names) {
    for (const SignatureField& field : signature.inputs) {
      const auto at = std::find(names.begin(), names.end(), field.name);
      if (at != names.end()) {
        m_sources.push_back(static_cast<std::size_t>(at - names.begin()));
        m_fields.push_back(&field);
        m_readers.emplace_back(field);
      } else if (field.required) {
        m_absent.push_back(field.name);
      }
    }
  }

  std::optional<InvocationError> missingColumns() const {
    if (m_absent.empty())
      return std::nullopt;
    return refuse("The request lacks " + std::string(m_absent.size() == 1 ? "the column " : "the columns ") +
                      listed(m_absent, 10) + ".",
                  "Send every input of the model; a value that is not known may be null.");
  }
  std::size_t columns() const { return m_readers.size(); }
  std::size_t source(std::size_t k) const { return m_sources[k]; }
  const std::string& name(std::size_t k) const { return m_fields[k]->name; }
  CellReader& reader(std::size_t k) { return m_readers[k]; }
  void endRow() { ++m_rows; }
  std::size_t rows() const { return m_rows; }

  Parsed finish(Dialect dialect) && {
    if (m_rows == 0)
      return refuse("The request has no rows.", "Send at least one.");
    std::vector<NamedColumn> columns;
    for (std::size_t k = 0; k < m_readers.size(); ++k)
      columns.push_back({m_fields[k]->name, std::move(m_readers[k]).finish()});
    auto table = columns.empty() ? Result<Table>(Table::ofRows(m_rows)) : Table::make(std::move(columns));
    if (!table)
      return InvocationError{400, std::move(table).error()};
    return Invocation{dialect, std::move(*table)};
  }

 private:
  std::vector<std::size_t> m_sources;
  std::vector<const SignatureField*> m_fields;
  std::vector<CellReader> m_readers;
  std::vector<std::string> m_absent;
  std::size_t m_rows = 0;
};

std::vector<std::string> inputNames(const Signature& signature) {
  std::vector<std::string> names;
  for (const SignatureField& f : signature.inputs)
    names.push_back(f.name);
  return names;
}

/// Rows of values by position.
Parsed readArrays(const Signature& signature, const std::vector<std::string>& names, const Json& rows,
                  Dialect dialect) {
  RowReader reader(signature, names);
  if (auto e = reader.missingColumns())
    return *std::move(e);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Json& row = rows[r];
    if (!row.is_array() || row.size() != names.size())
      return refuse("row " + std::to_string(r + 1) + " has " +
                        (row.is_array() ? plural(static_cast<std::int64_t>(row.size()), "value", "values")
                                        : std::string("no list of values")) +
                        "; there are " +
                        plural(static_cast<std::int64_t>(names.size()), "column", "columns") + ".",
                    "Columns are: " + listed(names, 30) + ".");
    for (std::size_t k = 0; k < reader.columns(); ++k)
      if (auto wrong = reader.reader(k).put(row[reader.source(k)]))
        return cellError(r, reader.name(k), *wrong);
    reader.endRow();
  }
  return std::move(reader).finish(dialect);
}

/// Rows as objects; a name absent in one row is a missing value there.
Parsed readObjects(const Signature& signature, const Json& rows, Dialect dialect) {
  std::set<std::string> seen;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!rows[r].is_object())
      return refuse("row " + std::to_string(r + 1) + " is not an object of column names and values.");
    for (const auto& item : rows[r].items())
      seen.insert(item.key());
  }
  RowReader reader(signature, {seen.begin(), seen.end()});
  if (auto e = reader.missingColumns(); e && !rows.empty())
    return *std::move(e);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t k = 0; k < reader.columns(); ++k) {
      const auto it = rows[r].find(reader.name(k));
      if (it == rows[r].end())
        reader.reader(k).putMissing();
      else if (auto wrong = reader.reader(k).put(*it))
        return cellError(r, reader.name(k), *wrong);
    }
    reader.endRow();
  }
  return std::move(reader).finish(dialect);
}

/// {"features":[…]} or {"data":{"features":{"values":[…]}}}, the SageMaker forms of one row.
const Json* sageMakerFeatures(const Json& instance) {
  if (!instance.is_object() || instance.size() != 1)
    return nullptr;
  if (const auto it = instance.find("features"); it != instance.end() && it->is_array())
    return &*it;
  static const Json::json_pointer values("/data/features/values");
  return instance.contains(values) ? &instance.at(values) : nullptr;
}

Parsed readInstances(const Signature& signature, const Json& instances) {
  if (!instances.is_array())
    return refuse("'instances' must be a list.");
  const auto names = inputNames(signature);
  const bool ownColumn = std::any_of(names.begin(), names.end(),
                                     [](const std::string& n) { return n == "features" || n == "data"; });
  if (!ownColumn && !instances.empty() && sageMakerFeatures(instances.front())) {
    Json rows = Json::array();
    for (std::size_t r = 0; r < instances.size(); ++r) {
      const Json* features = sageMakerFeatures(instances[r]);
      if (!features)
        return refuse("row " + std::to_string(r + 1) + " has no 'features'.");
      rows.push_back(*features);
    }
    return readArrays(signature, names, rows, Dialect::SageMakerJson);
  }
  if (!instances.empty() && instances.front().is_array())
    return readArrays(signature, names, instances, Dialect::MlflowJson);
  return readObjects(signature, instances, Dialect::MlflowJson);
}

/// {"age":[41,29],"city":["Rome","Oslo"]}: columns.
Parsed readInputs(const Signature& signature, const Json& inputs) {
  if (inputs.is_array())
    return readInstances(signature, inputs);
  if (!inputs.is_object())
    return refuse("'inputs' must be an object of columns, or a list of rows.");
  Json rows = Json::array();
  for (const auto& [name, values] : inputs.items()) {
    if (!values.is_array())
      return refuse("column " + name + ": a list of values is expected.");
    if (rows.empty())
      rows = Json::array_t(values.size(), Json::object());
    if (values.size() != rows.size())
      return refuse("column " + name + " has " + std::to_string(values.size()) + " values, others have " +
                    std::to_string(rows.size()) + ".");
    for (std::size_t r = 0; r < values.size(); ++r)
      rows[r][name] = values[r];
  }
  return readObjects(signature, rows, Dialect::MlflowJson);
}

Parsed readSplit(const Signature& signature, const Json& split) {
  const auto columns = split.find("columns");
  const auto data = split.find("data");
  if (!split.is_object() || columns == split.end() || data == split.end() || !columns->is_array() ||
      !data->is_array() ||
      !std::all_of(columns->begin(), columns->end(), [](const Json& c) { return c.is_string(); }))
    return refuse("'dataframe_split' needs 'columns' (names) and 'data' (rows).");
  return readArrays(signature, columns->get<std::vector<std::string>>(), *data, Dialect::MlflowJson);
}

Parsed readJson(const Signature& signature, std::string_view body) {
  auto parsed = parseJson(body, "The body");
  if (!parsed)
    return InvocationError{400, std::move(parsed).error()};
  static const std::vector<std::string> kForms = {"dataframe_split", "dataframe_records", "instances",
                                                  "inputs"};
  const std::string wanted = "Send an object with one of: " + join(kForms, ", ") + ".";
  if (!parsed->is_object())
    return refuse("The body must be a JSON object.", wanted);
  std::vector<std::string> forms;
  for (const std::string& f : kForms)
    if (parsed->contains(f))
      forms.push_back(f);
  if (forms.size() != 1)
    return refuse(forms.empty() ? "The body has no rows." : "The body has more than one form of rows.",
                  wanted);
  const Json& content = (*parsed)[forms.front()];
  if (forms.front() == "dataframe_split")
    return readSplit(signature, content);
  if (forms.front() == "instances")
    return readInstances(signature, content);
  if (forms.front() == "inputs")
    return readInputs(signature, content);
  if (!content.is_array())
    return refuse("'dataframe_records' must be a list of objects.");
  return readObjects(signature, content, Dialect::MlflowJson);
}

Parsed readJsonLines(const Signature& signature, std::string_view body) {
  Json rows = Json::array();
  for (const std::string_view line : split(body, '\n')) {
    if (trim(line).empty())
      continue;
    auto parsed = parseJson(line, "row " + std::to_string(rows.size() + 1));
    if (!parsed)
      return InvocationError{400, std::move(parsed).error()};
    const Json* features = sageMakerFeatures(*parsed);
    rows.push_back(features ? *features : *parsed);
  }
  if (!rows.empty() && rows.front().is_array())
    return readArrays(signature, inputNames(signature), rows, Dialect::SageMakerLines);
  return readObjects(signature, rows, Dialect::SageMakerLines);
}

Parsed readCsv(const Signature& signature, std::string_view header, std::string_view body) {
  const std::vector<std::string> inputs = inputNames(signature);
  auto rows = csvRecords(body);
  if (!rows)
    return InvocationError{400, std::move(rows).error()};
  if (rows->empty())
    return refuse("The request has no rows.", "Send at least one.");
  const auto& first = rows->front();
  bool hasHeader = equalIgnoreCase(header, "present");
  if (header.empty())
    hasHeader = std::all_of(first.begin(), first.end(), [&](const std::string& cell) {
      return std::find(inputs.begin(), inputs.end(), trim(cell)) != inputs.end();
    });
  std::vector<std::string> names = inputs;
  if (hasHeader) {
    names.clear();
    for (const std::string& cell : first)
      names.emplace_back(trim(cell));
  }
  RowReader reader(signature, names);
  if (auto e = reader.missingColumns())
    return *std::move(e);
  for (std::size_t r = hasHeader ? 1 : 0; r < rows->size(); ++r) {
    const std::size_t number = hasHeader ? r - 1 : r;
    const auto& cells = (*rows)[r];
    if (cells.size() != names.size())
      return refuse("row " + std::to_string(number + 1) + " has " +
                        plural(static_cast<std::int64_t>(cells.size()), "value", "values") + "; there are " +
                        plural(static_cast<std::int64_t>(names.size()), "column", "columns") + ".",
                    "Columns are: " + listed(names, 30) + ".");
    for (std::size_t k = 0; k < reader.columns(); ++k)
      if (auto wrong = reader.reader(k).putText(cells[reader.source(k)], true))
        return cellError(number, reader.name(k), *wrong);
    reader.endRow();
  }
  return std::move(reader).finish(hasHeader ? Dialect::CsvWithHeader : Dialect::CsvWithoutHeader);
}

} // namespace

std::string_view dialectId(Dialect dialect) {
  switch (dialect) {
  case Dialect::MlflowJson:
    return "mlflow";
  case Dialect::SageMakerJson:
    return "sagemaker";
  case Dialect::SageMakerLines:
    return "sagemaker-jsonlines";
  case Dialect::CsvWithHeader:
    return "csv-header";
  case Dialect::CsvWithoutHeader:
    return "csv";
  }
  return "mlflow";
}

std::variant<Invocation, InvocationError>
readInvocation(const Signature& signature, std::string_view contentType, std::string_view body) {
  const auto parts = split(contentType, ';');
  const std::string type = toLowerAscii(trim(parts.front()));
  std::string header;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::size_t equals = parts[i].find('=');
    const std::string name = toLowerAscii(trim(parts[i].substr(0, equals)));
    const std::string value(equals == std::string_view::npos ? std::string_view()
                                                             : trim(parts[i].substr(equals + 1)));
    if (name == "header" && (equalIgnoreCase(value, "present") || equalIgnoreCase(value, "absent")))
      header = toLowerAscii(value);
    else if (name == "charset" && !equalIgnoreCase(value, "utf-8"))
      return refuse("The charset '" + value + "' is not supported.", "Send UTF-8.", 415);
  }
  if (type == "application/json")
    return readJson(signature, body);
  if (type == "text/csv")
    return readCsv(signature, header, body);
  if (type == "application/jsonlines" || type == "application/x-jsonlines")
    return readJsonLines(signature, body);
  return refuse(type.empty() ? "The request does not say its Content-Type."
                             : "The Content-Type '" + type + "' is not supported.",
                "Send application/json, application/jsonlines or text/csv.", 415);
}

} // namespace easel
