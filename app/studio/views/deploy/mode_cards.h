// The ways in which a model can be put in service, as cards; one is chosen. As many as the catalogue has. GUI thread only.
#pragma once

#include "core/serve/mode.h"

#include <QWidget>

class QButtonGroup;

namespace easel {

class ModeCards : public QWidget {
  Q_OBJECT
 public:
  explicit ModeCards(const Catalog<ServingMode>& modes, QWidget* parent = nullptr);
  std::string current() const;
  void setCurrent(const std::string& id);

 signals:
  void chosen();

 private:
  std::vector<std::string> m_ids;
  QButtonGroup* m_buttons;
};

} // namespace easel
