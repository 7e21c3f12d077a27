// Brings the chunks that are in sight: lazy ones are read on a thread of its own, newest wish first, and a bounded number of
// bytes of them is kept. What is resident is at hand at once. The GUI thread never reads. GUI thread, but for the reading.
#pragma once

#include "core/table/table.h"

#include <QObject>

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace easel {

class ChunkLoader : public QObject {
  Q_OBJECT
 public:
  explicit ChunkLoader(QObject* parent = nullptr);
  ~ChunkLoader() override;

  struct Wanted {
    std::size_t column = 0;
    std::size_t chunk = 0;
  };
  /// Chunks of columns that both tables share stay at hand.
  void setTable(std::shared_ptr<const Table> table);
  /// The chunk when it is at hand; else empty, and `failed` has what went wrong while it was read.
  ChunkPtr at(Wanted what);
  std::optional<Error> errorOf(Wanted what) const;
  /// What is in sight, the most urgent first. Replaces what was wished before.
  void want(const std::vector<Wanted>& chunks);
  /// Work on that thread; `done` is called here.
  void later(std::function<std::function<void()>(const std::atomic_bool& stop)> work);
  void setBudget(std::size_t bytes);
  std::size_t memory() const { return m_memory; }

 signals:
  void arrived(std::size_t column, std::size_t chunk);

 private:
  using Key = std::pair<const ChunkSource*, std::size_t>;
  struct Kept {
    std::shared_ptr<const ChunkSource> source; // keeps the key's address its own
    ChunkPtr chunk;
    std::optional<Error> error;
    std::uint64_t used = 0;
  };
  struct Wish {
    std::shared_ptr<const Table> table;
    Wanted what;
    Key key;
  };
  void run();
  void take(const Wish& wish, Result<ChunkPtr> result);
  void shrink();

  std::shared_ptr<const Table> m_table;
  std::map<Key, Kept> m_kept;
  std::size_t m_memory = 0;
  std::size_t m_budget = std::size_t{128} << 20;
  std::uint64_t m_clock = 0;

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<Wish> m_wishes;
  std::deque<std::function<void()>> m_later;
  std::optional<Key> m_reading;
  std::atomic_bool m_stop = false;
  std::thread m_thread; // begins with the first lazy chunk
};

} // namespace easel
