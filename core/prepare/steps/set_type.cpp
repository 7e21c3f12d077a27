// Another type for columns. What cannot be converted becomes missing, or is an error.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"
#include "core/table/kernels.h"

namespace easel::steps {

namespace {

enum class Inconvertible { Missing, Error };

struct SetTypeParams {
  ColumnNames columns;
  DataType type = DataType::Float64;
  Inconvertible inconvertible = Inconvertible::Missing;
  static void describe(Describe<SetTypeParams>& d) {
    d.field(&SetTypeParams::columns, "columns")
        .label(EASEL_TR("Columns"))
        .help(EASEL_TR("The columns whose type changes."));
    d.field(&SetTypeParams::type, "type")
        .label(EASEL_TR("Type"))
        .help(EASEL_TR("What the values are to be. Categories are texts that repeat, like the names of groups."))
        .choices({{DataType::Bool, "bool", EASEL_TR("Yes or no")},
                  {DataType::Int64, "int64", EASEL_TR("Whole number")},
                  {DataType::Float64, "float64", EASEL_TR("Decimal number")},
                  {DataType::Category, "category", EASEL_TR("Category")},
                  {DataType::Text, "text", EASEL_TR("Text")},
                  {DataType::Date, "date", EASEL_TR("Date")},
                  {DataType::Timestamp, "timestamp", EASEL_TR("Date and time")},
                  {DataType::Duration, "duration", EASEL_TR("Duration")}});
    d.field(&SetTypeParams::inconvertible, "invalid")
        .label(EASEL_TR("Values that do not fit"))
        .help(EASEL_TR("What happens to a value that cannot be of the new type, such as the text 'n/a' in a column of "
                       "numbers."))
        .choices({{Inconvertible::Missing, "missing", EASEL_TR("Become missing")},
                  {Inconvertible::Error, "error", EASEL_TR("Are an error")}});
  }
};

class SetType final : public RowWiseStep {
 public:
  explicit SetType(SetTypeParams p) : m_p(std::move(p)) {}

  std::string outline() const override {
    return columnsText(m_p.columns.names, EASEL_TR("nothing")) + " → " + typeWords(m_p.type);
  }

  Result<Table> transform(const Table& table, const Context& context) const override {
    TableEdit edit(table);
    for (const std::string& name : m_p.columns.names) {
      const auto i = table.find(name);
      if (!i || table.column(*i).type() == m_p.type)
        continue;
      auto result = cast(table.column(*i), m_p.type, context);
      if (!result) {
        if (result.error().code == ErrorCode::Cancelled)
          return std::move(result).error();
        return std::move(result).error().within("Column '" + name + "'");
      }
      if (result->report.failed > 0) {
        if (m_p.inconvertible == Inconvertible::Error)
          return inconvertible(name, result->report);
        context.warn(message(name, result->report) + " They became missing.");
      }
      edit.replace(*i, std::move(result->column));
    }
    return std::move(edit).finish();
  }
  Result<void> check(const Table& training) const override { return requireColumns(training, m_p.columns.names); }

 protected:
  std::unique_ptr<const RowWiseStep> clone() const override { return std::make_unique<SetType>(m_p); }

 private:
  /// "Column 'age' has 3 values that are not numbers (rows 17, 40 and 212: 'x', 'y' and 'z')."
  std::string message(const std::string& name, const CastReport& report) const {
    const auto failed = static_cast<std::int64_t>(report.failed);
    std::string text = "Column '" + name + "' has " + plural(failed, "value that is", "values that are") + " not " +
                       typeWords(m_p.type);
    std::vector<std::string> rows;
    std::vector<std::string> values;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, report.rows.size()); ++k) {
      rows.push_back(std::to_string(report.rows[k] + 1));
      if (k < report.values.size())
        values.push_back("'" + report.values[k] + "'");
    }
    if (!rows.empty())
      text += (failed == 1 ? " (row " : failed > 3 ? " (first in rows " : " (rows ") + listed(rows) + ": " +
              listed(values) + ")";
    return text + ".";
  }

  Error inconvertible(const std::string& name, const CastReport& report) const {
    Error error(ErrorCode::Data, message(name, report), "Correct or drop these rows, or let such values become missing.");
    error.places.push_back({ErrorPlace::Kind::Column, name});
    for (const RowIndex row : report.rows)
      error.places.push_back({ErrorPlace::Kind::Row, "", static_cast<std::int64_t>(row) + 1});
    return error;
  }

  SetTypeParams m_p;
};

} // namespace

Entry<Step> setType() {
  return entry<Step, SetType, SetTypeParams>("set_type")
      .title(EASEL_TR("Set type"))
      .summary(EASEL_TR("Says what the values of columns are: numbers, texts, categories, dates and so on."))
      .category(EASEL_TR("Columns"))
      .keywords({EASEL_TR("convert"), EASEL_TR("cast"), EASEL_TR("number"), EASEL_TR("text"), EASEL_TR("parse")});
}

} // namespace easel::steps
