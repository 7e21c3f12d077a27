#include "core/base/memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace easel {

namespace {
std::optional<std::size_t> numberIn(const char* path) {
  std::ifstream file(path);
  std::size_t value = 0;
  return file >> value ? std::optional(value) : std::nullopt; // "max" is no number
}
} // namespace

std::size_t availableMemory() {
  std::size_t available = std::numeric_limits<std::size_t>::max();
  std::ifstream file("/proc/meminfo");
  std::string name;
  std::string unit;
  std::size_t kilobytes = 0;
  while (file >> name >> kilobytes) {
    if (name == "MemAvailable:") {
      available = kilobytes * 1024;
      break;
    }
    std::getline(file, unit);
  }
  const auto limit = numberIn("/sys/fs/cgroup/memory.max");
  const auto used = numberIn("/sys/fs/cgroup/memory.current");
  if (limit && used)
    available = std::min(available, *limit > *used ? *limit - *used : 0);
  return available;
}

} // namespace easel
