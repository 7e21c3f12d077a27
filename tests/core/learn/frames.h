// Small tables for the tests of training: every kind of column, missing values, and a target that depends on them.
#pragma once

#include "core/base/random.h"
#include "core/learn/split.h"
#include "core/learn/trainer.h"
#include "core/table/builder.h"

#include <cmath>

namespace easel::samples {

struct FrameOptions {
  std::size_t rows = 400;
  std::uint64_t seed = 7;
  Task task = Task::Binary;
  bool missing = true;
};

/// id, age, income (missing), city (category, missing), member (bool), joined (date), note (free text), same (constant)
/// and the target: "churn" no/yes, "kind" of three classes, or "spend".
inline Table mixedTable(const FrameOptions& o) {
  Random random(o.seed);
  std::vector<std::int64_t> id, age;
  std::vector<double> income, spend;
  std::vector<std::uint8_t> hasIncome, member, hasCity;
  std::vector<std::uint32_t> city, churn, kind;
  std::vector<std::int32_t> joined;
  std::vector<std::string> note;
  const auto cities = std::make_shared<Dictionary>(std::vector<std::string>{"Ulm", "Bonn", "Kiel", "Trier"});
  for (std::size_t i = 0; i < o.rows; ++i) {
    id.push_back(static_cast<std::int64_t>(1000 + i));
    age.push_back(18 + static_cast<std::int64_t>(random.below(60)));
    income.push_back(std::round(3000 + 900 * random.normal()));
    hasIncome.push_back(!o.missing || random.uniform() > 0.1);
    city.push_back(static_cast<std::uint32_t>(random.below(4)));
    hasCity.push_back(!o.missing || random.uniform() > 0.05);
    member.push_back(random.uniform() < 0.4);
    joined.push_back(18'000 + static_cast<std::int32_t>(random.below(900)));
    note.push_back("call " + std::to_string(random.next() % 100'000) + " about the bill");
    const double score = 0.05 * (static_cast<double>(age.back()) - 45) + (city.back() == 2 ? 1.2 : -0.3) +
                         (member.back() ? -0.8 : 0.4) + (income.back() - 3000) / 2000;
    churn.push_back(score + random.normal() > 0 ? 1 : 0);
    kind.push_back(score + 0.5 * random.normal() > 0.6 ? 2 : score + 0.5 * random.normal() > -0.6 ? 1 : 0);
    spend.push_back(100 + 40 * score + 10 * random.normal());
  }
  std::vector<NamedColumn> columns{{"id", columnOf(id)},
                                   {"age", columnOf(age)},
                                   {"income", columnOf(income, hasIncome)},
                                   {"city", columnOfCodes(city, cities, hasCity)},
                                   {"member", columnOfBools(member)},
                                   {"joined", columnOfDates(joined)},
                                   {"note", columnOfTexts(note)},
                                   {"same", columnOf(std::vector<std::int64_t>(o.rows, 5))}};
  if (o.task == Task::Binary)
    columns.push_back({"churn", columnOfCodes(churn, std::make_shared<Dictionary>(std::vector<std::string>{"no", "yes"}))});
  else if (o.task == Task::MultiClass)
    columns.push_back(
        {"kind", columnOfCodes(kind, std::make_shared<Dictionary>(std::vector<std::string>{"low", "mid", "high"}))});
  else
    columns.push_back({"spend", columnOf(spend)});
  return *Table::make(std::move(columns));
}

inline std::string targetName(Task task) {
  return task == Task::Binary ? "churn" : task == Task::MultiClass ? "kind" : "spend";
}

inline Frame mixedFrame(const FrameOptions& o, double train = 0.75, double validation = 0) {
  Frame frame = Frame::of(mixedTable(o));
  SplitParams split;
  split.train = train;
  split.validation = validation;
  split.column.name = targetName(o.task);
  frame.roles = std::make_shared<const std::vector<RowRole>>(*assignRoles(frame.table, split, Context(o.seed)));
  return frame;
}

inline TrainRequest requestFor(Task task, std::string algorithm, Json params = Json::object()) {
  TrainRequest r;
  r.target = targetName(task);
  r.algorithm = std::move(algorithm);
  r.params = std::move(params);
  r.bootstrap = 50;
  return r;
}

} // namespace easel::samples
