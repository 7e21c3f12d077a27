// Gives every row its role. What fitted steps before the split learned from all rows is learned again from the training
// rows alone, so a step may stand on either side of the split.
#include "core/flow/fit_rows.h"
#include "core/flow/node_values.h"
#include "core/learn/split.h"

namespace easel::nodes {

namespace {

class Split final : public NodeOperation {
 public:
  explicit Split(SplitParams params) : m_params(std::move(params)) {}

  std::vector<Port> inputs() const override { return {{"in", EASEL_TR("Table"), PortType::Frame}}; }
  std::vector<Port> outputs() const override { return {{"out", EASEL_TR("Table"), PortType::Frame}}; }
  std::string outline() const override {
    const auto percent = [](double share) { return formatNumber(share * 100, 4) + " %"; };
    std::string text = percent(m_params.train) + EASEL_TR(" train");
    if (m_params.validation > 0)
      text += ", " + percent(m_params.validation) + EASEL_TR(" validate");
    return m_params.column.name.empty() ? text : text + EASEL_TR(", by ") + m_params.column.name;
  }

  Result<NodeValues> run(const NodeRun& run) const override {
    Frame out = frameAt(run, "in");
    // A column that a step dropped or renamed is still there before the preparation.
    const std::string& column = m_params.column.name;
    const bool inBase = !column.empty() && !out.table.find(column) && out.base.find(column);
    EASEL_TRY(auto roles, assignRoles(inBase ? out.base : out.table, m_params, run.context.part(0, 0.3)));
    if (out.roles)
      run.context.warn(EASEL_TR("The rows were split before; this split takes the place of that one."));
    out.roles = std::make_shared<const std::vector<RowRole>>(std::move(roles));
    EASEL_CHECK(refit(out, run.catalogs.steps, run.context.part(0.3, 1)));
    out.fittedBeforeSplit.clear();
    return NodeValues{{"out", valueOf(std::move(out))}};
  }

 private:
  SplitParams m_params;
};

} // namespace

Entry<NodeOperation> split() {
  return entry<NodeOperation, Split, SplitParams>("split", 1)
      .title(EASEL_TR("Split"))
      .summary(EASEL_TR("Sets rows apart for testing, so that a model is judged by rows it has not seen."))
      .category(EASEL_TR("Model"))
      .keywords({"train", "test", "validation", "holdout", "partition"});
}

} // namespace easel::nodes
