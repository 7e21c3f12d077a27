#include "core/prepare/levels.h"

#include "core/prepare/columns.h"

#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>

namespace easel {

bool hasLevels(DataType type) { return isTextual(type) || type == DataType::Int64 || type == DataType::Bool; }

namespace {

void sortByText(LevelCounts& c) {
  std::vector<std::pair<std::string, std::size_t>> pairs;
  for (std::size_t i = 0; i < c.levels.size(); ++i)
    pairs.emplace_back(std::move(c.levels[i]), c.counts[i]);
  std::sort(pairs.begin(), pairs.end());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    c.levels[i] = std::move(pairs[i].first);
    c.counts[i] = pairs[i].second;
  }
}

Result<LevelCounts> countCategories(const Column& column, const Context& context) {
  const Dictionary& dictionary = *column.dictionary();
  std::vector<std::size_t> counts(dictionary.size());
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    const auto* codes = chunk->values<std::uint32_t>();
    for (std::size_t i = 0; i < chunk->size(); ++i)
      if (chunk->valid(i))
        ++counts[codes[i]];
  }
  LevelCounts result;
  for (std::uint32_t c = 0; c < counts.size(); ++c)
    if (counts[c] > 0) {
      result.levels.emplace_back(dictionary[c]);
      result.counts.push_back(counts[c]);
    }
  if (!dictionary.ordered())
    sortByText(result);
  return result;
}

Result<LevelCounts> countTexts(const Column& column, const Context& context) {
  EASEL_TRY(const std::vector<ChunkPtr> chunks, column.load());
  std::unordered_map<std::string_view, std::size_t> counts;
  for (const ChunkPtr& chunk : chunks) {
    EASEL_CHECK(context.checkpoint());
    for (std::size_t i = 0; i < chunk->size(); ++i)
      if (chunk->valid(i))
        ++counts[chunk->text(i)];
  }
  LevelCounts result;
  for (const auto& [text, count] : counts) {
    result.levels.emplace_back(text);
    result.counts.push_back(count);
  }
  sortByText(result);
  return result;
}

Result<LevelCounts> countNumbers(const Column& column, const Context& context) {
  std::unordered_map<std::int64_t, std::size_t> counts;
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    withNumbers(*chunk, [&](const auto* x) {
      for (std::size_t i = 0; i < chunk->size(); ++i)
        if (chunk->valid(i))
          ++counts[static_cast<std::int64_t>(x[i])];
    });
  }
  const std::map<std::int64_t, std::size_t> sorted(counts.begin(), counts.end());
  LevelCounts result;
  for (const auto& [number, count] : sorted) {
    result.levels.push_back(column.type() == DataType::Bool ? (number ? "true" : "false") : std::to_string(number));
    result.counts.push_back(count);
  }
  return result;
}

} // namespace

Result<LevelCounts> countLevels(const Column& column, const Context& context) {
  auto result = column.type() == DataType::Category ? countCategories(column, context)
                : column.type() == DataType::Text   ? countTexts(column, context)
                                                    : countNumbers(column, context);
  if (result)
    result->missing = column.missing();
  return result;
}

std::vector<std::uint32_t> LevelMap::codes(const Column& column) const {
  std::vector<std::uint32_t> codes;
  if (column.type() != DataType::Category || column.dictionary()->size() > 2 * column.size())
    return codes;
  codes.reserve(column.dictionary()->size());
  for (const std::string& level : column.dictionary()->values())
    codes.push_back(find(level));
  return codes;
}

void LevelMap::number(const Chunk& chunk, const Column& column, const std::vector<std::uint32_t>& codes,
                      std::uint32_t* out) const {
  const std::size_t n = chunk.size();
  const auto each = [&](auto&& f) {
    if (chunk.missing() == 0)
      for (std::size_t i = 0; i < n; ++i)
        out[i] = f(i);
    else
      for (std::size_t i = 0; i < n; ++i)
        out[i] = chunk.valid(i) ? f(i) : kMissing;
  };
  if (chunk.type() == DataType::Category) {
    const auto* c = chunk.values<std::uint32_t>();
    if (!codes.empty())
      each([&](std::size_t i) { return codes[c[i]]; });
    else
      each([&](std::size_t i) { return find((*column.dictionary())[c[i]]); });
  } else if (chunk.type() == DataType::Text) {
    each([&](std::size_t i) { return find(chunk.text(i)); });
  } else if (chunk.type() == DataType::Bool) {
    const std::uint32_t no = find("false");
    const std::uint32_t yes = find("true");
    each([&](std::size_t i) { return chunk.values<std::uint8_t>()[i] ? yes : no; });
  } else if (chunk.type() == DataType::Int64) {
    each([&](std::size_t i) {
      char digits[24];
      const auto end = std::to_chars(digits, digits + sizeof digits, chunk.values<std::int64_t>()[i]);
      return find(std::string_view(digits, static_cast<std::size_t>(end.ptr - digits)));
    });
  } else {
    each([&](std::size_t i) { return find(cellText(chunk, nullptr, i).value_or("")); });
  }
}

Result<std::vector<std::uint32_t>> LevelMap::numbers(const Column& column, const Context& context) const {
  std::vector<std::uint32_t> out(column.size());
  const std::vector<std::uint32_t> map = codes(column);
  for (std::size_t k = 0; k < column.chunkCount(); ++k) {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const ChunkPtr chunk, column.chunk(k));
    number(*chunk, column, map, out.data() + (k << kChunkShift));
  }
  return out;
}

} // namespace easel
