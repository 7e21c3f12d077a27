#include "app/studio/views/govern/govern_view.h"

namespace easel {

GovernView::GovernView(Session& session, QWidget* parent) : View(ViewId::Govern, session, parent) {}

} // namespace easel
