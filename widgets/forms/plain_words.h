// What is wrong with a value, said to the person who typed it: without ids, in their language. Pure functions.
#pragma once

#include "core/schema/schema.h"

#include <QString>

namespace easel {

QString plainWords(const ParamSpec& spec, const Json& value, const Error& error);

} // namespace easel
