// The bytes of a file, as they stand there or unpacked (gzip, zstd: found by their first bytes). Reading is by pread
// into the caller's buffer: a file that is cut short while it is read gives an error, not a signal.
// Thread rule: one reader at a time for each ByteSource; InputFile is immutable.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace easel {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// At most n bytes; 0 only at the end.
  virtual Result<std::size_t> read(char* into, std::size_t n) = 0;
  /// Bytes of the file (not of the unpacked text) used so far.
  virtual std::int64_t position() const = 0;
};

enum class Compression { None, Gzip, Zstd };

class InputFile {
 public:
  /// Errors: not there, a folder, no permission, a known format that is not text (zip, Parquet …).
  static Result<std::shared_ptr<const InputFile>> open(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::filesystem::path& path() const { return m_path; }
  std::int64_t size() const { return m_size; }
  Compression compression() const { return m_compression; }
  int descriptor() const { return m_descriptor; }
  /// An error when size, time of change or identity of the file are no longer those at opening.
  Result<void> checkUnchanged() const;

 private:
  InputFile() = default;
  std::filesystem::path m_path;
  int m_descriptor = -1;
  std::int64_t m_size = 0;
  std::int64_t m_modified = 0; // nanoseconds
  std::uint64_t m_inode = 0;
  std::uint64_t m_device = 0;
  Compression m_compression = Compression::None;
};

/// From the first byte, unpacked.
Result<std::unique_ptr<ByteSource>> openBytes(std::shared_ptr<const InputFile> file);

} // namespace easel
