#include "core/flow/fit_rows.h"

#include "core/prepare/preparation.h"
#include "core/table/kernels.h"

#include <algorithm>

namespace easel {

namespace {

Error changedRows(std::size_t before, std::size_t after) {
  return Error(ErrorCode::Internal, "A step made " + plural(static_cast<std::int64_t>(after), "row", "rows") + " of " +
                                        plural(static_cast<std::int64_t>(before), "row", "rows") + ".",
               "This is a defect of Easel: please report it.");
}

/// The columns of the two parts below one another and in the order that `back` says; unchanged ones from `whole`.
Result<Table> merged(const Table& whole, const Table& trainingBefore, const Table& training, const Table& othersBefore,
                     const Table& others, std::span<const RowIndex> back, const Context& context) {
  if (training.schema().names() != others.schema().names())
    return Error(ErrorCode::Internal, "A step gave training rows other columns than the rest.",
                 "This is a defect of Easel: please report it.");
  const auto unchanged = [](const Table& before, const NamedColumn& c) {
    const auto at = before.find(c.name);
    return at && before.column(*at).sameAs(c.column);
  };
  std::vector<NamedColumn> changedTraining, changedOthers;
  std::vector<char> keeps(training.columnCount(), 0);
  for (std::size_t i = 0; i < training.columnCount(); ++i) {
    keeps[i] = unchanged(trainingBefore, training.columns()[i]) && unchanged(othersBefore, others.columns()[i]);
    if (keeps[i])
      continue;
    changedTraining.push_back(training.columns()[i]);
    changedOthers.push_back(others.columns()[i]);
  }
  Table changed;
  if (!changedTraining.empty()) {
    EASEL_TRY(Table upper, Table::make(std::move(changedTraining)));
    EASEL_TRY(Table lower, Table::make(std::move(changedOthers)));
    const Table parts[] = {std::move(upper), std::move(lower)};
    EASEL_TRY(const Table stacked, concat(parts, context.part(0.6, 0.8)));
    EASEL_TRY(changed, take(stacked, back, context.part(0.8, 1)));
  }
  std::vector<NamedColumn> columns;
  std::size_t next = 0;
  for (std::size_t i = 0; i < training.columnCount(); ++i) {
    const std::string& name = training.name(i);
    columns.push_back({name, keeps[i] ? whole.column(*whole.find(name)) : changed.column(next++)});
  }
  if (columns.empty())
    return Table::ofRows(whole.rows());
  return Table::make(std::move(columns));
}

/// `text` holds `word` with no letter, digit or underscore beside it.
bool speaksOf(std::string_view text, std::string_view word) {
  const auto partOfWord = [&](std::size_t i) {
    const auto c = static_cast<unsigned char>(text[i]);
    return c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !partOfWord(at - 1)) && (end == text.size() || !partOfWord(end)))
      return true;
  }
  return false;
}

bool anyTextSpeaksOf(const Json& value, std::string_view word) {
  if (value.is_string())
    return speaksOf(value.get_ref<const std::string&>(), word);
  if (value.is_object())
    for (const auto& [key, item] : value.items())
      if (speaksOf(key, word) || anyTextSpeaksOf(item, word))
        return true;
  if (value.is_array())
    for (const Json& item : value)
      if (anyTextSpeaksOf(item, word))
        return true;
  return false;
}

bool speaksOf(const ParamSpec& spec, const Json& value, const std::string& column) {
  switch (spec.kind) {
  case ParamKind::Column: return value == column;
  case ParamKind::Columns:
    return value.is_array() && std::find(value.begin(), value.end(), Json(column)) != value.end();
  case ParamKind::Formula:
  case ParamKind::Text:
  case ParamKind::Texts:
  case ParamKind::TextMap: return anyTextSpeaksOf(value, column);
  case ParamKind::Bool:
  case ParamKind::Int:
  case ParamKind::Float:
  case ParamKind::Choice:
  case ParamKind::File: return false;
  }
  return true;
}

} // namespace

Result<Table> fitOnTrainingRows(const Table& table, const std::shared_ptr<const std::vector<RowRole>>& roles,
                                const TableChange& learn, const TableChange& apply, const Context& context) {
  if (!roles) {
    EASEL_TRY(Table all, learn(table));
    if (all.rows() != table.rows())
      return changedRows(table.rows(), all.rows());
    return all;
  }
  std::vector<RowIndex> training, others;
  std::vector<RowIndex> back(roles->size());
  for (std::size_t i = 0; i < roles->size(); ++i)
    ((*roles)[i] == RowRole::Train ? training : others).push_back(static_cast<RowIndex>(i));
  if (training.empty())
    return Error(ErrorCode::Data, "There is no training row to learn from.", "Split the data so that some rows train.");
  for (std::size_t i = 0; i < training.size(); ++i)
    back[training[i]] = static_cast<RowIndex>(i);
  for (std::size_t i = 0; i < others.size(); ++i)
    back[others[i]] = static_cast<RowIndex>(training.size() + i);
  if (others.empty())
    return fitOnTrainingRows(table, nullptr, learn, apply, context);
  EASEL_TRY(const Table trainingBefore, take(table, training, context.part(0, 0.1)));
  EASEL_TRY(const Table trainingAfter, learn(trainingBefore));
  EASEL_TRY(const Table othersBefore, take(table, others, context.part(0.4, 0.5)));
  EASEL_TRY(const Table othersAfter, apply(othersBefore));
  if (trainingAfter.rows() != training.size())
    return changedRows(training.size(), trainingAfter.rows());
  if (othersAfter.rows() != others.size())
    return changedRows(others.size(), othersAfter.rows());
  return merged(table, trainingBefore, trainingAfter, othersBefore, othersAfter, back, context);
}

