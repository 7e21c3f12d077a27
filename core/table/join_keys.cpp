#include "core/table/join_keys.h"

#include "core/base/parallel.h"
#include "core/base/time.h"

#include <cmath>
#include <optional>

namespace easel {

namespace {

enum class Domain { Text, Whole, Real };

/// A key column of the left table, as far as it is known before its rows.
struct LeftKey {
  std::string name;
  DataType type = DataType::Int64;
};

Result<Domain> domainOf(const LeftKey& left, const LoadedColumn& right) {
  const DataType a = left.type;
  const DataType b = right.type;
  if ((isTextual(a) && isTextual(b)) || (a == DataType::Image && b == DataType::Image))
    return Domain::Text;
  if (isNumeric(a) && isNumeric(b))
    return a == DataType::Float64 || b == DataType::Float64 ? Domain::Real : Domain::Whole;
  if ((isTemporal(a) && isTemporal(b)) || (a == DataType::Duration && b == DataType::Duration))
    return Domain::Whole;
  return Error(ErrorCode::InvalidArgument,
               "Column '" + left.name + "' is of type " + std::string(dataTypeId(a)) + ", column '" + right.name +
                   "' of type " + std::string(dataTypeId(b)) + ": they cannot be compared.",
               "Convert one of them, or choose other keys.")
      .at({ErrorPlace::Kind::Column, left.name});
}

/// A value as it is compared; nullopt: equal to nothing of the other side's type.
template<class T>
std::optional<std::uint64_t> comparable(Domain domain, bool days, T value) {
  if constexpr (std::is_same_v<T, double>) {
    return value != value ? ~std::uint64_t{0} : orderedBits(value); // no number has these bits
  } else {
    const auto whole = static_cast<std::int64_t>(value);
    if (domain == Domain::Whole)
      return static_cast<std::uint64_t>(days ? whole * kMicrosPerDay : whole);
    const auto real = static_cast<double>(whole);
    if (real >= 0x1.0p63 || static_cast<std::int64_t>(real) != whole)
      return std::nullopt;
    return orderedBits(real);
  }
}

/// The distinct values of a right key column, to be looked up.
class Lookup {
 public:
  Lookup(const LoadedColumn& right, const LeftKey& left, const RowIds& numbered, Domain domain)
      : m_right(right), m_numbered(numbered), m_domain(domain), m_table(numbered.count()),
        m_mixedDays(left.type != right.type && isTemporal(left.type)) {
    for (std::uint32_t id = 0; id < numbered.count(); ++id) {
      const RowIndex row = numbered.firstRows[id];
      if (!right.valid(row)) {
        m_missing = id;
        continue;
      }
      if (domain == Domain::Text) {
        add(id, hashOf(textOf(id)), textOf(id));
        continue;
      }
      withStorage(right.type, [&](auto zero) {
        using T = decltype(zero);
        const T value = right.chunk(chunkOf(row)).values<T>()[indexOf(row)];
        if (const auto key = comparable(domain, m_mixedDays && right.type == DataType::Date, value))
          add(id, *key, {});
      });
    }
  }

  std::uint32_t missing() const { return m_missing; }
  bool comparesTexts() const { return m_domain == Domain::Text; }
  std::uint32_t find(std::string_view text) const {
    return idOf(m_table.find(hashOf(text), [&](std::uint32_t k) { return textOf(m_ids[k]) == text; }));
  }
  template<class T>
  std::uint32_t find(DataType type, T value) const {
    const auto key = comparable(m_domain, m_mixedDays && type == DataType::Date, value);
    return key ? idOf(m_table.find(*key, [](std::uint32_t) { return true; })) : kNoId;
  }

 private:
  std::string_view textOf(std::uint32_t id) const {
    const RowIndex row = m_numbered.firstRows[id];
    if (m_right.type != DataType::Category)
      return m_right.text(row);
    return (*m_right.dictionary)[m_right.chunk(chunkOf(row)).values<std::uint32_t>()[indexOf(row)]];
  }
  void add(std::uint32_t id, std::uint64_t key, std::string_view text) {
    m_table.add(key, [&](std::uint32_t k) { return m_domain != Domain::Text || textOf(m_ids[k]) == text; });
    m_ids.push_back(id);
  }
  std::uint32_t idOf(std::uint32_t k) const { return k == kNoId ? kNoId : m_ids[k]; }

