#include "app/cli/commands/doctor.h"

#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/learn/trees/xgboost_library.h"
#include "core/serve/http_server.h"

#include <cairo.h>
#include <openssl/crypto.h>
#include <pango/pango.h>
#include <sqlite3.h>
#include <tbb/version.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace easel {

namespace fs = std::filesystem;

namespace {

HealthFinding xgboost() {
  const auto library = xgb::Library::get();
  if (!library)
    return {"xgboost", library.error().message, library.error().hint, false, true};
  int major = 0;
  int minor = 0;
  int patch = 0;
  (*library)->version(&major, &minor, &patch);
  return {"xgboost", std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch), "",
          true, true};
}

fs::path homeFolder(const char* variable, const char* below) {
  if (const char* value = std::getenv(variable); value && *value == '/')
    return value;
  const char* home = std::getenv("HOME");
  return fs::path(home && *home ? home : "/tmp") / below;
}

/// The folder itself, or the nearest one above it that exists, must be writable.
HealthFinding writable(const std::string& name, fs::path folder) {
  const std::string shown = folder.string();
  std::error_code ec;
  while (!fs::exists(folder, ec) && folder.has_parent_path() && folder != folder.parent_path())
    folder = folder.parent_path();
  const bool ok = ::access(folder.c_str(), W_OK) == 0;
  const auto space = fs::space(folder, ec);
  std::string value = shown;
  if (!ec)
    value += ", " + formatNumber(static_cast<double>(space.available) / 1e9, 3) + " GB free";
  return {name, value, "Make it writable: chmod u+w '" + folder.string() + "'.", ok, true};
}

double memoryGigabytes() {
  std::ifstream file("/proc/meminfo");
  std::string word;
  while (file >> word)
    if (word == "MemAvailable:") {
      double kilobytes = 0;
      file >> kilobytes;
      return kilobytes / 1e6;
    }
  return 0;
}

HealthFinding loopback() {
  const auto server = HttpServer::start("127.0.0.1", 0, {},
                                        [](const HttpRequest&, const Context&) { return HttpResponse{}; });
  return {"loopback network", server ? "endpoints can listen" : server.error().message,
          "Bring the interface 'lo' up.", server.has_value(), true};
}

HealthFinding display() {
  const char* x11 = std::getenv("DISPLAY");
  const char* wayland = std::getenv("WAYLAND_DISPLAY");
  const bool any = (x11 && *x11) || (wayland && *wayland);
  return {"display",
          any ? std::string(wayland && *wayland ? "Wayland " : "X11 ") + (wayland && *wayland ? wayland : x11)
              : "none",
          "Only the studio needs one; the command works without.", any, false};
}

} // namespace

std::vector<HealthFinding> examine() {
  std::vector<HealthFinding> found;
  const auto version = [&](const char* name, const std::string& value) {
    found.push_back({name, value, "", true, true});
  };
  version("easel", kVersion);
  version("processor cores", std::to_string(threadCount()));
  found.push_back(xgboost());
  version("sqlite", sqlite3_libversion());
  version("zstd", ZSTD_versionString());
  version("zlib", zlibVersion());
  version("oneTBB", TBB_runtime_version());
  version("OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING));
  version("pango", pango_version_string());
  version("cairo", cairo_version_string());
  const double memory = memoryGigabytes();
  found.push_back({"free memory", formatNumber(memory, 3) + " GB",
                   "Close some programs before working with large data.", memory > 0.5, true});
  found.push_back(
      writable("state folder (endpoints)", homeFolder("XDG_STATE_HOME", ".local/state") / "easel"));
  found.push_back(writable("temporary folder", fs::temp_directory_path()));
  found.push_back(writable("this folder", fs::current_path()));
  found.push_back(loopback());
  found.push_back(display());
  return found;
}

} // namespace easel
