#include "core/io/byte_source.h"

#include "core/base/file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace easel {

namespace {

constexpr std::size_t kPackedBytes = std::size_t{256} << 10;

std::int64_t modifiedAt(const struct stat& s) {
  return static_cast<std::int64_t>(s.st_mtim.tv_sec) * 1'000'000'000 + s.st_mtim.tv_nsec;
}

Error changed(const std::filesystem::path& path) {
  return Error(ErrorCode::Data, "'" + path.string() + "' was changed while it was read.",
               "Wait until the program that writes it has finished, then import again.")
      .at({ErrorPlace::Kind::File, path.string()});
}

Error damaged(const std::filesystem::path& path, std::string_view kind, bool cutShort) {
  return Error(ErrorCode::Corrupt,
               "'" + path.string() + "' is a damaged " + std::string(kind) + " file" +
                   (cutShort ? ": it ends too early." : "."),
               "Fetch or pack it again.")
      .at({ErrorPlace::Kind::File, path.string()});
}

class PlainSource : public ByteSource {
 public:
  explicit PlainSource(std::shared_ptr<const InputFile> file) : m_file(std::move(file)) {}
  Result<std::size_t> read(char* into, std::size_t n) override {
    n = static_cast<std::size_t>(std::min<std::int64_t>(static_cast<std::int64_t>(n), m_file->size() - m_position));
    std::size_t done = 0;
    while (done < n) {
      const ssize_t got = ::pread(m_file->descriptor(), into + done, n - done, m_position);
      if (got < 0) {
        if (errno == EINTR)
          continue;
        return systemError(errno, "read", m_file->path());
      }
      if (got == 0)
        return changed(m_file->path());
      done += static_cast<std::size_t>(got);
      m_position += got;
    }
    return done;
  }
  std::int64_t position() const override { return m_position; }

 private:
  std::shared_ptr<const InputFile> m_file;
  std::int64_t m_position = 0;
};

class GzipSource : public ByteSource {
 public:
  explicit GzipSource(std::shared_ptr<const InputFile> file)
      : m_file(file), m_packed(std::move(file)), m_input(kPackedBytes) {
    m_ok = ::inflateInit2(&m_stream, 15 + 16) == Z_OK;
  }
  ~GzipSource() override {
    if (m_ok)
      ::inflateEnd(&m_stream);
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Result<std::size_t> read(char* into, std::size_t n) override {
    if (!m_ok)
      return Error(ErrorCode::OutOfMemory, "There is not enough memory to unpack the file.");
    n = std::min(n, std::size_t{1} << 30);
    m_stream.next_out = reinterpret_cast<Bytef*>(into);
    m_stream.avail_out = static_cast<uInt>(n);
    while (m_stream.avail_out > 0 && !m_end) {
      if (m_stream.avail_in == 0) {
        EASEL_TRY(const std::size_t got, m_packed.read(m_input.data(), m_input.size()));
        if (got == 0) {
          if (m_inMember)
            return damaged(m_file->path(), "gzip", true);
          m_end = true;
          break;
        }
        m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data());
        m_stream.avail_in = static_cast<uInt>(got);
      }
      if (!m_inMember) { // files may be joined: several members follow each other; zeros may pad the end
        if (m_members > 0 && *m_stream.next_in == 0) {
          ++m_stream.next_in;
          --m_stream.avail_in;
          continue;
        }
        ::inflateReset(&m_stream);
        m_inMember = true;
        ++m_members;
      }
      const int r = ::inflate(&m_stream, Z_NO_FLUSH);
      if (r == Z_STREAM_END)
        m_inMember = false;
      else if (r != Z_OK && r != Z_BUF_ERROR)
        return damaged(m_file->path(), "gzip", false);
    }
    return n - m_stream.avail_out;
  }
  std::int64_t position() const override { return m_packed.position(); }

 private:
  std::shared_ptr<const InputFile> m_file;
  PlainSource m_packed;
  std::vector<char> m_input;
  z_stream m_stream{};
  bool m_ok = false;
  bool m_inMember = false;
  bool m_end = false;
  int m_members = 0;
};

class ZstdSource : public ByteSource {
 public:
  explicit ZstdSource(std::shared_ptr<const InputFile> file)
      : m_file(file), m_packed(std::move(file)), m_input(kPackedBytes), m_stream(::ZSTD_createDStream()) {}
  ~ZstdSource() override { ::ZSTD_freeDStream(m_stream); }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;

