#include "core/prepare/level_encoding.h"

#include "core/table/builder.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace easel {

namespace {

/// Which levels are kept: the most frequent ones, earlier ones first among equals.
std::vector<std::uint8_t> keptLevels(const LevelCounts& counts, std::size_t most) {
  std::vector<std::size_t> order(counts.levels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return counts.counts[a] > counts.counts[b]; });
  std::vector<std::uint8_t> kept(order.size());
  for (std::size_t i = 0; i < std::min(most, order.size()); ++i)
    kept[order[i]] = 1;
  return kept;
}

/// Gives out slots: kept levels in order, then "other", then "missing"; levels called so share the slot.
LevelEncoding slotted(LevelCounts counts, const LevelChoice& choice, bool missingAlways) {
  LevelEncoding e;
  const std::vector<std::uint8_t> kept = keptLevels(counts, choice.maxLevels);
  std::vector<std::string>& ends = e.endings;
  for (std::size_t l = 0; l < kept.size(); ++l)
    if (kept[l])
      ends.push_back(counts.levels[l]);
  const auto slotOf = [&](const std::string& name) {
    const auto it = std::find(ends.begin(), ends.end(), name);
    const auto slot = static_cast<std::uint32_t>(it - ends.begin());
    if (it == ends.end())
      ends.push_back(name);
    return slot;
  };
  const bool rare = std::find(kept.begin(), kept.end(), 0) != kept.end();
  const std::uint32_t other =
      rare || choice.unseen == UnseenPolicy::Other ? slotOf("other") : LevelEncoding::kNone;
  if (choice.missingIsLevel && (missingAlways || counts.missing > 0))
    e.missingSlot = slotOf("missing");
  std::uint32_t next = 0;
  for (std::size_t l = 0; l < kept.size(); ++l)
    e.slot.push_back(kept[l] ? next++ : other);
  e.unseenIsError = choice.unseen == UnseenPolicy::Error;
  e.unseenSlot = choice.unseen == UnseenPolicy::Other     ? other
                 : choice.unseen == UnseenPolicy::Missing ? e.missingSlot
                                                          : LevelEncoding::kNone;
  e.map = LevelMap(std::move(counts.levels));
  return e;
}

} // namespace

void LevelEncoding::setColumn(const std::string& name, std::size_t hint) {
  column = ColumnRef(name, hint);
  if (form != Form::OneHot) {
    names = {name};
    return;
  }
  names.clear();
  for (const std::string& ending : endings)
    names.push_back(name + "=" + ending);
}

LevelEncoding oneHotEncoding(LevelCounts counts, const LevelChoice& choice) {
  LevelEncoding e = slotted(std::move(counts), choice, false);
  if (!choice.dropFirst || e.endings.empty())
    return e;
  e.endings.erase(e.endings.begin());
  const auto shift = [](std::uint32_t& slot) {
    if (slot != LevelEncoding::kNone)
      slot = slot == 0 ? LevelEncoding::kNone : slot - 1;
  };
  for (std::uint32_t& slot : e.slot)
    shift(slot);
  shift(e.missingSlot);
  shift(e.unseenSlot);
  return e;
}

LevelEncoding ordinalEncoding(LevelCounts counts, const LevelChoice& choice) {
  LevelEncoding e = slotted(std::move(counts), choice, true);
  e.form = LevelEncoding::Form::Ordinal;
  e.endings.clear();
  return e;
}

LevelEncoding meanEncoding(LevelCounts counts, UnseenPolicy unseen, bool missingIsLevel) {
  LevelEncoding e;
  e.form = LevelEncoding::Form::Means;
  const auto levels = static_cast<std::uint32_t>(counts.levels.size());
  e.slot.resize(levels);
  std::iota(e.slot.begin(), e.slot.end(), 0U);
  e.missingSlot = missingIsLevel ? levels : levels + 1;
  e.unseenSlot = unseen == UnseenPolicy::Missing ? e.missingSlot : levels + 1;
  e.unseenIsError = unseen == UnseenPolicy::Error;
  e.map = LevelMap(std::move(counts.levels));
  return e;
}

