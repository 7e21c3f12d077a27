#include "core/table/expression/evaluator.h"

#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/table/expression/plan.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <limits>

namespace easel::expression {

namespace {

Error tooLarge(const Node& node, std::optional<std::size_t> row) {
  std::string message = "The whole-number result of '" + node.function->name + "' is too large";
  if (row)
    message += " in row " + formatCount(static_cast<std::int64_t>(*row + 1));
  Error e = errorAt(node, ErrorCode::Data, message + ".",
                    "Turn a value into a number with a fraction first: float(…).");
  if (row)
    e.places.push_back({ErrorPlace::Kind::Row, {}, static_cast<std::int64_t>(*row + 1), 0});
  return e;
}

/// The validity of a chunk, put together from batches.
class ChunkValidity {
 public:
  explicit ChunkValidity(std::size_t rows) : m_rows(rows) {}
  /// The rows from base on; afterwards `missing(i)` rows are visited by the caller.
  template<class F>
  void add(std::size_t base, std::size_t n, const Values& values, F&& forMissing) {
    if (!values.valid)
      return;
    if (m_words.empty()) {
      m_words.assign(Bitmap::wordsFor(m_rows), ~std::uint64_t{0});
      if (m_rows % 64)
        m_words.back() = (std::uint64_t{1} << (m_rows % 64)) - 1;
    }
    for (std::size_t w = 0; w < Bitmap::wordsFor(n); ++w) {
      const std::uint64_t before = m_words[base / 64 + w];
      m_words[base / 64 + w] = before & values.valid[w];
      for (std::uint64_t left = before & ~values.valid[w]; left; left &= left - 1)
        if (const std::size_t i = w * 64 + static_cast<std::size_t>(std::countr_zero(left)); i < n)
          forMissing(i);
    }
  }
  Bitmap finish() {
    if (m_words.empty())
      return {};
    Bitmap bitmap(Buffer::from(std::move(m_words)), m_rows);
    return bitmap.countZeros() == 0 ? Bitmap() : bitmap;
  }

 private:
  std::size_t m_rows;
  std::vector<std::uint64_t> m_words;
};

/// One evaluation: the chunks of the inputs are read as they are needed.
struct Run {
  const Plan& plan;
  std::size_t slots;
  std::size_t rows;
  std::span<const Column* const> columns;
  bool codes;

  std::size_t chunkRows(std::size_t k) const { return std::min(kChunkRows, rows - (k << kChunkShift)); }

  /// f(base, n, values) for every batch of chunk k. target(base): where values may be written.
  template<class Target, class F>
  Result<void> batches(std::size_t k, Target&& target, F&& f) const {
    std::vector<ChunkPtr> chunks(columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
      EASEL_TRY(chunks[c], columns[c]->chunk(k));
    }
    Worker worker(slots);
    const std::size_t n = chunkRows(k);
    for (std::size_t base = 0; base < n; base += kBatch) {
      const std::size_t count = std::min(kBatch, n - base);
      worker.place(chunks, base, count);
      const Values v = codes ? worker.evaluateCodes(plan, nullptr, target(base))
                             : worker.evaluate(plan, nullptr, target(base));
      if (worker.failure())
        return tooLarge(*worker.failure()->node, (k << kChunkShift) + base + worker.failure()->row);
      EASEL_CHECK(f(base, count, v));
    }
    return {};
  }

  Result<ChunkPtr> fixedChunk(std::size_t k, DataType type, const Buffer& slab, std::byte* memory) const {
    const std::size_t size = dataTypeSize(type);
    const std::size_t n = chunkRows(k);
    std::byte* start = memory + (k << kChunkShift) * size;
    ChunkValidity validity(n);
    EASEL_CHECK(batches(
        k, [&](std::size_t base) { return start + base * size; },
        [&](std::size_t base, std::size_t count, const Values& v) -> Result<void> {
          std::byte* to = start + base * size;
          if (v.data != to)
            std::memcpy(to, v.data, count * size);
          validity.add(base, count, v, [&](std::size_t i) { std::memset(to + i * size, 0, size); });
          return {};
        }));
    return ChunkPtr(std::make_shared<Chunk>(type, n, slab.slice((k << kChunkShift) * size, n * size),
                                            validity.finish()));
  }

