#include "core/base/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace easel {

namespace {
class Descriptor {
 public:
  explicit Descriptor(int fd) : m_fd(fd) {}
  ~Descriptor() {
    if (m_fd >= 0)
      ::close(m_fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return m_fd; }

 private:
  int m_fd;
};
} // namespace

Error systemError(int number, std::string_view what, const std::filesystem::path& path) {
  const std::string name = "'" + path.string() + "'";
  const std::string start = "Cannot " + std::string(what) + " " + name + ": ";
  const auto make = [&](ErrorCode code, std::string_view why, std::string_view hint) {
    return Error(code, start + std::string(why) + ".", std::string(hint)).at({ErrorPlace::Kind::File, path.string()});
  };
  switch (number) {
  case ENOENT: return make(ErrorCode::NotFound, "there is no such file or folder", "Check the path.");
  case EACCES:
  case EPERM:
    return make(ErrorCode::Permission, "permission denied", "Change the file's permissions or choose another place.");
  case EROFS: return make(ErrorCode::Permission, "the file system is read-only", "Choose another place.");
  case EISDIR: return make(ErrorCode::InvalidArgument, "it is a folder", "Name a file in it.");
  case ENOTDIR: return make(ErrorCode::NotFound, "a part of the path is not a folder", "Check the path.");
  case ENOSPC:
  case EDQUOT:
    return make(ErrorCode::DiskFull, "the disk is full", "Free some space, or choose another place, and try again.");
  case EMFILE:
  case ENFILE: return make(ErrorCode::Io, "too many files are open", "Close some programs and try again.");
  default: return make(ErrorCode::Io, std::strerror(number), "Check the disk and try again.");
  }
}

Result<std::string> readFile(const std::filesystem::path& path) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0)
    return systemError(errno, "open", path);
  std::string contents;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n == 0)
      return contents;
    if (n < 0) {
      if (errno == EINTR)
        continue;
      return systemError(errno, "read", path);
    }
    contents.append(buffer, static_cast<std::size_t>(n));
  }
}

Result<void> writeFile(const std::filesystem::path& path, std::string_view contents) {
  const std::filesystem::path partial = path.string() + ".part" + std::to_string(::getpid());
  const auto fail = [&](int number) {
    ::unlink(partial.c_str());
    return systemError(number, "write", path);
  };
  {
    const Descriptor fd(::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (fd.get() < 0)
      return systemError(errno, "write", path);
    while (!contents.empty()) {
      const ssize_t n = ::write(fd.get(), contents.data(), contents.size());
      if (n < 0) {
        if (errno == EINTR)
          continue;
        return fail(errno);
      }
      contents.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(fd.get()) != 0)
      return fail(errno);
  }
  if (::rename(partial.c_str(), path.c_str()) != 0)
    return fail(errno);
  return {};
}

} // namespace easel
