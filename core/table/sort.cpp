// Stable order by several keys: keys become bits, as many as fit in 64 are sorted by digits, and what is still equal
// is sorted by the next bits within its run.
#include "core/base/parallel.h"
#include "core/table/column_slab.h"
#include "core/table/kernels.h"
#include "core/table/radix.h"
#include "core/table/row_ids.h"

#include <algorithm>

namespace easel {

namespace {

constexpr std::size_t kPiece = 65'536; // positions a task looks after

/// Calls work(begin, end) for every run of positions that are equal so far and longer than 1. Long runs come one
/// after another from the calling thread, which may use all threads for them.
Result<void> forRuns(const std::vector<std::uint8_t>& starts, const Context& context,
                     const std::function<Result<void>(std::size_t, std::size_t, bool)>& work) {
  const std::size_t n = starts.size();
  const std::size_t pieces = (n + kPiece - 1) / kPiece;
  std::vector<std::vector<std::pair<std::size_t, std::size_t>>> longRuns(pieces);
  EASEL_CHECK(tryParallelFor(context, pieces, [&](std::size_t p) -> Result<void> {
    const std::size_t stop = std::min(n, (p + 1) * kPiece);
    std::size_t at = p * kPiece;
    while (at < stop && !starts[at])
      ++at; // belongs to a run that began before
    while (at < stop) {
      std::size_t end = at + 1;
      while (end < n && !starts[end])
        ++end;
      if (end - at > kPiece)
        longRuns[p].emplace_back(at, end);
      else if (end - at > 1)
        EASEL_CHECK(work(at, end, false));
      at = end;
    }
    return {};
  }));
  for (const auto& runs : longRuns)
    for (const auto& [begin, end] : runs)
      EASEL_CHECK(work(begin, end, true));
  return {};
}

/// Eight bytes from `depth` on, as a number of the same order; zeros behind the end.
std::uint64_t bytesAt(std::string_view text, std::size_t depth) {
  std::uint64_t bytes = 0;
  if (depth + 8 <= text.size()) {
    std::memcpy(&bytes, text.data() + depth, 8);
    return __builtin_bswap64(bytes);
  }
  for (std::size_t k = depth; k < depth + 8; ++k)
    bytes = (bytes << 8) | (k < text.size() ? static_cast<unsigned char>(text[k]) : 0U);
  return bytes;
}

/// Sorts numbers of distinct texts: what all begin with is passed over, the next eight bytes are sorted by digits,
/// and what is still equal is sorted the same way.
class TextOrder {
 public:
  TextOrder(std::span<const std::string_view> texts, std::span<KeyedRow> order, std::span<KeyedRow> scratch,
            const Context& context)
      : m_texts(texts), m_order(order), m_scratch(scratch), m_context(context) {}

  /// together: the calling thread may use all threads.
  Result<void> sort(std::size_t begin, std::size_t end, std::size_t depth, bool together) {
    const auto run = m_order.subspan(begin, end - begin);
    const auto byText = [&](const KeyedRow& a, const KeyedRow& b) { return m_texts[a.row] < m_texts[b.row]; };
    if (run.size() < 32) {
      std::sort(run.begin(), run.end(), byText);
      return {};
    }
    depth = sharedBytes(run, depth, together);
    const auto keys = [&](std::size_t from, std::size_t to) {
      for (std::size_t i = from; i < to; ++i)
        run[i].key = bytesAt(m_texts[run[i].row], depth);
    };
    const auto other = m_scratch.subspan(begin, run.size());
    if (together) {
      parallelRanges(run.size(), kPiece, keys);
      byRow(run); // the digits keep the order they find
      EASEL_CHECK(sortKeyed(run, other, 64, m_context));
    } else {
      keys(0, run.size());
      byRow(run);
      sortKeyedHere(run, other, 64);
    }
    if (run.front().key == run.back().key) { // only zeros tell them apart
      std::sort(run.begin(), run.end(), byText);
      return {};
    }
    if (together) {
      std::vector<std::uint8_t> starts(run.size());
      for (std::size_t i = 0; i < run.size(); ++i)
        starts[i] = i == 0 || run[i].key != run[i - 1].key;
      return forRuns(starts, m_context, [&](std::size_t from, std::size_t to, bool large) {
        return sort(begin + from, begin + to, depth, large);
      });
    }
    for (std::size_t from = 0; from < run.size();) {
      std::size_t to = from + 1;
      while (to < run.size() && run[to].key == run[from].key)
        ++to;
      if (to - from > 1)
        EASEL_CHECK(sort(begin + from, begin + to, depth, false));
      from = to;
    }
    return {};
  }

