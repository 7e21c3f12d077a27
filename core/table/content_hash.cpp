// SHA-256 over a canonical form: names, types, sizes, levels, then each chunk's own hash (found in parallel).
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/table/kernels.h"
#include "core/table/storage.h"

namespace easel {

namespace {

Hash hashOf(const Chunk& chunk) {
  Hasher h;
  const std::size_t n = chunk.size();
  h.add(std::uint64_t{n}).add(std::uint64_t{chunk.dimension()}).add(std::uint64_t{chunk.missing()});
  if (chunk.missing() > 0)
    h.add(chunk.validity().buffer().bytes().first(Bitmap::wordsFor(n) * 8));
  if (!hasBytes(chunk.type()))
    return h.add(chunk.valueBuffer().bytes().first(n * dataTypeSize(chunk.type()) * chunk.dimension())).finish();
  const std::uint32_t* offsets = chunk.values<std::uint32_t>();
  std::vector<std::uint32_t> lengths(n); // the offsets of a slice do not begin at 0
  for (std::size_t i = 0; i < n; ++i)
    lengths[i] = offsets[i + 1] - offsets[i];
  h.add(std::as_bytes(std::span(lengths)));
  return h.add(chunk.byteBuffer().bytes().subspan(offsets[0], offsets[n] - offsets[0])).finish();
}

} // namespace

Result<std::string> contentHash(const Table& table, const Context& context) {
  Hasher h;
  h.add("easel table 1").add(std::uint64_t{table.rows()}).add(std::uint64_t{table.columnCount()});
  const std::size_t chunks = table.chunkCount();
  std::vector<Hash> hashes(table.columnCount() * chunks);
  EASEL_CHECK(tryParallelFor(context, hashes.size(), [&](std::size_t i) -> Result<void> {
    auto chunk = table.column(i / chunks).chunk(i % chunks);
    if (!chunk)
      return inColumn(std::move(chunk).error(), table.name(i / chunks));
    hashes[i] = hashOf(**chunk);
    return {};
  }));
  for (std::size_t k = 0; k < table.columnCount(); ++k) {
    h.add(table.name(k)).add(dataTypeId(table.column(k).type()));
    if (const DictionaryPtr& levels = table.column(k).dictionary()) {
      h.add(std::uint64_t{levels->size()}).add(std::uint64_t{levels->ordered()});
      for (const std::string& level : levels->values())
        h.add(std::string_view(level));
    }
    for (std::size_t c = 0; c < chunks; ++c)
      h.add(hashes[k * chunks + c]);
  }
  return h.finish().hex();
}

} // namespace easel
