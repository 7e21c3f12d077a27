// Govern: registered versions, decisions, model cards. GUI thread.
#pragma once

#include "app/studio/session/view.h"

namespace easel {

class GovernView : public View {
  Q_OBJECT
 public:
  explicit GovernView(Session& session, QWidget* parent = nullptr);
};

} // namespace easel
