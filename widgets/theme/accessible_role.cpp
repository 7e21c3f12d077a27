#include "widgets/theme/accessible_role.h"

#include <QAccessibleWidget>
#include <QVariant>

namespace easel {

namespace {

constexpr const char* kProperty = "easel.accessibleRole";

QAccessibleInterface* makeForRole(const QString&, QObject* object) {
  auto* widget = qobject_cast<QWidget*>(object);
  const QVariant role = widget ? widget->property(kProperty) : QVariant();
  return role.isValid() ? new QAccessibleWidget(widget, static_cast<QAccessible::Role>(role.toInt())) : nullptr;
}

} // namespace

void setAccessibleRole(QWidget* widget, QAccessible::Role role) {
  static const bool once = [] {
    QAccessible::installFactory(makeForRole);
    return true;
  }();
  Q_UNUSED(once);
  widget->setProperty(kProperty, static_cast<int>(role));
}

} // namespace easel
