#include "core/flow/lint.h"

#include "core/flow/single_column.h"
#include "core/table/kernels.h"
#include "core/table/row_ids.h"

#include <algorithm>
#include <set>

namespace easel {

namespace {

constexpr double kAlmostPerfect = 0.99;
constexpr std::size_t kSampleRows = 20'000; // of the training rows, for the columns' scores

using FramePtr = std::shared_ptr<const Frame>;

class Lint {
 public:
  Lint(const Graph& graph, const FlowRun& run, const Catalog<NodeOperation>& nodes, const Context& context)
      : m_graph(graph), m_run(run), m_nodes(nodes), m_context(context) {}

  Result<std::vector<LintFinding>> findings() {
    for (const std::string& id : m_graph.order()) {
      EASEL_CHECK(m_context.checkpoint());
      const Node* node = m_graph.find(id);
      if (!node || !node->enabled)
        continue;
      fitBeforeSplit(*node);
      if (isType(*node, "split")) {
        EASEL_CHECK(duplicateRows(*node));
      }
      if (isType(*node, "train") || isType(*node, "automl")) {
        EASEL_CHECK(targetLeak(*node));
      }
    }
    return std::move(m_findings);
  }

 private:
  bool isType(const Node& node, std::string_view type) const {
    const Entry<NodeOperation>* entry = m_nodes.find(node.type);
    return entry && entry->declaration.id == type;
  }
  std::string titleOf(const Node& node) const {
    const Entry<NodeOperation>* entry = m_nodes.find(node.type);
    return "'" + (!node.title.empty() ? node.title : entry ? entry->declaration.title : node.type) + "'";
  }
  FramePtr frameAt(const std::string& node, const std::string& port) const {
    const auto values = m_run.values.find(node);
    if (values == m_run.values.end())
      return nullptr;
    const auto value = values->second.find(port);
    if (value == values->second.end())
      return nullptr;
    const auto* frame = std::get_if<FramePtr>(&value->second);
    return frame ? *frame : nullptr;
  }
  FramePtr frameInto(const Node& node, const std::string& port) const {
    const auto wire = m_graph.wireInto(node.id, port);
    return wire ? frameAt(wire->from, wire->fromPort) : nullptr;
  }
  /// A model is judged somewhere behind the node.
  bool isJudged(const Node& node) const {
    for (const std::string& id : m_graph.downstream(node.id))
      if (const Node* n = m_graph.find(id); n && (isType(*n, "split") || isType(*n, "train") || isType(*n, "automl")))
        return true;
    return false;
  }

  /// The node is the one behind which something learned can no longer be taken back.
  void fitBeforeSplit(const Node& node) {
    const FramePtr out = frameAt(node.id, "out");
    if (!out || out->leaked.empty())
      return;
    std::set<std::string> fresh(out->leaked.begin(), out->leaked.end());
    for (const Wire& w : m_graph.wires)
      if (w.to == node.id)
        if (const FramePtr in = frameAt(w.from, w.fromPort))
          for (const std::string& id : in->leaked)
            fresh.erase(id);
    if (fresh.empty() || !isJudged(node))
      return;
    for (const std::string& id : m_graph.upstream(node.id)) {
      const Node* step = m_graph.find(id);
      const Entry<NodeOperation>* entry = step ? m_nodes.find(step->type) : nullptr;
      if (!entry || id == node.id || !step->enabled || !fresh.contains(entry->declaration.id))
        continue;
      const FramePtr made = frameAt(id, "out");
      const auto learnedIt = [&](const auto& column) {
        return std::find(column.second.begin(), column.second.end(), entry->declaration.id) != column.second.end();
      };
      if (made && std::none_of(made->learned.begin(), made->learned.end(), learnedIt))
        continue;
      m_findings.push_back({id, "fit_before_split",
                            titleOf(*step) + " learned from all rows, and " + titleOf(node) + " behind it made use of that: rows that test a model later have had a say in it.",
                            "Move " + titleOf(*step) + " behind the split, or behind " + titleOf(node) + "."});
    }
  }

