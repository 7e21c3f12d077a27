#include "core/explore/table_difference.h"

#include "core/base/parallel.h"
#include "core/table/storage.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace easel {

namespace {

constexpr std::uint32_t kNoCode = 0xFFFF'FFFF;

struct Sum {
  double sum = 0;
  std::uint64_t count = 0;
  void add(const Sum& other) {
    sum += other.sum;
    count += other.count;
  }
  std::optional<double> mean() const { return count ? std::optional(sum / static_cast<double>(count)) : std::nullopt; }
};

Sum sumOf(const Chunk& chunk) {
  Sum s;
  if (!isNumeric(chunk.type()))
    return s;
  withStorage(chunk.type(), [&](auto zero) {
    using T = decltype(zero);
    const T* values = chunk.values<T>();
    forPresent(chunk, [&](std::size_t i) {
      const double v = static_cast<double>(values[i]);
      if (std::isfinite(v)) {
        s.sum += v;
        ++s.count;
      }
    });
  });
  return s;
}

/// Bits of the rows that are present in the 64 rows of word w.
std::uint64_t presentWord(const Chunk& chunk, std::size_t w) {
  const std::size_t left = chunk.size() - w * 64;
  const std::uint64_t inside = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
  return chunk.validity().empty() ? inside : chunk.validity().words()[w] & inside;
}

template<class Differs>
void compareWords(const Chunk& a, const Chunk& b, std::vector<std::uint64_t>& words, Differs&& differs) {
  for (std::size_t w = 0; w < words.size(); ++w) {
    const std::uint64_t before = presentWord(a, w);
    const std::uint64_t after = presentWord(b, w);
    std::uint64_t bits = 0;
    const std::size_t n = std::min<std::size_t>(64, a.size() - w * 64);
    if ((before & after) != 0)
      for (std::size_t i = 0; i < n; ++i)
        bits |= static_cast<std::uint64_t>(differs(w * 64 + i)) << i;
    words[w] = (bits & before & after) | (before ^ after);
  }
}

/// The values lie byte for byte alike.
bool sameBytes(const Buffer& a, const Buffer& b) {
  return a.size() == b.size() && (a.data() == b.data() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

/// A column of both tables.
struct Pair {
  std::size_t difference; // its place in the list
  const Column* before;
  const Column* after;
  std::vector<std::uint32_t> codes; // of the dictionary after, by code before; empty: the same dictionary
  bool compare = false;             // cell by cell
  std::vector<std::vector<std::uint64_t>> changed;
  std::vector<Sum> sumsBefore, sumsAfter;
};

void compareChunks(const Pair& pair, const Chunk& a, const Chunk& b, std::vector<std::uint64_t>& words) {
  const bool coded = a.type() == DataType::Category && !pair.codes.empty();
  if (a.type() != b.type() || a.dimension() != b.dimension())
    return compareWords(a, b, words, [](std::size_t) { return false; }); // only what is missing can be compared
  if (!coded && sameBytes(a.valueBuffer(), b.valueBuffer()) && sameBytes(a.byteBuffer(), b.byteBuffer()) &&
      sameBytes(a.validity().buffer(), b.validity().buffer()))
    return;
  switch (a.type()) {
  case DataType::Text:
  case DataType::Image: return compareWords(a, b, words, [&](std::size_t i) { return a.text(i) != b.text(i); });
  case DataType::Float64: {
    const double* x = a.values<double>();
    const double* y = b.values<double>();
    return compareWords(a, b, words, [&](std::size_t i) { return !(x[i] == y[i] || (x[i] != x[i] && y[i] != y[i])); });
  }
  case DataType::Vector: {
    const std::size_t bytes = a.dimension() * sizeof(float);
    const std::byte* x = a.valueBuffer().data();
    const std::byte* y = b.valueBuffer().data();
    return compareWords(a, b, words, [&](std::size_t i) { return std::memcmp(x + i * bytes, y + i * bytes, bytes) != 0; });
  }
  case DataType::Category: {
    const std::uint32_t* x = a.values<std::uint32_t>();
    const std::uint32_t* y = b.values<std::uint32_t>();
    if (coded)
      return compareWords(a, b, words, [&](std::size_t i) { return x[i] >= pair.codes.size() || pair.codes[x[i]] != y[i]; });
    return compareWords(a, b, words, [&](std::size_t i) { return x[i] != y[i]; });
  }
  default: break;
  }
  withStorage(a.type(), [&](auto zero) {
    using T = decltype(zero);
    const T* x = a.values<T>();
    const T* y = b.values<T>();
    compareWords(a, b, words, [&](std::size_t i) { return x[i] != y[i]; });
  });
}

std::vector<std::uint32_t> codesBetween(const Column& before, const Column& after) {
  std::vector<std::uint32_t> codes;
  if (before.type() != DataType::Category || after.type() != DataType::Category || before.dictionary() == after.dictionary() ||
      !before.dictionary() || !after.dictionary())
    return codes;
  for (const std::string& value : before.dictionary()->values())
    codes.push_back(after.dictionary()->find(value).value_or(kNoCode));
  return codes;
}

Result<void> comparePiece(Pair& pair, std::size_t c) {
  ChunkPtr before, after;
  if (c < pair.before->chunkCount() && (pair.compare || isNumeric(pair.before->type()))) {
    EASEL_TRY(before, pair.before->chunk(c));
    pair.sumsBefore[c] = sumOf(*before);
  }
  if (c < pair.after->chunkCount() && (pair.compare || isNumeric(pair.after->type()))) {
    EASEL_TRY(after, pair.after->chunk(c));
    pair.sumsAfter[c] = after == before ? pair.sumsBefore[c] : sumOf(*after);
  }
  if (!pair.compare || before == after)
    return {};
  std::vector<std::uint64_t> words(Bitmap::wordsFor(before->size()));
  compareChunks(pair, *before, *after, words);
  if (std::any_of(words.begin(), words.end(), [](std::uint64_t w) { return w != 0; }))
    pair.changed[c] = std::move(words);
  return {};
}

std::optional<double> meanOf(const std::vector<Sum>& sums) {
  Sum all;
  for (const Sum& s : sums)
    all.add(s);
  return all.mean();
}

bool otherOrder(const Table& before, const Table& after) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < after.columnCount(); ++i)
    if (const auto at = before.find(after.name(i))) {
      if (*at < last)
        return true;
      last = *at;
    }
  return false;
}

} // namespace

