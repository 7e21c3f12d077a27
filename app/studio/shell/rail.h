// The places at the left edge; below them Jobs and Settings. GUI thread only.
#pragma once

#include "app/studio/session/view.h"

#include <QAbstractButton>

namespace easel {

/// Icon above, word below.
class RailButton : public QAbstractButton {
  Q_OBJECT
 public:
  RailButton(const QString& text, const QString& iconName, QWidget* parent = nullptr);
  void setCount(int count); // running jobs …; 0: none
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QString m_iconName;
  int m_count = 0;
};

struct RailPlace {
  ViewId view;
  QString text, iconName;
};
/// In the order of the rail; Ctrl 1 … 6 go there.
QList<RailPlace> railPlaces();

class Rail : public QWidget {
  Q_OBJECT
 public:
  explicit Rail(QWidget* parent = nullptr);
  void setCurrent(ViewId view);
  RailButton* jobs() { return m_jobs; }
  RailButton* settings() { return m_settings; }

 signals:
  void chosen(easel::ViewId view);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QList<RailButton*> m_places;
  RailButton* m_jobs;
  RailButton* m_settings;
};

} // namespace easel
