// The canvas: shows a CanvasModel, lets it be looked at (pan, zoom, fit) and says what the person wants to change; it
// changes nothing itself apart from the places of cards while they are dragged. Painters are strategies; what lies where
// is CanvasScene's. Everything works by mouse and by keyboard (the keys: canvas_keys.cpp). Screen readers see the nodes
// as children. GUI thread only.
#pragma once

#include "widgets/canvas/canvas_painter.h"
#include "widgets/canvas/node_search.h"

#include <QCache>
#include <QMargins>
#include <QPixmap>
#include <QSet>
#include <QWidget>

#include <functional>
#include <memory>

class QLineEdit;
class QTimer;

namespace easel {

/// What a palette drags onto the canvas: the id of a node type.
inline constexpr const char* kNodeTypeMime = "application/x-easel-node-type";

class CanvasView : public QWidget {
  Q_OBJECT
 public:
  explicit CanvasView(CanvasModel& model, QWidget* parent = nullptr);
  ~CanvasView() override;
  CanvasModel& model() const { return m_model; }
  const CanvasScene& scene() const { return m_scene; }
  void setPainters(std::unique_ptr<NodePainter> nodes, std::unique_ptr<WirePainter> wires);
  /// What the search offers: everything, or what fits to this end of a wire.
  void setSearch(std::function<QList<SearchItem>(const std::optional<PortEnd>&)> items) { m_searchItems = std::move(items); }
  /// What is told about a wire under the pointer.
  void setWireFacts(std::function<std::optional<WireFacts>(const CanvasWire&)> facts) { m_wireFacts = std::move(facts); }
  /// Nothing can be changed (a project opened for reading).
  void setReadOnly(bool on) { m_readOnly = on; }

  // Looking
  double zoom() const { return m_zoom; }
  /// `anchor` (in the view) stays where it is; without one the middle.
  void setZoom(double zoom, std::optional<QPointF> anchor = {});
  void fitAll();
  void fitSelection();
  void reveal(const QString& node); // scrolls as little as needed
  void centerOn(const QPointF& scene);
  /// Parts of the view that are covered by what floats over it.
  void setCovered(const QMargins& covered);
  QPointF toScene(const QPointF& view) const { return view / m_zoom + m_origin; }
  QPointF toView(const QPointF& scene) const { return (scene - m_origin) * m_zoom; }
  QRectF toView(const QRectF& scene) const { return {toView(scene.topLeft()), scene.size() * m_zoom}; }
  QRectF visibleScene() const { return {toScene({0, 0}), QSizeF(size()) / m_zoom}; }

  // Selection
  QStringList selection() const;
  bool isSelected(int node) const { return m_selected.contains(node); }
  QString current() const; // where the keyboard is
  int currentIndex() const { return m_current; }
  std::optional<CanvasWire> selectedWire() const;
  void select(const QStringList& ids);
  void selectReachable(bool downstream);

  void openSearch(const QPointF& scene, const std::optional<PortEnd>& from = {});
  void editTitle(const QString& node);
  QPointF lastPointer() const { return m_pointer; } // in scene coordinates: where to paste

 signals:
  void selectionChanged();
  void viewChanged(); // zoom or place
  void moved(const QHash<QString, QPointF>& places);
  void wireWanted(const easel::CanvasWire& wire, const std::optional<easel::CanvasWire>& instead);
  void nodeWanted(const QString& type, const QPointF& at, const std::optional<easel::PortEnd>& from);
  void insertWanted(const QString& type, const easel::CanvasWire& wire, const QPointF& at);
  void putIntoWanted(const QString& node, const easel::CanvasWire& wire, const QPointF& at);
  void removeWanted(const QStringList& nodes, const QList<easel::CanvasWire>& wires);
  void duplicateWanted(const QStringList& nodes);
  void copyWanted(const QStringList& nodes);
  void pasteWanted(const QPointF& at);
  void muteWanted(const QStringList& nodes);
  void renamed(const QString& node, const QString& title);
  void opened(const QString& node); // Enter or double click
  void unfoldWanted(const QString& node); // a stack
  void foldWanted(const QString& frame);
  void menuWanted(const QPoint& global, const QPointF& scene);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  enum class Gesture { None, Pan, Box, Move, Wire };

