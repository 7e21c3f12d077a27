// Home: what do you want to find out, recent projects, drop a file, samples. GUI thread.
#pragma once

#include "app/studio/session/view.h"

namespace easel {

class HomeView : public View {
  Q_OBJECT
 public:
  explicit HomeView(Session& session, QWidget* parent = nullptr);
};

} // namespace easel
