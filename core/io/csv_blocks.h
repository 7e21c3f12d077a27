// Cuts the text into blocks of whole lines, in order: the one serial part of an import. Every block belongs to one chunk
// of the table and begins at a row that is a multiple of 64 in it, so that blocks are parsed in parallel straight into the final
// columns. A line is a slot; blank and broken lines are slots without a row, which the import closes up at the end.
// Thread rule: next() is called by one thread at a time.
#pragma once

#include "core/io/byte_source.h"
#include "core/io/csv_scan.h"

#include <memory>
#include <vector>

namespace easel::csv {

/// Growing memory for text, not cleared, with room for 64 bytes more than asked for on either side.
class TextBuffer {
 public:
  char* data() { return m_memory.get() + 64; }
  const char* data() const { return m_memory.get() + 64; }
  std::size_t capacity() const { return m_capacity; }
  /// Keeps the first `keep` bytes.
  void grow(std::size_t capacity, std::size_t keep);

 private:
  std::unique_ptr<char[]> m_memory;
  std::size_t m_capacity = 0;
};

/// Bytes [begin, end) of a block: a line with a quote that is never closed.
struct BrokenQuote {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t opened = 0; // where the quote stands
};

struct Block {
  TextBuffer text;
  std::size_t size = 0;    // whole lines; 64 times \r follow (with \n, a last \r would look like half a line end)
  std::size_t index = 0;   // 0, 1, 2 …
  std::size_t chunk = 0;   // of the table
  std::size_t row = 0;     // first slot in the chunk, a multiple of 64
  std::size_t lines = 0;   // slots used; those up to the next block are empty
  std::int64_t line = 1;   // number of the first line in the file
  bool closesChunk = false; // no later block of this chunk
  std::vector<BrokenQuote> broken;
};

class BlockReader {
 public:
  struct Start {
    std::size_t bytes = 0;  // of the decoded text to skip (header and lines before it)
    std::int64_t lines = 0; // how many lines that are
    std::int64_t maxRows = -1;
  };
  BlockReader(std::unique_ptr<ByteSource> source, const Dialect& dialect, const Start& start, std::size_t blockBytes);

  /// false: the text has ended.
  Result<bool> next(Block& block);
  std::int64_t position() const { return m_source->position(); }

 private:
  Result<void> skip();
  Result<void> fill(Block& block, std::size_t& size, std::size_t target);

  std::unique_ptr<ByteSource> m_source;
  Dialect m_dialect;
  Start m_start;
  std::size_t m_blockBytes;
  std::vector<char> m_rest; // read, not given out
  bool m_skipped = false;
  bool m_end = false;
  std::size_t m_index = 0;
  std::uint64_t m_slots = 0;
  std::int64_t m_line = 1;
};

} // namespace easel::csv
