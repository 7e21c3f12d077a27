#include "app/studio/views/flow/flow_view.h"

namespace easel {

FlowView::FlowView(Session& session, QWidget* parent) : View(ViewId::Flow, session, parent) {}

} // namespace easel