namespace {

Error unseenError(const LevelEncoding& e, const Chunk& chunk, const Column& column, std::size_t i, std::size_t row) {
  const std::string value = cellText(chunk, column.dictionary().get(), i).value_or("");
  return Error(ErrorCode::Data,
               "Column '" + e.column.name() + "' has the value '" + value + "' (row " + std::to_string(row + 1) +
                   "), which the training rows did not have.",
               "Choose what happens to unseen values in the step, or correct the value.")
      .at({ErrorPlace::Kind::Column, e.column.name()})
      .at({ErrorPlace::Kind::Row, "", static_cast<std::int64_t>(row + 1)});
}

/// Every row's slot.
Result<void> slotsOf(const LevelEncoding& e, const Chunk& chunk, const Column& column,
                     const std::vector<std::uint32_t>& codes, std::size_t start, std::uint32_t* out) {
  e.map.number(chunk, column, codes, out);
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    if (out[i] == LevelMap::kMissing)
      out[i] = e.missingSlot;
    else if (out[i] != LevelMap::kUnseen)
      out[i] = e.slot[out[i]];
    else if (e.unseenIsError)
      return unseenError(e, chunk, column, i, start + i);
    else
      out[i] = e.unseenSlot;
  }
  return {};
}

std::vector<ChunkPtr> oneHotChunks(const std::vector<std::uint32_t>& slots, std::size_t columns) {
  const std::size_t n = slots.size();
  MutableBuffer slab(std::max<std::size_t>(1, n * columns)); // one allocation for all columns
  auto* bits = slab.as<std::uint8_t>();
  std::memset(bits, 0, slab.size());
  for (std::size_t i = 0; i < n; ++i)
    if (slots[i] != LevelEncoding::kNone)
      bits[slots[i] * n + i] = 1;
  const Buffer all = std::move(slab).share();
  std::vector<ChunkPtr> chunks;
  chunks.reserve(columns);
  for (std::size_t c = 0; c < columns; ++c)
    chunks.push_back(std::make_shared<Chunk>(DataType::Bool, n, all.slice(c * n, n), Bitmap()));
  return chunks;
}

std::vector<ChunkPtr> ordinalChunks(const std::vector<std::uint32_t>& slots) {
  const std::size_t n = slots.size();
  MutableBuffer buffer(n * sizeof(std::int64_t));
  auto* out = buffer.as<std::int64_t>();
  BitmapBuilder bits(n);
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = slots[i] == LevelEncoding::kNone ? 0 : static_cast<std::int64_t>(slots[i]);
    if (slots[i] == LevelEncoding::kNone)
      bits.clear(i);
  }
  return {std::make_shared<Chunk>(DataType::Int64, n, std::move(buffer).share(), std::move(bits).finish())};
}

std::vector<ChunkPtr> meanChunks(const LevelMeans& means, const std::vector<std::uint32_t>& slots) {
  const std::size_t n = slots.size();
  std::vector<ChunkPtr> chunks;
  for (std::size_t o = 0; o < means.outputs; ++o) {
    MutableBuffer buffer(n * sizeof(double));
    auto* out = buffer.as<double>();
    for (std::size_t i = 0; i < n; ++i)
      out[i] = means.at(slots[i], o);
    chunks.push_back(std::make_shared<Chunk>(DataType::Float64, n, std::move(buffer).share(), Bitmap()));
  }
  return chunks;
}

} // namespace

Result<std::vector<Column>> encoded(const LevelEncoding& e, const Column& column, const Context& context) {
  const std::vector<std::uint32_t> codes = e.map.codes(column);
  const std::size_t outputs = e.names.size();
  std::vector<std::vector<ChunkPtr>> parts(column.chunkCount()); // by chunk, then by output
  EASEL_TRY(const std::vector<ChunkPtr> done, makeChunks(column.chunkCount(), context, [&](std::size_t k) -> Result<ChunkPtr> {
              EASEL_TRY(ChunkPtr chunk, column.chunk(k));
              std::vector<std::uint32_t> slots(chunk->size());
              EASEL_CHECK(slotsOf(e, *chunk, column, codes, k << kChunkShift, slots.data()));
              parts[k] = e.form == LevelEncoding::Form::OneHot    ? oneHotChunks(slots, outputs)
                         : e.form == LevelEncoding::Form::Ordinal ? ordinalChunks(slots)
                                                                  : meanChunks(e.means, slots);
              return chunk;
            }));
  const DataType type = e.form == LevelEncoding::Form::OneHot    ? DataType::Bool
                        : e.form == LevelEncoding::Form::Ordinal ? DataType::Int64
                                                                 : DataType::Float64;
  std::vector<Column> columns;
  columns.reserve(outputs);
  for (std::size_t o = 0; o < outputs; ++o) {
    std::vector<ChunkPtr> chunks;
    chunks.reserve(parts.size());
    for (const auto& part : parts)
      chunks.push_back(part[o]);
    columns.emplace_back(type, std::move(chunks));
  }
  return columns;
}

