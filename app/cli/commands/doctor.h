// Looks at this computer: libraries and their versions, folders, memory, ports, display.
#pragma once

#include <string>
#include <vector>

namespace easel {

struct HealthFinding {
  std::string name, value, fix;
  bool ok = true;
  bool needed = true; // false: good to have
};

std::vector<HealthFinding> examine();

} // namespace easel
