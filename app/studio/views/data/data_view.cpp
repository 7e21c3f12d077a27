#include "app/studio/views/data/data_view.h"

namespace easel {

DataView::DataView(Session& session, QWidget* parent) : View(ViewId::Data, session, parent) {}

} // namespace easel
