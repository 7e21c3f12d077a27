// How node types look: icon, and the ports of their types by colour and shape. Every type has a look; what is not named
// gets that of its category. Pure functions; GUI thread for translated words.
#pragma once

#include "core/flow/node.h"
#include "widgets/canvas/canvas_model.h"

namespace easel {

QString nodeIcon(const std::string& type, const std::string& category);
CanvasPort portLook(const Port& port);
/// "a table", "a model", "a report".
QString portKind(PortType type);
/// "0.4 s", "3.1 s", "2 min 5 s".
QString secondsText(double seconds);

} // namespace easel
