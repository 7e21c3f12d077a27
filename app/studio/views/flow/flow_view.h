// Flow: the nodes of a data set on a canvas: add, wire, move, run, inspect. What it changes goes through FlowDoor, what it
// runs through FlowRunner; the canvas only shows. GUI thread.
#pragma once

#include "app/studio/session/view.h"
#include "app/studio/views/flow/flow_door.h"
#include "app/studio/views/flow/flow_picture.h"
#include "app/studio/views/flow/flow_runner.h"
#include "widgets/canvas/canvas_view.h"

#include <set>

class QComboBox;
class QStackedWidget;
class QTimer;

namespace easel {

class Button;
class EmptyState;
class ErrorBox;
class IconButton;
class MiniMap;
class NodeInspector;
class NodePalette;
class RunLog;

class FlowView : public View {
  Q_OBJECT
 public:
  explicit FlowView(Session& session, QWidget* parent = nullptr);
  ~FlowView() override;
  QString placeText() const override { return m_door.name(); }
  StatusTexts status() const override;
  void go(const Place& place) override;
  QList<Findable> findables() override;
  bool settled() const override;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void makeToolbar();
  void makePages();
  void connectCanvas();
  void connectEdits();
  void arrange(); // what floats over the canvas
  void refresh(); // everything from door and runner
  void refreshPage();
  void refreshInspector();
  void refreshLog();
  void refreshToolbar();
  QStringList selectedCards() const { return m_canvas->selection(); }
  std::string selectedNode() const; // the one, if it is one

  // Edits (flow_acts.cpp)
  void change(const QString& label, GraphEdit edit, const std::string& mergeKey = {}, const QStringList& select = {});
  void addNode(const QString& type, const QPointF& at, const std::optional<PortEnd>& from);
  void addBeside(const QString& type);
  void insertNode(const QString& type, const CanvasWire& wire, const QPointF& at);
  void remove(const QStringList& cards, const QList<CanvasWire>& wires);
  void duplicate(const QStringList& cards);
  void copy(const QStringList& cards);
  void paste(const QPointF& at);
  void mute(const QStringList& cards);
  void rename(const QString& card, const QString& title);
  void move(const QHash<QString, QPointF>& places);
  void setParams(const std::string& node, const Json& params, const QString& label);
  void tidy();
  void selectNew(std::size_t before);
  void setOpen(const QString& stack, bool open);
  void showMenu(const QPoint& global, const QPointF& scene);
  void run(const std::string& toNode);
  QString titleOf(const std::string& node) const;
  QString typeTitle(const QString& type) const;
  QList<SearchItem> searchItems(const std::optional<PortEnd>& from) const;
  std::optional<WireFacts> factsOfWire(const CanvasWire& wire) const;
  TableSchema columnsInto(const Node& node);

  FlowDoor m_door;
  FlowRunner m_runner;
  CanvasModel m_model;
  FlowPicture m_picture;
  QSet<QString> m_open; // unfolded stacks
  std::map<Hash, TableSchema> m_columns; // what nodes give, by mark: asked for before there was a run
  std::set<Hash> m_asked;
  QString m_shownFlow;

  QStackedWidget* m_pages;
  QWidget* m_area; // canvas and what floats over it
  CanvasView* m_canvas;
  NodePalette* m_palette;
  NodeInspector* m_inspector;
  RunLog* m_log;
  MiniMap* m_map;
  QComboBox* m_flows;
  Button* m_run;
  Button* m_runTo;
  Button* m_tidy;
  Button* m_percent;
  IconButton* m_less;
  IconButton* m_more;
  EmptyState* m_empty;
  ErrorBox* m_error;
  QTimer* m_clock; // "41 s ago"
  bool m_refreshing = false;
};

} // namespace easel