 private:
  static void byRow(std::span<KeyedRow> run) {
    const auto ascending = [](const KeyedRow& a, const KeyedRow& b) { return a.row < b.row; };
    if (!std::is_sorted(run.begin(), run.end(), ascending))
      std::sort(run.begin(), run.end(), ascending);
  }

  /// Bytes from the beginning that all texts of the run have alike; at least `depth`.
  std::size_t sharedBytes(std::span<const KeyedRow> run, std::size_t depth, bool together) const {
    const std::string_view first = m_texts[run[0].row];
    const auto shared = [&](std::size_t from, std::size_t to) {
      std::size_t length = first.size();
      for (std::size_t i = from; i < to && length > depth; ++i) {
        const std::string_view text = m_texts[run[i].row];
        length = std::min(length, text.size());
        if (length > 0 && std::memcmp(first.data(), text.data(), length) != 0)
          length = static_cast<std::size_t>(
              std::mismatch(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(length), text.begin()).first -
              first.begin());
      }
      return std::max(length, depth);
    };
    if (!together)
      return shared(0, run.size());
    std::vector<std::size_t> parts((run.size() + kPiece - 1) / kPiece);
    parallelFor(parts.size(),
                [&](std::size_t p) { parts[p] = shared(p * kPiece, std::min(run.size(), (p + 1) * kPiece)); });
    return *std::min_element(parts.begin(), parts.end());
  }

  std::span<const std::string_view> m_texts;
  std::span<KeyedRow> m_order;
  std::span<KeyedRow> m_scratch;
  const Context& m_context;
};

/// ranks[row]: the place of the row's text among the distinct texts, by bytes.
Result<std::vector<std::uint32_t>> rankTexts(const LoadedColumn& column, std::size_t& distinct,
                                             const Context& context) {
  EASEL_TRY(const RowIds numbered, numberRows(std::span(&column, 1), column.size, context));
  const std::size_t n = numbered.count();
  std::vector<KeyedRow> order(n);
  std::vector<KeyedRow> scratch(n);
  std::vector<std::string_view> texts(n); // the missing one is empty: its rank is not used
  parallelRanges(n, kPiece, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const RowIndex row = numbered.firstRows[i];
      texts[i] = column.valid(row) ? column.text(row) : std::string_view();
      order[i] = {0, static_cast<std::uint32_t>(i)};
    }
  });
  EASEL_CHECK(TextOrder(texts, order, scratch, context).sort(0, n, 0, true));
  std::vector<std::uint32_t> rank(n);
  for (std::size_t i = 0; i < n; ++i)
    rank[order[i].row] = static_cast<std::uint32_t>(i);
  distinct = n;
  std::vector<std::uint32_t> ranks(column.size);
  parallelRanges(column.size, kPiece, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      ranks[i] = rank[numbered.ids[i]];
  });
  return ranks;
}

Result<std::vector<KeyCodes>> codesOf(const LoadedColumn& column, const SortKey& key, const Context& context) {
  const KeyCodes::Order order{key.descending, key.missingFirst, true};
  if (!hasBytes(column.type))
    return KeyCodes::of(column, order, context);
  std::size_t distinct = 0;
  EASEL_TRY(std::vector<std::uint32_t> ranks, rankTexts(column, distinct, context));
  std::vector<KeyCodes> codes;
  codes.push_back(KeyCodes::ofRanks(column, std::move(ranks), distinct, order));
  return codes;
}

