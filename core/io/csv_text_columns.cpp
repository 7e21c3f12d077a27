#include "core/io/csv_text_columns.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <unordered_map>

namespace easel::csv {

namespace {
/// Mixes 8 bytes at a time (a multiplicative hash; only for tables in memory, never stored).
std::uint32_t hashOf(const char* s, std::size_t n) {
  constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;
  std::uint64_t h = n * kOdd;
  while (n > 8) {
    std::uint64_t v = 0;
    std::memcpy(&v, s, 8);
    h = (h ^ v) * kOdd;
    h ^= h >> 29;
    s += 8;
    n -= 8;
  }
  std::uint64_t v = 0;
  if (n == 8)
    std::memcpy(&v, s, 8);
  else
    std::memcpy(&v, s, n);
  h = (h ^ v) * kOdd;
  h ^= h >> 32;
  return static_cast<std::uint32_t>(h);
}
} // namespace

std::uint32_t WordTable::code(std::string_view text, std::uint64_t row) {
  if (m_words.size() * 2 >= m_slots.size())
    rehash();
  const std::uint32_t hash = hashOf(text.data(), text.size());
  const std::size_t mask = m_slots.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    const std::uint32_t code = m_slots[i];
    if (code == 0) {
      m_words.push_back({m_bytes.size(), static_cast<std::uint32_t>(text.size()), hash, row});
      m_bytes.insert(m_bytes.end(), text.begin(), text.end());
      m_slots[i] = static_cast<std::uint32_t>(m_words.size());
      return m_slots[i];
    }
    const Word& w = m_words[code - 1];
    if (w.hash == hash && w.size == text.size() && std::memcmp(m_bytes.data() + w.offset, text.data(), w.size) == 0)
      return code;
  }
}

void WordTable::rehash() {
  m_slots.assign(std::max<std::size_t>(64, m_slots.size() * 2), 0);
  const std::size_t mask = m_slots.size() - 1;
  for (std::size_t k = 0; k < m_words.size(); ++k) {
    std::size_t i = m_words[k].hash & mask;
    while (m_slots[i])
      i = (i + 1) & mask;
    m_slots[i] = static_cast<std::uint32_t>(k + 1);
  }
}

std::vector<std::string> mergeWords(const std::vector<const WordTable*>& tables,
                                    std::vector<std::vector<std::uint32_t>>& codes) {
  struct Entry {
    std::string_view text;
    std::uint64_t row;
    std::size_t place;
  };
  std::vector<Entry> entries;
  std::unordered_map<std::string_view, std::size_t> known;
  std::vector<std::vector<std::size_t>> entryOf(tables.size());
  for (std::size_t t = 0; t < tables.size(); ++t)
    for (const WordTable::Word& w : tables[t]->words()) {
      const std::string_view text = tables[t]->text(w);
      const auto [it, added] = known.emplace(text, entries.size());
      if (added)
        entries.push_back({text, w.row, 0});
      else
        entries[it->second].row = std::min(entries[it->second].row, w.row);
      entryOf[t].push_back(it->second);
    }
  std::vector<std::size_t> order(entries.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return entries[a].row < entries[b].row; });
  std::vector<std::string> words;
  words.reserve(order.size());
  for (const std::size_t i : order) {
    entries[i].place = words.size();
    words.emplace_back(entries[i].text);
  }
  codes.assign(tables.size(), {});
  for (std::size_t t = 0; t < tables.size(); ++t) {
    codes[t].push_back(0);
    for (const std::size_t i : entryOf[t])
      codes[t].push_back(static_cast<std::uint32_t>(entries[i].place));
  }
  return words;
}

Result<Column> textsOfCodes(const std::vector<ChunkPtr>& chunks, const std::vector<std::string>& words,
                            const std::string& column, const Context& context) {
  std::vector<ChunkPtr> result(chunks.size());
  EASEL_CHECK(tryParallelFor(context, chunks.size(), [&](std::size_t k) -> Result<void> {
    const Chunk& chunk = *chunks[k];
    const std::uint32_t* codes = chunk.values<std::uint32_t>();
    std::size_t total = 0;
    for (std::size_t i = 0; i < chunk.size(); ++i)
      total += chunk.valid(i) ? words[codes[i]].size() : 0;
    if (total > 0xFFFF'FFFFU)
      return Error(ErrorCode::Unsupported, "Column '" + column + "' has more than 4 GB of text in 65,536 rows.", "Split the file.");
    MutableBuffer offsets((chunk.size() + 1) * sizeof(std::uint32_t));
    MutableBuffer bytes(total);
    std::uint32_t at = 0;
    offsets.as<std::uint32_t>()[0] = 0;
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (chunk.valid(i)) {
        const std::string& w = words[codes[i]];
        std::memcpy(bytes.data() + at, w.data(), w.size());
        at += static_cast<std::uint32_t>(w.size());
      }
      offsets.as<std::uint32_t>()[i + 1] = at;
    }
    result[k] = std::make_shared<Chunk>(DataType::Text, chunk.size(), std::move(offsets).share(), chunk.validity(),
                                        std::move(bytes).share());
    return {};
  }));
  return Column(DataType::Text, std::move(result));
}

} // namespace easel::csv
