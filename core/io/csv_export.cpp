#include "core/io/csv.h"

#include "core/base/file.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/io/byte_sink.h"
#include "core/io/csv_analysis.h"
#include "core/io/csv_format_cell.h"

#include <algorithm>
#include <new>

namespace easel {

namespace {

using namespace csv;
constexpr std::size_t kRowsBetweenChecks = 4096;

/// The lines of one chunk.
Result<std::string> formatChunk(const Table& table, std::size_t k, const WriteStyle& style, const Context& context) {
  std::vector<ChunkPtr> chunks;
  std::size_t bytes = 0;
  for (const NamedColumn& c : table.columns()) {
    EASEL_TRY(ChunkPtr chunk, c.column.chunk(k));
    bytes += chunk->byteBuffer().size() + chunk->size() * 8;
    chunks.push_back(std::move(chunk));
  }
  std::string out;
  out.reserve(bytes);
  const std::size_t rows = table.chunkRows(k);
  for (std::size_t r = 0; r < rows; ++r) {
    if (r % kRowsBetweenChecks == 0)
      EASEL_CHECK(context.checkpoint());
    for (std::size_t c = 0; c < chunks.size(); ++c) {
      if (c)
        out.push_back(style.delimiter);
      if (chunks[c]->valid(r))
        appendCell(out, *chunks[c], table.column(c).dictionary().get(), r, style);
    }
    out.push_back('\n');
  }
  return out;
}

Result<WriteStyle> styleOf(const CsvOptions& options) {
  WriteStyle style;
  if (options.decimal == CsvDecimal::Comma) {
    style.decimal = ',';
    style.delimiter = ';';
  }
  if (options.delimiter) {
    EASEL_TRY(style.delimiter, optionCharacter(*options.delimiter, "delimiter"));
  }
  if (options.quote) {
    EASEL_TRY(style.quote, optionCharacter(*options.quote, "quote"));
    if (!style.quote)
      return Error(ErrorCode::InvalidArgument, "'quote' cannot be none when a file is written.",
                   "Texts that hold the delimiter need quotes: choose a character.")
          .at({ErrorPlace::Kind::Parameter, "quote"});
  }
  if (options.encoding != CsvEncoding::Auto && options.encoding != CsvEncoding::Utf8)
    return Error(ErrorCode::Unsupported, "Files are written in UTF-8 only.", "Set encoding to utf-8 or auto.")
        .at({ErrorPlace::Kind::Parameter, "encoding"});
  if (style.delimiter == style.quote || style.delimiter == style.decimal)
    return Error(ErrorCode::InvalidArgument, "The delimiter cannot be the quote or the decimal mark as well.",
                 "Choose another delimiter.")
        .at({ErrorPlace::Kind::Parameter, "delimiter"});
  return style;
}

Result<void> write(const Table& table, const std::filesystem::path& path, const CsvOptions& options, const Context& context) {
  EASEL_TRY(const WriteStyle style, styleOf(options));
  if (table.columnCount() == 0)
    return Error(ErrorCode::Data, "The table has no columns to write.", "Keep at least one column.");
  context.stage("Writing " + path.filename().string());
  EASEL_TRY(auto sink, FileSink::create(path));
  if (options.header != CsvHeader::No) {
    std::string head;
    for (std::size_t c = 0; c < table.columnCount(); ++c) {
      if (c)
        head.push_back(style.delimiter);
      appendText(head, table.name(c), style);
    }
    head.push_back('\n');
    EASEL_TRY(head, sink->packed(std::move(head)));
    EASEL_CHECK(sink->write(head));
  }
  // A few chunks at a time: formatted and packed in parallel, written in order.
  const std::size_t together = static_cast<std::size_t>(std::max(1, threadCount())) * 2;
  std::vector<std::string> texts(together);
  for (std::size_t first = 0; first < table.chunkCount(); first += together) {
    const std::size_t n = std::min(together, table.chunkCount() - first);
    EASEL_CHECK(tryParallelFor(context, n, [&](std::size_t i) -> Result<void> {
      try {
        EASEL_TRY(std::string text, formatChunk(table, first + i, style, context));
        EASEL_TRY(texts[i], sink->packed(std::move(text)));
      } catch (const std::bad_alloc&) {
        return Error(ErrorCode::OutOfMemory, "There is not enough memory to write the table.", "Close other programs.");
      }
      return {};
    }));
    for (std::size_t i = 0; i < n; ++i)
      EASEL_CHECK(sink->write(texts[i]));
    context.progress(static_cast<double>(first + n) / static_cast<double>(table.chunkCount()));
  }
  EASEL_CHECK(context.checkpoint());
  return sink->commit();
}

} // namespace

Result<void> exportCsv(const Table& table, const std::filesystem::path& path, const CsvOptions& options,
                       const Context& context) {
  try {
    return write(table, path, options, context);
  } catch (const std::bad_alloc&) {
    return Error(ErrorCode::OutOfMemory, "There is not enough memory to write the table.", "Close other programs.");
  }
}

} // namespace easel
