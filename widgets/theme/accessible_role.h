// What a self-painted widget is to somebody who does not see it. Qt knows its own controls; a widget that paints itself says here
// that it is a picture, a chart, a list. Any time before the widget is first asked about; GUI thread.
#pragma once

#include <QAccessible>

class QWidget;

namespace easel {

void setAccessibleRole(QWidget* widget, QAccessible::Role role);

} // namespace easel
