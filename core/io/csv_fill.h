// The values of one block into the columns. A value that is not what its column was taken for makes the block give
// evidence instead: what the column can still be; the import then reads the column again.
// Thread rule: one Filler for one worker.
#pragma once

#include "core/io/csv_columns.h"
#include "core/io/csv_index.h"

#include <atomic>

namespace easel::csv {

/// Columns that were found not to be what they were taken for; seen by all workers.
using Violations = std::vector<std::atomic<bool>>;

class Filler {
 public:
  Filler(const Settings& settings, const std::vector<ColumnPlan>& plans, ColumnStore& store, Violations& violations,
         std::size_t worker);

  void fill(const Block& block, const BlockIndex& index, ChunkPart& chunk);

 private:
  struct Cells {
    const char* text = nullptr;
    const std::uint32_t* ends = nullptr; // of this column: cell r is (ends[rows[r] - 1] + 1, ends[rows[r]])
    const std::uint32_t* rows = nullptr;
    std::size_t count = 0;
    bool last = false;
    std::uint64_t slot = 0; // of the first row
  };
  enum class Cell { Value, Missing, Violation };

  bool column(std::size_t c, const Cells& cells, ColumnPart& part, std::size_t row);
  template<class T, class Quick, class Read, class Cast>
  bool values(std::size_t c, const Cells& cells, T* out, std::uint64_t* valid, Quick quick, Read read, Cast cast);
  template<class T, class Read, class Cast>
  bool values(std::size_t c, const Cells& cells, T* out, std::uint64_t* valid, Read read, Cast cast) {
    return values(c, cells, out, valid, read, read, cast);
  }
  bool codes(std::size_t c, const Cells& cells, std::uint32_t* out, std::uint64_t* valid);
  void texts(std::size_t c, const Cells& cells, ColumnPart& part, std::size_t row, std::uint64_t* valid, ChunkPart& chunk);
  void evidence(std::size_t c, const Cells& cells);
  bool textCell(const ColumnPlan& plan, const char* s, const char* e, std::string_view& text);
  bool isTold(std::string_view text) const;
  void misfit(std::size_t c, std::uint64_t slot, std::string_view text);

  const Settings& m_settings;
  const std::vector<ColumnPlan>& m_plans;
  ColumnStore& m_store;
  Violations& m_violations;
  std::size_t m_worker;
  std::string m_scratch;
  TextBuffer m_bytes;
};

} // namespace easel::csv