const ColumnDifference* TableDifference::find(std::string_view name) const {
  const auto it = std::find_if(columns.begin(), columns.end(), [&](const ColumnDifference& c) {
    return c.name == name && c.change != ColumnChange::Removed;
  });
  return it == columns.end() ? nullptr : &*it;
}

Result<TableDifference> tableDifference(const Table& before, const Table& after, const Context& context) {
  TableDifference d;
  d.rowsBefore = before.rows();
  d.rowsAfter = after.rows();
  d.reordered = otherOrder(before, after);
  std::vector<std::size_t> gone;
  for (std::size_t i = 0; i < before.columnCount(); ++i)
    if (!after.find(before.name(i)))
      gone.push_back(i);

  static const Column kNone;
  std::vector<Pair> pairs;
  const auto add = [&](ColumnDifference difference, const Column* was, const Column* is) {
    if (was) {
      difference.typeBefore = was->type();
      difference.missingBefore = was->missing();
    }
    if (is) {
      difference.typeAfter = is->type();
      difference.missingAfter = is->missing();
    }
    Pair pair{d.columns.size(), was ? was : &kNone, is ? is : &kNone, {}, was && is && d.cellsCompared(), {}, {}, {}};
    if (pair.compare) {
      pair.codes = codesBetween(*was, *is);
      pair.changed.resize(is->chunkCount());
    }
    pair.sumsBefore.resize(pair.before->chunkCount());
    pair.sumsAfter.resize(pair.after->chunkCount());
    pairs.push_back(std::move(pair));
    d.columns.push_back(std::move(difference));
  };
  for (const NamedColumn& c : after.columns()) {
    ColumnDifference difference;
    difference.name = c.name;
    if (const auto at = before.find(c.name)) {
      const Column& was = before.column(*at);
      if (was.sameAs(c.column))
        continue;
      difference.change = was.type() == c.column.type() ? ColumnChange::Changed : ColumnChange::Retyped;
      add(std::move(difference), &was, &c.column);
      continue;
    }
    const auto former =
        std::find_if(gone.begin(), gone.end(), [&](std::size_t i) { return before.column(i).sameAs(c.column); });
    difference.change = former == gone.end() ? ColumnChange::Added : ColumnChange::Renamed;
    if (former != gone.end()) {
      difference.formerName = before.name(*former);
      const Column& was = before.column(*former);
      gone.erase(former);
      add(std::move(difference), &was, &c.column);
      pairs.back().compare = false; // known to be equal
      continue;
    }
    add(std::move(difference), nullptr, &c.column);
  }
  for (const std::size_t i : gone) {
    ColumnDifference difference;
    difference.name = before.name(i);
    difference.change = ColumnChange::Removed;
    add(std::move(difference), &before.column(i), nullptr);
  }

  std::vector<std::pair<std::size_t, std::size_t>> pieces;
  for (std::size_t p = 0; p < pairs.size(); ++p)
    for (std::size_t c = 0; c < std::max(pairs[p].before->chunkCount(), pairs[p].after->chunkCount()); ++c)
      pieces.emplace_back(p, c);
  EASEL_CHECK(tryParallelFor(context, pieces.size(), [&](std::size_t i) -> Result<void> {
    const auto [p, c] = pieces[i];
    if (auto ok = comparePiece(pairs[p], c); !ok)
      return inColumn(std::move(ok).error(), d.columns[pairs[p].difference].name);
    return {};
  }));
  for (Pair& pair : pairs) {
    ColumnDifference& difference = d.columns[pair.difference];
    difference.meanBefore = meanOf(pair.sumsBefore);
    difference.meanAfter = meanOf(pair.sumsAfter);
    for (const auto& words : pair.changed)
      for (const std::uint64_t w : words)
        difference.changedCells += static_cast<std::uint64_t>(std::popcount(w));
    difference.changed = ChangedRows(std::move(pair.changed));
  }
  // Made anew with the same values: nothing to see.
  std::erase_if(d.columns, [&](const ColumnDifference& c) {
    return d.cellsCompared() && c.change == ColumnChange::Changed && c.changedCells == 0;
  });
  return d;
}

} // namespace easel
