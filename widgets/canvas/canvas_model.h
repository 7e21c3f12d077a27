// What the canvas shows, as values: nodes with typed ports, wires between them by ids, frames around nodes that belong
// together. The model is observed by the view and knows nothing of drawing, nor of what the nodes do. GUI thread only.
#pragma once

#include "widgets/theme/tokens.h"

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QStringList>

#include <optional>

namespace easel {

/// A port's kind has a colour and a shape, so that the colour is never the only sign.
enum class PortShape { Circle, Diamond, Square };

struct CanvasPort {
  QString name, label;
  QString kind; // for people: "a table"; ports of the same kind fit
  PortShape shape = PortShape::Circle;
  Tone tone = Tone::C3;
  bool operator==(const CanvasPort&) const = default;
};

enum class CanvasState { Idle, Waiting, Running, Done, Reused, Failed, Cancelled, Skipped };

struct CanvasNode {
  QString id, title, outline, iconName;
  QPointF at;
  QList<CanvasPort> inputs, outputs;
  CanvasState state = CanvasState::Idle;
  double progress = 0;    // while it runs
  QString remark;         // right of the title: "cached", "3.1 s", "25 / 40"
  QString error, warning; // whole sentences, shown when one asks
  bool stale = false;     // its result is older than its settings
  bool enabled = true;
  bool known = true; // false: a type of another version
  int steps = 0;     // a stack of so many; 0: a single node
  bool operator==(const CanvasNode&) const = default;
};

/// A value connection: an output of one node feeds an input of another.
struct CanvasWire {
  QString from, fromPort, to, toPort;
  bool operator==(const CanvasWire&) const = default;
};

/// Drawn behind its nodes, with a title and a button that folds them.
struct CanvasFrame {
  QString id, title;
  QStringList nodes;
  bool operator==(const CanvasFrame&) const = default;
};

struct CanvasGraph {
  QList<CanvasNode> nodes;
  QList<CanvasWire> wires;
  QList<CanvasFrame> frames;
};

/// One end of a wire.
struct PortEnd {
  QString node, port;
  bool output = true;
  bool operator==(const PortEnd&) const = default;
};

class CanvasModel : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  const CanvasGraph& graph() const { return m_graph; }
  const CanvasNode* find(const QString& id) const;
  int indexOf(const QString& id) const { return m_index.value(id, -1); }
  /// Everything anew. Nothing is emitted when it is what is there.
  void set(CanvasGraph graph);
  /// New looks (state, texts) of nodes that are there; places and ports stay as they are.
  void update(const QList<CanvasNode>& nodes);

 signals:
  void reset();
  void updated(const QList<int>& nodes);

 private:
  CanvasGraph m_graph;
  QHash<QString, int> m_index;
};

/// In words: "done", "running", "out of date" …
QString stateWord(const CanvasNode& node);
/// The colour of the state, as on the card's edge and in the small map.
Tone stateTone(const CanvasNode& node);

} // namespace easel
