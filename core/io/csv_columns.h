// The columns of the table while they are being filled: memory for whole chunks, into which blocks write side by side
// (each its own rows, which begin at a multiple of 64), the texts of blocks until their chunk is complete, the
// dictionaries of each worker, and what did not fit. At the end everything is closed up into Columns.
// Result independent of the threads: codes are given by first appearance in the file.
// Thread rule: open() and the like under the reader's lock; parts of different blocks may be written at once.
#pragma once

#include "core/base/context.h"
#include "core/io/csv_analysis.h"
#include "core/table/table.h"

#include <deque>
#include <memory>
#include <mutex>

namespace easel::csv {

/// The texts of one block of a column.
struct TextPiece {
  std::size_t row = 0;
  std::size_t rows = 0;
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
};

/// A column's share of one chunk.
struct ColumnPart {
  std::byte* values = nullptr;          // kChunkRows values, or one offset more for text
  std::vector<std::uint64_t> validity;  // bits
  std::vector<TextPiece> pieces;        // text, until the chunk is complete
  Buffer texts;                         // then
};

/// Rows [row, row + rows) of a chunk that a block has filled.
struct Span {
  std::size_t row = 0;
  std::size_t rows = 0;
  std::size_t worker = 0;
};

struct ChunkPart {
  std::size_t index = 0;
  std::vector<ColumnPart> columns; // by plan
  std::vector<Span> spans;         // in any order until the end
  std::mutex mutex;                // pieces, spans and the counts below
  std::size_t opened = 0;          // blocks given out
  std::size_t finished = 0;
  bool closed = false;
};

/// Distinct texts of one worker; codes begin at 1, 0 is missing.
class WordTable {
 public:
  std::uint32_t code(std::string_view text, std::uint64_t row);
  std::size_t size() const { return m_words.size(); }
  struct Word {
    std::size_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t hash = 0;
    std::uint64_t row = 0; // where it was first seen
  };
  const std::vector<Word>& words() const { return m_words; }
  std::string_view text(const Word& w) const { return {m_bytes.data() + w.offset, w.size}; }

 private:
  void rehash();
  std::vector<Word> m_words;
  std::vector<char> m_bytes;
  std::vector<std::uint32_t> m_slots; // code, or 0
};

/// A value that did not fit.
struct Misfit {
  std::uint64_t slot = 0;
  std::string text;
};

/// What one worker knows of one column beyond the values.
struct ColumnNotes {
  WordTable words;
  Evidence evidence;
  bool violated = false; // in a block of this worker: the evidence is of those blocks
  std::int64_t misfits = 0;
  std::vector<Misfit> firstMisfits;
  std::int64_t dayFirst = 0;
  std::int64_t monthFirst = 0;
  std::int64_t both = 0;
  std::int64_t values = 0; // not missing
};

class ColumnStore {
 public:
  /// expectedRows: a guess, only for how much memory is taken at once.
  ColumnStore(const std::vector<ColumnPlan>& plans, std::size_t workers, std::uint64_t expectedRows);

  ChunkPart& open(std::size_t chunk, bool last, std::size_t rows);
  /// The block is done; puts the texts together when it was the chunk's last.
  Result<void> finish(ChunkPart& chunk, Span span);
  ColumnNotes& notes(std::size_t worker, std::size_t column) { return m_notes[worker][column]; }
  std::size_t workers() const { return m_notes.size(); }

  /// After the pass. Rows of the table, in order of the file.
  void sortSpans();
  std::uint64_t rows() const { return m_rows; }
  /// The 1-based row of the table for a slot (chunk · kChunkRows + row).
  std::int64_t rowOfSlot(std::uint64_t slot) const;
  Result<Column> take(std::size_t column, const Context& context);

 private:
  struct Slab {
    Buffer owner;
    std::byte* memory = nullptr;
    std::size_t firstChunk = 0;
    std::size_t chunks = 0;
  };
  std::size_t partBytes(std::size_t column) const;
  Result<void> joinTexts(ChunkPart& chunk, std::size_t column);
  /// Slots of a chunk up to its last row, holes and all.
  static std::size_t slots(const ChunkPart& chunk) { return chunk.spans.empty() ? 0 : chunk.spans.back().row + chunk.spans.back().rows; }
  Bitmap bitmap(ChunkPart& chunk, std::size_t column) const;
  Result<std::vector<ChunkPtr>> closeUp(DataType type, std::vector<ChunkPtr> chunks, const Context& context) const;
  /// Codes of workers to codes of the file; texts instead when there are too many different ones.
  Result<Column> takeCodes(std::size_t column, std::vector<ChunkPtr> chunks, const Context& context);

  const std::vector<ColumnPlan>& m_plans;
  std::uint64_t m_expectedRows;
  std::deque<std::unique_ptr<ChunkPart>> m_chunks;
  std::vector<std::vector<Slab>> m_slabs;        // by column
  std::vector<std::vector<ColumnNotes>> m_notes; // by worker and column
  std::uint64_t m_rows = 0;
  bool m_dense = true; // no rows to close up
};

/// How the values of a plan lie in memory while they are read.
DataType storageOf(const ColumnPlan& plan);

/// More distinct texts than this are no categories.
inline constexpr std::size_t kMostCategories = 100'000;

} // namespace easel::csv
