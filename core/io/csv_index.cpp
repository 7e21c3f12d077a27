#include "core/io/csv_index.h"

#include "core/base/text.h"

#include <algorithm>

namespace easel::csv {

namespace {
constexpr std::size_t kExcerpt = 200;

std::string excerpt(const char* text, std::size_t size) {
  std::size_t n = 0;
  while (n < size && n < kExcerpt && text[n] != '\n' && text[n] != '\r')
    ++n;
  // Not in the middle of a character.
  const bool whole = n < size && (text[n] == '\n' || text[n] == '\r');
  while (!whole && n > 0 && n < size && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80)
    --n;
  return std::string(text, n) + (whole ? "" : "…");
}

std::int64_t lineEndsIn(const char* text, std::size_t from, std::size_t to) {
  std::int64_t n = 0;
  for (std::size_t i = from; i < to; ++i)
    n += text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');
  return n;
}
} // namespace

BlockIndex::Fault BlockIndex::build(const Block& block, const Dialect& dialect, std::size_t columns) {
  m_columns = columns;
  m_trailing = dialect.trailing;
  m_count = 0;
  m_rows.clear();
  m_bad.clear();
  m_badCount = 0;
  m_checkedTo = 0;
  m_countedTo = 0;
  m_countedLines = 0;
  m_fault = Fault::None;
  std::size_t at = 0;
  for (const BrokenQuote& b : block.broken) {
    segment(block, dialect, at, b.begin);
    addBad(block, b.begin, b.opened, "a quote is opened but never closed");
    at = b.end;
  }
  segment(block, dialect, at, block.size);
  if (m_fault != Fault::None)
    m_faultLine = block.line + lineEndsIn(block.text.data(), 0, m_faultAt);
  return m_fault;
}

void BlockIndex::addBad(const Block& block, std::size_t at, std::size_t lineAt, std::string reason) {
  if (++m_badCount > static_cast<std::int64_t>(ImportReport::kMaxBadLines))
    return;
  const char* text = block.text.data();
  if (lineAt < m_countedTo) {
    m_countedTo = 0;
    m_countedLines = 0;
  }
  m_countedLines += lineEndsIn(text, m_countedTo, lineAt);
  m_countedTo = lineAt;
  m_bad.push_back({block.line + m_countedLines, std::move(reason), excerpt(text + at, block.size - at)});
}

/// A line whose cells end at m_ends[first … last].
void BlockIndex::endLine(const Block& block, std::size_t first, std::size_t last) {
  const std::size_t cells = last - first + 1;
  if (cells == m_columns) {
    m_rows.push_back(static_cast<std::uint32_t>(first));
    return;
  }
  const char* text = block.text.data();
  const std::size_t lastBegin = std::size_t{m_ends[last - 1] + 1};
  const std::size_t lastSize = m_ends[last] - lastBegin;
  const bool lastEmpty = lastSize == 0 || (lastSize == 1 && text[lastBegin] == '\r');
  if (cells == 1 && lastEmpty)
    return; // a blank line
  if (m_trailing && cells == m_columns + 1 && lastEmpty) {
    m_rows.push_back(static_cast<std::uint32_t>(first));
    return;
  }
  const std::size_t at = std::size_t{m_ends[first - 1] + 1};
  addBad(block, at, at,
         plural(static_cast<std::int64_t>(cells), "cell", "cells") + " instead of " +
             formatCount(static_cast<std::int64_t>(m_columns)));
}

void BlockIndex::segment(const Block& block, const Dialect& dialect, std::size_t begin, std::size_t end) {
  if (begin >= end)
    return;
  const char* text = block.text.data();
  Scanner scanner(dialect, text);
  scanner.start(begin);
  if (m_ends.size() < m_count + 256)
    m_ends.resize(m_count + 256 + (end - begin) / 4);
  // A border before the first cell, so that every cell begins after an end.
  m_ends[m_count++] = static_cast<std::uint32_t>(begin) - 1;
  std::size_t first = m_count;
  for (std::size_t at = begin; at < end; at += 64) {
    const std::uint64_t valid = lowBits(end - at);
    Separators found = scanner.next(at, valid);
    const std::uint64_t high = bytesBeyondAscii(text + at) & valid;
    const std::uint64_t zero = bytesEqual(text + at, '\0') & valid;
    if (zero) [[unlikely]] {
      if (m_fault == Fault::None) {
        m_fault = Fault::Zero;
        m_faultAt = at + static_cast<std::size_t>(std::countr_zero(zero));
      }
    }
    if (high && m_fault == Fault::None) {
      for (std::uint64_t bits = high; bits; bits &= bits - 1) {
        const std::size_t i = at + static_cast<std::size_t>(std::countr_zero(bits));
        if (i >= m_checkedTo && !utf8From(text, i, block.size)) {
          m_fault = Fault::NotUtf8;
          m_faultAt = i;
          break;
        }
      }
    }
    if (m_ends.size() < m_count + 128)
      m_ends.resize(m_ends.size() * 2);
    std::uint32_t* out = m_ends.data() + m_count;
    const auto base = static_cast<std::uint32_t>(at);
    const auto n = static_cast<std::size_t>(std::popcount(found.all));
    std::uint64_t bits = found.all;
    for (std::size_t k = 0; k < n; k += 4) { // four at a time: what is written too much is overwritten
      for (std::size_t j = 0; j < 4; ++j) {
        out[k + j] = base + static_cast<std::uint32_t>(std::countr_zero(bits));
        bits &= bits - 1;
      }
    }
    for (std::uint64_t ends = found.lineEnds; ends; ends &= ends - 1) {
      const std::uint64_t below = (ends & (0 - ends)) - 1;
      const std::size_t last = m_count + static_cast<std::size_t>(std::popcount(found.all & below));
      endLine(block, first, last);
      first = last + 1;
    }
    m_count += n;
  }
}

/// Checks the sequence of bytes beyond ASCII that begins at `at` (Unicode 15, table 3-7).
bool BlockIndex::utf8From(const char* text, std::size_t at, std::size_t size) {
  const auto b = [&](std::size_t i) { return i < size ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i) { return (b(i) & 0xC0U) == 0x80U; };
  while (b(at) >= 0x80) {
    const unsigned c = b(at);
    std::size_t n = 0;
    if (c >= 0xC2 && c <= 0xDF)
      n = tail(at + 1) ? 2 : 0;
    else if ((c & 0xF0U) == 0xE0)
      n = tail(at + 1) && tail(at + 2) && !(c == 0xE0 && b(at + 1) < 0xA0) && !(c == 0xED && b(at + 1) > 0x9F) ? 3 : 0;
    else if (c >= 0xF0 && c <= 0xF4)
      n = tail(at + 1) && tail(at + 2) && tail(at + 3) && !(c == 0xF0 && b(at + 1) < 0x90) &&
                  !(c == 0xF4 && b(at + 1) > 0x8F)
              ? 4
              : 0;
    if (n == 0)
      return false;
    at += n;
  }
  m_checkedTo = at;
  return true;
}

} // namespace easel::csv
