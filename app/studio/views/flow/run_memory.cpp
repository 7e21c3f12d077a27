#include "app/studio/views/flow/run_memory.h"

#include "core/base/text.h"
#include "core/explore/profile.h"

#include <algorithm>

namespace easel {

namespace {

constexpr std::size_t kBarRows = 8192; // the small histogram is of the first rows
constexpr std::size_t kBars = 14;
constexpr std::size_t kLines = 6;

void addBars(PortFacts& facts, const Table& table, const Context& context) {
  for (std::size_t c = 0; c < table.columnCount(); ++c) {
    const Column& column = table.column(c);
    if (column.type() != DataType::Float64 && column.type() != DataType::Int64)
      continue;
    const std::array<std::size_t, 1> one{c};
    const auto head = table.select(one).head(std::min(kBarRows, table.rows()));
    if (!head)
      return;
    const auto p = profileColumn(table.name(c), head->column(0), context);
    if (!p || p->identifier || p->constant || p->histogram.size() < 5)
      continue;
    const std::size_t group = (p->histogram.size() + kBars - 1) / kBars;
    double most = 0;
    for (std::size_t i = 0; i < p->histogram.size(); i += group) {
      double sum = 0;
      for (std::size_t k = i; k < std::min(i + group, p->histogram.size()); ++k)
        sum += static_cast<double>(p->histogram[k].count);
      facts.bars.push_back(sum);
      most = std::max(most, sum);
    }
    for (double& b : facts.bars)
      b = most > 0 ? b / most : 0;
    facts.barsColumn = table.name(c);
    return;
  }
}

PortFacts frameFacts(const Frame& frame, const Context& context) {
  PortFacts f;
  const Table& table = frame.table;
  f.rows = table.rows();
  f.columns = table.columnCount();
  f.schema = table.schema();
  for (const NamedColumn& c : table.columns())
    f.missing += c.column.missing();
  if (frame.roles)
    for (const RowRole role : *frame.roles)
      ++(role == RowRole::Train ? f.train : role == RowRole::Validation ? f.validation : f.test);
  addBars(f, table, context);
  return f;
}

void add(PortFacts& f, const std::string& name, const Json& value) {
  if (f.lines.size() < kLines)
    f.lines.emplace_back(name, value.is_number() ? formatNumber(value.get<double>(), 4) : value.get<std::string>());
}

/// The first figures of a report, whatever its kind: metrics in the order of their catalogue, else what is a number or text.
void addLines(PortFacts& f, const Json& json, const Catalogs& catalogs) {
  if (!json.is_object())
    return;
  const auto metrics = json.find("metrics");
  if (metrics == json.end() || !metrics->is_object()) {
    for (const auto& [name, value] : json.items())
      if ((value.is_number() || value.is_string()) && name != "kind" && name != "task")
        add(f, name, value);
    return;
  }
  for (const char* role : {"test", "validation", "train"}) // one evaluation a role
    if (const auto part = metrics->find(role); part != metrics->end()) {
      addLines(f, *part, catalogs);
      return;
    }
  for (const auto& entry : catalogs.metrics.entries())
    if (const auto m = metrics->find(entry.declaration.id); m != metrics->end() && m->is_object() && m->contains("value"))
      if ((*m)["value"].is_number())
        add(f, entry.declaration.title, (*m)["value"]);
}

} // namespace

FactsByPort factsOf(const FlowRun& run, const Catalogs& catalogs, const Context& context) {
  FactsByPort all;
  for (const auto& [node, values] : run.values)
    for (const auto& [port, value] : values) {
      if (context.cancelled())
        return all;
      PortFacts f;
      if (const auto* frame = std::get_if<std::shared_ptr<const Frame>>(&value)) {
        f = frameFacts(**frame, context);
      } else if (const auto* model = std::get_if<std::shared_ptr<const TrainedModel>>(&value)) {
        f.type = PortType::Model;
        const TrainOutcome& outcome = (*model)->outcome;
        for (const char* role : {"test", "validation", "train"})
          if (const auto it = outcome.evaluations.find(role); it != outcome.evaluations.end()) {
            addLines(f, toJson(it->second), catalogs);
            break;
          }
      } else {
        f.type = PortType::Report;
        addLines(f, std::get<std::shared_ptr<const Report>>(value)->content, catalogs);
      }
      all.emplace(std::make_pair(node, port), std::move(f));
    }
  return all;
}

} // namespace easel
