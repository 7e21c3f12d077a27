// Two tables side by side. A join that leaves the left rows as they are, or only chooses among them, keeps the left
// frame's base, preparation and roles: a left or inner join whose right keys are unique becomes a step "lookup" of the
// preparation, so the right table travels with the model. Every other join begins a new frame.
#include "core/flow/fit_rows.h"
#include "core/flow/node_values.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <numeric>

namespace easel::nodes {

namespace {

struct JoinParams {
  JoinKind how = JoinKind::Left;
  ColumnNames leftKeys;
  ColumnNames rightKeys;
  std::string suffix = "_right";
  static void describe(Describe<JoinParams>& d) {
    d.field(&JoinParams::how, "how")
        .label(EASEL_TR("Keep"))
        .help(EASEL_TR("Which rows the result has."))
        .choices({{JoinKind::Left, "left", EASEL_TR("All left rows")},
                  {JoinKind::Inner, "inner", EASEL_TR("Rows that both have")},
                  {JoinKind::Right, "right", EASEL_TR("All right rows")},
                  {JoinKind::Full, "full", EASEL_TR("All rows of both")},
                  {JoinKind::Semi, "semi", EASEL_TR("Left rows with a match, without the right columns")},
                  {JoinKind::Anti, "anti", EASEL_TR("Left rows without a match")},
                  {JoinKind::Cross, "cross", EASEL_TR("Every left row with every right row")}});
    const std::vector<Json> keyed{"left", "inner", "right", "full", "semi", "anti"};
    d.field(&JoinParams::leftKeys, "left_keys")
        .label(EASEL_TR("Left columns"))
        .help(EASEL_TR("Rows belong together when these columns are equal."))
        .enabledIf("how", keyed);
    d.field(&JoinParams::rightKeys, "right_keys")
        .label(EASEL_TR("Right columns"))
        .help(EASEL_TR("The columns of the right table to compare with. Empty: those of the same names."))
        .enabledIf("how", keyed);
    d.field(&JoinParams::suffix, "suffix")
        .label(EASEL_TR("Ending for double names"))
        .help(EASEL_TR("Added to a right column whose name the left table has."))
        .advanced();
  }
};

std::vector<std::string> allLearned(const Frame& frame) {
  std::vector<std::string> ids;
  for (const auto& [column, steps] : frame.learned)
    addNames(ids, steps);
  return ids;
}

std::vector<std::string> learnedOf(const Frame& frame, const std::vector<std::string>& columns) {
  std::vector<std::string> ids;
  for (const std::string& column : columns)
    if (const auto it = frame.learned.find(column); it != frame.learned.end())
      addNames(ids, it->second);
  return ids;
}

Result<Table> selected(const Table& table, const std::vector<std::string>& names) {
  std::vector<std::size_t> columns;
  for (const std::string& name : names) {
    EASEL_CHECK(table.require(name));
    columns.push_back(*table.find(name));
  }
  return table.select(columns);
}

/// The rows of the right table that can match at all: those that have all keys.
Result<Table> withKeys(const Table& right, const std::vector<std::string>& keys, const Context& context) {
  EASEL_TRY(const Table columns, selected(right, keys));
  std::vector<char> usable(right.rows(), 1);
  bool all = true;
  for (const NamedColumn& c : columns.columns()) {
    if (c.column.missing() == 0)
      continue;
    all = false;
    std::size_t row = 0;
    for (std::size_t i = 0; i < c.column.chunkCount(); ++i) {
      EASEL_TRY(const ChunkPtr chunk, c.column.chunk(i));
      for (std::size_t j = 0; j < chunk->size(); ++j, ++row)
        if (!chunk->valid(j))
          usable[row] = 0;
    }
  }
  if (all)
    return right;
  std::vector<RowIndex> rows;
  for (std::size_t i = 0; i < usable.size(); ++i)
    if (usable[i])
      rows.push_back(static_cast<RowIndex>(i));
  return take(right, rows, context);
}

class Join final : public NodeOperation {
 public:
  explicit Join(JoinParams params) : m_params(std::move(params)) {
    m_options.kind = m_params.how;
    m_options.suffix = m_params.suffix;
    if (m_params.how != JoinKind::Cross) {
      m_options.leftKeys = m_params.leftKeys.names;
      m_options.rightKeys = m_params.rightKeys.names.empty() ? m_params.leftKeys.names : m_params.rightKeys.names;
    }
  }

  std::vector<Port> inputs() const override {
    return {{"left", EASEL_TR("Left table"), PortType::Frame}, {"right", EASEL_TR("Right table"), PortType::Frame}};
  }
  std::vector<Port> outputs() const override { return {{"out", EASEL_TR("Table"), PortType::Frame}}; }
  std::string outline() const override {
    if (m_params.how == JoinKind::Cross)
      return EASEL_TR("every row with every row");
    return m_options.leftKeys.empty() ? EASEL_TR("no columns yet") : listed(m_options.leftKeys);
  }

  Result<NodeValues> run(const NodeRun& run) const override {
    EASEL_TRY(Frame out, joined(frameAt(run, "left"), frameAt(run, "right"), run));
    return NodeValues{{"out", valueOf(std::move(out))}};
  }

