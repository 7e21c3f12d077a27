// Adds columns of another table, found by equal keys: a join that keeps every row, in the form that travels with a
// model. Keys are compared as texts, so that 5 and 5.0 are equal; of several rows with the same key the first counts.
// A join puts this step into a preparation; StepSpec::lookup is the other table.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <unordered_map>

namespace easel::steps {

namespace {

struct LookupParams {
  ColumnNames leftKeys;
  ColumnNames rightKeys;
  ColumnNames columns;
  std::string suffix = "_right";
  static void describe(Describe<LookupParams>& d) {
    using P = LookupParams;
    d.field(&P::leftKeys, "left_keys")
        .label(EASEL_TR("Keys here"))
        .help(EASEL_TR("The columns that are looked up in the other table."));
    d.field(&P::rightKeys, "right_keys")
        .label(EASEL_TR("Keys there"))
        .help(EASEL_TR("The columns of the other table that must be equal, in the same order. Leave empty when they have "
                       "the same names."));
    d.field(&P::columns, "columns")
        .label(EASEL_TR("Columns to add"))
        .help(EASEL_TR("The columns of the other table to add. Leave empty for all but its keys."));
    d.field(&P::suffix, "suffix")
        .label(EASEL_TR("Ending for names that exist"))
        .help(EASEL_TR("Put behind the name of a column that is here already."))
        .advanced();
  }
};

/// The values of one row's keys as one text; nullopt when one is missing, which matches nothing.
std::optional<std::string> keyOf(const std::vector<ChunkPtr>& chunks, const std::vector<const Column*>& columns,
                                 std::size_t i) {
  std::string key;
  for (std::size_t k = 0; k < chunks.size(); ++k) {
    const auto text = cellText(*chunks[k], columns[k]->dictionary().get(), i);
    if (!text)
      return std::nullopt;
    key += std::to_string(text->size());
    key += ':';
    key += *text;
  }
  return key;
}

/// Calls f(row, key) for every row.
template<class F>
Result<void> eachKey(const std::vector<const Column*>& columns, std::size_t chunk, F f) {
  std::vector<ChunkPtr> chunks;
  for (const Column* c : columns) {
    EASEL_TRY(ChunkPtr loaded, c->chunk(chunk));
    chunks.push_back(std::move(loaded));
  }
  for (std::size_t i = 0; i < chunks[0]->size(); ++i)
    f((chunk << kChunkShift) + i, keyOf(chunks, columns, i));
  return {};
}

struct Added {
  std::string name; // in the result
  Column column;    // of the other table
};

class FittedLookup final : public FittedStep {
 public:
  FittedLookup(std::vector<ColumnRef> keys, std::unordered_map<std::string, RowIndex> rows, std::vector<Added> added)
      : m_keys(std::move(keys)), m_rows(std::move(rows)), m_added(std::move(added)) {}

  Result<Table> apply(const Table& table, const Context& context) const override {
    std::vector<const Column*> columns;
    for (const ColumnRef& key : m_keys) {
      const auto i = key.in(table);
      if (!i)
        return table; // nothing to look up by
      columns.push_back(&table.column(*i));
    }
    std::vector<RowIndex> rows(table.rows(), kNoRow);
    for (std::size_t k = 0; k < table.chunkCount(); ++k) {
      EASEL_CHECK(context.checkpoint());
      EASEL_CHECK(eachKey(columns, k, [&](std::size_t row, const std::optional<std::string>& key) {
        if (!key)
          return;
        if (const auto it = m_rows.find(*key); it != m_rows.end())
          rows[row] = it->second;
      }));
    }
    TableEdit edit(table);
    for (const Added& a : m_added) {
      EASEL_TRY(Column column, take(a.column, rows, context));
      edit.insert(table.columnCount() - 1, a.name, std::move(column));
    }
    return std::move(edit).finish();
  }

  Json state() const override {
    Json names = Json::array();
    for (const Added& a : m_added)
      names.push_back(a.name);
    Json at = Json::array();
    for (const ColumnRef& key : m_keys)
      at.push_back(key.hint());
    return {{"names", std::move(names)}, {"at", std::move(at)}};
  }

 private:
  std::vector<ColumnRef> m_keys;
  std::unordered_map<std::string, RowIndex> m_rows; // key → row of the other table
  std::vector<Added> m_added;
};

class Lookup final : public Step {
 public:
  explicit Lookup(LookupParams p, std::shared_ptr<const Table> other = nullptr)
      : m_p(std::move(p)), m_other(std::move(other)) {
    if (m_p.rightKeys.names.empty())
      m_p.rightKeys = m_p.leftKeys;
  }
  StepKind kind() const override { return StepKind::RowWise; }
  std::string outline() const override { return "look up by " + columnsText(m_p.leftKeys.names, EASEL_TR("nothing")); }

