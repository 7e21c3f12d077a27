#include "app/studio/views/home/home_view.h"

namespace easel {

HomeView::HomeView(Session& session, QWidget* parent) : View(ViewId::Home, session, parent) {}

} // namespace easel
