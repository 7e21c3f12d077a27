#include "core/store/chunk_format.h"

#include "core/store/packing.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

namespace easel {

namespace {
constexpr std::uint8_t kVersion = 1;
constexpr char kChunkMark = 'C';
constexpr char kDictionaryMark = 'D';
constexpr char kBytesMark = 'B';

enum class Transform : std::uint8_t { Raw = 0, Integers = 1, Bits = 2, Decimals = 3 };

constexpr std::uint64_t kDensest = 40'000; // more texts than this a stored byte there cannot be
constexpr int kMaxExponent = 15;
constexpr std::array<double, kMaxExponent + 1> kPowers = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                          1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
constexpr double kRounder = 6755399441055744.0; // 2^52 + 2^51: adding it rounds to an integer below 2^51
constexpr double kLargestInteger = 2251799813685248.0; // 2^51

Draft draftOf(char mark) {
  Draft draft;
  draft.number('E');
  draft.number(mark);
  draft.number(kVersion);
  return draft;
}

Result<void> readHead(PackedReader& in, char mark) {
  EASEL_TRY(const std::string_view head, in.bytes(3));
  if (head[0] != 'E' || head[1] != mark)
    return damagedBytes("it is something else");
  if (static_cast<std::uint8_t>(head[2]) != kVersion)
    return Error(ErrorCode::Newer, "A stored piece of data was written by a newer version of Easel.",
                 "Install the newer version.");
  return {};
}

/// The integer m with m / 10^e == v to the last bit, if there is one.
bool asDecimal(double v, double power, std::int64_t& m) {
  const double scaled = v * power;
  const bool small = std::abs(scaled) < kLargestInteger; // false for NaN
  const double rounded = ((small ? scaled : 0.0) + kRounder) - kRounder;
  m = static_cast<std::int64_t>(rounded);
  return small && std::bit_cast<std::uint64_t>(rounded / power) == std::bit_cast<std::uint64_t>(v);
}

/// The smallest exponent that fits nearly all of a sample; -1: these are not decimals.
int decimalExponent(const Chunk& chunk) {
  const double* v = chunk.values<double>();
  const std::size_t step = std::max<std::size_t>(1, chunk.size() / 64);
  int exponent = 0;
  std::size_t seen = 0;
  std::size_t unfit = 0;
  for (std::size_t i = 0; i < chunk.size(); i += step) {
    if (!chunk.valid(i))
      continue;
    ++seen;
    std::int64_t m = 0;
    int e = 0;
    while (e <= kMaxExponent && !asDecimal(v[i], kPowers[static_cast<std::size_t>(e)], m))
      ++e;
    if (e > kMaxExponent)
      ++unfit;
    else
      exponent = std::max(exponent, e);
  }
  return unfit * 16 > seen ? -1 : exponent;
}

/// False (and nothing appended) when too many values are no decimals.
bool appendDecimals(Draft& draft, const Chunk& chunk, const std::uint64_t* validity) {
  const int exponent = decimalExponent(chunk);
  if (exponent < 0)
    return false;
  const double power = kPowers[static_cast<std::size_t>(exponent)];
  const std::size_t n = chunk.size();
  const double* v = chunk.values<double>();
  Scratch<std::int64_t> integers(n);
  Scratch<std::uint8_t> fits(n);
  for (std::size_t i = 0; i < n; ++i)
    fits[i] = asDecimal(v[i], power, integers[i]);
  std::vector<std::uint32_t> rows;
  std::vector<double> values;
  std::int64_t stand = 0; // what stands in for an exception: any fitting value, so that the range stays narrow
  for (std::size_t i = 0; i < n && stand == 0; ++i)
    if (fits[i] && chunk.valid(i))
      stand = integers[i];
  for (std::size_t i = 0; i < n; ++i)
    if (!fits[i]) {
      rows.push_back(static_cast<std::uint32_t>(i));
      values.push_back(v[i]);
      integers[i] = stand;
    }
  if (rows.size() > n / 16 + 1)
    return false;
  draft.number(Transform::Decimals);
  draft.number(static_cast<std::uint8_t>(exponent));
  draft.number(static_cast<std::uint32_t>(rows.size()));
  draft.integers(integers, validity);
  draft.section(rows);
  draft.section(values);
  return true;
}

Result<void> readDecimals(PackedReader& in, std::span<double> values, const std::uint64_t* validity) {
  EASEL_TRY(const auto exponent, in.number<std::uint8_t>());
  EASEL_TRY(const auto exceptions, in.number<std::uint32_t>());
  if (exponent > kMaxExponent || exceptions > values.size())
    return damagedBytes("its numbers have an unknown form");
  Scratch<std::int64_t> integers(values.size());
  EASEL_CHECK(readIntegers(in, integers, validity));
  const double power = kPowers[exponent];
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<double>(integers[i]) / power;
  EASEL_TRY(const PackedSection rowSection, PackedSection::read(in));
  EASEL_TRY(const PackedSection valueSection, PackedSection::read(in));
  if (rowSection.size() != exceptions * sizeof(std::uint32_t) || valueSection.size() != exceptions * sizeof(double))
    return damagedBytes("its sizes do not fit together");
  std::vector<std::uint32_t> rows(exceptions);
  std::vector<double> exact(exceptions);
  EASEL_CHECK(rowSection.unpack(reinterpret_cast<std::byte*>(rows.data())));
  EASEL_CHECK(valueSection.unpack(reinterpret_cast<std::byte*>(exact.data())));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] >= values.size())
      return damagedBytes("its sizes do not fit together");
    values[rows[i]] = exact[i];
  }
  return {};
}