  Result<void> duplicateRows(const Node& node) {
    const FramePtr frame = frameAt(node.id, "out");
    if (!frame || !frame->roles || frame->base.columnCount() == 0)
      return {};
    std::vector<LoadedColumn> columns;
    for (const NamedColumn& c : frame->base.columns()) {
      if (c.column.type() == DataType::Vector || c.column.type() == DataType::Image)
        continue; // their bytes are hardly ever equal by chance, and comparing them is dear
      EASEL_TRY(LoadedColumn loaded, loadColumn(c.name, c.column, m_context));
      columns.push_back(std::move(loaded));
    }
    if (columns.empty())
      return {};
    EASEL_TRY(const RowIds ids, numberRows(columns, frame->base.rows(), m_context));
    std::vector<char> trains(ids.count(), 0);
    for (std::size_t i = 0; i < ids.ids.size(); ++i)
      if ((*frame->roles)[i] == RowRole::Train)
        trains[ids.ids[i]] = 1;
    std::int64_t same = 0, held = 0;
    for (std::size_t i = 0; i < ids.ids.size(); ++i)
      if ((*frame->roles)[i] != RowRole::Train) {
        ++held;
        same += trains[ids.ids[i]];
      }
    if (same == 0)
      return {};
    m_findings.push_back({node.id, "duplicate_rows",
                          formatCount(same) + " of the " + formatCount(held) +
                              " rows set apart for judging are the same as training rows: a model can know them by heart.",
                          "Remove duplicates before the split, or split by a group that keeps them together."});
    return {};
  }

  Result<void> targetLeak(const Node& node) {
    const FramePtr frame = frameInto(node, "in");
    const auto target = node.params.find("target");
    if (!frame || target == node.params.end() || !target->is_string())
      return {};
    const std::string name = target->get<std::string>();
    const auto at = frame->table.find(name);
    if (!at)
      return {};
    EASEL_TRY(const std::vector<RowIndex> rows, sampleOf(*frame, frame->table.column(*at)));
    if (rows.empty())
      return {};
    EASEL_TRY(const Table sample, take(frame->table, rows, m_context));
    const Column& column = sample.column(*at);
    const auto task = inferTask(column, m_context);
    if (!task)
      return {}; // the training node says what is wrong with the target
    const auto values = makeTarget(column, *task, {}, m_context);
    if (!values)
      return {};
    for (std::size_t i = 0; i < sample.columnCount(); ++i) {
      if (i == *at)
        continue;
      EASEL_CHECK(m_context.checkpoint());
      EASEL_TRY(const std::optional<ColumnScore> score, scoreColumn(sample.column(i), *values, m_context.seed()));
      if (!score || score->value < kAlmostPerfect)
        continue;
      m_findings.push_back({node.id, "target_leak",
                            "Column '" + sample.name(i) + "' alone predicts '" + name + "' almost perfectly (" + score->measure +
                                " " + formatNumber(score->value, 4) + "): it may only be known after the target is.",
                            "Drop '" + sample.name(i) + "', unless it is known at the time of prediction."});
    }
    return {};
  }

  /// Training rows whose target is there, in order; evenly spread ones when there are many.
  Result<std::vector<RowIndex>> sampleOf(const Frame& frame, const Column& target) const {
    EASEL_TRY(const LoadedColumn loaded, loadColumn("", target, m_context));
    std::vector<RowIndex> all;
    for (std::size_t i = 0; i < frame.table.rows(); ++i)
      if ((!frame.roles || (*frame.roles)[i] == RowRole::Train) && loaded.valid(static_cast<RowIndex>(i)))
        all.push_back(static_cast<RowIndex>(i));
    if (all.size() <= kSampleRows)
      return all;
    std::vector<RowIndex> some;
    for (std::size_t k = 0; k < kSampleRows; ++k)
      some.push_back(all[k * all.size() / kSampleRows]);
    return some;
  }

  const Graph& m_graph;
  const FlowRun& m_run;
  const Catalog<NodeOperation>& m_nodes;
  const Context& m_context;
  std::vector<LintFinding> m_findings;
};

} // namespace

Result<std::vector<LintFinding>> lintLeaks(const Graph& graph, const FlowRun& run, const Catalog<NodeOperation>& nodes,
                                           const Context& context) {
  return Lint(graph, run, nodes, context).findings();
}

} // namespace easel