 private:
  Result<void> checkKeys(const Frame& left, const Frame& right) const {
    if (m_params.how == JoinKind::Cross)
      return {};
    if (m_options.leftKeys.empty())
      return Error(ErrorCode::InvalidArgument, "It is not said by which columns to join.", "Set 'left_keys'.")
          .at({ErrorPlace::Kind::Parameter, "left_keys"});
    if (m_options.leftKeys.size() != m_options.rightKeys.size())
      return Error(ErrorCode::InvalidArgument,
                   "There are " + std::to_string(m_options.leftKeys.size()) + " left columns but " +
                       std::to_string(m_options.rightKeys.size()) + " right ones to join by.",
                   "Give as many on both sides.")
          .at({ErrorPlace::Kind::Parameter, "right_keys"});
    for (const std::string& key : m_options.leftKeys)
      if (auto found = left.table.require(key); !found)
        return std::move(found).error().within(EASEL_TR("Left table"));
    for (const std::string& key : m_options.rightKeys)
      if (auto found = right.table.require(key); !found)
        return std::move(found).error().within(EASEL_TR("Right table"));
    return {};
  }

  Result<Frame> joined(const Frame& left, const Frame& right, const NodeRun& run) const {
    EASEL_CHECK(checkKeys(left, right));
    if (m_params.how == JoinKind::Semi || m_params.how == JoinKind::Anti) {
      EASEL_TRY(Frame out, matching(left, right.table, m_params.how, run.context));
      addRight(out, right);
      return out;
    }
    if (m_params.how == JoinKind::Left || m_params.how == JoinKind::Inner) {
      EASEL_TRY(Table lookup, withKeys(right.table, m_options.rightKeys, run.context));
      EASEL_TRY(const auto distinct, distinctRows(lookup, m_options.rightKeys, run.context.part(0, 0.2)));
      if (distinct.size() == lookup.rows()) {
        Frame rows = left;
        if (m_params.how == JoinKind::Inner) {
          EASEL_TRY(rows, matching(left, right.table, JoinKind::Semi, run.context.part(0.2, 0.5)));
        }
        EASEL_TRY(Frame out, lookedUp(rows, std::move(lookup), run));
        addRight(out, right);
        return out;
      }
    }
    EASEL_TRY(Table table, easel::join(left.table, right.table, m_options, run.context.part(0.2, 1)));
    Frame out = restarted(left, std::move(table), EASEL_TR("The join"), run.context);
    addNames(out.leaked, allLearned(left));
    addRight(out, right);
    return out;
  }

  /// What the right side learned is part of its rows now.
  static void addRight(Frame& out, const Frame& right) {
    addNames(out.leaked, allLearned(right));
    addNames(out.leaked, right.leaked);
  }

  /// The left rows that have a match (Semi) or none (Anti), found by a column of row numbers that is joined along.
  Result<Frame> matching(const Frame& left, const Table& right, JoinKind kind, const Context& context) const {
    std::string name = "row";
    while (left.table.find(name))
      name += "_";
    std::vector<std::int64_t> numbers(left.table.rows());
    std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
    EASEL_TRY(Table keys, selected(left.table, m_options.leftKeys));
    EASEL_TRY(keys, keys.with(name, columnOf(std::move(numbers))));
    EASEL_TRY(const Table rightKeys, selected(right, m_options.rightKeys));
    JoinOptions options = m_options;
    options.kind = kind;
    EASEL_TRY(const Table matches, easel::join(keys, rightKeys, options, context.part(0, 0.5)));
    EASEL_TRY(const Column* found, matches.require(name));
    std::vector<RowIndex> rows;
    rows.reserve(matches.rows());
    for (std::size_t i = 0; i < found->chunkCount(); ++i) {
      EASEL_TRY(const ChunkPtr chunk, found->chunk(i));
      for (std::size_t j = 0; j < chunk->size(); ++j)
        rows.push_back(static_cast<RowIndex>(chunk->values<std::int64_t>()[j]));
    }
    EASEL_TRY(Frame out, takeRows(left, rows, context.part(0.5, 1)));
    if (!left.roles)
      addNames(out.leaked, learnedOf(left, m_options.leftKeys));
    return out;
  }

  /// Through the same step that a model replays, so that training and serving cannot differ.
  Result<Frame> lookedUp(const Frame& left, Table lookup, const NodeRun& run) const {
    StepSpec spec;
    spec.id = "lookup";
    spec.params = {{"left_keys", m_options.leftKeys}, {"right_keys", m_options.rightKeys}, {"suffix", m_options.suffix}};
    spec.lookup = std::make_shared<const Table>(std::move(lookup));
    EASEL_TRY(const Entry<Step>* entry, run.catalogs.steps.get(spec.id, "step"));
    spec.version = entry->declaration.version;
    EASEL_TRY(const auto plain, entry->make(spec.params));
    EASEL_TRY(const auto step, plain->withLookup(spec.lookup));
    EASEL_TRY(FittedTable made, step->fitTransform(left.table, run.context.part(0.5, 1)));
    Frame out = left;
    out.learned = learnedAfter(left, made.table, learnedOf(left, m_options.leftKeys), {});
    out.table = std::move(made.table);
    out.preparation.push_back(std::move(spec));
    return out;
  }

  JoinParams m_params;
  JoinOptions m_options;
};

} // namespace

Entry<NodeOperation> join() {
  return entry<NodeOperation, Join, JoinParams>("join", 1)
      .title(EASEL_TR("Join"))
      .summary(EASEL_TR("Puts the columns of two tables side by side where their keys are equal."))
      .category(EASEL_TR("Data"))
      .keywords({"merge", "lookup", "combine", "vlookup"});
}

} // namespace easel::nodes
