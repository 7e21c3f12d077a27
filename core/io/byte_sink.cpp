#include "core/io/byte_sink.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

namespace easel {

namespace {
constexpr int kGzipLevel = 6;
constexpr int kZstdLevel = 3;

Error cannotPack() { return Error(ErrorCode::OutOfMemory, "There is not enough memory to pack the file.", "Close other programs."); }

Result<std::string> gzip(const std::string& text) {
  z_stream stream{};
  if (::deflateInit2(&stream, kGzipLevel, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return cannotPack();
  std::string out;
  constexpr std::size_t kStep = std::size_t{1} << 30; // zlib counts in 32 bits
  std::size_t done = 0;
  int r = Z_OK;
  char buffer[1 << 16];
  do {
    const std::size_t n = std::min(kStep, text.size() - done);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data() + done));
    stream.avail_in = static_cast<uInt>(n);
    done += n;
    const int flush = done == text.size() ? Z_FINISH : Z_NO_FLUSH;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer);
      stream.avail_out = sizeof buffer;
      r = ::deflate(&stream, flush);
      out.append(buffer, sizeof buffer - stream.avail_out);
    } while (stream.avail_out == 0);
  } while (done < text.size());
  ::deflateEnd(&stream);
  if (r != Z_STREAM_END)
    return cannotPack();
  return out;
}

Result<std::string> zstd(const std::string& text) {
  std::string out(::ZSTD_compressBound(text.size()), '\0');
  const std::size_t n = ::ZSTD_compress(out.data(), out.size(), text.data(), text.size(), kZstdLevel);
  if (::ZSTD_isError(n))
    return cannotPack();
  out.resize(n);
  return out;
}
} // namespace

Result<std::unique_ptr<FileSink>> FileSink::create(const std::filesystem::path& path) {
  std::unique_ptr<FileSink> sink(new FileSink);
  struct stat s {};
  if (::stat(path.c_str(), &s) == 0 && S_ISDIR(s.st_mode))
    return systemError(EISDIR, "write", path);
  const bool device = ::stat(path.c_str(), &s) == 0 && !S_ISREG(s.st_mode);
  // A link stays a link: the file that it names is replaced.
  std::error_code none;
  sink->m_path = std::filesystem::is_symlink(path, none) ? std::filesystem::weakly_canonical(path, none) : path;
  if (none)
    sink->m_path = path;
  sink->m_partial = sink->m_path.string() + ".part" + randomHex(4);
  const std::string suffix = toLowerAscii(path.extension().string());
  sink->m_packing = suffix == ".gz" ? Packing::Gzip : suffix == ".zst" ? Packing::Zstd : Packing::None;
  if (device) { // a device or a pipe is written to, not replaced
    sink->m_partial.clear();
    sink->m_descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    sink->m_descriptor = ::open(sink->m_partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  }
  if (sink->m_descriptor < 0)
    return systemError(errno, "write", path);
  return sink;
}

FileSink::~FileSink() {
  if (m_descriptor < 0)
    return;
  ::close(m_descriptor);
  if (!m_partial.empty())
    ::unlink(m_partial.c_str());
}

Result<std::string> FileSink::packed(std::string text) const {
  switch (m_packing) {
  case Packing::None: return text;
  case Packing::Gzip: return gzip(text);
  case Packing::Zstd: return zstd(text);
  }
  return text;
}

Result<void> FileSink::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(m_descriptor, bytes.data(), std::min<std::size_t>(bytes.size(), std::size_t{8} << 20));
    if (n < 0) {
      if (errno == EINTR)
        continue;
      return systemError(errno, "write", m_path);
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> FileSink::commit() {
  if (m_partial.empty())
    return {};
  if (::fsync(m_descriptor) != 0)
    return systemError(errno, "write", m_path);
  const int fd = std::exchange(m_descriptor, -1);
  if (::close(fd) != 0 || ::rename(m_partial.c_str(), m_path.c_str()) != 0) {
    const int number = errno;
    ::unlink(m_partial.c_str());
    return systemError(number, "write", m_path);
  }
  return {};
}

} // namespace easel