  void rebuild();
  void setOrigin(const QPointF& origin);
  void fit(const QRectF& scene, double most);
  QRectF room() const; // of the view, without what is covered
  // Painting (canvas_paint.cpp)
  void spoil() { spoil(rect()); }
  void spoil(const QRect& view);
  void refreshLayer();
  void paintLayer(QPainter& painter, const QRect& part);
  void paintFar(QPainter& painter);
  void paintOver(QPainter& painter);
  void paintCard(QPainter& painter, int node);
  void paintPorts(QPainter& painter, int node, bool onlyLit);
  void paintWires(QPainter& painter, const QRectF& seen, bool lively);
  void paintGesture(QPainter& painter);
  bool isLively(int node) const { return m_dragged.contains(node); }

  void hover(const QPointF& view);
  void setHoveredWire(int wire);
  void setCurrent(int node);
  void choose(const QSet<int>& nodes, int current);
  void beginWire(const PortEnd& from, std::optional<CanvasWire> instead);
  void traceWire(const QPointF& view);
  void endWire(const QPointF& view);
  void stopGesture();
  void finishMove();
  void removeSelection();
  bool keyInWire(int key, Qt::KeyboardModifiers modifiers);
  bool keyWithControl(int key);
  bool keyAlone(int key, Qt::KeyboardModifiers modifiers, const QString& text);
  void go(Towards direction, bool extend);
  void nudge(Towards direction);
  void wireByKeyboard();
  void showNodeTip(const QPoint& global, const QPointF& view);
  std::optional<int> wireUnderCards() const;

  CanvasModel& m_model;
  CanvasScene m_scene;
  std::unique_ptr<NodePainter> m_nodePainter;
  std::unique_ptr<WirePainter> m_wirePainter;
  std::function<QList<SearchItem>(const std::optional<PortEnd>&)> m_searchItems;
  std::function<std::optional<WireFacts>(const CanvasWire&)> m_wireFacts;
  NodeSearch* m_search;
  QLineEdit* m_titleEditor = nullptr;

  double m_zoom = 1;
  QPointF m_origin; // scene point at the view's upper left corner
  QMargins m_covered;
  bool m_fitWanted = true; // until somebody looks at a part, all of it stays in sight
  bool m_readOnly = false;

  struct Picture {
    QPixmap pixmap;
    double zoom = 0;
  };
  QCache<int, Picture> m_pictures; // of cards, by index

  // What lies still is kept as a picture of the view: panning moves it and paints what comes into sight.
  QPixmap m_layer;
  QPointF m_layerOrigin;
  double m_layerZoom = 0;
  QRegion m_layerDirty;
  bool m_zooming = false; // for a moment the picture is only stretched
  QTimer* m_crisp;

  QSet<int> m_selected;
  int m_current = -1;
  int m_selectedWire = -1, m_hoveredWire = -1;
  PortPlace m_hoveredPort;

  Gesture m_gesture = Gesture::None;
  QPointF m_pressed, m_last; // in the view
  QPointF m_pointer;         // in the scene
  bool m_movedFar = false, m_spaceDown = false, m_spaceUsed = false;
  QSet<int> m_selectedBefore; // of a box that adds
  QList<int> m_dragged;
  QPointF m_dragBy;
  int m_dropWire = -1; // a card or type hovers over it

  // A wire in the making
  PortEnd m_wireFrom;
  std::optional<CanvasWire> m_wireInstead;
  QPointF m_wireEnd;
  bool m_wireClicks = false; // click to click: no button is held
  PortPlace m_wireTarget;
  QString m_wireReason;
  QSet<int> m_reachable;
  QList<PortPlace> m_wireChoices; // by keyboard
  int m_wireChoice = -1;
  std::optional<PortEnd> m_searchFrom;
  QPointF m_searchAt;
};

} // namespace easel
