#include "core/io/format.h"

namespace easel {

std::string formatForPath(const Catalog<Format>& formats, const std::filesystem::path& path) {
  const std::string name = toLowerAscii(path.filename().string());
  std::string best;
  std::size_t length = 0;
  for (const Entry<Format>& e : formats.entries()) {
    const auto format = e.make(Json::object());
    if (!format)
      continue;
    for (const std::string& suffix : (*format)->suffixes())
      if (suffix.size() > length && name.ends_with(suffix)) {
        best = e.declaration.id;
        length = suffix.size();
      }
  }
  return best;
}

} // namespace easel
