// A file format: how a table is read from a file and written to one. Adding a format is one file in formats/ and one
// line in its CMakeLists.txt. Thread rule: a Format is immutable; its members may be called from any thread.
#pragma once

#include "core/io/csv.h"
#include "core/schema/catalog.h"

namespace easel {

class Format {
 public:
  virtual ~Format() = default;
  /// Lower case with the dot, the usual one first; e.g. ".csv", ".csv.gz".
  virtual std::vector<std::string> suffixes() const = 0;
  virtual bool canExport() const { return true; }
  virtual Result<Imported> importFile(const std::filesystem::path& path, const Context& context) const = 0;
  /// The first rows as importFile() would give them, as far as can be told without reading the whole file.
  virtual Result<Table> preview(const std::filesystem::path& path, std::size_t rows, const Context& context) const {
    EASEL_TRY(const Imported imported, importFile(path, context));
    return imported.table.head(rows);
  }
  virtual Result<void> exportFile(const Table& table, const std::filesystem::path& path,
                                  const Context& context) const = 0;
};

/// All built-in formats, by id.
Catalog<Format> builtinFormats();

/// The id of the format whose longest suffix ends the file's name; empty when none does.
std::string formatForPath(const Catalog<Format>& formats, const std::filesystem::path& path);

} // namespace easel
