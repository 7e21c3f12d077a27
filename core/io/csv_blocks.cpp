#include "core/io/csv_blocks.h"

#include "core/base/text.h"
#include "core/table/types.h"

#include <algorithm>

namespace easel::csv {

namespace {
constexpr std::size_t kLongestLine = std::size_t{1} << 30;
/// A quoted cell of several lines that is longer than this was never closed.
constexpr std::size_t kLongestQuoted = std::size_t{16} << 20;
/// Blocks that grow to this are cut after any line, not only every 64.
constexpr std::size_t kBigBlock = std::size_t{32} << 20;

/// The byte after the n-th (from 1) bit of a word.
std::size_t afterBit(std::uint64_t bits, std::size_t n) {
  for (; n > 1; --n)
    bits &= bits - 1;
  return static_cast<std::size_t>(std::countr_zero(bits)) + 1;
}

/// After the line end that follows `from`, or `size`.
std::size_t lineEnd(const char* text, std::size_t from, std::size_t size) {
  std::size_t end = from;
  while (end < size && text[end] != '\n' && text[end] != '\r')
    ++end;
  if (end + 1 < size && text[end] == '\r' && text[end + 1] == '\n')
    ++end;
  return std::min(size, end + 1);
}

std::int64_t countLineEnds(const char* text, std::size_t n) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < n; ++i)
    count += text[i] == '\n' || (text[i] == '\r' && (i + 1 == n || text[i + 1] != '\n'));
  return count;
}

struct Place {
  std::size_t at = 0;
  std::size_t lines = 0;
  std::int64_t physical = 0;
};
} // namespace

void TextBuffer::grow(std::size_t capacity, std::size_t keep) {
  if (capacity <= m_capacity)
    return;
  std::unique_ptr<char[]> bigger(new char[capacity + 192]);
  std::memset(bigger.get(), '\r', 64);
  if (keep)
    std::memcpy(bigger.get() + 64, data(), keep);
  m_memory = std::move(bigger);
  m_capacity = capacity;
}

BlockReader::BlockReader(std::unique_ptr<ByteSource> source, const Dialect& dialect, const Start& start,
                         std::size_t blockBytes)
    : m_source(std::move(source)), m_dialect(dialect), m_start(start),
      m_blockBytes(std::max<std::size_t>(blockBytes, 1)), m_line(start.lines + 1) {}

Result<void> BlockReader::skip() {
  m_skipped = true;
  std::vector<char> waste(std::min<std::size_t>(std::max<std::size_t>(m_start.bytes, 1), std::size_t{1} << 20));
  for (std::size_t left = m_start.bytes; left > 0;) {
    EASEL_TRY(const std::size_t got, m_source->read(waste.data(), std::min(left, waste.size())));
    if (got == 0)
      break;
    left -= got;
  }
  return {};
}

Result<void> BlockReader::fill(Block& block, std::size_t& size, std::size_t target) {
  while (size < target && !m_end) {
    EASEL_TRY(const std::size_t got, m_source->read(block.text.data() + size, target - size));
    if (got == 0)
      m_end = true;
    size += got;
  }
  return {};
}

