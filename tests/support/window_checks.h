// What can be wrong with any window, found by looking at its widgets: texts that are cut off, controls that lie over one
// another, controls without a name, a Tab order that jumps. Each gives one line a fault.
#pragma once

#include <QStringList>
#include <QTranslator>

class QWidget;

namespace easel::test {

/// Labels, buttons, fields whose text has less room than it needs and no "…" with the whole text in the tooltip.
QStringList clippedTexts(const QWidget& window);
/// Visible siblings that overlap, except what is meant to lie over others.
QStringList overlaps(const QWidget& window);
/// Controls that a person can use and that have no accessible name or role.
QStringList nameless(const QWidget& window);
/// Tab order against the eye's: within one panel the next control lies to the right in the same line, or below.
QStringList jumpingFocus(QWidget& window);

/// Texts 40% longer, with letters that show what was not translated.
class LongTexts : public QTranslator {
 public:
  bool isEmpty() const override { return false; }
  QString translate(const char* context, const char* source, const char* disambiguation, int n) const override;
};

} // namespace easel::test
