// A new column by a formula. The formula is parsed when the step is fitted or read back, and again only for a table
// whose columns have other types.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"
#include "core/table/expression/expression.h"

namespace easel::steps {

namespace {

struct DeriveColumnParams {
  std::string name;
  FormulaText formula;
  static void describe(Describe<DeriveColumnParams>& d) {
    d.field(&DeriveColumnParams::name, "name")
        .label(EASEL_TR("Name"))
        .help(EASEL_TR("The name of the new column. A column that is called so already is replaced."));
    d.field(&DeriveColumnParams::formula, "formula")
        .label(EASEL_TR("Formula"))
        .help(EASEL_TR("How its value is computed in each row, for example: price * quantity."));
  }
};

/// A formula and the columns it was parsed for.
struct Parsed {
  Expression expression;
  std::vector<ColumnRef> inputs;
  std::vector<DataType> types;
};

Result<Parsed> parsed(const std::string& formula, const TableSchema& schema) {
  EASEL_TRY(Expression expression, Expression::parse(formula, schema));
  Parsed p{std::move(expression), {}, {}};
  for (const std::string& name : p.expression.columns()) {
    EASEL_TRY(const std::size_t i, schema.require(name));
    p.inputs.emplace_back(name, i);
    p.types.push_back(schema.fields()[i].type);
  }
  return p;
}

class FittedDerive final : public FittedStep {
 public:
  FittedDerive(std::string name, Parsed p) : m_name(std::move(name)), m_parsed(std::move(p)) {}

  Result<Table> apply(const Table& table, const Context& context) const override {
    bool same = true;
    for (std::size_t k = 0; k < m_parsed.inputs.size(); ++k) {
      const auto i = m_parsed.inputs[k].in(table);
      if (!i) { // e.g. made from the target
        const std::string gone[] = {m_name};
        return table.without(gone);
      }
      const DataType type = table.column(*i).type();
      same = same && (type == m_parsed.types[k] || (isTextual(type) && isTextual(m_parsed.types[k])));
    }
    if (same)
      return with(table, m_parsed.expression, context);
    EASEL_TRY(const Expression other, Expression::parse(m_parsed.expression.text(), table.schema()));
    return with(table, other, context);
  }

  Json state() const override {
    Json list = Json::array();
    for (std::size_t k = 0; k < m_parsed.inputs.size(); ++k)
      list.push_back({{"column", m_parsed.inputs[k].name()},
                      {"at", m_parsed.inputs[k].hint()},
                      {"type", std::string(dataTypeId(m_parsed.types[k]))}});
    return {{"inputs", std::move(list)}};
  }

 private:
  Result<Table> with(const Table& table, const Expression& expression, const Context& context) const {
    EASEL_TRY(Column column, expression.evaluate(table, context));
    TableEdit edit(table);
    edit.append(m_name, std::move(column));
    return std::move(edit).finish();
  }

  std::string m_name;
  Parsed m_parsed;
};

class DeriveColumn final : public Step {
 public:
  explicit DeriveColumn(DeriveColumnParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::RowWise; }
  std::string outline() const override { return m_p.name + " = " + m_p.formula.text; }

  Result<FittedStepPtr> fit(const Table& training, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    if (trim(m_p.name).empty())
      return Error(ErrorCode::InvalidArgument, "The new column has no name.", "Give it one.")
          .at({ErrorPlace::Kind::Parameter, "name"});
    if (trim(m_p.formula.text).empty())
      return Error(ErrorCode::InvalidArgument, "The formula is empty.", "Write for example: price * quantity")
          .at({ErrorPlace::Kind::Parameter, "formula"});
    EASEL_TRY(Parsed p, parsed(m_p.formula.text, training.schema()));
    return FittedStepPtr(std::make_shared<FittedDerive>(m_p.name, std::move(p)));
  }

  Result<FittedStepPtr> restore(const Json& state) const override {
    return readState([&]() -> Result<FittedStepPtr> {
      std::vector<Field> fields;
      for (const Json& input : state.at("inputs")) {
        const auto type = dataTypeFromId(input.at("type").get<std::string>());
        if (!type)
          return damagedState();
        fields.push_back({input.at("column").get<std::string>(), *type, {}});
      }
      EASEL_TRY(Parsed p, parsed(m_p.formula.text, TableSchema(std::move(fields))));
      for (std::size_t k = 0; k < p.inputs.size(); ++k)
        p.inputs[k] = ColumnRef(p.inputs[k].name(), state["inputs"].at(k).at("at").get<std::size_t>());
      return FittedStepPtr(std::make_shared<FittedDerive>(m_p.name, std::move(p)));
    });
  }

 private:
  DeriveColumnParams m_p;
};

} // namespace

Entry<Step> deriveColumn() {
  return entry<Step, DeriveColumn, DeriveColumnParams>("derive_column")
      .title(EASEL_TR("Derive column"))
      .summary(EASEL_TR("Computes a new column from the others by a formula."))
      .category(EASEL_TR("Columns"))
      .keywords({EASEL_TR("formula"), EASEL_TR("compute"), EASEL_TR("calculate"), EASEL_TR("expression"),
                 EASEL_TR("new column")});
}

} // namespace easel::steps
