#include "widgets/grid/chunk_loader.h"

#include <QMetaObject>

#include <algorithm>

namespace easel {

ChunkLoader::ChunkLoader(QObject* parent) : QObject(parent), m_table(std::make_shared<const Table>()) {}

ChunkLoader::~ChunkLoader() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
    m_wishes.clear();
    m_later.clear();
  }
  m_wake.notify_all();
  if (m_thread.joinable())
    m_thread.join();
}

void ChunkLoader::setTable(std::shared_ptr<const Table> table) {
  m_table = std::move(table);
  std::erase_if(m_kept, [](const auto& entry) { return entry.second.error.has_value(); }); // tried again
  const std::lock_guard lock(m_mutex);
  m_wishes.clear();
}

void ChunkLoader::setBudget(std::size_t bytes) {
  m_budget = bytes;
  shrink();
}

ChunkPtr ChunkLoader::at(Wanted what) {
  const Column& column = m_table->column(what.column);
  if (!column.source()) {
    auto chunk = column.chunk(what.chunk); // resident: no reading
    return chunk ? *chunk : nullptr;
  }
  const auto found = m_kept.find({column.source().get(), what.chunk});
  if (found == m_kept.end())
    return nullptr;
  found->second.used = ++m_clock;
  return found->second.chunk;
}

std::optional<Error> ChunkLoader::errorOf(Wanted what) const {
  const auto found = m_kept.find({m_table->column(what.column).source().get(), what.chunk});
  return found == m_kept.end() ? std::nullopt : found->second.error;
}

void ChunkLoader::want(const std::vector<Wanted>& chunks) {
  std::deque<Wish> wishes;
  for (const Wanted& what : chunks) {
    const auto& source = m_table->column(what.column).source();
    const Key key{source.get(), what.chunk};
    if (source && !m_kept.contains(key))
      wishes.push_back({m_table, what, key});
  }
  {
    const std::lock_guard lock(m_mutex);
    if (m_reading)
      std::erase_if(wishes, [&](const Wish& wish) { return wish.key == *m_reading; });
    m_wishes = std::move(wishes);
    if (m_wishes.empty())
      return;
  }
  if (!m_thread.joinable())
    m_thread = std::thread([this] { run(); });
  m_wake.notify_one();
}

void ChunkLoader::later(std::function<std::function<void()>(const std::atomic_bool&)> work) {
  {
    const std::lock_guard lock(m_mutex);
    m_later.emplace_back([this, work = std::move(work)] {
      if (auto done = work(m_stop))
        QMetaObject::invokeMethod(this, std::move(done), Qt::QueuedConnection);
    });
  }
  if (!m_thread.joinable())
    m_thread = std::thread([this] { run(); });
  m_wake.notify_one();
}

void ChunkLoader::run() {
  std::unique_lock lock(m_mutex);
  while (true) {
    m_wake.wait(lock, [this] { return m_stop || !m_wishes.empty() || !m_later.empty(); });
    if (m_stop)
      return;
    if (m_wishes.empty()) {
      const auto work = std::move(m_later.front());
      m_later.pop_front();
      lock.unlock();
      work();
      lock.lock();
      continue;
    }
    const Wish wish = std::move(m_wishes.front());
    m_wishes.pop_front();
    m_reading = wish.key;
    lock.unlock();
    auto result = wish.table->column(wish.what.column).chunk(wish.what.chunk);
    QMetaObject::invokeMethod(
        this, [this, wish, result = std::move(result)]() mutable { take(wish, std::move(result)); },
        Qt::QueuedConnection);
    lock.lock();
    m_reading.reset();
  }
}

void ChunkLoader::take(const Wish& wish, Result<ChunkPtr> result) {
  Kept& kept = m_kept[wish.key];
  if (kept.chunk)
    return;
  kept.source = wish.table->column(wish.what.column).source();
  kept.used = ++m_clock;
  if (result) {
    kept.chunk = std::move(*result);
    m_memory += kept.chunk->memory();
  } else {
    kept.error = std::move(result).error();
  }
  shrink();
  if (wish.table == m_table)
    emit arrived(wish.what.column, wish.what.chunk);
}

void ChunkLoader::shrink() {
  while (m_memory > m_budget && m_kept.size() > 1) {
    const auto oldest = std::min_element(m_kept.begin(), m_kept.end(), [](const auto& a, const auto& b) {
      return a.second.used < b.second.used;
    });
    if (oldest->second.chunk)
      m_memory -= oldest->second.chunk->memory();
    m_kept.erase(oldest);
  }
}

} // namespace easel
