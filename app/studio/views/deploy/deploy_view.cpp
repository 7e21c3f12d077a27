#include "app/studio/views/deploy/deploy_view.h"

namespace easel {

DeployView::DeployView(Session& session, QWidget* parent) : View(ViewId::Deploy, session, parent) {}

} // namespace easel
