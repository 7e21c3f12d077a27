#include "core/io/format.h"

namespace easel::formats {

namespace {
class CsvFormat : public Format {
 public:
  explicit CsvFormat(CsvOptions options) : m_options(std::move(options)) {}
  std::vector<std::string> suffixes() const override { return {".csv", ".csv.gz", ".csv.zst", ".txt", ".txt.gz", ".txt.zst"}; }
  Result<Imported> importFile(const std::filesystem::path& path, const Context& context) const override {
    return importCsv(path, m_options, context);
  }
  Result<Table> preview(const std::filesystem::path& path, std::size_t rows, const Context& context) const override {
    return previewCsv(path, m_options, rows, context);
  }
  Result<void> exportFile(const Table& table, const std::filesystem::path& path, const Context& context) const override {
    return exportCsv(table, path, m_options, context);
  }

 private:
  CsvOptions m_options;
};
} // namespace

Entry<Format> csv() {
  return entry<Format, CsvFormat, CsvOptions>("csv", 1)
      .title(EASEL_TR("CSV"))
      .summary(EASEL_TR("Text with one row a line and a delimiter between the cells; also packed (gz, zst)."))
      .category(EASEL_TR("Text"))
      .keywords({"comma", "semicolon", "delimited", "spreadsheet"});
}

} // namespace easel::formats
