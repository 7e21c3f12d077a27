#include "core/store/packing.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace easel {

namespace {
constexpr int kLevel = -3; // storing may not slow an import down; level 1 saves a seventh for twice the time
constexpr std::size_t kSmall = 64;    // not worth a frame
constexpr std::size_t kSample = 4096; // bytes tried before the whole is compressed
constexpr std::size_t kScratch = std::size_t{4} << 20; // kept from one section to the next
constexpr std::uint64_t kDensest = 40'000; // no zstd frame grows more than this when it is unpacked
constexpr std::array<std::int64_t, 5> kDivisors = {86'400'000'000, 3'600'000'000, 60'000'000, 1'000'000, 1'000};

enum class Codec : std::uint8_t { Stored = 0, Zstd = 1 };

struct Compressor {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ~Compressor() { ZSTD_freeCCtx(context); }
};
struct Decompressor {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  ~Decompressor() { ZSTD_freeDCtx(context); }
};

ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<Compressor> own = std::make_unique<Compressor>();
  return own->context;
}
ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<Decompressor> own = std::make_unique<Decompressor>();
  return own->context;
}

template<class T>
void appendNumber(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

/// A slice from the middle shrinks by a quarter at least: less is not worth the time, when storing and when reading.
bool worthwhile(std::span<const std::byte> raw) {
  if (raw.size() < 4 * kSample)
    return raw.size() > kSmall;
  std::array<char, ZSTD_COMPRESSBOUND(kSample)> out;
  const std::size_t n = ZSTD_compressCCtx(compressor(), out.data(), out.size(),
                                          raw.data() + (raw.size() - kSample) / 2, kSample, kLevel);
  return !ZSTD_isError(n) && n < kSample - kSample / 4;
}

void appendSection(std::string& out, std::span<const std::byte> raw) {
  // Compressed beside it: growing the text first would clear memory that is written anyway.
  thread_local std::unique_ptr<char[]> scratch;
  thread_local std::size_t scratchSize = 0;
  std::string_view stored(reinterpret_cast<const char*>(raw.data()), raw.size());
  Codec codec = Codec::Stored;
  if (worthwhile(raw)) {
    if (const std::size_t bound = ZSTD_compressBound(raw.size()); bound > scratchSize) {
      scratch = std::make_unique_for_overwrite<char[]>(bound);
      scratchSize = bound;
    }
    const std::size_t n = ZSTD_compressCCtx(compressor(), scratch.get(), scratchSize, raw.data(), raw.size(), kLevel);
    if (!ZSTD_isError(n) && n < raw.size()) {
      stored = {scratch.get(), n};
      codec = Codec::Zstd;
    }
  }
  appendNumber(out, static_cast<std::uint8_t>(codec));
  appendNumber(out, static_cast<std::uint64_t>(raw.size()));
  appendNumber(out, static_cast<std::uint64_t>(stored.size()));
  out.append(stored);
  if (scratchSize > kScratch) { // one huge text must not be paid for ever after
    scratch.reset();
    scratchSize = 0;
  }
}

int widthOf(std::uint64_t range) { return static_cast<int>((std::bit_width(range) + 7) / 8); }

bool present(const std::uint64_t* validity, std::size_t i) {
  return !validity || ((validity[i >> 6] >> (i & 63)) & 1);
}
std::uint64_t bits(std::int64_t v) { return static_cast<std::uint64_t>(v); }

struct Frame {
  std::int64_t base = 0;
  std::uint64_t divisor = 1;
  std::uint8_t width = 0;
  std::uint8_t differences = 0; // values are differences to the one before
};

/// Smallest and largest of the present values; false when there is none.
bool rangeOf(std::span<const std::int64_t> values, const std::uint64_t* validity, std::int64_t& low, std::int64_t& high) {
  low = std::numeric_limits<std::int64_t>::max();
  high = std::numeric_limits<std::int64_t>::min();
  // Local copies and no look at the bitmap where all are present, so that the compiler does eight values at a time.
  std::int64_t least = low;
  std::int64_t most = high;
  const auto take = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      least = std::min(least, values[i]);
      most = std::max(most, values[i]);
    }
  };
  if (!validity) {
    take(0, values.size());
  } else {
    for (std::size_t w = 0; w < (values.size() + 63) / 64; ++w) {
      const std::size_t end = std::min(values.size(), w * 64 + 64);
      if (validity[w] == ~std::uint64_t{0}) {
        take(w * 64, end);
        continue;
      }
      for (std::uint64_t here = validity[w]; here; here &= here - 1) {
        const std::int64_t v = values[w * 64 + static_cast<std::size_t>(std::countr_zero(here))];
        least = std::min(least, v);
        most = std::max(most, v);
      }
    }
  }
  low = least;
  high = most;
  return low <= high;
}