std::vector<Column> outOfFoldColumns(const std::vector<std::uint32_t>& number, const std::vector<LevelMeans>& means,
                                     const std::vector<std::uint8_t>& fold, std::size_t outputs) {
  std::vector<Column> columns;
  for (std::size_t o = 0; o < outputs; ++o) {
    std::vector<double> values(number.size());
    std::vector<std::uint8_t> valid(number.size(), 1);
    for (std::size_t i = 0; i < number.size(); ++i) {
      const LevelMeans& m = means[fold[i]];
      valid[i] = !m.values.empty();
      if (valid[i])
        values[i] = m.at(std::min<std::size_t>(number[i], m.levels()), o); // no level: the mean of all
    }
    columns.push_back(columnOf(std::move(values), valid));
  }
  return columns;
}

Json toJson(const LevelEncoding& e) {
  const char* form = e.form == LevelEncoding::Form::OneHot    ? "one_hot"
                     : e.form == LevelEncoding::Form::Ordinal ? "ordinal"
                                                              : "means";
  Json j{{"form", form},
         {"column", e.column.name()},
         {"at", e.column.hint()},
         {"levels", e.map.levels()},
         {"slots", e.slot},
         {"missing", e.missingSlot},
         {"unseen", e.unseenSlot},
         {"unseen_is_error", e.unseenIsError},
         {"names", e.names}};
  if (e.form == LevelEncoding::Form::Means) {
    j["outputs"] = e.means.outputs;
    j["means"] = Json::array();
    for (const double v : e.means.values)
      j["means"].push_back(numberToJson(v));
  }
  return j;
}

Result<LevelEncoding> levelEncodingFromJson(const Json& j) {
  LevelEncoding e;
  const auto form = j.at("form").get<std::string>();
  e.form = form == "one_hot"   ? LevelEncoding::Form::OneHot
           : form == "ordinal" ? LevelEncoding::Form::Ordinal
                               : LevelEncoding::Form::Means;
  e.column = ColumnRef(j.at("column").get<std::string>(), j.at("at").get<std::size_t>());
  e.map = LevelMap(j.at("levels").get<std::vector<std::string>>());
  e.slot = j.at("slots").get<std::vector<std::uint32_t>>();
  e.missingSlot = j.at("missing").get<std::uint32_t>();
  e.unseenSlot = j.at("unseen").get<std::uint32_t>();
  e.unseenIsError = j.at("unseen_is_error").get<bool>();
  e.names = j.at("names").get<std::vector<std::string>>();
  std::size_t slots = e.names.size(); // valid slots are below it
  if (e.form == LevelEncoding::Form::Means) {
    e.means.outputs = j.at("outputs").get<std::size_t>();
    for (const Json& v : j.at("means"))
      e.means.values.push_back(numberFromJson(v));
    if (e.means.outputs == 0 || e.means.outputs != e.names.size() || e.means.values.size() % e.means.outputs != 0)
      return damagedState();
    slots = e.means.values.size() / e.means.outputs;
  }
  const auto legal = [&](std::uint32_t s) {
    if (e.form == LevelEncoding::Form::Ordinal)
      return true;
    return s < slots || (s == LevelEncoding::kNone && e.form == LevelEncoding::Form::OneHot);
  };
  if (e.slot.size() != e.levelCount() || !std::all_of(e.slot.begin(), e.slot.end(), legal) || !legal(e.missingSlot) ||
      !legal(e.unseenSlot) || (e.form == LevelEncoding::Form::Ordinal && e.names.size() != 1))
    return damagedState();
  return e;
}

} // namespace easel
