// Adds columns of another table, found by equal keys: a join that keeps every row, in the form that travels with a
// model. Keys are compared as a join compares them, so that 5 and 5.0 are equal; of several rows with the same key the
// first counts.
// A join puts this step into a preparation; StepSpec::lookup is the other table.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"
#include "core/table/join_keys.h"

#include <algorithm>
#include <map>
#include <mutex>

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

struct Added {
  std::string name; // in the result
  Column column;    // of the other table
};

/// The other table's keys, numbered for the types that the keys here have: normally those of training.
class OtherKeys {
 public:
  OtherKeys(std::shared_ptr<const Table> other, std::vector<std::string> names, std::vector<std::string> leftNames)
      : m_other(std::move(other)), m_names(std::move(names)), m_leftNames(std::move(leftNames)) {}

  Result<std::shared_ptr<const KeyIndex>> forTypes(const std::vector<DataType>& types, const Context& context) {
    const std::lock_guard lock(m_mutex);
    if (const auto it = m_indexes.find(types); it != m_indexes.end())
      return it->second;
    EASEL_TRY(KeyIndex index, KeyIndex::of(*m_other, m_names, m_leftNames, types, false, context));
    return m_indexes.emplace(types, std::make_shared<const KeyIndex>(std::move(index))).first->second;
  }

 private:
  std::shared_ptr<const Table> m_other;
  std::vector<std::string> m_names, m_leftNames;
  std::mutex m_mutex;
  std::map<std::vector<DataType>, std::shared_ptr<const KeyIndex>> m_indexes;
};

class FittedLookup final : public FittedStep {
 public:
  FittedLookup(std::vector<ColumnRef> keys, std::vector<DataType> types, std::unique_ptr<OtherKeys> other,
               std::vector<Added> added)
      : m_keys(std::move(keys)), m_types(std::move(types)), m_other(std::move(other)), m_added(std::move(added)) {}

  Result<Table> apply(const Table& table, const Context& context) const override {
    std::vector<const Column*> columns;
    std::vector<DataType> types;
    for (const ColumnRef& key : m_keys) {
      const auto i = key.in(table);
      if (!i)
        return table; // nothing to look up by
      columns.push_back(&table.column(*i));
      types.push_back(columns.back()->type());
    }
    EASEL_TRY(const auto index, m_other->forTypes(types, context));
    EASEL_TRY(const IdArray numbers, index->find(columns, context));
    std::vector<RowIndex> rows(table.rows());
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = numbers[i] == kNoId ? kNoRow : index->firstRow(numbers[i]);
    TableEdit edit(table);
    for (const Added& a : m_added) {
      EASEL_TRY(Column column, take(a.column, rows, context));
      edit.insert(table.columnCount() - 1, a.name, std::move(column));
    }
    return std::move(edit).finish();
  }

  Json state() const override {
    Json names = Json::array(), at = Json::array(), types = Json::array();
    for (const Added& a : m_added)
      names.push_back(a.name);
    for (const ColumnRef& key : m_keys)
      at.push_back(key.hint());
    for (const DataType type : m_types)
      types.push_back(std::string(dataTypeId(type)));
    return {{"names", std::move(names)}, {"at", std::move(at)}, {"types", std::move(types)}};
  }

 private:
  std::vector<ColumnRef> m_keys;
  std::vector<DataType> m_types; // of the keys in training
  std::unique_ptr<OtherKeys> m_other;
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
    std::vector<DataType> types;
    for (const std::string& name : m_p.leftKeys.names) {
      EASEL_TRY(const Column* column, training.require(name));
      keys.emplace_back(name, *training.find(name));
      types.push_back(column->type());
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
    auto other = otherKeys();
    EASEL_TRY(const auto index, other->forTypes(types, context));
    warnAboutRepeated(*index, context);
    return fitted(std::move(keys), std::move(types), std::move(other), columns, std::move(names));
  }

  Result<FittedStepPtr> restore(const Json& state) const override {
    return readState([&]() -> Result<FittedStepPtr> {
      EASEL_CHECK(complete());
      auto names = state.at("names").get<std::vector<std::string>>();
      const auto at = state.at("at").get<std::vector<std::size_t>>();
      const auto typeIds = state.value("types", std::vector<std::string>());
      EASEL_TRY(const std::vector<std::size_t> columns, otherColumns());
      if (names.size() != columns.size() || at.size() != m_p.leftKeys.names.size())
        return damagedState();
      std::vector<ColumnRef> keys;
      for (std::size_t k = 0; k < at.size(); ++k)
        keys.emplace_back(m_p.leftKeys.names[k], at[k]);
      std::vector<DataType> types;
      for (const std::string& id : typeIds) {
        const auto type = dataTypeFromId(id);
        if (!type)
          return damagedState();
        types.push_back(*type);
      }
      auto other = otherKeys();
      if (!types.empty()) { // numbered now, so that the first row served does not wait for it
        if (types.size() != keys.size())
          return damagedState();
        EASEL_CHECK(other->forTypes(types, Context()));
      }
      return fitted(std::move(keys), std::move(types), std::move(other), columns, std::move(names));
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

  std::unique_ptr<OtherKeys> otherKeys() const {
    return std::make_unique<OtherKeys>(m_other, m_p.rightKeys.names, m_p.leftKeys.names);
  }

  static void warnAboutRepeated(const KeyIndex& index, const Context& context) {
    std::int64_t repeated = 0;
    const IdArray& numbers = index.numbers();
    for (std::size_t i = 0; i < numbers.size(); ++i)
      repeated += numbers[i] != kNoId && index.firstRow(numbers[i]) != i ? 1 : 0;
    if (repeated > 0)
      context.warn("The table to look up in has " +
                   plural(repeated, "row whose key another row has before it", "rows whose keys other rows have before them") +
                   "; the first row of each key is used.");
  }

  FittedStepPtr fitted(std::vector<ColumnRef> keys, std::vector<DataType> types, std::unique_ptr<OtherKeys> other,
                       const std::vector<std::size_t>& columns, std::vector<std::string> names) const {
    std::vector<Added> added;
    for (std::size_t k = 0; k < columns.size(); ++k)
      added.push_back({std::move(names[k]), m_other->column(columns[k])});
    return std::make_shared<FittedLookup>(std::move(keys), std::move(types), std::move(other), std::move(added));
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
