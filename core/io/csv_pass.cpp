#include "core/io/csv_pass.h"

#include "core/base/parallel.h"
#include "core/io/csv_fill.h"

#include <algorithm>
#include <mutex>
#include <new>

namespace easel::csv {

namespace {

/// What the workers share.
struct Shared {
  std::mutex mutex; // the reader, opening chunks
  std::mutex outcome;
  std::atomic<bool> stop{false};
  std::optional<Error> error;
  PassOutcome result;

  void fail(Error e) {
    const std::lock_guard lock(outcome);
    if (!error)
      error = std::move(e);
    stop = true;
  }
};

void work(const Analysis& analysis, const std::vector<ColumnPlan>& plans, const PassSource& source, BlockReader& reader,
          Violations& violations, Shared& shared, std::size_t worker, const Context& context) {
  Filler filler(analysis.settings, plans, *shared.result.store, violations, worker);
  BlockIndex index;
  Block block;
  std::vector<BadLine> bad;
  std::int64_t badCount = 0;
  while (!shared.stop.load(std::memory_order_relaxed)) {
    if (auto go = context.checkpoint(); !go)
      return shared.fail(std::move(go).error());
    ChunkPart* chunk = nullptr;
    {
      const std::lock_guard lock(shared.mutex);
      const Result<bool> more = reader.next(block);
      if (!more)
        return shared.fail(more.error());
      if (!*more)
        break;
      chunk = &shared.result.store->open(block.chunk, block.closesChunk && block.row == 0, block.lines);
      const std::lock_guard counts(chunk->mutex);
      ++chunk->opened;
      chunk->closed = chunk->closed || block.closesChunk;
      if (source.bytes > 0)
        context.progress(static_cast<double>(reader.position()) / static_cast<double>(source.bytes));
    }
    const BlockIndex::Fault fault = index.build(block, analysis.settings.dialect, plans.size());
    if (fault != BlockIndex::Fault::None) {
      const std::lock_guard lock(shared.outcome);
      PassOutcome& o = shared.result;
      if (o.fault == BlockIndex::Fault::None || index.faultLine() < o.faultLine) {
        o.fault = fault;
        o.faultLine = index.faultLine();
      }
      shared.stop = true;
      return;
    }
    filler.fill(block, index, *chunk);
    badCount += index.badLineCount();
    for (const BadLine& b : index.badLines())
      if (bad.size() < ImportReport::kMaxBadLines)
        bad.push_back(b);
    if (auto done = shared.result.store->finish(*chunk, {block.row, index.rows(), worker}); !done)
      return shared.fail(std::move(done).error());
  }
  const std::lock_guard lock(shared.outcome);
  shared.result.badLineCount += badCount;
  shared.result.badLines.insert(shared.result.badLines.end(), bad.begin(), bad.end());
}

Error outOfMemory() {
  return Error(ErrorCode::OutOfMemory, "There is not enough memory to read the file.",
               "Close other programs, or read a part of it with max_rows.");
}

} // namespace

Result<PassOutcome> runPass(const Analysis& analysis, const std::vector<ColumnPlan>& plans, const PassSource& source,
                            const Context& context) {
  EASEL_TRY(auto text, source.open());
  BlockReader reader(std::move(text), analysis.settings.dialect, analysis.start, source.blockBytes);
  const auto workers = static_cast<std::size_t>(std::max(1, threadCount()));
  Shared shared;
  shared.result.store = std::make_unique<ColumnStore>(plans, workers, source.expectedRows);
  Violations violations(plans.size());
  parallelFor(workers, [&](std::size_t w) {
    try {
      work(analysis, plans, source, reader, violations, shared, w, context);
    } catch (const std::bad_alloc&) {
      shared.fail(outOfMemory());
    }
  });
  if (shared.error)
    return std::move(*shared.error);
  PassOutcome& o = shared.result;
  std::sort(o.badLines.begin(), o.badLines.end(), [](const BadLine& a, const BadLine& b) { return a.line < b.line; });
  if (o.badLines.size() > ImportReport::kMaxBadLines)
    o.badLines.resize(ImportReport::kMaxBadLines);
  for (const auto& v : violations)
    o.violated.push_back(v.load());
  o.store->sortSpans();
  return std::move(o);
}

} // namespace easel::csv
