// Deploy: endpoints on this computer: one click, try, requests, stop. GUI thread.
#pragma once

#include "app/studio/session/view.h"

namespace easel {

class DeployView : public View {
  Q_OBJECT
 public:
  explicit DeployView(Session& session, QWidget* parent = nullptr);
};

} // namespace easel
