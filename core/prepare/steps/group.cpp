// One row for every combination of some columns, with summaries of the others.
#include "core/prepare/columns.h"
#include "core/prepare/step.h"

#include "core/base/text.h"
#include "core/table/kernels.h"

#include <array>
#include <cmath>

namespace easel::steps {

namespace {

struct GroupParams {
  ColumnNames keys;
  std::vector<std::string> aggregations = {"count()"};
  static void describe(Describe<GroupParams>& d) {
    d.field(&GroupParams::keys, "keys")
        .label(EASEL_TR("Group by"))
        .help(EASEL_TR("Rows that are equal in these columns become one row. Leave empty for one row over everything."));
    d.field(&GroupParams::aggregations, "aggregations")
        .label(EASEL_TR("Summaries"))
        .help(EASEL_TR("Each is written like sum(price) or mean(price) as average_price. There are: count() of rows, "
                       "count(column) of present values, sum, mean, min, max, std, median, quantile(column, 0.9), first, "
                       "last, distinct, mode. Without 'as' the new column is called like price_sum."));
  }
};

struct Word {
  const char* word;
  Aggregate aggregate;
};
constexpr std::array<Word, 15> kWords = {{{"count", Aggregate::Count},
                                          {"sum", Aggregate::Sum},
                                          {"mean", Aggregate::Mean},
                                          {"min", Aggregate::Min},
                                          {"max", Aggregate::Max},
                                          {"std", Aggregate::Std},
                                          {"median", Aggregate::Median},
                                          {"quantile", Aggregate::Quantile},
                                          {"first", Aggregate::First},
                                          {"last", Aggregate::Last},
                                          {"distinct", Aggregate::Distinct},
                                          {"mode", Aggregate::Mode},
                                          {"avg", Aggregate::Mean},
                                          {"average", Aggregate::Mean},
                                          {"count_valid", Aggregate::CountValid}}};

Error badSummary(const std::string& text, const std::string& what, const std::string& hint) {
  return Error(ErrorCode::InvalidArgument, "The summary '" + text + "' " + what + ".", hint)
      .at({ErrorPlace::Kind::Parameter, "aggregations"});
}

std::string unquoted(std::string_view name) {
  name = trim(name);
  if (name.size() >= 2 && name.front() == '`' && name.back() == '`')
    name = name.substr(1, name.size() - 2);
  return std::string(name);
}

/// "quantile(score, 0.9) as q90". Column names may hold anything; the first '(' and the last ')' enclose them.
Result<Aggregation> parseAggregation(const std::string& text) {
  const std::string_view all = trim(text);
  const std::size_t open = all.find('(');
  const std::size_t close = all.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    return badSummary(text, "is not written as expected", "Write for example: sum(price), or mean(price) as average");
  const std::string word = toLowerAscii(trim(all.substr(0, open)));
  std::string_view inside = trim(all.substr(open + 1, close - open - 1));
  const std::string_view behind = trim(all.substr(close + 1));

  Aggregation a;
  const Word* found = nullptr;
  std::vector<std::string> words;
  for (const Word& w : kWords) {
    words.emplace_back(w.word);
    if (word == w.word)
      found = &w;
  }
  if (!found) {
    const std::string hint = didYouMean(word, words);
    return badSummary(text, "is not known", hint.empty() ? "There are: " + join(words, ", ") + "." : hint);
  }
  a.aggregate = found->aggregate;
  if (a.aggregate == Aggregate::Quantile) {
    const std::size_t comma = inside.rfind(',');
    const auto q = comma == std::string_view::npos ? std::nullopt : parseDouble(trim(inside.substr(comma + 1)));
    if (!q || !(*q >= 0 && *q <= 1))
      return badSummary(text, "needs a share from 0 to 1", "Write for example: quantile(price, 0.9)");
    a.quantile = *q;
    inside = inside.substr(0, comma);
  }
  a.column = unquoted(inside);
  if (a.aggregate == Aggregate::Count && !a.column.empty() && a.column != "*")
    a.aggregate = Aggregate::CountValid;
  else if (a.aggregate == Aggregate::Count)
    a.column.clear();
  else if (a.column.empty())
    return badSummary(text, "names no column", "Write for example: " + word + "(price)");

  if (behind.empty()) {
    const std::string ending = a.aggregate == Aggregate::Quantile
                                   ? "q" + formatNumber(a.quantile * 100, 6)
                                   : word;
    a.name = a.column.empty() ? word : a.column + "_" + ending;
    return a;
  }
  if (behind.size() < 3 || !equalIgnoreCase(behind.substr(0, 3), "as "))
    return badSummary(text, "has something unexpected behind it", "Write for example: sum(price) as total");
  a.name = unquoted(behind.substr(3));
  if (a.name.empty())
    return badSummary(text, "has no name behind 'as'", "Write for example: sum(price) as total");
  return a;
}

class Group final : public Step {
 public:
  explicit Group(GroupParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::Reshape; }
  std::string outline() const override {
    const std::string what = listed(m_p.aggregations, 3);
    return m_p.keys.names.empty() ? what : what + " by " + listed(m_p.keys.names, 3);
  }

  Result<Table> reshape(const Table& table, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    EASEL_CHECK(requireColumns(table, m_p.keys.names));
    std::vector<Aggregation> aggregations;
    for (const std::string& text : m_p.aggregations) {
      EASEL_TRY(Aggregation a, parseAggregation(text));
      if (!a.column.empty())
        EASEL_CHECK(table.require(a.column));
      aggregations.push_back(std::move(a));
    }
    return easel::group(table, m_p.keys.names, aggregations, context);
  }

 private:
  GroupParams m_p;
};

} // namespace

Entry<Step> group() {
  return entry<Step, Group, GroupParams>("group")
      .title(EASEL_TR("Group and summarise"))
      .summary(EASEL_TR("Makes one row of the rows that are equal in some columns, with counts, sums, means and others."))
      .category(EASEL_TR("Rows"))
      .keywords({EASEL_TR("aggregate"), EASEL_TR("sum"), EASEL_TR("count"), EASEL_TR("average"), EASEL_TR("group by"),
                 EASEL_TR("summary")});
}

} // namespace easel::steps
