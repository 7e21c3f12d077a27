#include "widgets/canvas/canvas_accessible.h"

#include "widgets/canvas/canvas_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

namespace easel {

namespace {

class AccessibleNode;

class AccessibleCanvas : public QAccessibleWidget {
 public:
  explicit AccessibleCanvas(CanvasView* view) : QAccessibleWidget(view, QAccessible::List, view->accessibleName()) {}
  ~AccessibleCanvas() override { forget(); }

  CanvasView* view() const { return static_cast<CanvasView*>(widget()); }
  int childCount() const override { return view()->scene().nodeCount() + QAccessibleWidget::childCount(); }
  QAccessibleInterface* child(int index) const override;
  int indexOfChild(const QAccessibleInterface* child) const override;
  QAccessibleInterface* childAt(int x, int y) const override {
    const int node = view()->scene().nodeAt(view()->toScene(view()->mapFromGlobal(QPointF(x, y))));
    return node >= 0 ? child(node) : nullptr;
  }
  QAccessibleInterface* focusChild() const override {
    return view()->hasFocus() && view()->currentIndex() >= 0 ? child(view()->currentIndex()) : QAccessibleWidget::focusChild();
  }
  void forget() const {
    for (const QAccessible::Id id : std::as_const(m_children))
      QAccessible::deleteAccessibleInterface(id);
    m_children.clear();
  }

 private:
  mutable QHash<int, QAccessible::Id> m_children;
};

class AccessibleNode : public QAccessibleInterface, public QAccessibleActionInterface {
 public:
  AccessibleNode(CanvasView* view, int node) : m_view(view), m_node(node) {}
  int node() const { return m_node; }

  bool isValid() const override { return m_view && m_node < m_view->scene().nodeCount(); }
  QObject* object() const override { return nullptr; }
  QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_view.data()); }
  QAccessibleInterface* child(int) const override { return nullptr; }
  QAccessibleInterface* childAt(int, int) const override { return nullptr; }
  int childCount() const override { return 0; }
  int indexOfChild(const QAccessibleInterface*) const override { return -1; }
  QAccessible::Role role() const override { return QAccessible::ListItem; }
  QRect rect() const override {
    const QRect r = m_view->toView(m_view->scene().rect(m_node)).toAlignedRect();
    return {m_view->mapToGlobal(r.topLeft()), r.size()};
  }
  QString text(QAccessible::Text kind) const override {
    if (!isValid())
      return {};
    const CanvasNode& n = m_view->model().graph().nodes[m_node];
    if (kind == QAccessible::Name)
      return QStringList{n.title, stateWord(n), n.outline}.join(", ");
    if (kind == QAccessible::Description)
      return QStringList{n.error, n.warning}.join(' ').trimmed();
    if (kind == QAccessible::Value)
      return n.remark;
    return {};
  }
  void setText(QAccessible::Text, const QString&) override {}
  QAccessible::State state() const override {
    QAccessible::State s;
    s.focusable = s.selectable = true;
    if (!isValid())
      return s;
    s.selected = m_view->isSelected(m_node);
    s.focused = m_view->hasFocus() && m_view->currentIndex() == m_node;
    const CanvasNode& n = m_view->model().graph().nodes[m_node];
    s.busy = n.state == CanvasState::Running;
    s.expandable = s.collapsed = n.steps > 1;
    s.invalid = n.state == CanvasState::Failed;
    return s;
  }
  void* interface_cast(QAccessible::InterfaceType type) override {
    return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
  }
  QStringList actionNames() const override { return {setFocusAction(), pressAction()}; }
  void doAction(const QString& name) override {
    if (!isValid())
      return;
    m_view->setFocus();
    m_view->select({m_view->scene().id(m_node)});
    if (name == pressAction())
      emit m_view->opened(m_view->scene().id(m_node));
  }
  QStringList keyBindingsForAction(const QString&) const override { return {}; }

 private:
  QPointer<CanvasView> m_view;
  int m_node;
};

QAccessibleInterface* AccessibleCanvas::child(int index) const {
  const int nodes = view()->scene().nodeCount();
  if (index < 0 || index >= nodes)
    return QAccessibleWidget::child(index - nodes);
  if (const auto known = m_children.constFind(index); known != m_children.constEnd())
    return QAccessible::accessibleInterface(*known);
  auto* made = new AccessibleNode(view(), index);
  m_children.insert(index, QAccessible::registerAccessibleInterface(made));
  return made;
}

int AccessibleCanvas::indexOfChild(const QAccessibleInterface* child) const {
  if (const auto* node = dynamic_cast<const AccessibleNode*>(child))
    return node->node();
  const int i = QAccessibleWidget::indexOfChild(child);
  return i < 0 ? i : i + view()->scene().nodeCount();
}

QAccessibleInterface* makeCanvas(const QString&, QObject* object) {
  auto* view = qobject_cast<CanvasView*>(object);
  return view ? new AccessibleCanvas(view) : nullptr;
}

} // namespace

void installCanvasAccessibility() {
  static const bool once = [] {
    QAccessible::installFactory(makeCanvas);
    return true;
  }();
  Q_UNUSED(once);
}

void tellCanvasFocus(CanvasView* view, int node) {
  if (!QAccessible::isActive() || !view->hasFocus())
    return;
  QAccessibleEvent event(view, QAccessible::Focus);
  event.setChild(node);
  QAccessible::updateAccessibility(&event);
}

void tellCanvasState(CanvasView* view, int node) {
  if (!QAccessible::isActive())
    return;
  QAccessibleEvent event(view, QAccessible::NameChanged);
  event.setChild(node);
  QAccessible::updateAccessibility(&event);
}

void forgetCanvasChildren(CanvasView* view) {
  if (QAccessible::isActive())
    if (auto* canvas = dynamic_cast<AccessibleCanvas*>(QAccessible::queryAccessibleInterface(view)))
      canvas->forget();
}

} // namespace easel
