// What is known of the last runs of one flow: states, times, what came out, findings. Views show it; a table itself is not
// held here, only what is told about it. Values; facts are gathered off the GUI thread.
#pragma once

#include "core/flow/layout.h"
#include "core/flow/lint.h"

#include <QDateTime>
#include <QString>

#include <map>
#include <vector>

namespace easel {

/// What left a node at one of its ports.
struct PortFacts {
  PortType type = PortType::Frame;
  std::size_t rows = 0, columns = 0, missing = 0;
  std::size_t train = 0, validation = 0, test = 0; // rows by role; all 0 without a split
  TableSchema schema;
  std::string barsColumn; // the histogram is of this one
  std::vector<double> bars;
  std::vector<std::pair<std::string, std::string>> lines; // of a model or report: metric, value
};
using FactsByPort = std::map<std::pair<std::string, std::string>, PortFacts>; // node, port

/// Of all values of a run; stops early, with what there is, when the context is cancelled.
FactsByPort factsOf(const FlowRun& run, const Catalogs& catalogs, const Context& context);

struct RunLine {
  QTime time;
  QString node, words;
  bool bad = false;
};

struct RunMemory {
  std::map<std::string, NodeStatus> status;
  std::map<std::string, Hash> marks; // of the results, when they were made
  FactsByPort facts;
  std::vector<LintFinding> findings;
  std::vector<RunLine> log;
  QDateTime ended;
  int ran = 0, reused = 0; // nodes of the last run

  const PortFacts* find(const std::string& node, const std::string& port) const {
    const auto it = facts.find({node, port});
    return it == facts.end() ? nullptr : &it->second;
  }
};

} // namespace easel
