#include "core/io/format.h"

namespace easel::formats {

namespace {
class TsvFormat : public Format {
 public:
  explicit TsvFormat(CsvOptions options) : m_options(std::move(options)) {
    if (!m_options.delimiter)
      m_options.delimiter = "tab";
  }
  std::vector<std::string> suffixes() const override { return {".tsv", ".tsv.gz", ".tsv.zst", ".tab"}; }
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

Entry<Format> tsv() {
  return entry<Format, TsvFormat, CsvOptions>("tsv", 1)
      .title(EASEL_TR("TSV"))
      .summary(EASEL_TR("Text with one row a line and tabs between the cells; also packed (gz, zst)."))
      .category(EASEL_TR("Text"))
      .keywords({"tab", "delimited"});
}

} // namespace easel::formats
