#include "core/io/csv_scan.h"

namespace easel::csv {

namespace {
constexpr std::size_t kMostBlanks = 32; // between a closing quote and the delimiter
}

bool Scanner::closes(std::size_t at) const {
  std::size_t next = at + 1;
  while (next <= at + kMostBlanks && m_data[next] == ' ' && m_dialect.delimiter != ' ')
    ++next;
  const char c = m_data[next];
  return c == m_dialect.delimiter || c == '\n' || c == '\r';
}

bool Scanner::lineEndIn(std::size_t from, std::size_t to) const {
  return std::memchr(m_data + from, '\n', to - from) || std::memchr(m_data + from, '\r', to - from);
}

Separators Scanner::slow(std::size_t base, std::uint64_t valid, const WordMasks& m, std::uint64_t ends) {
  std::uint64_t breaks = 0;
  const std::size_t size = static_cast<std::size_t>(std::popcount(valid));
  std::uint64_t bits = m.delimiter | ends | m.quote | m.backslash;
  bool closedLast = false;
  for (; bits; bits &= bits - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(bits));
    const std::size_t at = base + i;
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (at < m_skip)
      continue;
    if (m.quote & bit) {
      if (!m_inQuote) {
        const bool reopens = i == 0 && m_afterClose;
        std::size_t from = m_fieldStart;
        while (from < at && m_data[from] == ' ')
          ++from;
        if (reopens || from == at)
          m_inQuote = true;
        continue;
      }
      if (m_data[at + 1] == m_dialect.quote && (i + 1 < size || i == 63)) {
        if (i == 63) { // the pair is cut by the word: closed here, opened again there
          m_inQuote = false;
          closedLast = true;
        } else {
          bits &= ~(bit << 1);
        }
      } else if (closes(at)) {
        m_inQuote = false;
        m_lone = false;
        closedLast = i == 63;
      } else {
        m_lone = true;
        if (lineEndIn(m_fieldStart, at)) {
          m_broken = true;
          break;
        }
      }
    } else if (m.backslash & bit) {
      if (m_inQuote)
        m_skip = at + 2;
    } else if (!m_inQuote) {
      breaks |= bit;
      m_fieldStart = at + 1;
    } else if (m_lone && (ends & bit)) {
      m_broken = true; // a stray quote and then a line end: the cell was meant to end before
      break;
    }
  }
  m_afterBreak = (breaks >> 63) != 0;
  m_afterClose = closedLast;
  return {breaks, breaks & ends};
}

} // namespace easel::csv
