#include "core/base/memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <unistd.h>

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

std::size_t residentMemory() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  return file >> all >> resident ? resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

} // namespace easel
