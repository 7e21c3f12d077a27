#include "core/io/csv_columns.h"

#include "core/base/parallel.h"
#include "core/io/csv_text_columns.h"

#include <algorithm>
#include <cstring>

namespace easel::csv {

namespace {
constexpr std::size_t kSlabBytes = std::size_t{2} << 20;

/// Copies n bits.
void copyBits(BitmapBuilder& to, std::size_t at, const Bitmap& from, std::size_t begin, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    if (!from[begin + i])
      to.clear(at + i);
}
} // namespace

DataType storageOf(const ColumnPlan& plan) {
  if (plan.kind == Kind::Text || plan.kind == Kind::Empty)
    return plan.category ? DataType::Category : DataType::Text;
  return typeOf(plan.kind);
}

ColumnStore::ColumnStore(const std::vector<ColumnPlan>& plans, std::size_t workers, std::uint64_t expectedRows)
    : m_plans(plans), m_expectedRows(expectedRows), m_slabs(plans.size()), m_notes(workers) {
  for (auto& notes : m_notes)
    notes.resize(plans.size());
}

std::size_t ColumnStore::partBytes(std::size_t column) const {
  const DataType type = storageOf(m_plans[column]);
  // An offset more for text; a whole cache line, so that blocks of neighbouring chunks do not share one.
  return kChunkRows * dataTypeSize(type) + (type == DataType::Text ? 64 : 0);
}

ChunkPart& ColumnStore::open(std::size_t chunk, bool last, std::size_t rows) {
  if (chunk == m_chunks.size()) {
    auto part = std::make_unique<ChunkPart>();
    part->index = chunk;
    part->columns.resize(m_plans.size());
    for (std::size_t c = 0; c < m_plans.size(); ++c) {
      if (!m_plans[c].active)
        continue;
      ColumnPart& column = part->columns[c];
      const std::size_t bytes = partBytes(c);
      std::vector<Slab>& slabs = m_slabs[c];
      if (slabs.empty() || chunk >= slabs.back().firstChunk + slabs.back().chunks) {
        Slab slab;
        slab.firstChunk = chunk;
        std::size_t size = bytes;
        slab.chunks = 1;
        if (last) {
          size = (rows + 1) * dataTypeSize(storageOf(m_plans[c]));
        } else if (m_expectedRows > (chunk + 1) * kChunkRows) {
          const auto left = static_cast<std::size_t>((m_expectedRows - chunk * kChunkRows + kChunkRows - 1) / kChunkRows);
          slab.chunks = std::clamp<std::size_t>(kSlabBytes / bytes, 1, left);
          size = bytes * slab.chunks;
        }
        MutableBuffer memory(size);
        slab.memory = memory.data();
        slab.owner = std::move(memory).share();
        slabs.push_back(std::move(slab));
      }
      column.values = slabs.back().memory + (chunk - slabs.back().firstChunk) * bytes;
      column.validity.resize(last ? Bitmap::wordsFor(rows) : Bitmap::wordsFor(kChunkRows));
    }
    m_chunks.push_back(std::move(part));
  }
  return *m_chunks.back();
}

Result<void> ColumnStore::finish(ChunkPart& chunk, Span span) {
  {
    const std::lock_guard lock(chunk.mutex);
    chunk.spans.push_back(span);
    ++chunk.finished;
    if (!chunk.closed || chunk.finished != chunk.opened)
      return {};
  }
  std::sort(chunk.spans.begin(), chunk.spans.end(), [](const Span& a, const Span& b) { return a.row < b.row; });
  for (std::size_t c = 0; c < m_plans.size(); ++c)
    if (m_plans[c].active && storageOf(m_plans[c]) == DataType::Text)
      EASEL_CHECK(joinTexts(chunk, c));
  return {};
}

Result<void> ColumnStore::joinTexts(ChunkPart& chunk, std::size_t column) {
  ColumnPart& part = chunk.columns[column];
  std::sort(part.pieces.begin(), part.pieces.end(), [](const TextPiece& a, const TextPiece& b) { return a.row < b.row; });
  std::size_t total = 0;
  for (const TextPiece& p : part.pieces)
    total += p.size;
  if (total > 0xFFFF'FFFFU)
    return Error(ErrorCode::Unsupported, "Column '" + m_plans[column].name + "' has more than 4 GB of text in 65,536 rows.",
                 "Leave the column out of the file, or split the file.")
        .at({ErrorPlace::Kind::Column, m_plans[column].name});
  MutableBuffer bytes(total);
  auto* offsets = reinterpret_cast<std::uint32_t*>(part.values);
  std::size_t row = 0;
  std::uint32_t at = 0;
  offsets[0] = 0;
  for (TextPiece& p : part.pieces) {
    for (; row < p.row; ++row) // slots without a row
      offsets[row + 1] = at;
    for (std::size_t r = 0; r < p.rows; ++r)
      offsets[p.row + r + 1] += at;
    if (p.size)
      std::memcpy(bytes.data() + at, p.bytes.get(), p.size);
    at += static_cast<std::uint32_t>(p.size);
    row = p.row + p.rows;
  }
  part.pieces.clear();
  part.texts = std::move(bytes).share();
  return {};
}

void ColumnStore::sortSpans() {
  m_rows = 0;
  m_dense = true;
  for (const auto& chunk : m_chunks) {
    auto& spans = chunk->spans;
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.row < b.row; });
    for (const Span& s : spans) {
      m_dense = m_dense && (s.rows == 0 || m_rows == chunk->index * kChunkRows + s.row);
      m_rows += s.rows;
    }
  }
}