Result<std::vector<RowIndex>> orderBy(std::span<const KeyCodes> codes, std::size_t rows, const Context& context) {
  const std::vector<PackedCodes> words = pack(codes);
  const std::size_t chunks = chunksFor(rows);
  const auto chunkRows = [&](std::size_t c) { return std::min(kChunkRows, rows - (c << kChunkShift)); };
  MutableBuffer memory(rows * sizeof(KeyedRow));
  MutableBuffer spare(rows * sizeof(KeyedRow));
  const std::span<KeyedRow> order(memory.as<KeyedRow>(), rows);
  const std::span<KeyedRow> scratch(spare.as<KeyedRow>(), rows);
  std::vector<std::uint8_t> sorted(chunks);
  EASEL_CHECK(tryParallelFor(context, chunks, [&](std::size_t c) -> Result<void> {
    std::vector<std::uint64_t> key(chunkRows(c));
    words[0].fill(c, key.size(), key.data());
    KeyedRow* out = order.data() + (c << kChunkShift);
    for (std::size_t i = 0; i < key.size(); ++i)
      out[i] = {key[i], static_cast<RowIndex>((c << kChunkShift) + i)};
    sorted[c] = std::is_sorted(key.begin(), key.end());
    return {};
  }));
  bool inOrder = std::all_of(sorted.begin(), sorted.end(), [](std::uint8_t s) { return s != 0; });
  for (std::size_t c = 1; c < chunks && inOrder; ++c)
    inOrder = order[(c << kChunkShift) - 1].key <= order[c << kChunkShift].key;
  if (!inOrder)
    EASEL_CHECK(sortKeyed(order, scratch, words[0].bits, context));
  if (words.size() > 1) {
    std::vector<std::uint8_t> starts(rows, 0);
    std::vector<std::uint64_t> word(rows);
    for (std::size_t w = 1; w < words.size(); ++w) {
      parallelRanges(rows, kPiece, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
          starts[i] = static_cast<std::uint8_t>(starts[i] | (i == 0 || order[i].key != order[i - 1].key));
      });
      EASEL_CHECK(tryParallelFor(context, chunks, [&](std::size_t c) -> Result<void> {
        words[w].fill(c, chunkRows(c), word.data() + (c << kChunkShift));
        return {};
      }));
      parallelRanges(rows, kPiece, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
          order[i].key = word[order[i].row];
      });
      EASEL_CHECK(forRuns(starts, context, [&](std::size_t begin, std::size_t end, bool large) -> Result<void> {
        const auto run = order.subspan(begin, end - begin);
        const auto other = scratch.subspan(begin, end - begin);
        if (large)
          return sortKeyed(run, other, words[w].bits, context);
        sortKeyedHere(run, other, words[w].bits);
        return {};
      }));
    }
  }
  std::vector<RowIndex> result(rows);
  parallelRanges(rows, kPiece, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      result[i] = order[i].row;
  });
  return result;
}

} // namespace

Result<std::vector<RowIndex>> sortedRows(const Table& table, std::span<const SortKey> keys, const Context& context) {
  return withinMemory([&]() -> Result<std::vector<RowIndex>> {
    std::vector<LoadedColumn> columns;
    columns.reserve(keys.size()); // the codes keep their addresses
    std::vector<KeyCodes> codes;
    for (const SortKey& key : keys) {
      EASEL_TRY(const Column* column, table.require(key.column));
      if (column->type() == DataType::Vector || column->type() == DataType::Image)
        return Error(ErrorCode::InvalidArgument,
                     "Column '" + key.column + "' is of type " + std::string(dataTypeId(column->type())) +
                         ", which has no order.",
                     "Sort by another column.")
            .at({ErrorPlace::Kind::Column, key.column});
      EASEL_TRY(LoadedColumn loaded, loadColumn(key.column, *column, context));
      columns.push_back(std::move(loaded));
      EASEL_TRY(std::vector<KeyCodes> parts, codesOf(columns.back(), key, context));
      std::move(parts.begin(), parts.end(), std::back_inserter(codes));
    }
    EASEL_CHECK(context.checkpoint());
    if (codes.empty() || table.rows() == 0) {
      std::vector<RowIndex> rows(table.rows());
      for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = static_cast<RowIndex>(i);
      return rows;
    }
    return orderBy(codes, table.rows(), context);
  });
}

Result<Table> sort(const Table& table, std::span<const SortKey> keys, const Context& context) {
  EASEL_TRY(const std::vector<RowIndex> rows, sortedRows(table, keys, context));
  return take(table, rows, context);
}

} // namespace easel
