// Where cells and lines end: 64 bytes at a time as bit masks (the idea of Langdale and Lemire, "Parsing gigabytes of
// JSON per second", 2019), with AVX-512, AVX2, SSE2 or plain code, whichever the build has. Quotes are decided exactly: a quote
// opens only at the start of a cell, closes only before a delimiter or line end, "" is one quote, and any other quote
// is an ordinary character. Well-formed words take the fast path (prefix parity), all others a byte-wise machine.
// Thread rule: one scanner for one thread. Data must be readable 64 bytes past the last word scanned.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__AVX512BW__) || defined(__AVX2__) || defined(__SSE2__)
#include <immintrin.h>
#endif

namespace easel::csv {

struct Dialect {
  char delimiter = ',';
  char quote = '"'; // 0: none
  bool backslash = false;
  bool trim = false;     // blanks after a delimiter do not count
  bool trailing = false; // every line ends with a delimiter
  char decimal = '.';
  char thousands = 0;
};

/// One bit a byte of a 64-byte word.
struct WordMasks {
  std::uint64_t delimiter = 0;
  std::uint64_t lf = 0;
  std::uint64_t cr = 0;
  std::uint64_t quote = 0;
  std::uint64_t backslash = 0;
};

/// The bytes of a word that equal c.
inline std::uint64_t bytesEqual(const char* p, char c) {
#if defined(__AVX512BW__)
  return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8(c));
#elif defined(__AVX2__)
  const __m256i v = _mm256_set1_epi8(c);
  const auto half = [&](const char* q) {
    const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(q));
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, v))));
  };
  return half(p) | half(p + 32) << 32;
#elif defined(__SSE2__)
  const __m128i v = _mm_set1_epi8(c);
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < 4; ++i) {
    const __m128i x = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i * 16));
    bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(x, v)))) << (i * 16);
  }
  return bits;
#else
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < 64; ++i)
    bits |= static_cast<std::uint64_t>(p[i] == c) << i;
  return bits;
#endif
}

/// The bytes of a word with the highest bit set (not ASCII).
inline std::uint64_t bytesBeyondAscii(const char* p) {
#if defined(__AVX512BW__)
  return _mm512_movepi8_mask(_mm512_loadu_si512(p));
#elif defined(__SSE2__)
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < 4; ++i) {
    const __m128i x = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i * 16));
    bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(x))) << (i * 16);
  }
  return bits;
#else
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < 64; ++i)
    bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(p[i]) >> 7) << i;
  return bits;
#endif
}

/// bit i of the result: parity of the bits 0…i.
inline std::uint64_t prefixParity(std::uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

inline std::uint64_t lowBits(std::size_t n) { return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1; }

struct Separators {
  std::uint64_t all = 0;      // delimiters and line ends outside quotes; of \r\n the \n
  std::uint64_t lineEnds = 0; // those of them that end a line
};

class Scanner {
 public:
  Scanner(const Dialect& dialect, const char* data) : m_dialect(dialect), m_data(data) {}

  /// Begins anew at a line start.
  void start(std::size_t at) {
    m_inQuote = false;
    m_afterBreak = true;
    m_afterClose = false;
    m_lone = false;
    m_broken = false;
    m_fieldStart = at;
    m_skip = 0;
  }
  void moveData(const char* data) { m_data = data; }

  bool inQuote() const { return m_inQuote; }
  std::size_t fieldStart() const { return m_fieldStart; }
  /// A quote was opened that, as far as can be told, is never closed: the line is broken. start() again after it.
  bool broken() const { return m_broken; }

  /// The next word; of it the bytes in `valid` (the low ones).
  Separators next(std::size_t base, std::uint64_t valid) {
    const char* p = m_data + base;
    WordMasks m;
    m.delimiter = bytesEqual(p, m_dialect.delimiter) & valid;
    m.lf = bytesEqual(p, '\n') & valid;
    m.cr = bytesEqual(p, '\r') & valid;
    m.quote = m_dialect.quote ? bytesEqual(p, m_dialect.quote) & valid : 0;
    const std::uint64_t crlf = m.cr & ((m.lf >> 1) | (static_cast<std::uint64_t>(p[64] == '\n') << 63));
    const std::uint64_t ends = m.lf | (m.cr & ~crlf);
    m_lines = ends;
    if (m_dialect.backslash || m_lone) [[unlikely]] {
      m.backslash = m_dialect.backslash ? bytesEqual(p, '\\') & valid : 0;
      if (m.quote | m.backslash | static_cast<std::uint64_t>(m_lone) | static_cast<std::uint64_t>(m_skip > base))
        return slow(base, valid, m, ends);
    }
    if (m.quote == 0) {
      m_afterClose = false;
      if (m_inQuote) {
        m_afterBreak = false;
        return {};
      }
      return take(base, m.delimiter | ends, ends);
    }
    const std::uint64_t inside = prefixParity(m.quote) ^ (0 - static_cast<std::uint64_t>(m_inQuote));
    const std::uint64_t breaks = (m.delimiter | ends) & ~inside;
    const std::uint64_t opening = m.quote & inside;
    const std::uint64_t closing = m.quote & ~inside;
    const std::uint64_t mayOpen = ((breaks | closing) << 1) | static_cast<std::uint64_t>(m_afterBreak | m_afterClose);
    const char after = p[64];
    const bool nextFits = after == m_dialect.delimiter || after == '\n' || after == '\r' || after == m_dialect.quote;
    const std::uint64_t mayClose =
        ((m.delimiter | m.lf | m.cr | opening) >> 1) | (static_cast<std::uint64_t>(nextFits) << 63) | ~valid >> 1;
    if ((opening & ~mayOpen) | (closing & ~mayClose)) [[unlikely]]
      return slow(base, valid, m, ends);
    m_inQuote = (inside >> 63) != 0;
    m_afterClose = (closing >> 63) != 0;
    return take(base, breaks, ends);
  }
  /// All line ends of the last word, also those in quotes.
  std::uint64_t lines() const { return m_lines; }

 private:
  Separators take(std::size_t base, std::uint64_t breaks, std::uint64_t ends) {
    m_afterBreak = (breaks >> 63) != 0;
    if (breaks)
      m_fieldStart = base + 64 - static_cast<std::size_t>(std::countl_zero(breaks));
    return {breaks, breaks & ends};
  }
  Separators slow(std::size_t base, std::uint64_t valid, const WordMasks& m, std::uint64_t ends);
  bool closes(std::size_t at) const;
  bool lineEndIn(std::size_t from, std::size_t to) const;

  Dialect m_dialect;
  const char* m_data;
  bool m_inQuote = false;
  bool m_afterBreak = true;  // the byte before the next word is a separator
  bool m_afterClose = false; // … is a quote that closed (and reopens when another follows)
  bool m_lone = false;       // the open cell holds a quote that is neither doubled nor closing
  bool m_broken = false;
  std::size_t m_fieldStart = 0;
  std::size_t m_skip = 0; // bytes before this were escaped by a backslash
  std::uint64_t m_lines = 0;
};

} // namespace easel::csv