  const LoadedColumn& m_right;
  const RowIds& m_numbered;
  Domain m_domain;
  IdTable m_table;
  std::vector<std::uint32_t> m_ids; // of the right column, by number in the table
  std::uint32_t m_missing = kNoId;
  bool m_mixedDays; // a date and a timestamp: compare instants
};

/// One key column of the right table, numbered. Does not move: the look-up refers to the rest.
struct OneKey {
  LoadedColumn right;
  RowIds numbered; // a missing key that matches nothing has no number
  std::optional<Lookup> lookup;
  std::uint32_t missing = kNoId; // what a missing key on the left finds
};

Result<std::unique_ptr<OneKey>> numberKey(const LeftKey& left, LoadedColumn right, bool missingMatches,
                                          const Context& context) {
  auto key = std::make_unique<OneKey>();
  key->right = std::move(right);
  EASEL_TRY(const Domain domain, domainOf(left, key->right));
  EASEL_TRY(key->numbered, numberRows(std::span(&key->right, 1), key->right.size, context));
  key->lookup.emplace(key->right, left, key->numbered, domain);
  const std::uint32_t none = key->lookup->missing();
  if (missingMatches) {
    key->missing = none;
  } else if (none != kNoId) {
    RowIds& numbered = key->numbered;
    parallelRanges(key->right.size, kChunkRows, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        if (numbered.ids[i] == none)
          numbered.ids[i] = kNoId;
    });
  }
  return key;
}

/// The number of every left row's key.
Result<IdArray> find(const OneKey& key, const LoadedColumn& left, const Context& context) {
  const Lookup& lookup = *key.lookup;
  IdArray found(left.size);
  const bool coded = left.type == DataType::Category && left.dictionary;
  // Each level is looked up once, unless there are fewer rows than levels.
  std::vector<std::uint32_t> byCode;
  if (coded && left.dictionary->size() <= left.size) {
    byCode.resize(left.dictionary->size());
    parallelRanges(byCode.size(), 4096, [&](std::size_t begin, std::size_t end) {
      for (std::size_t code = begin; code < end; ++code)
        byCode[code] = lookup.find((*left.dictionary)[static_cast<std::uint32_t>(code)]);
    });
  }
  EASEL_CHECK(tryParallelFor(context, left.chunks.size(), [&](std::size_t c) -> Result<void> {
    const Chunk& chunk = left.chunk(c);
    std::uint32_t* ids = found.data() + (c << kChunkShift);
    if (chunk.missing() > 0)
      std::fill_n(ids, chunk.size(), key.missing);
    if (left.type == DataType::Category) {
      const std::uint32_t* codes = chunk.values<std::uint32_t>();
      forPresent(chunk, [&](std::size_t i) {
        ids[i] = byCode.empty() ? lookup.find((*left.dictionary)[codes[i]]) : byCode[codes[i]];
      });
    } else if (lookup.comparesTexts()) {
      forPresent(chunk, [&](std::size_t i) { ids[i] = lookup.find(chunk.text(i)); });
    } else {
      withStorage(left.type, [&](auto zero) {
        const auto* values = chunk.values<decltype(zero)>();
        forPresent(chunk, [&](std::size_t i) { ids[i] = lookup.find(left.type, values[i]); });
      });
    }
    return {};
  }));
  return found;
}

/// Two keys together, numbered anew so that any number of keys stays below 2^32.
struct PairKey {
  std::size_t rightCount = 0; // numbers of the second one
  RowIds numbered;
  IdTable table;