  Result<std::unique_ptr<const Step>> withLookup(std::shared_ptr<const Table> lookup) const override {
    return std::unique_ptr<const Step>(std::make_unique<Lookup>(m_p, std::move(lookup)));
  }

  Result<FittedStepPtr> fit(const Table& training, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    EASEL_CHECK(complete());
    std::vector<ColumnRef> keys;
    for (const std::string& name : m_p.leftKeys.names) {
      EASEL_CHECK(training.require(name));
      keys.emplace_back(name, *training.find(name));
    }
    EASEL_TRY(const std::vector<std::size_t> columns, otherColumns());
    std::vector<std::string> names;
    for (const std::size_t i : columns) {
      std::string name = m_other->name(i);
      while (training.find(name) || std::find(names.begin(), names.end(), name) != names.end()) {
        if (m_p.suffix.empty())
          return Error(ErrorCode::InvalidArgument, "Both tables have a column '" + name + "'.",
                       "Give an ending for names that exist, or rename one of them.")
              .at({ErrorPlace::Kind::Column, name});
        name += m_p.suffix;
      }
      names.push_back(std::move(name));
    }
    return fitted(std::move(keys), columns, std::move(names), &context);
  }

  Result<FittedStepPtr> restore(const Json& state) const override {
    return readState([&]() -> Result<FittedStepPtr> {
      EASEL_CHECK(complete());
      auto names = state.at("names").get<std::vector<std::string>>();
      const auto at = state.at("at").get<std::vector<std::size_t>>();
      EASEL_TRY(const std::vector<std::size_t> columns, otherColumns());
      if (names.size() != columns.size() || at.size() != m_p.leftKeys.names.size())
        return damagedState();
      std::vector<ColumnRef> keys;
      for (std::size_t k = 0; k < at.size(); ++k)
        keys.emplace_back(m_p.leftKeys.names[k], at[k]);
      return fitted(std::move(keys), columns, std::move(names), nullptr);
    });
  }

 private:
  Result<void> complete() const {
    if (!m_other)
      return Error(ErrorCode::InvalidArgument, "There is no table to look up in.", "Join the tables with a join.");
    if (m_p.leftKeys.names.empty() || m_p.leftKeys.names.size() != m_p.rightKeys.names.size())
      return Error(ErrorCode::InvalidArgument, "The keys of the two tables do not pair up.",
                   "Give as many columns here as there, at least one.")
          .at({ErrorPlace::Kind::Parameter, "left_keys"});
    if (const auto known = requireColumns(*m_other, m_p.rightKeys.names); !known)
      return Error(known.error()).within("The table to look up in");
    return {};
  }

  Result<std::vector<std::size_t>> otherColumns() const {
    const auto& keys = m_p.rightKeys.names;
    return chosenColumns(*m_other, m_p.columns.names, [&](const NamedColumn& c) {
      return std::find(keys.begin(), keys.end(), c.name) == keys.end();
    });
  }

  Result<FittedStepPtr> fitted(std::vector<ColumnRef> keys, const std::vector<std::size_t>& columns,
                               std::vector<std::string> names, const Context* context) const {
    std::vector<const Column*> keyColumns;
    for (const std::string& name : m_p.rightKeys.names)
      keyColumns.push_back(&m_other->column(*m_other->find(name)));
    std::unordered_map<std::string, RowIndex> rows;
    std::int64_t repeated = 0;
    for (std::size_t k = 0; k < m_other->chunkCount(); ++k) {
      if (context)
        EASEL_CHECK(context->checkpoint());
      EASEL_CHECK(eachKey(keyColumns, k, [&](std::size_t row, std::optional<std::string> key) {
        if (key && !rows.emplace(std::move(*key), static_cast<RowIndex>(row)).second)
          ++repeated;
      }));
    }
    if (context && repeated > 0)
      context->warn("The table to look up in has " +
                    plural(repeated, "row whose key another row has before it", "rows whose keys other rows have before them") +
                    "; the first row of each key is used.");
    std::vector<Added> added;
    for (std::size_t k = 0; k < columns.size(); ++k)
      added.push_back({std::move(names[k]), m_other->column(columns[k])});
    return FittedStepPtr(std::make_shared<FittedLookup>(std::move(keys), std::move(rows), std::move(added)));
  }

  LookupParams m_p;
  std::shared_ptr<const Table> m_other;
};

} // namespace

Entry<Step> lookup() {
  return entry<Step, Lookup, LookupParams>("lookup")
      .title(EASEL_TR("Look up"))
      .summary(EASEL_TR("Adds columns of another table, found by equal keys."))
      .category(EASEL_TR("Joins"))
      .keywords({EASEL_TR("join"), EASEL_TR("merge"), EASEL_TR("vlookup"), EASEL_TR("enrich")});
}

} // namespace easel::steps
