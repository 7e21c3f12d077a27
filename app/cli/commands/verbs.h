// The verbs by topic, one file each. allVerbs() puts them in the order of the help page.
#pragma once

#include "app/cli/commands/common.h"

namespace easel::verbs {

std::vector<Verb> data();
std::vector<Verb> training();
std::vector<Verb> models();
std::vector<Verb> governance();
std::vector<Verb> service();
std::vector<Verb> project();
std::vector<Verb> reference();

} // namespace easel::verbs
