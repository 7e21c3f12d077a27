#include "app/studio/session/view.h"

namespace easel {

View::View(ViewId id, Session& session, QWidget* parent) : QWidget(parent), m_id(id), m_session(session) {}

} // namespace easel