template<class T>
Scratch<std::int64_t> widened(const T* values, std::size_t n) {
  return Scratch<std::int64_t>(values, values + n);
}

template<class T>
Buffer narrowed(std::span<const std::int64_t> values) {
  MutableBuffer buffer(values.size() * sizeof(T));
  T* to = buffer.as<T>();
  for (std::size_t i = 0; i < values.size(); ++i)
    to[i] = static_cast<T>(values[i]);
  return std::move(buffer).share();
}

Scratch<std::int64_t> lengthsOf(const std::uint32_t* offsets, std::size_t n) {
  Scratch<std::int64_t> lengths(n);
  for (std::size_t i = 0; i < n; ++i)
    lengths[i] = static_cast<std::int64_t>(offsets[i + 1]) - offsets[i];
  return lengths;
}

std::span<const std::byte> textBytes(const Chunk& chunk) {
  const std::uint32_t* offsets = chunk.values<std::uint32_t>();
  return chunk.byteBuffer().bytes().subspan(offsets[0], offsets[chunk.size()] - offsets[0]);
}

struct Texts {
  Buffer offsets, bytes;
};

/// n lengths and their bytes.
Result<Texts> readTexts(PackedReader& in, std::size_t n) {
  std::vector<std::int64_t> lengths(n);
  EASEL_CHECK(readIntegers(in, lengths, nullptr));
  EASEL_TRY(const PackedSection section, PackedSection::read(in));
  MutableBuffer offsets((n + 1) * sizeof(std::uint32_t));
  std::uint64_t end = 0;
  offsets.as<std::uint32_t>()[0] = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (lengths[i] < 0 || static_cast<std::uint64_t>(lengths[i]) > section.size() - end)
      return damagedBytes("its texts do not fit together");
    end += static_cast<std::uint64_t>(lengths[i]);
    offsets.as<std::uint32_t>()[i + 1] = static_cast<std::uint32_t>(end);
  }
  if (end != section.size() || end > 0xFFFF'FFFFU)
    return damagedBytes("its texts do not fit together");
  MutableBuffer bytes(end);
  EASEL_CHECK(section.unpack(bytes.data()));
  return Texts{std::move(offsets).share(), std::move(bytes).share()};
}

void appendValues(Draft& draft, const Chunk& chunk, const std::uint64_t* validity) {
  const std::size_t n = chunk.size();
  const auto integers = [&](std::span<const std::int64_t> values) {
    draft.number(Transform::Integers);
    draft.integers(values, validity);
  };
  const auto raw = [&] {
    draft.number(Transform::Raw);
    draft.section(chunk.valueBuffer().bytes().first(n * chunk.dimension() * dataTypeSize(chunk.type())));
  };
  switch (chunk.type()) {
  case DataType::Bool: {
    std::vector<std::uint64_t> words(Bitmap::wordsFor(n));
    const std::uint8_t* v = chunk.values<std::uint8_t>();
    for (std::size_t i = 0; i < n; ++i)
      words[i >> 6] |= static_cast<std::uint64_t>(v[i] & 1) << (i & 63);
    draft.number(Transform::Bits);
    draft.section(words);
    return;
  }
  case DataType::Int64:
  case DataType::Timestamp:
  case DataType::Duration: return integers({chunk.values<std::int64_t>(), n});
  case DataType::Date: return integers(widened(chunk.values<std::int32_t>(), n));
  case DataType::Category: return integers(widened(chunk.values<std::uint32_t>(), n));
  case DataType::Float64:
    if (!appendDecimals(draft, chunk, validity))
      raw();
    return;
  case DataType::Vector: return raw();
  case DataType::Text:
  case DataType::Image:
    draft.number(Transform::Raw);
    draft.integers(lengthsOf(chunk.values<std::uint32_t>(), n), nullptr);
    draft.section(textBytes(chunk));
    return;
  }
}

