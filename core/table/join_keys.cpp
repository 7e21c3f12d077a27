#include "core/table/join_keys.h"

#include "core/base/parallel.h"
#include "core/base/time.h"

#include <cmath>
#include <optional>

namespace easel {

namespace {

enum class Domain { Text, Whole, Real };

Result<Domain> domainOf(const LoadedColumn& left, const LoadedColumn& right) {
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
  Lookup(const LoadedColumn& right, const LoadedColumn& left, const RowIds& numbered, Domain domain)
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

Result<JoinKeys> oneKey(const LoadedColumn& left, const LoadedColumn& right, bool missingMatches,
                        const Context& context) {
  EASEL_TRY(const Domain domain, domainOf(left, right));
  EASEL_TRY(RowIds numbered, numberRows(std::span(&right, 1), right.size, context));
  const Lookup lookup(right, left, numbered, domain);
  JoinKeys keys;
  keys.count = numbered.count();
  keys.left = IdArray(left.size);
  const std::uint32_t missing = missingMatches ? lookup.missing() : kNoId;
  std::vector<std::uint32_t> byCode;
  if (left.type == DataType::Category && left.dictionary) {
    byCode.resize(left.dictionary->size());
    parallelRanges(byCode.size(), 4096, [&](std::size_t begin, std::size_t end) {
      for (std::size_t code = begin; code < end; ++code)
        byCode[code] = lookup.find((*left.dictionary)[static_cast<std::uint32_t>(code)]);
    });
  }
  EASEL_CHECK(tryParallelFor(context, left.chunks.size(), [&](std::size_t c) -> Result<void> {
    const Chunk& chunk = left.chunk(c);
    std::uint32_t* ids = keys.left.data() + (c << kChunkShift);
    if (chunk.missing() > 0)
      std::fill_n(ids, chunk.size(), missing);
    if (left.type == DataType::Category) {
      const std::uint32_t* codes = chunk.values<std::uint32_t>();
      forPresent(chunk, [&](std::size_t i) { ids[i] = byCode[codes[i]]; });
    } else if (domain == Domain::Text) {
      forPresent(chunk, [&](std::size_t i) { ids[i] = lookup.find(chunk.text(i)); });
    } else {
      withStorage(left.type, [&](auto zero) {
        const auto* values = chunk.values<decltype(zero)>();
        forPresent(chunk, [&](std::size_t i) { ids[i] = lookup.find(left.type, values[i]); });
      });
    }
    return {};
  }));
  if (!missingMatches && lookup.missing() != kNoId)
    parallelRanges(right.size, kChunkRows, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        if (numbered.ids[i] == lookup.missing())
          numbered.ids[i] = kNoId;
    });
  keys.right = std::move(numbered.ids);
  return keys;
}

/// Both keys together, numbered anew so that any number of keys stays below 2^32.
Result<JoinKeys> combined(const JoinKeys& a, const JoinKeys& b, const Context& context) {
  constexpr std::uint64_t kNone = ~std::uint64_t{0};
  const auto pairOf = [&](std::uint32_t x, std::uint32_t y) {
    return x == kNoId || y == kNoId ? kNone : x * std::uint64_t{b.count} + y;
  };
  EASEL_TRY(RowIds numbered, numberKeys(
                                 a.right.size(),
                                 [&](std::size_t c, std::uint64_t* out) {
                                   const std::size_t start = c << kChunkShift;
                                   const std::size_t n = std::min(kChunkRows, a.right.size() - start);
                                   for (std::size_t i = 0; i < n; ++i)
                                     out[i] = pairOf(a.right[start + i], b.right[start + i]);
                                 },
                                 context));
  IdTable table(numbered.count());
  std::uint32_t none = kNoId;
  for (std::uint32_t id = 0; id < numbered.count(); ++id) {
    const RowIndex row = numbered.firstRows[id];
    const std::uint64_t pair = pairOf(a.right[row], b.right[row]);
    table.add(pair, [](std::uint32_t) { return true; });
    if (pair == kNone)
      none = id;
  }
  JoinKeys keys;
  keys.count = numbered.count();
  keys.left = IdArray(a.left.size());
  parallelRanges(a.left.size(), kChunkRows, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint64_t pair = pairOf(a.left[i], b.left[i]);
      keys.left[i] = pair == kNone ? kNoId : table.find(pair, [](std::uint32_t) { return true; });
    }
  });
  if (none != kNoId)
    for (std::size_t i = 0; i < numbered.ids.size(); ++i)
      if (numbered.ids[i] == none)
        numbered.ids[i] = kNoId;
  keys.right = std::move(numbered.ids);
  EASEL_CHECK(context.checkpoint());
  return keys;
}

} // namespace

Result<JoinKeys> joinKeys(const Table& left, const Table& right, const JoinOptions& options, const Context& context) {
  JoinKeys all;
  for (std::size_t k = 0; k < options.leftKeys.size(); ++k) {
    EASEL_TRY(const Column* l, left.require(options.leftKeys[k]));
    EASEL_TRY(const Column* r, right.require(options.rightKeys[k]));
    EASEL_TRY(const LoadedColumn leftColumn, loadColumn(options.leftKeys[k], *l, context));
    EASEL_TRY(const LoadedColumn rightColumn, loadColumn(options.rightKeys[k], *r, context));
    EASEL_TRY(JoinKeys keys, oneKey(leftColumn, rightColumn, options.missingMatches, context));
    if (k == 0) {
      all = std::move(keys);
    } else {
      EASEL_TRY(all, combined(all, keys, context));
    }
  }
  return all;
}

} // namespace easel