/// Times often are whole seconds, minutes or days.
std::uint64_t commonDivisor(std::span<const std::int64_t> values, const std::uint64_t* validity, std::int64_t base) {
  for (const std::int64_t d : kDivisors) {
    const auto divisor = static_cast<std::uint64_t>(d);
    std::size_t i = 0;
    while (i < values.size() && (!present(validity, i) || (bits(values[i]) - bits(base)) % divisor == 0))
      ++i;
    if (i == values.size())
      return divisor;
  }
  return 1;
}
/// value(i) in T for all i; the compiler does many at a time.
template<class T, class F>
void putAs(std::byte* to, std::size_t n, const F& value) {
  for (std::size_t i = 0; i < n; ++i) {
    const T v = static_cast<T>(value(i));
    std::memcpy(to + i * sizeof(T), &v, sizeof(T));
  }
}

/// What is above the frame's base, w bytes each, 0 where missing. 8 bytes behind the last are written over.
void putNarrow(std::byte* to, std::size_t w, std::span<const std::int64_t> values, const Frame& frame,
               const std::uint64_t* validity) {
  const std::uint64_t base = bits(frame.base);
  const std::int64_t* source = values.data();
  const auto put = [&](const auto& value) {
    const std::size_t n = values.size();
    if (w == 1)
      putAs<std::uint8_t>(to, n, value);
    else if (w == 2)
      putAs<std::uint16_t>(to, n, value);
    else if (w == 4)
      putAs<std::uint32_t>(to, n, value);
    else
      for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t v = value(i);
        std::memcpy(to + i * w, &v, sizeof v); // the next overwrites what is too much
      }
  };
  const std::uint64_t divisor = frame.divisor;
  if (divisor != 1)
    put([=](std::size_t i) { return present(validity, i) ? (bits(source[i]) - base) / divisor : 0; });
  else if (validity)
    put([=](std::size_t i) { return (bits(source[i]) - base) & (0 - ((validity[i >> 6] >> (i & 63)) & 1)); });
  else
    put([=](std::size_t i) { return bits(source[i]) - base; });
}
} // namespace

Error damagedBytes(std::string_view what) {
  return Error(ErrorCode::Corrupt, "A stored piece of data is damaged: " + std::string(what) + ".",
               "Import the data again, or restore the project from a copy.");
}

Result<std::string_view> PackedReader::bytes(std::uint64_t n) {
  if (n > m_rest.size())
    return damagedBytes("it ends too early");
  const std::string_view taken = m_rest.substr(0, n);
  m_rest.remove_prefix(n);
  return taken;
}

Hash Draft::hash() const {
  Hasher hasher;
  hasher.add(std::string_view(m_plain));
  for (const Part& part : m_sections)
    hasher.add(std::uint64_t{part.at}).add(std::uint64_t{part.bytes.size()}).add(part.bytes);
  return hasher.finish();
}

std::string Draft::seal() const {
  std::string out;
  std::size_t from = 0;
  for (const Part& part : m_sections) {
    out.append(m_plain, from, part.at - from);
    from = part.at;
    appendSection(out, part.bytes);
  }
  out.append(m_plain, from);
  appendChecksum(out);
  return out;
}

Result<PackedSection> PackedSection::read(PackedReader& in) {
  PackedSection s;
  EASEL_TRY(const auto codec, in.number<std::uint8_t>());
  EASEL_TRY(s.m_size, in.number<std::uint64_t>());
  EASEL_TRY(const auto stored, in.number<std::uint64_t>());
  EASEL_TRY(s.m_stored, in.bytes(stored));
  if (codec > static_cast<std::uint8_t>(Codec::Zstd) || s.m_size / kDensest > stored)
    return damagedBytes("its form is unknown");
  s.m_compressed = codec == static_cast<std::uint8_t>(Codec::Zstd);
  const std::uint64_t inside = s.m_compressed ? ZSTD_getFrameContentSize(s.m_stored.data(), s.m_stored.size()) : stored;
  if (inside != s.m_size)
    return damagedBytes("its sizes do not fit together");
  return s;
}

Result<void> PackedSection::unpack(std::byte* into) const {
  if (m_size == 0)
    return {};
  if (!m_compressed) {
    std::memcpy(into, m_stored.data(), m_size);
    return {};
  }
  const std::size_t n = ZSTD_decompressDCtx(decompressor(), into, m_size, m_stored.data(), m_stored.size());
  if (ZSTD_isError(n) || n != m_size)
    return damagedBytes("it cannot be unpacked");
  return {};
}