struct Values {
  Buffer values, bytes;
};

Result<Values> readValues(PackedReader& in, const ChunkShape& shape, const std::uint64_t* validity) {
  const std::size_t n = shape.rows;
  EASEL_TRY(const auto id, in.number<std::uint8_t>());
  const auto transform = static_cast<Transform>(id);
  if (hasBytes(shape.type)) {
    EASEL_TRY(Texts texts, readTexts(in, n));
    return Values{std::move(texts.offsets), std::move(texts.bytes)};
  }
  if (transform == Transform::Bits && shape.type == DataType::Bool) {
    EASEL_TRY(const PackedSection section, PackedSection::read(in));
    std::vector<std::uint64_t> words(Bitmap::wordsFor(n));
    if (section.size() != words.size() * sizeof(std::uint64_t))
      return damagedBytes("it has another number of values");
    EASEL_CHECK(section.unpack(reinterpret_cast<std::byte*>(words.data())));
    MutableBuffer buffer(n);
    for (std::size_t i = 0; i < n; ++i)
      buffer.as<std::uint8_t>()[i] = static_cast<std::uint8_t>((words[i >> 6] >> (i & 63)) & 1);
    return Values{std::move(buffer).share(), {}};
  }
  if (transform == Transform::Decimals && shape.type == DataType::Float64) {
    MutableBuffer buffer(n * sizeof(double));
    EASEL_CHECK(readDecimals(in, {buffer.as<double>(), n}, validity));
    return Values{std::move(buffer).share(), {}};
  }
  const bool plain = shape.type == DataType::Float64 || shape.type == DataType::Vector;
  if (transform == Transform::Raw && plain) {
    EASEL_TRY(const PackedSection section, PackedSection::read(in));
    if (section.size() != n * shape.dimension * dataTypeSize(shape.type))
      return damagedBytes("it has another number of values");
    MutableBuffer buffer(section.size());
    EASEL_CHECK(section.unpack(buffer.data()));
    return Values{std::move(buffer).share(), {}};
  }
  if (transform != Transform::Integers || plain || shape.type == DataType::Bool)
    return damagedBytes("its values have an unknown form");
  if (dataTypeSize(shape.type) == sizeof(std::int64_t)) {
    MutableBuffer buffer(n * sizeof(std::int64_t));
    EASEL_CHECK(readIntegers(in, {buffer.as<std::int64_t>(), n}, validity));
    return Values{std::move(buffer).share(), {}};
  }
  Scratch<std::int64_t> integers(n);
  EASEL_CHECK(readIntegers(in, integers, validity));
  if (shape.type == DataType::Date)
    return Values{narrowed<std::int32_t>(integers), {}};
  std::uint64_t highest = 0;
  for (std::size_t i = 0; i < n; ++i)
    highest = std::max(highest, static_cast<std::uint64_t>(integers[i]));
  // A missing row's code is 0, which an all-missing column without levels has too.
  if (highest > 0 && highest >= shape.levels)
    return damagedBytes("it names a category that does not exist");
  return Values{narrowed<std::uint32_t>(integers), {}};
}
} // namespace

Draft packChunk(const Chunk& chunk) {
  Draft draft = draftOf(kChunkMark);
  draft.number(chunk.type());
  draft.number(static_cast<std::uint32_t>(chunk.size()));
  draft.number(static_cast<std::uint32_t>(chunk.dimension()));
  draft.number(static_cast<std::uint32_t>(chunk.missing()));
  const std::uint64_t* validity = chunk.missing() > 0 ? chunk.validity().words() : nullptr;
  if (validity)
    draft.section(std::as_bytes(std::span(validity, Bitmap::wordsFor(chunk.size()))));
  appendValues(draft, chunk, validity);
  return draft;
}

