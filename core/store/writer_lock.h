// "One writer at a time": an open-file-description lock (fcntl F_OFD_SETLK, Linux) on a file beside the project. It
// dies with its owner, excludes a second opening in the same process too, and leaves SQLite's own locks alone.
// The lock file names its owner; a clean release removes it, so one that is left tells that its owner died.
// Thread rule: a value with one owner.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace easel {

/// Who holds a project open for writing.
struct ProjectOwner {
  std::int64_t pid = 0;
  std::string program, host, since;
};

class WriterLock {
 public:
  /// Errors: Busy (names the owner), Permission … `project` is the canonical path of the project file.
  static Result<std::unique_ptr<WriterLock>> take(const std::string& project, const std::string& program);
  /// Who holds it now; nullopt when nobody does.
  static std::optional<ProjectOwner> owner(const std::string& project);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

  /// The last owner ended without releasing it.
  bool abandoned() const { return m_abandoned; }

 private:
  WriterLock(int fd, std::string path, bool abandoned) : m_fd(fd), m_path(std::move(path)), m_abandoned(abandoned) {}
  int m_fd;
  std::string m_path;
  bool m_abandoned;
};

} // namespace easel