  Result<ChunkPtr> textChunk(std::size_t k) const {
    const std::size_t n = chunkRows(k);
    MutableBuffer offsets((n + 1) * sizeof(std::uint32_t));
    auto* offset = offsets.as<std::uint32_t>();
    offset[0] = 0;
    std::vector<char> bytes;
    ChunkValidity validity(n);
    EASEL_CHECK(batches(
        k, [](std::size_t) { return nullptr; },
        [&](std::size_t base, std::size_t count, const Values& v) -> Result<void> {
          validity.add(base, count, v, [](std::size_t) {});
          const auto* texts = v.as<std::string_view>();
          for (std::size_t i = 0; i < count; ++i) {
            if (v.present(i))
              bytes.insert(bytes.end(), texts[i].begin(), texts[i].end());
            offset[base + i + 1] = static_cast<std::uint32_t>(bytes.size());
          }
          if (bytes.size() > std::numeric_limits<std::uint32_t>::max())
            return Error(ErrorCode::OutOfMemory, "The texts that the formula makes are too long to hold.",
                         "Shorten them, for example with left(…).");
          return {};
        }));
    return ChunkPtr(std::make_shared<Chunk>(DataType::Text, n, std::move(offsets).share(), validity.finish(),
                                            Buffer::from(std::move(bytes))));
  }
};

/// Text to Category; levels in order of first appearance.
Result<Column> encoded(const Column& texts, const Context& context) {
  struct Local {
    std::vector<std::string_view> levels;
    std::vector<std::uint32_t> codes;
  };
  EASEL_TRY(const std::vector<ChunkPtr> chunks, texts.load());
  std::vector<Local> locals(chunks.size());
  EASEL_CHECK(tryParallelFor(context, chunks.size(), [&](std::size_t k) -> Result<void> {
    Local& local = locals[k];
    std::unordered_map<std::string_view, std::uint32_t> codes;
    local.codes.resize(chunks[k]->size());
    for (std::size_t i = 0; i < chunks[k]->size(); ++i) {
      if (!chunks[k]->valid(i))
        continue;
      const auto [it, fresh] = codes.emplace(chunks[k]->text(i), static_cast<std::uint32_t>(local.levels.size()));
      if (fresh)
        local.levels.push_back(it->first);
      local.codes[i] = it->second;
    }
    return {};
  }));
  std::vector<std::string> levels;
  std::unordered_map<std::string_view, std::uint32_t> codes;
  std::vector<ChunkPtr> result(chunks.size());
  for (std::size_t k = 0; k < chunks.size(); ++k) {
    EASEL_CHECK(context.checkpoint());
    std::vector<std::uint32_t> remap;
    for (const std::string_view level : locals[k].levels) {
      const auto [it, fresh] = codes.emplace(level, static_cast<std::uint32_t>(levels.size()));
      if (fresh)
        levels.emplace_back(level);
      remap.push_back(it->second);
    }
    for (std::size_t i = 0; i < chunks[k]->size(); ++i)
      if (chunks[k]->valid(i))
        locals[k].codes[i] = remap[locals[k].codes[i]];
    result[k] = std::make_shared<Chunk>(DataType::Category, chunks[k]->size(),
                                        Buffer::from(std::move(locals[k].codes)), chunks[k]->validity());
  }
  return Column(DataType::Category, std::move(result), std::make_shared<Dictionary>(std::move(levels)));
}

bool singleCategory(const Node& node, std::span<const DataType> types, std::optional<std::size_t>& column) {
  if (node.kind == Node::Kind::Column) {
    if (types[node.column] != DataType::Category || (column && *column != node.column))
      return false;
    column = node.column;
  }
  return std::all_of(node.args.begin(), node.args.end(),
                     [&](const NodePtr& a) { return singleCategory(*a, types, column); });
}

} // namespace

bool yieldsCategory(const Node& root, std::span<const DataType> columnTypes) {
  if (root.type != DataType::Text)
    return false;
  if (root.kind == Node::Kind::Constant)
    return true;
  if (root.kind == Node::Kind::Call && root.function->special == Special::Category)
    return true;
  if (std::optional<std::size_t> column; singleCategory(root, columnTypes, column))
    return true;
  if (root.kind != Node::Kind::Call ||
      (root.function->special != Special::If && root.function->special != Special::Coalesce))
    return false;
  const std::size_t first = root.function->special == Special::If ? 1 : 0;
  return std::all_of(root.args.begin() + static_cast<std::ptrdiff_t>(first), root.args.end(), [&](const NodePtr& a) {
    return (a->kind != Node::Kind::Call || a->function->special != Special::Category) &&
           yieldsCategory(*a, columnTypes);
  });
}

Result<NodePtr> fold(std::shared_ptr<Node> call) {
  Binding binding{{}, 1, 0, true};
  EASEL_TRY(const std::unique_ptr<Plan> plan, binding.bind(*call));
  Worker worker(binding.slots);
  worker.place({}, 0, 1);
  const Values v = worker.evaluate(*plan);
  if (worker.failure())
    return tooLarge(*call, std::nullopt);
  decltype(Node::value) value;
  if (v.present(0)) {
    switch (call->type) {
    case DataType::Bool: value = std::int64_t{v.as<std::uint8_t>()[0]}; break;
    case DataType::Date: value = std::int64_t{v.as<std::int32_t>()[0]}; break;
    case DataType::Float64: value = v.as<double>()[0]; break;
    case DataType::Text: value = std::string(v.as<std::string_view>()[0]); break;
    default: value = v.as<std::int64_t>()[0]; break;
    }
  }
  return constantNode(call->type, std::move(value), call->position, call->length);
}

Result<Column> evaluateTree(const Node& root, DataType type, std::size_t rows, std::span<const Column* const> columns,
                            const Context& context) {
  Binding binding{columns, rows, 0, true};
  EASEL_TRY(const std::unique_ptr<Plan> plan, binding.bind(root));
  const bool codes = type == DataType::Category && plan->codes;
  const Run run{*plan, binding.slots, rows, columns, codes};
  const std::size_t chunkCount = (rows + kChunkRows - 1) >> kChunkShift;
  std::vector<ChunkPtr> chunks(chunkCount);
  std::atomic<std::size_t> done{0};
  const auto finished = [&] {
    context.progress(static_cast<double>(done.fetch_add(1) + 1) / static_cast<double>(chunkCount));
  };
  if (root.type == DataType::Text && !codes) {
    EASEL_CHECK(tryParallelFor(context, chunkCount, [&](std::size_t k) -> Result<void> {
      EASEL_TRY(chunks[k], run.textChunk(k));
      finished();
      return {};
    }));
    Column texts(DataType::Text, std::move(chunks));
    return type == DataType::Category ? encoded(texts, context) : Result<Column>(std::move(texts));
  }
  MutableBuffer memory(rows * dataTypeSize(type));
  std::byte* start = memory.data();
  const Buffer slab = std::move(memory).share();
  EASEL_CHECK(tryParallelFor(context, chunkCount, [&](std::size_t k) -> Result<void> {
    EASEL_TRY(chunks[k], run.fixedChunk(k, type, slab, start));
    finished();
    return {};
  }));
  return Column(type, std::move(chunks), codes ? plan->codes : nullptr);
}

} // namespace easel::expression