  static constexpr std::uint64_t kNone = ~std::uint64_t{0};
  std::uint64_t pairOf(std::uint32_t x, std::uint32_t y) const {
    return x == kNoId || y == kNoId ? kNone : x * std::uint64_t{rightCount} + y;
  }
};

Result<PairKey> numberPairs(const RowIds& a, const RowIds& b, const Context& context) {
  PairKey pair;
  pair.rightCount = b.count();
  EASEL_TRY(pair.numbered, numberKeys(
                               a.ids.size(),
                               [&](std::size_t c, std::uint64_t* out) {
                                 const std::size_t start = c << kChunkShift;
                                 const std::size_t n = std::min(kChunkRows, a.ids.size() - start);
                                 for (std::size_t i = 0; i < n; ++i)
                                   out[i] = pair.pairOf(a.ids[start + i], b.ids[start + i]);
                               },
                               context));
  RowIds& numbered = pair.numbered;
  pair.table = IdTable(numbered.count());
  std::uint32_t none = kNoId;
  for (std::uint32_t id = 0; id < numbered.count(); ++id) {
    const RowIndex row = numbered.firstRows[id];
    const std::uint64_t key = pair.pairOf(a.ids[row], b.ids[row]);
    pair.table.add(key, [](std::uint32_t) { return true; });
    if (key == PairKey::kNone)
      none = id;
  }
  if (none != kNoId)
    for (std::size_t i = 0; i < numbered.ids.size(); ++i)
      if (numbered.ids[i] == none)
        numbered.ids[i] = kNoId;
  EASEL_CHECK(context.checkpoint());
  return pair;
}

IdArray find(const PairKey& pair, const IdArray& a, const IdArray& b) {
  IdArray found(a.size());
  parallelRanges(a.size(), kChunkRows, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint64_t key = pair.pairOf(a[i], b[i]);
      found[i] = key == PairKey::kNone ? kNoId : pair.table.find(key, [](std::uint32_t) { return true; });
    }
  });
  return found;
}

} // namespace

struct KeyIndex::Parts {
  std::vector<std::unique_ptr<OneKey>> keys;
  std::vector<PairKey> pairs; // of the first two keys, of those and the third …
  RowIds& numbered() { return pairs.empty() ? keys.back()->numbered : pairs.back().numbered; }
};

KeyIndex::KeyIndex(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
KeyIndex::KeyIndex(KeyIndex&&) noexcept = default;
KeyIndex& KeyIndex::operator=(KeyIndex&&) noexcept = default;
KeyIndex::~KeyIndex() = default;

Result<KeyIndex> KeyIndex::of(const Table& right, std::span<const std::string> rightKeys,
                              std::span<const std::string> leftKeys, std::span<const DataType> leftTypes,
                              bool missingMatches, const Context& context) {
  auto parts = std::make_unique<Parts>();
  for (std::size_t k = 0; k < rightKeys.size(); ++k) {
    EASEL_TRY(const Column* column, right.require(rightKeys[k]));
    EASEL_TRY(LoadedColumn loaded, loadColumn(rightKeys[k], *column, context));
    EASEL_TRY(auto key, numberKey({leftKeys[k], leftTypes[k]}, std::move(loaded), missingMatches, context));
    RowIds* before = k > 0 ? &parts->numbered() : nullptr;
    parts->keys.push_back(std::move(key));
    if (before) {
      EASEL_TRY(PairKey pair, numberPairs(*before, parts->keys.back()->numbered, context));
      parts->pairs.push_back(std::move(pair));
    }
  }
  return KeyIndex(std::move(parts));
}

Result<IdArray> KeyIndex::find(std::span<const Column* const> left, const Context& context) const {
  IdArray all;
  for (std::size_t k = 0; k < left.size(); ++k) {
    EASEL_TRY(const LoadedColumn column, loadColumn({}, *left[k], context));
    EASEL_TRY(IdArray found, easel::find(*m_parts->keys[k], column, context));
    all = k == 0 ? std::move(found) : easel::find(m_parts->pairs[k - 1], all, found);
  }
  return all;
}

std::size_t KeyIndex::count() const { return m_parts->numbered().count(); }
RowIndex KeyIndex::firstRow(std::uint32_t number) const { return m_parts->numbered().firstRows[number]; }
const IdArray& KeyIndex::numbers() const { return m_parts->numbered().ids; }
IdArray KeyIndex::takeNumbers() && { return std::move(m_parts->numbered().ids); }

Result<JoinKeys> joinKeys(const Table& left, const Table& right, const JoinOptions& options, const Context& context) {
  std::vector<const Column*> columns;
  std::vector<DataType> types;
  for (const std::string& name : options.leftKeys) {
    EASEL_TRY(const Column* column, left.require(name));
    columns.push_back(column);
    types.push_back(column->type());
  }
  EASEL_TRY(KeyIndex index,
            KeyIndex::of(right, options.rightKeys, options.leftKeys, types, options.missingMatches, context));
  JoinKeys keys;
  EASEL_TRY(keys.left, index.find(columns, context));
  keys.count = index.count();
  keys.right = std::move(index).takeNumbers();
  return keys;
}

} // namespace easel