Result<bool> BlockReader::next(Block& block) {
  if (!m_skipped)
    EASEL_CHECK(skip());
  const std::uint64_t limit = m_start.maxRows < 0 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(m_start.maxRows);
  if (m_slots >= limit)
    return false;
  const std::size_t row = static_cast<std::size_t>(m_slots & (kChunkRows - 1));
  const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(kChunkRows - row, limit - m_slots));

  std::size_t target = m_blockBytes;
  std::size_t size = m_rest.size();
  block.text.grow(std::max(target, size) + 1, 0);
  if (size)
    std::memcpy(block.text.data(), m_rest.data(), size);
  m_rest.clear();
  block.broken.clear();

  Scanner scanner(m_dialect, block.text.data());
  scanner.start(0);
  std::size_t at = 0;   // scanned up to here
  Place here{0, 0, 0};  // the start of the line being scanned
  Place cut{0, 0, 0};   // the last good place to cut
  std::int64_t physical = 0; // line ends before `at`, also those in quotes
  bool full = false;
  const auto reached = [&] {
    if (here.lines >= room || here.lines % 64 == 0)
      cut = here;
    full = here.lines >= room;
  };
  const auto breakLine = [&] { // the line at `here` has a quote that is never closed: go on after the line it stands in
    const char* text = block.text.data();
    BrokenQuote b{here.at, lineEnd(text, scanner.fieldStart(), size), scanner.fieldStart()};
    block.broken.push_back(b);
    here = {b.end, here.lines + 1, here.physical + countLineEnds(text + b.begin, b.end - b.begin)};
    at = b.end;
    physical = here.physical;
    scanner.start(at);
    reached();
  };
  for (;;) {
    EASEL_CHECK(fill(block, size, target));
    char* text = block.text.data();
    if (m_end && size > 0 && text[size - 1] != '\n' && text[size - 1] != '\r')
      text[size++] = '\n';
    std::memset(text + size, '\r', 64);
    scanner.moveData(text);
    const std::size_t stop = m_end ? size : (size > 64 ? size - 64 : 0);
    while (at < stop && !full && (m_end || at + 64 <= stop)) {
      const Separators found = scanner.next(at, lowBits(size - at));
      if (found.lineEnds) {
        const auto n = static_cast<std::size_t>(std::popcount(found.lineEnds));
        const std::size_t wanted = std::min(room, (here.lines / 64 + 1) * 64);
        if (here.lines + n >= wanted) {
          const std::size_t end = afterBit(found.lineEnds, wanted - here.lines);
          cut = {at + end, wanted, physical + std::popcount(scanner.lines() & lowBits(end))};
          full = wanted == room;
        }
        const auto end = 64 - static_cast<std::size_t>(std::countl_zero(found.lineEnds));
        here = {at + end, here.lines + n, physical + std::popcount(scanner.lines() & lowBits(end))};
      }
      if (full)
        break;
      if (scanner.broken() || (m_end && at + 64 >= size && scanner.inQuote())) {
        breakLine();
        continue;
      }
      physical += std::popcount(scanner.lines());
      at += 64;
    }
    if (!full && m_end)
      cut = here;
    if (full || m_end || cut.at > 0)
      break;
    if (scanner.inQuote() && at > scanner.fieldStart() + kLongestQuoted &&
        lineEnd(text, scanner.fieldStart(), at) < at) {
      breakLine();
      continue;
    }
    if (size >= kBigBlock && here.at > 0) {
      cut = here;
      break;
    }
    if (size - here.at >= kLongestLine)
      return Error(ErrorCode::Unsupported, "Line " + formatCount(m_line + here.physical) + " is longer than 1 GB.",
                   "Check that the file is a table and that its quotes are closed.");
    target = size + std::max(m_blockBytes, std::min(size, std::size_t{64} << 20));
    block.text.grow(target + 1, size);
  }
  m_rest.assign(block.text.data() + cut.at, block.text.data() + size);
  std::memset(block.text.data() + cut.at, '\r', 64); // whoever looks ahead must find the line ended
  while (!block.broken.empty() && block.broken.back().begin >= cut.at)
    block.broken.pop_back();
  if (cut.lines == 0)
    return false;
  block.size = cut.at;
  block.index = m_index++;
  block.chunk = static_cast<std::size_t>(m_slots >> kChunkShift);
  block.row = row;
  block.lines = cut.lines;
  block.line = m_line;
  m_line += cut.physical;
  m_slots = (m_slots + cut.lines + 63) / 64 * 64;
  block.closesChunk = (m_slots & (kChunkRows - 1)) == 0 || (m_end && m_rest.empty()) || m_slots >= limit;
  return true;
}

} // namespace easel::csv
