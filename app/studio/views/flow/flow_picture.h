// A flow as the canvas shows it: chains of steps folded into stacks or open in a frame, states from the last run. And the
// way back: which nodes and ports of the flow are meant by those of the canvas. Values; GUI thread.
#pragma once

#include "app/studio/views/flow/run_memory.h"
#include "core/flow/compose.h"
#include "widgets/canvas/canvas_model.h"

#include <QSet>

namespace easel {

/// Which nodes may stand in a stack: steps; those that an automatic preparation added stay apart.
StackKey stepsStack(const Catalog<Step>& steps);

class FlowPicture {
 public:
  FlowPicture() = default;
  /// `graph` has places (placed()). `open`: ids of stacks that are unfolded.
  FlowPicture(Graph graph, const Stacks& stacks, const QSet<QString>& open, const Catalog<NodeOperation>& nodes);

  const Graph& graph() const { return m_graph; }
  /// With the states of now.
  CanvasGraph canvas(const RunMemory& run, bool running) const;
  /// Only the cards on which these nodes are shown.
  QList<CanvasNode> cards(const RunMemory& run, bool running, const std::vector<std::string>& nodes) const;

  /// The nodes behind a card: one, or the steps of a stack.
  std::vector<std::string> nodesOf(const QString& card) const;
  std::vector<std::string> nodesOf(const QStringList& cards) const;
  QString cardOf(const std::string& node) const;
  Wire toFlow(const CanvasWire& wire) const;
  NodePort toFlow(const PortEnd& end) const;
  /// Where the nodes of the moved cards stand in the flow.
  std::map<std::string, std::pair<double, double>> placesOf(const QHash<QString, QPointF>& moved) const;
  QPointF toFlow(const QPointF& at) const; // a point of the canvas, without the room that open stacks take

 private:
  struct Card {
    CanvasNode look; // without a state
    std::vector<std::string> nodes;
    double shiftX = 0; // what open stacks to the left push it away by
  };
  void addCard(const std::vector<std::string>& nodes, bool stack, const Catalog<NodeOperation>& catalog);
  CanvasNode dressed(const Card& card, const RunMemory& run, bool running) const;
  Graph m_graph;
  std::map<std::string, Hash> m_marks;
  std::vector<Card> m_cards;
  std::map<std::string, std::size_t> m_cardOf; // by node
  QHash<QString, std::size_t> m_index;         // by card
  QList<CanvasWire> m_wires;
  QList<CanvasFrame> m_frames;
  std::vector<std::pair<double, double>> m_opened; // x of open stacks, and the room they take
};

} // namespace easel
