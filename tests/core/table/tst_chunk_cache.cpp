// The cache of lazy chunks: loads once, keeps to its budget, forgets the least recently used.
#include "core/base/parallel.h"
#include "core/table/chunk_cache.h"
#include "tests/core/table/random_tables.h"

#include <QtTest>

#include <thread>

using namespace easel;

namespace {
ChunkPtr chunkOfBytes(std::size_t n) {
  return std::make_shared<const Chunk>(DataType::Bool, n, Buffer::from(std::vector<std::uint8_t>(n)), Bitmap());
}
auto loader(std::size_t n, int* count = nullptr) {
  return [n, count]() -> Result<ChunkPtr> {
    if (count)
      ++*count;
    return chunkOfBytes(n);
  };
}
} // namespace

class TestChunkCache : public QObject {
  Q_OBJECT
 private slots:
  void keepsWhatWasUsedLast() {
    ChunkCache cache(300);
    const std::uint64_t s = cache.newSource();
    int count = 0;
    for (const std::size_t i : {0U, 1U, 2U, 0U, 3U}) // 3 puts out 1
      QVERIFY(cache.get(s, i, loader(100, &count)));
    QCOMPARE(count, 4);
    QCOMPARE(cache.memory(), std::size_t{300});
    QVERIFY(cache.get(s, 0, loader(100, &count)));
    QCOMPARE(count, 4);
    QVERIFY(cache.get(s, 1, loader(100, &count)));
    QCOMPARE(count, 5);
    QCOMPARE(cache.hits(), std::uint64_t{2});
  }

  void whatIsHeldStays() {
    ChunkCache cache(150);
    const std::uint64_t s = cache.newSource();
    ChunkPtr held = cache.get(s, 0, loader(100)).value();
    QVERIFY(cache.get(s, 1, loader(100)));
    QVERIFY(cache.get(s, 2, loader(100)));
    int count = 0;
    QCOMPARE(cache.get(s, 0, loader(100, &count)).value().get(), held.get());
    QCOMPARE(count, 0);
    held.reset();
    cache.setBudget(0);
    QCOMPARE(cache.memory(), std::size_t{0});
  }

  void sourcesAreApartAndCanBeForgotten() {
    ChunkCache cache(1000);
    const std::uint64_t a = cache.newSource();
    const std::uint64_t b = cache.newSource();
    QVERIFY(a != b);
    int count = 0;
    QVERIFY(cache.get(a, 0, loader(10, &count)));
    QVERIFY(cache.get(b, 0, loader(20, &count)));
    QCOMPARE(count, 2);
    cache.forget(a);
    QCOMPARE(cache.memory(), std::size_t{20});
    QVERIFY(cache.get(a, 0, [&]() -> Result<ChunkPtr> {
      cache.forget(a); // while it is being loaded: the caller gets it, the cache does not keep it
      return chunkOfBytes(10);
    }));
    QCOMPARE(cache.memory(), std::size_t{20});
  }

  void errorsAreTriedAgain() {
    ChunkCache cache(1000);
    const auto failing = []() -> Result<ChunkPtr> { return Error(ErrorCode::Io, "gone"); };
    QCOMPARE(cache.get(1, 0, failing).error().code, ErrorCode::Io);
    QVERIFY(cache.get(1, 0, loader(10)));
  }

  void manyThreadsLoadOnce() {
    ChunkCache cache(std::size_t{1} << 30);
    std::atomic<int> loads{0};
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        for (std::size_t i = 0; i < 50; ++i) {
          const auto chunk = cache.get(1, i, [&]() -> Result<ChunkPtr> {
            ++loads;
            std::this_thread::sleep_for(std::chrono::microseconds(200));
            return chunkOfBytes(i + 1);
          });
          wrong += !chunk || (*chunk)->size() != i + 1;
        }
      });
    for (std::thread& t : threads)
      t.join();
    QCOMPARE(loads.load(), 50);
    QCOMPARE(wrong.load(), 0);
  }

  void loadersMayWorkInParallelThemselves() {
    ChunkCache cache(10); // hardly anything stays
    std::atomic<int> wrong{0};
    parallelFor(200, [&](std::size_t i) {
      const auto chunk = cache.get(1, i % 3, [&]() -> Result<ChunkPtr> {
        std::atomic<std::size_t> n{0};
        parallelFor(64, [&](std::size_t) { ++n; });
        return chunkOfBytes(n);
      });
      wrong += !chunk || (*chunk)->size() != 64;
    });
    QCOMPARE(wrong.load(), 0);
  }

  void aColumnReadsThroughIt() {
    ChunkCache cache(std::size_t{1} << 20);
    struct Source : ChunkSource {
      Source(ChunkCache& c, Column stored) : cache(c), id(c.newSource()), column(std::move(stored)) {}
      Result<ChunkPtr> load(std::size_t i) const override {
        return cache.get(id, i, [&] { return column.chunk(i); });
      }
      ChunkCache& cache;
      std::uint64_t id;
      Column column;
    };
    const Column stored = randomColumn(DataType::Int64, kChunkRows + 5, 1);
    std::vector<Column::LazyChunk> chunks = {{kChunkRows, stored.chunk(0).value()->missing()}, {5, stored.chunk(1).value()->missing()}};
    const Column lazy(DataType::Int64, chunks, std::make_shared<Source>(cache, stored));
    QVERIFY(texts(lazy) == texts(stored));
    QVERIFY(texts(lazy) == texts(stored));
    QCOMPARE(cache.loads(), std::uint64_t{2});
  }
};

QTEST_APPLESS_MAIN(TestChunkCache)
#include "tst_chunk_cache.moc"