Result<Frame> takeRows(const Frame& frame, std::span<const RowIndex> rows, const Context& context) {
  Frame out = frame;
  EASEL_TRY(out.table, take(frame.table, rows, context.part(0, 0.5)));
  // What base shares with the table need not be taken twice.
  std::vector<NamedColumn> baseColumns;
  std::vector<std::pair<std::size_t, std::size_t>> rest; // place in baseColumns, column of base
  std::vector<std::size_t> restColumns;
  for (const NamedColumn& c : frame.base.columns()) {
    const auto& columns = frame.table.columns();
    const auto same = std::find_if(columns.begin(), columns.end(), [&](const NamedColumn& t) { return t.column.sameAs(c.column); });
    if (same != columns.end()) {
      baseColumns.push_back({c.name, out.table.column(static_cast<std::size_t>(same - columns.begin()))});
    } else {
      rest.emplace_back(baseColumns.size(), restColumns.size());
      restColumns.push_back(*frame.base.find(c.name));
      baseColumns.push_back({c.name, Column()});
    }
  }
  if (!restColumns.empty()) {
    EASEL_TRY(const Table taken, take(frame.base.select(restColumns), rows, context.part(0.5, 1)));
    for (const auto& [place, column] : rest)
      baseColumns[place].column = taken.column(column);
  }
  if (baseColumns.empty()) {
    out.base = Table::ofRows(rows.size());
  } else {
    EASEL_TRY(out.base, Table::make(std::move(baseColumns)));
  }
  if (frame.roles) {
    auto roles = std::make_shared<std::vector<RowRole>>();
    roles->reserve(rows.size());
    for (const RowIndex row : rows)
      roles->push_back((*frame.roles)[row]);
    out.roles = std::move(roles);
  }
  return out;
}

Frame restarted(const Frame& frame, Table table, std::string_view what, const Context& context) {
  if (frame.roles)
    context.warn(std::string(what) + " makes other rows, so the split before it no longer holds: split again behind it.");
  Frame out = Frame::of(std::move(table));
  out.leaked = frame.leaked;
  return out;
}

Result<void> refit(Frame& frame, const Catalog<Step>& steps, const Context& context) {
  bool learns = false;
  for (const StepSpec& spec : frame.preparation) {
    EASEL_TRY(const auto step, steps.make(spec.id, spec.params, "step"));
    learns = learns || step->kind() == StepKind::Fitted;
  }
  if (!learns)
    return {};
  FittedPreparation fitted;
  const TableChange learn = [&](const Table& training) -> Result<Table> {
    EASEL_TRY(auto outcome, FittedPreparation::fitTransform(steps, frame.preparation, training, context.part(0.1, 0.4)));
    fitted = std::move(outcome.preparation);
    return std::move(outcome.table);
  };
  const TableChange apply = [&](const Table& rows) { return fitted.apply(rows, context.part(0.5, 0.6)); };
  EASEL_TRY(frame.table, fitOnTrainingRows(frame.base, frame.roles, learn, apply, context));
  return {};
}

void addNames(std::vector<std::string>& names, const std::vector<std::string>& more) {
  for (const std::string& name : more)
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
}

std::vector<std::string> learnedIn(const Frame& frame, const Schema& schema, const Json& params) {
  const auto& specs = schema.params();
  const auto list = std::find_if(specs.begin(), specs.end(), [](const ParamSpec& s) { return s.kind == ParamKind::Columns; });
  const bool all = list != specs.end() && params.contains(list->name) && params[list->name].empty();
  std::vector<std::string> ids;
  for (const auto& [column, steps] : frame.learned)
    for (const ParamSpec& spec : specs)
      if (const auto value = params.find(spec.name);
          all || (spec.name != "exclude" && value != params.end() && speaksOf(spec, *value, column)))
        addNames(ids, steps);
  return ids;
}

std::map<std::string, std::vector<std::string>> learnedAfter(const Frame& before, const Table& after,
                                                             const std::vector<std::string>& spoken,
                                                             const std::string& self) {
  std::map<std::string, std::vector<std::string>> learned;
  for (const NamedColumn& c : after.columns()) {
    const auto& columns = before.table.columns();
    const auto here = before.table.find(c.name);
    const auto same = here && columns[*here].column.sameAs(c.column)
                          ? columns.begin() + static_cast<std::ptrdiff_t>(*here)
                          : std::find_if(columns.begin(), columns.end(),
                                         [&](const NamedColumn& b) { return b.column.sameAs(c.column); });
    std::vector<std::string> ids;
    if (same != columns.end()) {
      if (const auto it = before.learned.find(same->name); it != before.learned.end())
        ids = it->second;
    } else {
      ids = spoken;
      if (!self.empty())
        addNames(ids, {self});
    }
    if (!ids.empty())
      learned[c.name] = std::move(ids);
  }
  return learned;
}

} // namespace easel
