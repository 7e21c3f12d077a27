// Data: the steps of a data set beside its grid, the effect of a step before it is applied, profile of every column. GUI thread.
#pragma once

#include "app/studio/session/view.h"

namespace easel {

class DataView : public View {
  Q_OBJECT
 public:
  explicit DataView(Session& session, QWidget* parent = nullptr);
};

} // namespace easel
