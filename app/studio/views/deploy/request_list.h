// The last requests of an endpoint: when, status, how long, what came out. GUI thread only.
#pragma once

#include "core/serve/client.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace easel {

class Pill;
class ElidedLabel;

class RequestList : public QWidget {
  Q_OBJECT
 public:
  explicit RequestList(QWidget* parent = nullptr);
  void set(const std::vector<EndpointRequest>& requests);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Line {
    QLabel* time;
    Pill* status;
    QLabel* took;
    ElidedLabel* outcome;
  };
  QGridLayout* m_grid;
  QLabel* m_none;
  std::vector<Line> m_lines;
  int m_shown = 0;
};

} // namespace easel
