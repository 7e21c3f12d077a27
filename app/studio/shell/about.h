// About Easel: version, licence, and what is inside with its licences. GUI thread only.
#pragma once

#include <QDialog>

namespace easel {

class About : public QDialog {
  Q_OBJECT
 public:
  explicit About(QWidget* parent);
};

} // namespace easel