  Result<std::size_t> read(char* into, std::size_t n) override {
    if (!m_stream)
      return Error(ErrorCode::OutOfMemory, "There is not enough memory to unpack the file.");
    ZSTD_outBuffer out{into, n, 0};
    while (out.pos < out.size) {
      const std::size_t before = out.pos;
      const std::size_t used = m_in.pos;
      const std::size_t r = ::ZSTD_decompressStream(m_stream, &out, &m_in);
      if (::ZSTD_isError(r))
        return damaged(m_file->path(), "zstd", false);
      if (out.pos > before || m_in.pos > used) // else r only says what a next frame would need
        m_inFrame = r != 0;
      if (out.pos > before || m_in.pos < m_in.size)
        continue;
      EASEL_TRY(const std::size_t got, m_packed.read(m_input.data(), m_input.size()));
      if (got == 0) {
        if (m_inFrame && m_started)
          return damaged(m_file->path(), "zstd", true);
        break;
      }
      m_started = true;
      m_in = {m_input.data(), got, 0};
    }
    return out.pos;
  }
  std::int64_t position() const override { return m_packed.position(); }

 private:
  std::shared_ptr<const InputFile> m_file;
  PlainSource m_packed;
  std::vector<char> m_input;
  ZSTD_DStream* m_stream;
  ZSTD_inBuffer m_in{nullptr, 0, 0};
  bool m_inFrame = false;
  bool m_started = false;
};

/// Formats that people import by mistake, by their first bytes.
std::string_view foreignFormat(std::string_view head) {
  const auto starts = [&](std::string_view magic) { return head.substr(0, magic.size()) == magic; };
  if (starts("PK\x03\x04"))
    return "a zip archive or a spreadsheet (xlsx, ods)";
  if (starts("PAR1"))
    return "a Parquet file";
  if (starts("\xD0\xCF\x11\xE0"))
    return "an old spreadsheet (xls)";
  if (starts("%PDF"))
    return "a PDF document";
  if (starts("SQLite format 3"))
    return "an SQLite database";
  if (starts("BZh"))
    return "packed with bzip2";
  if (starts("\xFD" "7zXZ"))
    return "packed with xz";
  if (starts("ARROW1"))
    return "an Arrow file";
  if (starts("\x89PNG") || starts("\xFF\xD8\xFF"))
    return "a picture";
  return {};
}

} // namespace

Result<std::shared_ptr<const InputFile>> InputFile::open(const std::filesystem::path& path) {
  std::shared_ptr<InputFile> file(new InputFile);
  file->m_path = path;
  // O_NONBLOCK: a pipe without a writer must not hang us; it has no effect on plain files.
  file->m_descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file->m_descriptor < 0)
    return systemError(errno, "open", path);
  struct stat s {};
  if (::fstat(file->m_descriptor, &s) != 0)
    return systemError(errno, "read", path);
  if (S_ISDIR(s.st_mode))
    return systemError(EISDIR, "import", path);
  if (!S_ISREG(s.st_mode))
    return Error(ErrorCode::InvalidArgument, "'" + path.string() + "' is not a plain file.",
                 "Save its contents to a file and import that.");
  file->m_size = s.st_size;
  file->m_modified = modifiedAt(s);
  file->m_inode = s.st_ino;
  file->m_device = s.st_dev;
  char magic[16];
  const ssize_t got = ::pread(file->m_descriptor, magic, sizeof magic, 0);
  if (got < 0)
    return systemError(errno, "read", path);
  const std::string_view head(magic, static_cast<std::size_t>(got));
  if (const std::string_view foreign = foreignFormat(head); !foreign.empty())
    return Error(ErrorCode::Unsupported, "'" + path.string() + "' is " + std::string(foreign) + ", not a text file.",
                 "Save it as CSV and import that.")
        .at({ErrorPlace::Kind::File, path.string()});
  if (head.starts_with("\x1F\x8B"))
    file->m_compression = Compression::Gzip;
  else if (head.starts_with("\x28\xB5\x2F\xFD"))
    file->m_compression = Compression::Zstd;
  return std::shared_ptr<const InputFile>(std::move(file));
}

InputFile::~InputFile() {
  if (m_descriptor >= 0)
    ::close(m_descriptor);
}

Result<void> InputFile::checkUnchanged() const {
  struct stat opened {};
  struct stat named {};
  if (::fstat(m_descriptor, &opened) != 0)
    return systemError(errno, "read", m_path);
  if (::stat(m_path.c_str(), &named) != 0) {
    if (errno == ENOENT)
      return changed(m_path);
    return systemError(errno, "read", m_path);
  }
  if (opened.st_size != m_size || modifiedAt(opened) != m_modified || named.st_ino != m_inode ||
      named.st_dev != m_device)
    return changed(m_path);
  return {};
}

Result<std::unique_ptr<ByteSource>> openBytes(std::shared_ptr<const InputFile> file) {
  switch (file->compression()) {
  case Compression::None: return std::unique_ptr<ByteSource>(std::make_unique<PlainSource>(std::move(file)));
  case Compression::Gzip: return std::unique_ptr<ByteSource>(std::make_unique<GzipSource>(std::move(file)));
  case Compression::Zstd: return std::unique_ptr<ByteSource>(std::make_unique<ZstdSource>(std::move(file)));
  }
  return Error(ErrorCode::Internal, "unknown compression");
}

} // namespace easel
