#include "widgets/grid/cell_text.h"

#include "core/base/text.h"
#include "widgets/qt_convert.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace easel {

namespace {

constexpr std::size_t kDecimalsFrom = 256; // values that decide how many digits a column shows
constexpr int kMostDecimals = 4;
constexpr double kSmall = 0.01, kLarge = 1e7; // numbers with more digits than that are rounded between these
constexpr std::size_t kShownBytes = 600;   // of a long text; a cell is at most some hundred pixels wide
constexpr std::size_t kWholeBytes = 8'000;

QString tr(const char* text) {
  return QCoreApplication::translate("easel::DataGrid", text);
}

/// Not in the middle of a character.
std::string_view cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes)
    return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80)
    --bytes;
  return text.substr(0, bytes);
}

std::string_view textOf(const Chunk& chunk, const Dictionary* dictionary, std::size_t row) {
  if (chunk.type() != DataType::Category)
    return chunk.text(row);
  const std::uint32_t code = chunk.values<std::uint32_t>()[row];
  return dictionary && code < dictionary->size() ? (*dictionary)[code] : std::string_view();
}

QString oneLine(std::string_view text) {
  QString line = toQt(cut(text, kShownBytes));
  for (QChar& c : line)
    if (c == u'\n' || c == u'\r')
      c = QChar(0x23CE); // return symbol
    else if (c == u'\t')
      c = QChar(0x2192);
    else if (c.category() == QChar::Other_Control)
      c = QChar(0xFFFD);
  return text.size() > kShownBytes ? line + QChar(0x2026) : line;
}

QString decimalText(double value, std::optional<int> decimals) {
  if (decimals && std::isfinite(value)) {
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, *decimals);
    if (end.ec == std::errc()) {
      double back = 0;
      std::from_chars(buffer, end.ptr, back);
      if (back == value)
        return QString::fromLatin1(buffer, end.ptr - buffer);
    }
  }
  if (!decimals && std::abs(value) >= kSmall && std::abs(value) < kLarge) { // below one another; the tooltip has all digits
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, kMostDecimals);
    if (end.ec == std::errc())
      return QString::fromLatin1(buffer, end.ptr - buffer);
  }
  const std::string shortest = formatNumber(value);
  return toQt(shortest.size() > 12 ? formatNumber(value, 8) : shortest);
}

QString vectorText(const Chunk& chunk, std::size_t row, std::size_t most) {
  const float* values = chunk.values<float>() + row * chunk.dimension();
  QStringList parts;
  for (std::size_t i = 0; i < std::min(most, chunk.dimension()); ++i)
    parts += toQt(formatNumber(static_cast<double>(values[i]), 4));
  if (most < chunk.dimension())
    parts += QString(QChar(0x2026));
  return u'[' + parts.join(", ") + u']';
}

QString pictureText(std::string_view bytes) {
  // Encoded pictures are bytes, others are paths.
  return isUtf8(cut(bytes, 300)) && bytes.size() < 4096 ? oneLine(bytes)
                                                        : tr("picture, %1 kB").arg((bytes.size() + 1023) / 1024);
}

void appendTabbed(std::string& out, std::string_view cell) {
  if (cell.find_first_of("\t\n\r\"") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"')
      out += '"';
    out += c;
  }
  out += '"';
}

} // namespace

bool alignsRight(DataType type) {
  return type == DataType::Int64 || type == DataType::Float64 || type == DataType::Duration;
}

std::optional<int> commonDecimals(const Chunk& chunk) {
  if (chunk.type() != DataType::Float64)
    return std::nullopt;
  int most = 0;
  for (std::size_t i = 0; i < std::min(kDecimalsFrom, chunk.size()); ++i) {
    const double v = chunk.values<double>()[i];
    if (!chunk.valid(i) || !std::isfinite(v))
      continue;
    const std::string text = formatNumber(v);
    if (text.find('e') != std::string::npos)
      return std::nullopt;
    if (const std::size_t point = text.find('.'); point != std::string::npos)
      most = std::max(most, static_cast<int>(text.size() - point - 1));
    if (most > kMostDecimals)
      return std::nullopt;
  }
  return most;
}

ShownCell shownCell(const Chunk& chunk, const Dictionary* dictionary, std::size_t row, std::optional<int> decimals) {
  if (!chunk.valid(row))
    return {CellKind::Missing, tr("missing")};
  switch (chunk.type()) {
  case DataType::Float64: return {CellKind::Value, decimalText(chunk.values<double>()[row], decimals)};
  case DataType::Int64: return {CellKind::Value, QString::number(chunk.values<std::int64_t>()[row])};
  case DataType::Vector: return {CellKind::Value, vectorText(chunk, row, 6)};
  case DataType::Image: return {CellKind::Value, pictureText(chunk.text(row))};
  case DataType::Category:
  case DataType::Text: {
    const std::string_view text = textOf(chunk, dictionary, row);
    if (text.empty())
      return {CellKind::Empty, tr("empty text")};
    QString line = oneLine(text);
    if (std::all_of(line.cbegin(), line.cend(), [](QChar c) { return c.isSpace(); }))
      return {CellKind::Blank, QString(line.size(), QChar(0x2423)) + u' ' + tr("only blanks")};
    return {CellKind::Value, line};
  }
  case DataType::Timestamp: {
    std::string text = cellText(chunk, dictionary, row).value_or("");
    std::replace(text.begin(), text.end(), 'T', ' ');
    if (text.ends_with('Z'))
      text.pop_back();
    return {CellKind::Value, toQt(text)};
  }
  default: return {CellKind::Value, toQt(cellText(chunk, dictionary, row).value_or(""))};
  }
}

QString wholeCell(const Chunk& chunk, const Dictionary* dictionary, std::size_t row) {
  if (!chunk.valid(row))
    return tr("missing");
  switch (chunk.type()) {
  case DataType::Vector: return vectorText(chunk, row, 64);
  case DataType::Image: return pictureText(chunk.text(row));
  case DataType::Category:
  case DataType::Text: {
    const std::string_view text = textOf(chunk, dictionary, row);
    if (text.empty())
      return tr("empty text");
    return toQt(cut(text, kWholeBytes)) + (text.size() > kWholeBytes ? QString(QChar(0x2026)) : QString());
  }
  default: return toQt(cellText(chunk, dictionary, row).value_or(""));
  }
}

Result<std::string> tabbedText(const Table& table, std::span<const std::size_t> columns, std::size_t from,
                               std::size_t to, bool headers, const std::atomic_bool& stop) {
  std::string out;
  if (headers) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0)
        out += '\t';
      appendTabbed(out, table.name(columns[i]));
    }
    out += '\n';
  }
  std::vector<ChunkPtr> chunks(columns.size());
  std::size_t loaded = kNoRow;
  for (std::size_t row = from; row < std::min(to, table.rows()); ++row) {
    const std::size_t wanted = row >> kChunkShift;
    for (std::size_t i = 0; wanted != loaded && i < columns.size(); ++i) {
      EASEL_TRY(chunks[i], table.column(columns[i]).chunk(wanted));
    }
    loaded = wanted;
    if (stop)
      return Error(ErrorCode::Cancelled, "Copying was stopped.");
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0)
        out += '\t';
      const Column& column = table.column(columns[i]);
      if (const auto cell = cellText(*chunks[i], column.dictionary().get(), row & (kChunkRows - 1)))
        appendTabbed(out, *cell);
    }
    out += '\n';
  }
  return out;
}

} // namespace easel