void Draft::integers(std::span<const std::int64_t> values, const std::uint64_t* validity) {
  Frame frame;
  std::int64_t low = 0;
  std::int64_t high = 0;
  Scratch<std::int64_t> differences;
  if (rangeOf(values, validity, low, high)) {
    frame.base = low;
    frame.width = static_cast<std::uint8_t>(widthOf(bits(high) - bits(low)));
    if (frame.width > 3) {
      frame.divisor = commonDivisor(values, validity, low);
      frame.width = static_cast<std::uint8_t>(widthOf((bits(high) - bits(low)) / frame.divisor));
    }
    // Counters and times in order: the steps are smaller than the values. Only where nothing is missing.
    if (frame.width > 1 && !validity && values.size() > 1) {
      differences.resize(values.size());
      differences[0] = 0;
      for (std::size_t i = 1; i < values.size(); ++i)
        differences[i] = static_cast<std::int64_t>(bits(values[i]) - bits(values[i - 1]));
      std::int64_t least = 0;
      std::int64_t most = 0;
      rangeOf(std::span(differences).subspan(1), nullptr, least, most);
      const int width = widthOf(bits(most) - bits(least));
      if (width + 1 < frame.width || width == 0) {
        differences[0] = least;
        frame = {least, 1, static_cast<std::uint8_t>(width), 1};
      } else {
        differences.clear();
      }
    }
  }
  number(frame.base);
  number(frame.divisor);
  number(frame.width);
  number(frame.differences);
  if (frame.differences)
    number(values[0]);
  if (frame.width == 0)
    return;
  const std::span<const std::int64_t> source = frame.differences ? std::span<const std::int64_t>(differences) : values;
  const std::size_t w = frame.width;
  Scratch<std::byte> packed(source.size() * w + 8);
  putNarrow(packed.data(), w, source, frame, frame.differences ? nullptr : validity);
  section(std::move(packed), source.size() * w);
}

Result<void> readIntegers(PackedReader& in, std::span<std::int64_t> values, const std::uint64_t* validity) {
  Frame frame;
  std::int64_t first = 0;
  EASEL_TRY(frame.base, in.number<std::int64_t>());
  EASEL_TRY(frame.divisor, in.number<std::uint64_t>());
  EASEL_TRY(frame.width, in.number<std::uint8_t>());
  EASEL_TRY(frame.differences, in.number<std::uint8_t>());
  if (frame.width > 8 || frame.differences > 1)
    return damagedBytes("its numbers have an unknown form");
  if (frame.differences) {
    EASEL_TRY(first, in.number<std::int64_t>());
  }
  const std::size_t w = frame.width;
  if (w == 0) {
    std::fill(values.begin(), values.end(), frame.base);
  } else {
    EASEL_TRY(const PackedSection section, PackedSection::read(in));
    if (section.size() != values.size() * w)
      return damagedBytes("it has another number of values");
    Scratch<std::byte> packed(section.size() + 8);
    EASEL_CHECK(section.unpack(packed.data()));
    const std::uint64_t mask = w == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * w)) - 1;
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::uint64_t v;
      std::memcpy(&v, packed.data() + i * w, 8);
      values[i] = static_cast<std::int64_t>(bits(frame.base) + (v & mask) * frame.divisor);
    }
  }
  if (frame.differences && !values.empty()) {
    values[0] = first;
    for (std::size_t i = 1; i < values.size(); ++i)
      values[i] = static_cast<std::int64_t>(bits(values[i - 1]) + bits(values[i]));
  }
  if (validity)
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = present(validity, i) ? values[i] : 0;
  return {};
}

namespace {
std::uint32_t sumOf(std::uint32_t start, std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32_z(start, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}
std::uint32_t sumWith(std::uint32_t sum, std::int64_t place) {
  return sumOf(sum, {reinterpret_cast<const char*>(&place), sizeof place});
}
} // namespace

void appendChecksum(std::string& out) {
  const std::uint32_t sum = sumOf(0, out);
  appendNumber(out, sum);
}

void bindChecksum(std::string& sealed, std::int64_t place) {
  std::uint32_t sum = 0;
  char* end = sealed.data() + sealed.size() - sizeof sum;
  std::memcpy(&sum, end, sizeof sum);
  sum = sumWith(sum, place);
  std::memcpy(end, &sum, sizeof sum);
}

Result<std::string_view> checked(std::string_view bytes, std::optional<std::int64_t> place) {
  std::uint32_t expected = 0;
  if (bytes.size() < sizeof expected)
    return damagedBytes("it ends too early");
  const std::string_view body = bytes.substr(0, bytes.size() - sizeof expected);
  std::memcpy(&expected, bytes.data() + body.size(), sizeof expected);
  const std::uint32_t sum = sumOf(0, body);
  if ((place ? sumWith(sum, *place) : sum) != expected)
    return damagedBytes("its checksum is wrong");
  return body;
}

} // namespace easel
