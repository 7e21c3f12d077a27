// How the types of columns are shown everywhere: an icon and a name. Pure.
#pragma once

#include "core/table/types.h"

#include <QString>

namespace easel {

QString typeIcon(DataType type); // "hash" for whole numbers …
QString typeName(DataType type); // "Whole number"

} // namespace easel
