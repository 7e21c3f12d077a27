#include "core/flow/step_node.h"

#include "core/flow/fit_rows.h"

namespace easel {

namespace {

class StepNode final : public NodeOperation {
 public:
  StepNode(std::unique_ptr<const Step> step, Declaration declaration, Json params)
      : m_step(std::move(step)), m_declaration(std::move(declaration)), m_params(std::move(params)) {}

  std::vector<Port> inputs() const override { return {{"in", EASEL_TR("Table"), PortType::Frame}}; }
  std::vector<Port> outputs() const override { return {{"out", EASEL_TR("Table"), PortType::Frame}}; }
  std::string outline() const override { return m_step->outline(); }

  Result<NodeValues> run(const NodeRun& run) const override {
    const Frame& in = *std::get<std::shared_ptr<const Frame>>(run.inputs.at("in"));
    EASEL_TRY(Frame out, change(in, run.context));
    return NodeValues{{"out", std::make_shared<const Frame>(std::move(out))}};
  }

 private:
  Result<Frame> change(const Frame& in, const Context& context) const {
    const std::vector<std::string> spoken = learnedIn(in, m_declaration.schema, m_params);
    switch (m_step->kind()) {
    case StepKind::RowWise: return rowWise(in, spoken, context);
    case StepKind::Fitted: return fitted(in, spoken, context);
    case StepKind::Rows: {
      EASEL_TRY(const std::vector<RowIndex> rows, m_step->rows(in.table, context.part(0, 0.5)));
      EASEL_TRY(Frame out, takeRows(in, rows, context.part(0.5, 1)));
      if (!in.roles) // chosen by what rows taught that may test later
        addNames(out.leaked, spoken);
      return out;
    }
    case StepKind::Reshape: {
      EASEL_TRY(Table table, m_step->reshape(in.table, context));
      Frame out = restarted(in, std::move(table), "'" + m_declaration.title + "'", context);
      addNames(out.leaked, spoken);
      return out;
    }
    }
    return Error(ErrorCode::Internal, "The step is of no known kind.");
  }

  /// Learns nothing, so that roles make no difference.
  Result<Frame> rowWise(const Frame& in, const std::vector<std::string>& spoken, const Context& context) const {
    EASEL_TRY(FittedTable made, m_step->fitTransform(in.table, context));
    if (made.table.rows() != in.table.rows())
      return Error(ErrorCode::Internal, "A row-wise step changed the number of rows.");
    return prepared(in, std::move(made.table), spoken, {});
  }

  Result<Frame> fitted(const Frame& in, const std::vector<std::string>& spoken, const Context& context) const {
    FittedStepPtr step;
    const TableChange learn = [&](const Table& training) -> Result<Table> {
      EASEL_TRY(FittedTable made, m_step->fitTransform(training, context.part(0.1, 0.4)));
      step = std::move(made.step);
      return std::move(made.table);
    };
    const TableChange apply = [&](const Table& rows) { return step->apply(rows, context.part(0.5, 0.6)); };
    EASEL_TRY(Table table, fitOnTrainingRows(in.table, in.roles, learn, apply, context));
    const Json state = step->state();
    const bool learned = !state.is_null() && !state.empty();
    Frame out = prepared(in, std::move(table), spoken, learned ? m_declaration.id : std::string());
    if (learned && !in.roles)
      out.fittedBeforeSplit.push_back(m_declaration.id);
    return out;
  }

  Frame prepared(const Frame& in, Table table, const std::vector<std::string>& spoken, const std::string& self) const {
    Frame out = in;
    out.learned = learnedAfter(in, table, spoken, self);
    out.table = std::move(table);
    out.preparation.push_back({m_declaration.id, m_declaration.version, m_params, nullptr});
    return out;
  }

  std::unique_ptr<const Step> m_step;
  Declaration m_declaration;
  Json m_params;
};

} // namespace

Entry<NodeOperation> stepNode(const Entry<Step>& step) {
  Entry<NodeOperation> entry;
  entry.declaration = step.declaration;
  entry.make = [step](const Json& params) -> Result<std::unique_ptr<const NodeOperation>> {
    EASEL_TRY(Json complete, step.declaration.schema.complete(params));
    EASEL_TRY(std::unique_ptr<const Step> made, step.make(complete));
    return std::unique_ptr<const NodeOperation>(
        std::make_unique<StepNode>(std::move(made), step.declaration, std::move(complete)));
  };
  return entry;
}

} // namespace easel
