// Small steps for tests of how a flow treats rows with roles, one of each kind, and frames to try them on.
#pragma once

#include "core/flow/node.h"
#include "core/flow/step_node.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"

#include <cmath>
#include <limits>

namespace easel::nodes {
Entry<NodeOperation> split();
Entry<NodeOperation> join();
} // namespace easel::nodes

namespace small {

using namespace easel;

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

inline std::vector<double> numbers(const Table& t, const std::string& name) {
  std::vector<double> v;
  const Column& c = **t.require(name);
  for (std::size_t i = 0; i < c.size(); ++i) {
    const Number n = *c.numberAt(i);
    v.push_back(n.valid ? n.value : kMissing);
  }
  return v;
}
inline std::vector<std::string> texts(const Table& t, const std::string& name) {
  std::vector<std::string> v;
  const Column& c = **t.require(name);
  for (std::size_t i = 0; i < c.size(); ++i)
    v.push_back((*c.textAt(i)).value_or("∅"));
  return v;
}
inline Column column(const std::vector<double>& values) {
  std::vector<std::uint8_t> valid;
  std::vector<double> v = values;
  for (double& x : v) {
    valid.push_back(!std::isnan(x));
    x = std::isnan(x) ? 0 : x;
  }
  return columnOf(std::move(v), valid);
}
inline Column categories(const std::vector<std::string>& values) {
  ColumnBuilder b(DataType::Category);
  for (const std::string& v : values)
    v == "∅" ? b.appendMissing() : b.appendText(v);
  return std::move(b).finish();
}

struct OneColumn {
  ColumnName column;
  double value = 0;
  static void describe(Describe<OneColumn>& d) {
    d.field(&OneColumn::column, "column").label("Column");
    d.field(&OneColumn::value, "value").label("Value");
  }
};

inline Result<Table> mapped(const Table& t, const std::string& from, const std::string& to,
                            const std::function<double(double)>& f) {
  EASEL_CHECK(t.require(from));
  std::vector<double> v = numbers(t, from);
  for (double& x : v)
    x = f(x);
  return t.with(to, column(v));
}

/// Fitted: column − mean of the rows it learned from. In fitTransform the rows it learned from get `value` more, as a
/// step does that gives training rows out-of-fold values.
class Centre final : public Step {
 public:
  explicit Centre(OneColumn p) : m_params(std::move(p)) {}
  StepKind kind() const override { return StepKind::Fitted; }
  std::string outline() const override { return "centre " + m_params.column.name; }
  Result<FittedStepPtr> fit(const Table& t, const Context&) const override {
    EASEL_CHECK(t.require(m_params.column.name));
    double sum = 0, n = 0;
    for (const double x : numbers(t, m_params.column.name))
      if (!std::isnan(x)) {
        sum += x;
        n += 1;
      }
    return restore(Json{{"mean", sum / n}});
  }
  Result<FittedTable> fitTransform(const Table& t, const Context& context) const override {
    EASEL_TRY(FittedTable made, Step::fitTransform(t, context));
    EASEL_TRY(made.table, mapped(made.table, m_params.column.name, m_params.column.name,
                                 [this](double x) { return x + m_params.value; }));
    return made;
  }
  Result<FittedStepPtr> restore(const Json& state) const override {
    return FittedStepPtr(std::make_shared<Fitted>(m_params.column.name, state));
  }

 private:
  struct Fitted final : FittedStep {
    Fitted(std::string c, Json s) : column(std::move(c)), learned(std::move(s)) {}
    Result<Table> apply(const Table& t, const Context&) const override {
      const double mean = learned.at("mean");
      return mapped(t, column, column, [mean](double x) { return x - mean; });
    }
    Json state() const override { return learned; }
    std::string column;
    Json learned;
  };
  OneColumn m_params;
};

/// RowWise: a new column "double".
class Double final : public RowWiseStep {
 public:
  explicit Double(OneColumn p) : m_params(std::move(p)) {}
  std::string outline() const override { return "double " + m_params.column.name; }
  Result<void> check(const Table& t) const override {
    EASEL_CHECK(t.require(m_params.column.name));
    return {};
  }
  Result<Table> transform(const Table& t, const Context&) const override {
    return mapped(t, m_params.column.name, "double", [](double x) { return 2 * x; });
  }

