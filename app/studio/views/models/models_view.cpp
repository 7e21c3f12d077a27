#include "app/studio/views/models/models_view.h"

namespace easel {

ModelsView::ModelsView(Session& session, QWidget* parent) : View(ViewId::Models, session, parent) {}

} // namespace easel
