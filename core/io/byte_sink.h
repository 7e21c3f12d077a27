// A file that appears whole or not at all: written beside its place under another name, synced, renamed. Packed when
// the name ends in .gz or .zst; parts are packed on their own, so that they can be packed in parallel (a gzip file may
// have several members, RFC 1952; a zstd file several frames, RFC 8878).
// Thread rule: packed() from any thread; write() and commit() by one.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace easel {

class FileSink {
 public:
  static Result<std::unique_ptr<FileSink>> create(const std::filesystem::path& path);
  /// Without commit() nothing is left behind.
  ~FileSink();
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  /// The bytes as they stand in the file.
  Result<std::string> packed(std::string text) const;
  Result<void> write(std::string_view bytes);
  Result<void> commit();

 private:
  enum class Packing { None, Gzip, Zstd };
  FileSink() = default;
  std::filesystem::path m_path;
  std::filesystem::path m_partial;
  int m_descriptor = -1;
  Packing m_packing = Packing::None;
};

} // namespace easel
