#include "tests/support/window_checks.h"

#include "widgets/controls/elided_label.h"
#include "widgets/controls/toast.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QSlider>
#include <QTabBar>
#include <QToolButton>
#include <QWidget>

namespace easel::test {

namespace {

QString nameOf(const QWidget& widget) {
  QString path;
  for (const QWidget* w = &widget; w && path.count('/') < 3; w = w->parentWidget())
    path.prepend("/" + (w->objectName().isEmpty() ? QString(w->metaObject()->className()) : w->objectName()));
  return path;
}

QList<QWidget*> visible(const QWidget& window) {
  QList<QWidget*> all;
  for (QWidget* w : window.findChildren<QWidget*>())
    if (w->isVisible() && w->width() > 0 && w->height() > 0)
      all << w;
  return all;
}

/// Inside something that scrolls, what lies outside of the view is not cut off.
bool insideScrolling(const QWidget* widget) {
  for (const QWidget* w = widget->parentWidget(); w; w = w->parentWidget())
    if (qobject_cast<const QAbstractItemView*>(w))
      return true;
  return false;
}

} // namespace

QStringList clippedTexts(const QWidget& window) {
  QStringList faults;
  for (const QWidget* w : visible(window)) {
    if (insideScrolling(w))
      continue;
    const auto fault = [&](const QString& text, int has, int needs) {
      faults << QString("%1 has %2 px for \"%3\", which needs %4").arg(nameOf(*w)).arg(has).arg(text.left(60)).arg(needs);
    };
    if (const auto* text = qobject_cast<const QLabel*>(w); text && !text->text().isEmpty()) {
      if (qobject_cast<const ElidedLabel*>(w))
        continue; // its tooltip has the whole text
      if (text->wordWrap()) {
        if (const int needs = text->heightForWidth(text->width()); needs > text->height() + 1)
          fault(text->text(), text->height(), needs);
      } else if (const int needs = text->sizeHint().width(); needs > text->width() + 1) {
        fault(text->text(), text->width(), needs);
      }
    } else if (const auto* button = qobject_cast<const QAbstractButton*>(w); button && !button->text().isEmpty()) {
      // The smaller of the two is what the text needs: a card may wish for more.
      const QSize least = button->minimumSizeHint();
      const int needs = least.isValid() ? std::min(least.width(), button->sizeHint().width()) : button->sizeHint().width();
      if (needs > button->width() + 1 && button->toolTip().isEmpty())
        fault(button->text(), button->width(), needs);
    }
  }
  return faults;
}

QStringList overlaps(const QWidget& window) {
  QStringList faults;
  QList<const QWidget*> parents = {&window};
  for (const QWidget* w : visible(window))
    parents << w;
  for (const QWidget* parent : parents) {
    if (!parent->layout())
      continue;
    QList<const QWidget*> children;
    for (int i = 0; i < parent->layout()->count(); ++i)
      if (const QWidget* child = parent->layout()->itemAt(i)->widget(); child && child->isVisible())
        children << child;
    for (int i = 0; i < children.size(); ++i)
      for (int k = i + 1; k < children.size(); ++k)
        if (const QRect both = children[i]->geometry() & children[k]->geometry(); both.width() > 1 && both.height() > 1)
          faults << QString("%1 lies over %2 by %3×%4").arg(nameOf(*children[i]), nameOf(*children[k])).arg(both.width()).arg(both.height());
  }
  return faults;
}

QStringList nameless(const QWidget& window) {
  QStringList faults;
  for (QWidget* w : visible(window)) {
    const bool control = qobject_cast<QAbstractButton*>(w) || qobject_cast<QLineEdit*>(w) || qobject_cast<QComboBox*>(w) ||
                         qobject_cast<QAbstractSpinBox*>(w) || qobject_cast<QAbstractItemView*>(w) ||
                         qobject_cast<QSlider*>(w) || w->focusPolicy() & Qt::TabFocus;
    const bool inner = qobject_cast<QLineEdit*>(w) && (qobject_cast<QAbstractSpinBox*>(w->parentWidget()) ||
                                                       qobject_cast<QComboBox*>(w->parentWidget()));
    const bool ofTabs = qobject_cast<QToolButton*>(w) && qobject_cast<QTabBar*>(w->parentWidget());
    const bool corner = w->inherits("QTableCornerButton") || w->inherits("QHeaderView");
    if (!control || inner || ofTabs || corner || qobject_cast<QAbstractScrollArea*>(w) != nullptr) {
      if (!qobject_cast<QAbstractItemView*>(w) || corner)
        continue;
    }
    QAccessibleInterface* seen = QAccessible::queryAccessibleInterface(w);
    if (!seen || seen->text(QAccessible::Name).trimmed().isEmpty())
      faults << nameOf(*w) + " (" + w->metaObject()->className() + ") has no accessible name";
    else if (seen->role() == QAccessible::NoRole || seen->role() == QAccessible::Client)
      faults << nameOf(*w) + " (" + w->metaObject()->className() + ") has no accessible role";
  }
  return faults;
}

QStringList jumpingFocus(QWidget& window) {
  QStringList faults;
  QWidget* first = &window;
  QWidget* before = nullptr;
  for (QWidget* w = first->nextInFocusChain(); w && w != first; w = w->nextInFocusChain()) {
    if (!w->isVisible() || !(w->focusPolicy() & Qt::TabFocus) || !w->isEnabled() || w->focusProxy())
      continue;
    if (before && before->parentWidget() == w->parentWidget()) {
      const QRect a = before->geometry(), b = w->geometry();
      const bool sameLine = std::min(a.bottom(), b.bottom()) - std::max(a.top(), b.top()) > std::min(a.height(), b.height()) / 2;
      const bool leftToRight = QGuiApplication::layoutDirection() == Qt::LeftToRight;
      const bool good = sameLine ? (leftToRight ? b.left() >= a.left() : b.left() <= a.left()) : b.top() >= a.top();
      const bool over = b.contains(a); // what floats on a canvas comes before it
      if (!good && !over)
        faults << "Tab goes from " + nameOf(*before) + " back to " + nameOf(*w);
    }
    before = w;
  }
  return faults;
}

QString LongTexts::translate(const char*, const char* source, const char*, int n) const {
  QString text = QString::fromUtf8(source);
  if (n >= 0)
    text.replace("%n", QString::number(n));
  if (text.isEmpty() || text == "Ctrl K")
    return text;
  // Letters are added to the words, not behind the text, so that lines break where they would.
  QString longer;
  int letters = 0;
  for (qsizetype i = 0; i < text.size(); ++i) {
    longer += text[i];
    const bool inPlaceholder = (i > 0 && text[i - 1] == '%') || text[i] == '%';
    if (text[i].isLetter() && !inPlaceholder && ++letters % 5 < 2)
      longer += text[i].isUpper() ? QChar(u'\u00c5') : QChar(u'\u00e5');
  }
  return longer;
}

} // namespace easel::test