std::int64_t ColumnStore::rowOfSlot(std::uint64_t slot) const {
  std::uint64_t row = 0;
  for (const auto& chunk : m_chunks)
    for (const Span& s : chunk->spans) {
      const std::uint64_t first = chunk->index * kChunkRows + s.row;
      if (slot >= first && slot < first + s.rows)
        return static_cast<std::int64_t>(row + (slot - first) + 1);
      row += s.rows;
    }
  return 0;
}

Bitmap ColumnStore::bitmap(ChunkPart& chunk, std::size_t column) const {
  const std::size_t rows = slots(chunk);
  std::vector<std::uint64_t>& words = chunk.columns[column].validity;
  words.resize(Bitmap::wordsFor(rows));
  if (rows % 64)
    words.back() &= (std::uint64_t{1} << (rows % 64)) - 1;
  Bitmap bits(Buffer::from(std::move(words)), rows);
  return bits.countZeros() == 0 ? Bitmap() : bits;
}

Result<std::vector<ChunkPtr>> ColumnStore::closeUp(DataType type, std::vector<ChunkPtr> chunks, const Context& context) const {
  struct Run {
    std::size_t chunk, row, rows, at; // at: row of the table
  };
  std::vector<Run> runs;
  std::size_t total = 0;
  for (const auto& chunk : m_chunks)
    for (const Span& s : chunk->spans) {
      if (s.rows)
        runs.push_back({chunk->index, s.row, s.rows, total});
      total += s.rows;
    }
  std::vector<ChunkPtr> result;
  std::size_t next = 0;
  for (std::size_t begin = 0; begin < total; begin += kChunkRows) {
    EASEL_CHECK(context.checkpoint());
    const std::size_t end = std::min(total, begin + kChunkRows);
    while (runs[next].at + runs[next].rows <= begin)
      ++next;
    const bool text = type == DataType::Text;
    const std::size_t width = dataTypeSize(type);
    MutableBuffer values((end - begin + text) * width);
    BitmapBuilder bits(end - begin);
    std::string bytes;
    if (text)
      values.as<std::uint32_t>()[0] = 0;
    for (std::size_t k = next; k < runs.size() && runs[k].at < end; ++k) {
      const std::size_t skip = begin > runs[k].at ? begin - runs[k].at : 0;
      const std::size_t n = std::min(runs[k].at + runs[k].rows, end) - (runs[k].at + skip);
      const std::size_t from = runs[k].row + skip;
      const std::size_t to = runs[k].at + skip - begin;
      const Chunk& chunk = *chunks[runs[k].chunk];
      if (!chunk.validity().empty())
        copyBits(bits, to, chunk.validity(), from, n);
      if (!text) {
        std::memcpy(values.data() + to * width, chunk.valueBuffer().data() + from * width, n * width);
        continue;
      }
      const std::uint32_t* offsets = chunk.values<std::uint32_t>() + from;
      for (std::size_t i = 0; i < n; ++i)
        values.as<std::uint32_t>()[to + i + 1] = static_cast<std::uint32_t>(bytes.size() + offsets[i + 1] - offsets[0]);
      bytes.append(reinterpret_cast<const char*>(chunk.byteBuffer().data()) + offsets[0], offsets[n] - offsets[0]);
      if (bytes.size() > 0xFFFF'FFFFU)
        return Error(ErrorCode::Unsupported, "A column has more than 4 GB of text in 65,536 rows.", "Split the file.");
    }
    result.push_back(std::make_shared<Chunk>(
        type, end - begin, std::move(values).share(), std::move(bits).finish(),
        text ? Buffer::from(std::vector<char>(bytes.begin(), bytes.end())) : Buffer()));
  }
  return result;
}

Result<Column> ColumnStore::take(std::size_t column, const Context& context) {
  const ColumnPlan& plan = m_plans[column];
  const DataType storage = storageOf(plan);
  const std::size_t width = dataTypeSize(storage);
  std::vector<ChunkPtr> chunks;
  for (std::size_t i = 0; i < m_chunks.size(); ++i) {
    ChunkPart& part = *m_chunks[i];
    const std::size_t n = slots(part);
    if (n == 0 && m_dense)
      continue;
    const auto slab = std::find_if(m_slabs[column].begin(), m_slabs[column].end(),
                                   [&](const Slab& s) { return i >= s.firstChunk && i < s.firstChunk + s.chunks; });
    const auto offset = static_cast<std::size_t>(part.columns[column].values - slab->memory);
    const bool text = storage == DataType::Text;
    if (n == 0 && text)
      reinterpret_cast<std::uint32_t*>(part.columns[column].values)[0] = 0;
    chunks.push_back(std::make_shared<Chunk>(storage, n, slab->owner.slice(offset, (n + text) * width),
                                             bitmap(part, column), part.columns[column].texts));
  }
  if (storage == DataType::Category)
    return takeCodes(column, std::move(chunks), context);
  if (!m_dense) {
    EASEL_TRY(chunks, closeUp(storage, std::move(chunks), context));
  }
  m_slabs[column].clear();
  return Column(storage, std::move(chunks));
}

Result<Column> ColumnStore::takeCodes(std::size_t column, std::vector<ChunkPtr> chunks, const Context& context) {
  std::vector<const WordTable*> tables;
  std::int64_t values = 0;
  for (auto& notes : m_notes) {
    tables.push_back(&notes[column].words);
    values += notes[column].values;
  }
  std::vector<std::vector<std::uint32_t>> codes; // by worker: code there → code of the file
  std::vector<std::string> words = mergeWords(tables, codes);
  EASEL_CHECK(context.checkpoint());
  parallelFor(m_chunks.size(), [&](std::size_t i) {
    const ChunkPart& part = *m_chunks[i];
    auto* out = reinterpret_cast<std::uint32_t*>(part.columns[column].values);
    for (const Span& s : part.spans) {
      const std::uint32_t* map = codes[s.worker].data();
      for (std::size_t r = s.row; r < s.row + s.rows; ++r)
        out[r] = map[out[r]];
    }
  });
  if (!m_dense) {
    EASEL_TRY(chunks, closeUp(DataType::Category, std::move(chunks), context));
  }
  const ColumnPlan& plan = m_plans[column];
  const auto distinct = static_cast<std::int64_t>(words.size());
  if (plan.asked || (distinct * 2 <= values && words.size() <= kMostCategories && values > 0)) {
    m_slabs[column].clear();
    return Column(DataType::Category, std::move(chunks), std::make_shared<const Dictionary>(std::move(words)));
  }
  Result<Column> texts = textsOfCodes(chunks, words, plan.name, context);
  m_slabs[column].clear();
  return texts;
}

} // namespace easel::csv