Result<ChunkPtr> decodeChunk(std::string_view bytes, const ChunkShape& shape, std::optional<std::int64_t> place) {
  EASEL_TRY(const std::string_view body, checked(bytes, place));
  PackedReader in(body);
  EASEL_CHECK(readHead(in, kChunkMark));
  EASEL_TRY(const auto type, in.number<std::uint8_t>());
  EASEL_TRY(const auto rows, in.number<std::uint32_t>());
  EASEL_TRY(const auto dimension, in.number<std::uint32_t>());
  EASEL_TRY(const auto missing, in.number<std::uint32_t>());
  if (type != static_cast<std::uint8_t>(shape.type) || rows != shape.rows || rows > kChunkRows ||
      dimension != shape.dimension || dimension > 0xFF'FFFFU || missing != shape.missing || missing > rows)
    return damagedBytes("it is not what the table expects");
  Bitmap validity;
  if (missing > 0) {
    EASEL_TRY(const PackedSection section, PackedSection::read(in));
    const std::size_t words = Bitmap::wordsFor(rows);
    if (section.size() != words * sizeof(std::uint64_t))
      return damagedBytes("it has another number of values");
    MutableBuffer buffer(section.size());
    EASEL_CHECK(section.unpack(buffer.data()));
    if (rows % 64)
      buffer.as<std::uint64_t>()[words - 1] &= (std::uint64_t{1} << (rows % 64)) - 1;
    validity = Bitmap(std::move(buffer).share(), rows);
    if (validity.countZeros() != missing)
      return damagedBytes("it is not what the table expects");
  }
  EASEL_TRY(Values values, readValues(in, shape, missing > 0 ? validity.words() : nullptr));
  if (!in.atEnd())
    return damagedBytes("there is something behind its end");
  return ChunkPtr(std::make_shared<Chunk>(shape.type, rows, std::move(values.values), std::move(validity),
                                          std::move(values.bytes), dimension));
}

Draft packDictionary(const Dictionary& dictionary) {
  std::vector<std::int64_t> lengths;
  std::vector<char> bytes;
  lengths.reserve(dictionary.size());
  for (const std::string& value : dictionary.values()) {
    lengths.push_back(static_cast<std::int64_t>(value.size()));
    bytes.insert(bytes.end(), value.begin(), value.end());
  }
  Draft draft = draftOf(kDictionaryMark);
  draft.number(static_cast<std::uint8_t>(dictionary.ordered()));
  draft.number(static_cast<std::uint64_t>(dictionary.size()));
  draft.integers(lengths, nullptr);
  draft.section(bytes);
  return draft;
}

Result<DictionaryPtr> decodeDictionary(std::string_view bytes, std::optional<std::int64_t> place) {
  EASEL_TRY(const std::string_view body, checked(bytes, place));
  PackedReader in(body);
  EASEL_CHECK(readHead(in, kDictionaryMark));
  EASEL_TRY(const auto ordered, in.number<std::uint8_t>());
  EASEL_TRY(const auto count, in.number<std::uint64_t>());
  if (count > 0xFFFF'FFFFU || count / kDensest > body.size())
    return damagedBytes("its texts do not fit together");
  std::vector<std::int64_t> lengths(count);
  EASEL_CHECK(readIntegers(in, lengths, nullptr));
  EASEL_TRY(const PackedSection section, PackedSection::read(in));
  std::string text(section.size(), '\0');
  EASEL_CHECK(section.unpack(reinterpret_cast<std::byte*>(text.data())));
  std::vector<std::string> values;
  values.reserve(count);
  std::size_t at = 0;
  for (const std::int64_t length : lengths) {
    if (length < 0 || static_cast<std::uint64_t>(length) > text.size() - at)
      return damagedBytes("its texts do not fit together");
    values.push_back(text.substr(at, static_cast<std::size_t>(length)));
    at += static_cast<std::size_t>(length);
  }
  if (at != text.size() || !in.atEnd())
    return damagedBytes("its texts do not fit together");
  return DictionaryPtr(std::make_shared<const Dictionary>(std::move(values), ordered != 0));
}

Draft packBytes(std::string_view raw) {
  Draft draft = draftOf(kBytesMark);
  draft.section(std::as_bytes(std::span(raw)));
  return draft;
}

Result<std::string> decodeBytes(std::string_view bytes, std::optional<std::int64_t> place) {
  EASEL_TRY(const std::string_view body, checked(bytes, place));
  PackedReader in(body);
  EASEL_CHECK(readHead(in, kBytesMark));
  EASEL_TRY(const PackedSection section, PackedSection::read(in));
  std::string raw(section.size(), '\0');
  EASEL_CHECK(section.unpack(reinterpret_cast<std::byte*>(raw.data())));
  if (!in.atEnd())
    return damagedBytes("there is something behind its end");
  return raw;
}

} // namespace easel
