// Flow: the nodes of a data set on a canvas: add, wire, run, inspect. GUI thread.
#pragma once

#include "app/studio/session/view.h"

namespace easel {

class FlowView : public View {
  Q_OBJECT
 public:
  explicit FlowView(Session& session, QWidget* parent = nullptr);
};

} // namespace easel
