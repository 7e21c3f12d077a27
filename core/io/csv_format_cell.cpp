#include "core/io/csv_format_cell.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/io/csv_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace easel::csv {

namespace {

bool needsQuotes(std::string_view text, const WriteStyle& style) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.front() == '\t' || text.back() == '\t' ||
      text.front() == '\xEF')
    return true;
  for (const char c : text)
    if (c == style.delimiter || c == style.quote || c == '\n' || c == '\r' || c == '"' || c == '\'')
      return true;
  return isMissingWord(text);
}

void appendPlain(std::string& out, std::string_view text, const WriteStyle& style) {
  if (text.find(style.delimiter) == std::string_view::npos) {
    out.append(text);
    return;
  }
  out.push_back(style.quote);
  out.append(text);
  out.push_back(style.quote);
}

template<class T>
std::string_view digits(char (&buffer)[64], T value) {
  const auto r = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, static_cast<std::size_t>(r.ptr - buffer)};
}

void appendDouble(std::string& out, double value, const WriteStyle& style) {
  if (std::isnan(value)) {
    out.append("NaN");
    return;
  }
  char buffer[64];
  const std::string_view text = digits(buffer, value);
  const std::size_t start = out.size();
  out.append(text);
  if (std::isinf(value))
    return;
  if (text.find_first_of(".e") == std::string_view::npos)
    out.append(".0");
  if (style.decimal != '.')
    std::replace(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), '.', style.decimal);
}

void appendVector(std::string& out, const Chunk& chunk, std::size_t row, const WriteStyle& style) {
  std::string text = "[";
  char buffer[64];
  for (std::size_t k = 0; k < chunk.dimension(); ++k) {
    if (k)
      text.push_back(',');
    text.append(digits(buffer, chunk.values<float>()[row * chunk.dimension() + k]));
  }
  text.push_back(']');
  appendText(out, text, style);
}

} // namespace

void appendText(std::string& out, std::string_view text, const WriteStyle& style) {
  if (!needsQuotes(text, style)) {
    out.append(text);
    return;
  }
  out.push_back(style.quote);
  for (const char c : text) {
    if (c == style.quote)
      out.push_back(c);
    out.push_back(c);
  }
  out.push_back(style.quote);
}

void appendCell(std::string& out, const Chunk& chunk, const Dictionary* dictionary, std::size_t row, const WriteStyle& style) {
  char buffer[64];
  switch (chunk.type()) {
  case DataType::Bool: out.append(chunk.values<std::uint8_t>()[row] ? "true" : "false"); return;
  case DataType::Int64: appendPlain(out, digits(buffer, chunk.values<std::int64_t>()[row]), style); return;
  case DataType::Float64: appendDouble(out, chunk.values<double>()[row], style); return;
  case DataType::Category: appendText(out, (*dictionary)[chunk.values<std::uint32_t>()[row]], style); return;
  case DataType::Text:
  case DataType::Image: appendText(out, chunk.text(row), style); return;
  case DataType::Date: appendPlain(out, formatDate(chunk.values<std::int32_t>()[row]), style); return;
  case DataType::Timestamp: appendPlain(out, formatTimestamp(chunk.values<std::int64_t>()[row]), style); return;
  case DataType::Duration: appendPlain(out, formatDuration(chunk.values<std::int64_t>()[row]), style); return;
  case DataType::Vector: appendVector(out, chunk, row, style); return;
  }
}

} // namespace easel::csv