 private:
  std::unique_ptr<const RowWiseStep> clone() const override { return std::make_unique<Double>(m_params); }
  OneColumn m_params;
};

/// Rows: those above the value, last first.
class Above final : public Step {
 public:
  explicit Above(OneColumn p) : m_params(std::move(p)) {}
  StepKind kind() const override { return StepKind::Rows; }
  std::string outline() const override { return "above"; }
  Result<std::vector<RowIndex>> rows(const Table& t, const Context&) const override {
    EASEL_CHECK(t.require(m_params.column.name));
    const std::vector<double> v = numbers(t, m_params.column.name);
    std::vector<RowIndex> kept;
    for (std::size_t i = v.size(); i-- > 0;)
      if (v[i] > m_params.value)
        kept.push_back(static_cast<RowIndex>(i));
    return kept;
  }

 private:
  OneColumn m_params;
};

/// Reshape: one row, the sum of the column.
class Total final : public Step {
 public:
  explicit Total(OneColumn p) : m_params(std::move(p)) {}
  StepKind kind() const override { return StepKind::Reshape; }
  std::string outline() const override { return "total"; }
  Result<Table> reshape(const Table& t, const Context&) const override {
    EASEL_CHECK(t.require(m_params.column.name));
    double sum = 0;
    for (const double x : numbers(t, m_params.column.name))
      sum += x;
    return Table::make({{"total", column({sum})}});
  }

 private:
  OneColumn m_params;
};

struct LookupParams {
  ColumnNames left, right;
  std::string suffix;
  static void describe(Describe<LookupParams>& d) {
    d.field(&LookupParams::left, "left_keys").label("Left");
    d.field(&LookupParams::right, "right_keys").label("Right");
    d.field(&LookupParams::suffix, "suffix").label("Ending");
  }
};
/// RowWise: the left join with a table that the spec carries.
class Lookup final : public RowWiseStep {
 public:
  explicit Lookup(LookupParams p) : m_params(std::move(p)) {}
  std::string outline() const override { return "lookup"; }
  Result<void> check(const Table&) const override { return {}; }
  Result<Table> transform(const Table& t, const Context& context) const override {
    return easel::join(t, *m_right, {JoinKind::Left, m_params.left.names, m_params.right.names, m_params.suffix, false}, context);
  }
  Result<std::unique_ptr<const Step>> withLookup(std::shared_ptr<const Table> right) const override {
    auto step = std::make_unique<Lookup>(m_params);
    step->m_right = std::move(right);
    return std::unique_ptr<const Step>(std::move(step));
  }

 private:
  std::unique_ptr<const RowWiseStep> clone() const override { return std::make_unique<Lookup>(*this); }
  LookupParams m_params;
  std::shared_ptr<const Table> m_right;
};

inline Catalog<Step> steps() {
  Catalog<Step> c = builtinSteps();
  c.add(entry<Step, Lookup, LookupParams>("lookup").title("Look up"));
  c.add(entry<Step, Centre, OneColumn>("centre").title("Centre"));
  c.add(entry<Step, Double, OneColumn>("double").title("Double"));
  c.add(entry<Step, Above, OneColumn>("above").title("Above"));
  c.add(entry<Step, Total, OneColumn>("total").title("Total"));
  return c;
}

/// Runs a step as a node, or one of the flow's nodes, on one frame.
inline Result<Frame> apply(const Entry<NodeOperation>& node, const Json& params, NodeValues inputs,
                           const Context& context = Context()) {
  Catalogs catalogs;
  catalogs.steps = steps();
  EASEL_TRY(const auto operation, node.make(params));
  EASEL_TRY(const NodeValues out, operation->run(NodeRun{inputs, catalogs, nullptr, context}));
  return Frame(*std::get<std::shared_ptr<const Frame>>(out.at("out")));
}
inline NodeValue wire(const Frame& f) { return std::make_shared<const Frame>(f); }
inline Result<Frame> step(const Frame& in, const std::string& id, const Json& params, const Context& context = Context()) {
  return apply(stepNode(*steps().find(id)), params, {{"in", wire(in)}}, context);
}
inline Result<Frame> split(const Frame& in, const Json& params, const Context& context = Context()) {
  return apply(nodes::split(), params, {{"in", wire(in)}}, context);
}

/// A frame with roles by letter: "trv…" = train, test (r), validation.
inline Frame withRoles(Frame f, std::string_view letters) {
  std::vector<RowRole> roles;
  for (const char c : letters)
    roles.push_back(c == 't' ? RowRole::Train : c == 'v' ? RowRole::Validation : RowRole::Test);
  f.roles = std::make_shared<const std::vector<RowRole>>(std::move(roles));
  return f;
}

} // namespace small
