// Models: train, compare, understand one. GUI thread.
#pragma once

#include "app/studio/session/view.h"

namespace easel {

class ModelsView : public View {
  Q_OBJECT
 public:
  explicit ModelsView(Session& session, QWidget* parent = nullptr);
};

} // namespace easel
