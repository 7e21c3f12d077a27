#include "core/io/csv_encoding.h"

#include "core/base/text.h"

#include <array>
#include <cstring>
#include <vector>

namespace easel {

namespace {

// CP1252 0x80…0x9F; the five unassigned bytes keep their C1 control code.
constexpr std::array<std::uint16_t, 32> kCp1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

constexpr std::size_t kReadBytes = std::size_t{128} << 10;

char byte(std::uint32_t v) { return static_cast<char>(static_cast<unsigned char>(v)); }

void putUtf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out.push_back(byte(c));
  } else if (c < 0x800) {
    out.push_back(byte(0xC0 | (c >> 6)));
    out.push_back(byte(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    out.push_back(byte(0xE0 | (c >> 12)));
    out.push_back(byte(0x80 | ((c >> 6) & 0x3F)));
    out.push_back(byte(0x80 | (c & 0x3F)));
  } else {
    out.push_back(byte(0xF0 | (c >> 18)));
    out.push_back(byte(0x80 | ((c >> 12) & 0x3F)));
    out.push_back(byte(0x80 | ((c >> 6) & 0x3F)));
    out.push_back(byte(0x80 | (c & 0x3F)));
  }
}

/// Drops the mark EF BB BF.
class MarkedUtf8 : public ByteSource {
 public:
  explicit MarkedUtf8(std::unique_ptr<ByteSource> raw) : m_raw(std::move(raw)) {}
  Result<std::size_t> read(char* into, std::size_t n) override {
    if (!m_started) {
      m_started = true;
      while (m_headSize < sizeof m_head) {
        EASEL_TRY(const std::size_t got, m_raw->read(m_head + m_headSize, sizeof m_head - m_headSize));
        if (got == 0)
          break;
        m_headSize += got;
      }
      if (m_headSize == 3 && std::memcmp(m_head, "\xEF\xBB\xBF", 3) == 0)
        m_headAt = 3;
    }
    if (m_headAt < m_headSize) {
      const std::size_t k = std::min(n, m_headSize - m_headAt);
      std::memcpy(into, m_head + m_headAt, k);
      m_headAt += k;
      return k;
    }
    return m_raw->read(into, n);
  }
  std::int64_t position() const override { return m_raw->position(); }

 private:
  std::unique_ptr<ByteSource> m_raw;
  char m_head[3] = {};
  std::size_t m_headSize = 0;
  std::size_t m_headAt = 0;
  bool m_started = false;
};

/// Turns blocks of bytes into UTF-8 text and gives it out in the pieces asked for.
class Decoder : public ByteSource {
 public:
  explicit Decoder(std::unique_ptr<ByteSource> raw) : m_raw(std::move(raw)), m_bytes(kReadBytes) {}
  Result<std::size_t> read(char* into, std::size_t n) override {
    while (m_at == m_text.size() && !m_end) {
      m_text.clear();
      m_at = 0;
      EASEL_TRY(const std::size_t got, m_raw->read(m_bytes.data() + m_kept, m_bytes.size() - m_kept));
      m_end = got == 0;
      const std::size_t have = m_kept + got;
      const std::size_t used = decode(m_bytes.data(), have, m_end, m_text);
      m_kept = m_end ? 0 : have - used;
      std::memmove(m_bytes.data(), m_bytes.data() + used, m_kept);
    }
    const std::size_t k = std::min(n, m_text.size() - m_at);
    std::memcpy(into, m_text.data() + m_at, k);
    m_at += k;
    return k;
  }
  std::int64_t position() const override { return m_raw->position(); }

 protected:
  /// Appends the text of bytes[0, n) and returns how many bytes were used; all of them when `last`.
  virtual std::size_t decode(const char* bytes, std::size_t n, bool last, std::string& out) = 0;

 private:
  std::unique_ptr<ByteSource> m_raw;
  std::vector<char> m_bytes;
  std::size_t m_kept = 0;
  std::string m_text;
  std::size_t m_at = 0;
  bool m_end = false;
};

class OneByteDecoder : public Decoder {
 public:
  OneByteDecoder(std::unique_ptr<ByteSource> raw, bool cp1252) : Decoder(std::move(raw)), m_cp1252(cp1252) {}

 protected:
  std::size_t decode(const char* bytes, std::size_t n, bool, std::string& out) override {
    for (std::size_t i = 0; i < n; ++i) {
      const auto b = static_cast<unsigned char>(bytes[i]);
      if (b < 0x80)
        out.push_back(bytes[i]);
      else
        putUtf8(out, m_cp1252 && b < 0xA0 ? kCp1252[b - 0x80] : b);
    }
    return n;
  }

 private:
  bool m_cp1252;
};

class Utf16Decoder : public Decoder {
 public:
  Utf16Decoder(std::unique_ptr<ByteSource> raw, bool bigEndian) : Decoder(std::move(raw)), m_big(bigEndian) {}

 protected:
  std::size_t decode(const char* bytes, std::size_t n, bool last, std::string& out) override {
    const auto unit = [&](std::size_t i) {
      const auto a = static_cast<unsigned char>(bytes[i]);
      const auto b = static_cast<unsigned char>(bytes[i + 1]);
      return static_cast<std::uint32_t>(m_big ? (a << 8 | b) : (b << 8 | a));
    };
    std::size_t i = 0;
    while (i + 1 < n) {
      const std::uint32_t c = unit(i);
      if (m_first) {
        m_first = false;
        if (c == 0xFEFF) {
          i += 2;
          continue;
        }
      }
      if (c >= 0xD800 && c < 0xDC00) {
        if (i + 3 >= n && !last)
          break;
        const std::uint32_t d = i + 3 < n ? unit(i + 2) : 0;
        if (d >= 0xDC00 && d < 0xE000) {
          putUtf8(out, 0x10000 + ((c - 0xD800) << 10) + (d - 0xDC00));
          i += 4;
        } else {
          putUtf8(out, 0xFFFD);
          i += 2;
        }
        continue;
      }
      putUtf8(out, c >= 0xDC00 && c < 0xE000 ? 0xFFFD : c);
      i += 2;
    }
    if (last && i < n) {
      putUtf8(out, 0xFFFD); // half a character at the end
      i = n;
    }
    return i;
  }

 private:
  bool m_big;
  bool m_first = true;
};

/// A cut at a fixed length may fall into a character: leave its beginning away.
std::string_view withoutCutCharacter(std::string_view text) {
  std::size_t back = 0;
  while (back < 4 && back < text.size()) {
    const auto b = static_cast<unsigned char>(text[text.size() - 1 - back]);
    ++back;
    if (b < 0x80)
      return text;
    if (b >= 0xC0)
      return text.substr(0, text.size() - back);
  }
  return text;
}

Error noText() {
  return Error(ErrorCode::Parse, "The file holds zero bytes: it is not a text file, or it is damaged.",
               "Open it in the program that made it and save it as CSV in UTF-8.");
}

} // namespace

std::string_view encodingId(CsvEncoding encoding) {
  switch (encoding) {
  case CsvEncoding::Auto: return "auto";
  case CsvEncoding::Utf8: return "utf-8";
  case CsvEncoding::Utf16Le: return "utf-16le";
  case CsvEncoding::Utf16Be: return "utf-16be";
  case CsvEncoding::Latin1: return "latin1";
  case CsvEncoding::Cp1252: return "cp1252";
  }
  return "auto";
}

Result<EncodingGuess> guessEncoding(std::string_view head, bool whole, CsvEncoding wanted) {
  EncodingGuess guess;
  if (wanted != CsvEncoding::Auto) {
    guess.encoding = wanted;
    guess.byteOrderMark = (wanted == CsvEncoding::Utf8 && head.starts_with("\xEF\xBB\xBF")) ||
                          (wanted == CsvEncoding::Utf16Le && head.starts_with("\xFF\xFE")) ||
                          (wanted == CsvEncoding::Utf16Be && head.starts_with("\xFE\xFF"));
    guess.reason = "Encoding " + std::string(encodingId(wanted)) + ": as told.";
    return guess;
  }
  const auto found = [&](CsvEncoding encoding, bool mark, std::string why) {
    guess.encoding = encoding;
    guess.byteOrderMark = mark;
    guess.reason = "Encoding " + std::string(encodingId(encoding)) + ": " + std::move(why) + ".";
    return guess;
  };
  if (head.starts_with("\xEF\xBB\xBF"))
    return found(CsvEncoding::Utf8, true, "the file begins with its mark");
  if (head.starts_with("\xFF\xFE"))
    return found(CsvEncoding::Utf16Le, true, "the file begins with its mark");
  if (head.starts_with("\xFE\xFF"))
    return found(CsvEncoding::Utf16Be, true, "the file begins with its mark");
  // Text of our alphabets in UTF-16 has a zero in nearly every second byte, always on the same side.
  const std::string_view sample = head.substr(0, 4096);
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < sample.size(); ++i)
    zeros[i & 1] += sample[i] == '\0';
  const std::size_t half = sample.size() / 2;
  if (half >= 2 && zeros[1] * 2 > half && zeros[0] * 8 < half)
    return found(CsvEncoding::Utf16Le, false, "every second byte is zero");
  if (half >= 2 && zeros[0] * 2 > half && zeros[1] * 8 < half)
    return found(CsvEncoding::Utf16Be, false, "every second byte is zero");
  if (zeros[0] + zeros[1] > 0)
    return noText();
  if (isUtf8(whole ? head : withoutCutCharacter(head)))
    return found(CsvEncoding::Utf8, false, "all bytes seen are valid");
  guess.warning = "The file is not valid UTF-8; it was read as Windows-1252. If letters look wrong, set the encoding.";
  return found(CsvEncoding::Cp1252, false, "the bytes are not valid UTF-8");
}

std::unique_ptr<ByteSource> decoded(std::unique_ptr<ByteSource> raw, CsvEncoding encoding) {
  switch (encoding) {
  case CsvEncoding::Auto:
  case CsvEncoding::Utf8: return std::make_unique<MarkedUtf8>(std::move(raw));
  case CsvEncoding::Utf16Le: return std::make_unique<Utf16Decoder>(std::move(raw), false);
  case CsvEncoding::Utf16Be: return std::make_unique<Utf16Decoder>(std::move(raw), true);
  case CsvEncoding::Latin1: return std::make_unique<OneByteDecoder>(std::move(raw), false);
  case CsvEncoding::Cp1252: return std::make_unique<OneByteDecoder>(std::move(raw), true);
  }
  return raw;
}

} // namespace easel
