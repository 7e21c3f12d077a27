// Small pieces that the tabs of a model share. GUI thread.
#pragma once

#include "widgets/controls/elided_label.h"
#include "widgets/theme/theme.h"

#include <QList>
#include <QWidget>

class QGridLayout;
class QScrollArea;

namespace easel {

/// One quiet line that ends in "…" where there is no room.
class QuietLabel : public ElidedLabel {
  Q_OBJECT
 public:
  explicit QuietLabel(TextSize size = TextSize::Small, Tone tone = Tone::Text2, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void colour();
  Tone m_tone;
};

/// Boxes side by side, below one another where the window is narrow.
class Columns : public QWidget {
  Q_OBJECT
 public:
  /// fromWidth: below it every box has a line of its own.
  Columns(int most, int fromWidth, QWidget* parent = nullptr);
  void add(QWidget* box, int across = 1);
  void alignTop() { m_top = true; } // boxes keep their own height
  QSize minimumSizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override; // a box that hides gives its place away

 private:
  void arrange();
  int columns() const;
  struct Box {
    QWidget* widget;
    int across;
  };
  QGridLayout* m_grid;
  QList<Box> m_boxes;
  int m_most, m_from, m_shown = 0;
  bool m_top = false;
};

/// Lines of name, value and a quiet third text.
class FactList : public QWidget {
  Q_OBJECT
 public:
  struct Fact {
    QString name, value, note = {};
    bool strong = false;
  };
  /// Shares of the width for names and for values.
  explicit FactList(int names = 2, int values = 5, QWidget* parent = nullptr);
  void set(const QList<Fact>& facts);
  QList<Fact> facts() const { return m_facts; }

 private:
  QGridLayout* m_grid;
  QList<Fact> m_facts;
};

/// The content scrolls up and down where it is taller than the window.
QScrollArea* scrollingPage(QWidget* content);

} // namespace easel
