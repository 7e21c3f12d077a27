// One batch of rows through a plan.
#include "core/table/expression/plan.h"

#include <algorithm>
#include <bit>

namespace easel::expression {

namespace {

constexpr std::array<std::uint64_t, kBatchWords> kNone{};
using Words = std::array<std::uint64_t, kBatchWords>;

/// Bytes 0/1 to bits; bits past n are 0. Eight bytes at a time: the product gathers their lowest bits.
void pack(const std::uint8_t* bytes, std::size_t n, std::uint64_t* words) {
  std::fill(words, words + kBatchWords, 0);
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, bytes + i, 8);
    words[i >> 6] |= (eight * 0x0102'0408'1020'4080 >> 56) << (i & 63);
  }
  for (; i < n; ++i)
    words[i >> 6] |= std::uint64_t{bytes[i]} << (i & 63);
}

void unpack(const std::uint64_t* words, std::size_t n, std::uint8_t* bytes) {
  for (std::size_t i = 0; i < n; ++i)
    bytes[i] = static_cast<std::uint8_t>((words[i >> 6] >> (i & 63)) & 1);
}

Words rowsOf(std::size_t n) {
  Words w{};
  std::fill(w.begin(), w.begin() + static_cast<std::ptrdiff_t>(n / 64), ~std::uint64_t{0});
  if (n % 64)
    w[n / 64] = (std::uint64_t{1} << (n % 64)) - 1;
  return w;
}

bool anyOf(const Words& w) {
  return std::any_of(w.begin(), w.end(), [](std::uint64_t x) { return x != 0; });
}

/// Validity words past the batch may not be readable (the end of a chunk), so only whole words of n rows are used.
std::uint64_t wordAt(const std::uint64_t* words, std::size_t w) { return words ? words[w] : ~std::uint64_t{0}; }

template<class T>
void select(const std::uint8_t* condition, const Values& a, const Values& b, void* target, std::size_t n) {
  const T* x = a.as<T>();
  const T* y = b.as<T>();
  T* o = static_cast<T*>(target);
  for (std::size_t i = 0; i < n; ++i)
    o[i] = condition[i] ? x[i] : y[i];
}

template<class T>
void gather(const std::byte* table, const std::uint32_t* codes, void* target, std::size_t n) {
  const T* from = reinterpret_cast<const T*>(table);
  T* o = static_cast<T*>(target);
  for (std::size_t i = 0; i < n; ++i)
    o[i] = from[codes[i]];
}

void gatherAny(std::size_t size, const std::byte* table, const std::uint32_t* codes, void* target, std::size_t n) {
  switch (size) {
  case 1: return gather<std::uint8_t>(table, codes, target, n);
  case 4: return gather<std::uint32_t>(table, codes, target, n);
  case 8: return gather<std::uint64_t>(table, codes, target, n);
  default: return gather<std::string_view>(table, codes, target, n);
  }
}

const std::uint64_t* validityAt(const Chunk& chunk, std::size_t base) {
  return chunk.validity().empty() ? nullptr : chunk.validity().words() + base / 64;
}
} // namespace

char* Arena::take(std::size_t n) {
  constexpr std::size_t kBlock = 64 << 10;
  while (m_block < m_blocks.size() && m_used + n > m_blocks[m_block].size()) {
    ++m_block;
    m_used = 0;
  }
  if (m_block == m_blocks.size())
    m_blocks.emplace_back(std::max(n, kBlock));
  char* p = m_blocks[m_block].data() + m_used;
  m_used += n;
  return p;
}

void Arena::reset() {
  m_block = 0;
  m_used = 0;
}

Register& Worker::at(std::size_t slot) {
  auto& r = m_registers[slot];
  if (!r)
    r.reset(new Register); // not cleared
  return *r;
}

void Worker::place(std::span<const ChunkPtr> chunks, std::size_t base, std::size_t n) {
  m_chunks = chunks;
  m_base = base;
  m_n = n;
  m_arena.reset();
}

void Worker::placeOnLevels(const Dictionary& dictionary, std::size_t base, std::size_t n) {
  m_levels = &dictionary;
  m_base = base;
  m_n = n;
  m_arena.reset();
}

Values Worker::column(const Plan& plan) {
  if (m_levels) {
    Register& r = at(plan.slot);
    auto* texts = reinterpret_cast<std::string_view*>(r.data.data());
    const std::size_t present = std::min(m_n, m_levels->size() - std::min(m_levels->size(), m_base));
    for (std::size_t i = 0; i < present; ++i)
      texts[i] = (*m_levels)[static_cast<std::uint32_t>(m_base + i)];
    if (present == m_n)
      return {texts, nullptr};
    texts[present] = {};
    r.words = rowsOf(present);
    return {texts, r.words.data()};
  }
  const Chunk& chunk = *m_chunks[plan.node->column];
  const std::uint64_t* valid = validityAt(chunk, m_base);
  if (chunk.type() == DataType::Text) {
    auto* texts = reinterpret_cast<std::string_view*>(at(plan.slot).data.data());
    for (std::size_t i = 0; i < m_n; ++i)
      texts[i] = chunk.text(m_base + i);
    return {texts, valid};
  }
  if (chunk.type() == DataType::Category) {
    auto* texts = reinterpret_cast<std::string_view*>(at(plan.slot).data.data());
    const std::uint32_t* codes = chunk.values<std::uint32_t>() + m_base;
    const Values v{nullptr, valid};
    for (std::size_t i = 0; i < m_n; ++i)
      texts[i] = v.present(i) ? (*plan.dictionary)[codes[i]] : std::string_view();
    return {texts, valid};
  }
  return {chunk.values<std::byte>() + m_base * dataTypeSize(chunk.type()), valid};
}

Values Worker::evaluate(const Plan& plan, const std::uint64_t* active, void* target) {
  if (plan.lifted)
    return lifted(plan, target, false);
  switch (plan.node->kind) {
  case Node::Kind::Constant: return {plan.constant.data(), plan.node->missing() ? kNone.data() : nullptr};
  case Node::Kind::Column: return column(plan);
  case Node::Kind::Call: break;
  }
  switch (plan.node->function->special) {
  case Special::And:
  case Special::Or: return andOr(plan, active, target);
  case Special::If: return choose<false>(plan, active, target);
  default: return call(plan, active, target);
  }
}

Values Worker::evaluateCodes(const Plan& plan, const std::uint64_t* active, void* target) {
  if (plan.lifted)
    return lifted(plan, target, true);
  if (plan.node->kind == Node::Kind::Column) {
    const Chunk& chunk = *m_chunks[plan.node->column];
    return {chunk.values<std::uint32_t>() + m_base, validityAt(chunk, m_base)};
  }
  return plan.node->function->special == Special::If ? choose<true>(plan, active, target)
                                                     : coalesceCodes(plan, active, target);
}

Values Worker::lifted(const Plan& plan, void* target, bool codesWanted) {
  Register& r = at(plan.slot);
  void* to = target ? target : r.data.data();
  const Chunk& chunk = *m_chunks[plan.liftedColumn];
  const std::uint32_t* codes = chunk.values<std::uint32_t>() + m_base;
  const std::uint64_t* valid = validityAt(chunk, m_base);
  const std::size_t size = codesWanted ? sizeof(std::uint32_t) : registerSize(plan.node->type);
  const std::byte* table = codesWanted ? reinterpret_cast<const std::byte*>(plan.tableCodes.data()) : plan.table.data();
  if (plan.levels > 0) // a column that is missing throughout may have no level
    gatherAny(size, table, codes, to, m_n);
  if (plan.levelsPresent && !valid)
    return {to, nullptr};
  r.words = rowsOf(m_n);
  if (!plan.levelsPresent && plan.levels > 0) {
    std::array<std::uint8_t, kBatch> present;
    gather<std::uint8_t>(reinterpret_cast<const std::byte*>(plan.tablePresent.data()), codes, present.data(), m_n);
    pack(present.data(), m_n, r.words.data());
  }
  if (valid) {
    const bool present = plan.tablePresent[plan.levels] != 0;
    for (std::size_t i = 0; i < m_n; ++i) {
      if ((valid[i >> 6] >> (i & 63)) & 1)
        continue;
      std::memcpy(static_cast<std::byte*>(to) + i * size, table + plan.levels * size, size);
      const std::uint64_t bit = std::uint64_t{1} << (i & 63);
      r.words[i >> 6] = present ? r.words[i >> 6] | bit : r.words[i >> 6] & ~bit;
    }
  }
  return {to, r.words.data()};
}

Values Worker::call(const Plan& plan, const std::uint64_t* active, void* target) {
  std::array<Values, 8> few;
  std::vector<Values> many;
  const std::size_t count = plan.args.size();
  if (count > few.size())
    many.resize(count);
  Values* args = count > few.size() ? many.data() : few.data();
  for (std::size_t i = 0; i < count; ++i)
    args[i] = evaluate(*plan.args[i], active);
  Register& r = at(plan.slot);
  Output out;
  out.n = m_n;
  out.data = target ? target : r.data.data();
  out.words = r.words.data();
  out.active = active;
  out.arena = &m_arena;
  const Overload& overload = *plan.node->overload;
  if (!overload.ownMissing) {
    const std::size_t used = Bitmap::wordsFor(m_n);
    for (std::size_t i = 0; i < count; ++i) {
      if (!args[i].valid)
        continue;
      out.materialise();
      for (std::size_t w = 0; w < used; ++w)
        out.words[w] &= args[i].valid[w];
    }
  }
  overload.kernel({args, count}, out, plan.node->state.get());
  if (out.failed && !m_failure)
    m_failure = Failure{*out.failed, plan.node};
  return {out.data, out.hasMissing ? out.words : nullptr};
}

Values Worker::andOr(const Plan& plan, const std::uint64_t* active, void* target) {
  const bool isAnd = plan.node->function->special == Special::And;
  const Values a = evaluate(*plan.args[0], active);
  const std::size_t used = Bitmap::wordsFor(m_n);
  const Words rows = rowsOf(m_n);
  Words trueA;
  pack(a.as<std::uint8_t>(), m_n, trueA.data());
  Words decidedA{}; // the other side cannot change it
  Words open{};
  for (std::size_t w = 0; w < used; ++w) {
    decidedA[w] = (isAnd ? ~trueA[w] : trueA[w]) & wordAt(a.valid, w) & rows[w];
    open[w] = rows[w] & ~decidedA[w] & wordAt(active, w);
  }
  if (!anyOf(open))
    return a;
  const Values b = evaluate(*plan.args[1], open.data());
  Register& r = at(plan.slot);
  auto* o = static_cast<std::uint8_t*>(target ? target : r.data.data());
  const std::uint8_t* x = a.as<std::uint8_t>();
  const std::uint8_t* y = b.as<std::uint8_t>();
  if (isAnd)
    for (std::size_t i = 0; i < m_n; ++i)
      o[i] = x[i] & y[i];
  else
    for (std::size_t i = 0; i < m_n; ++i)
      o[i] = x[i] | y[i];
  if (!a.valid && !b.valid)
    return {o, nullptr};
  Words trueB;
  pack(y, m_n, trueB.data());
  for (std::size_t w = 0; w < used; ++w) {
    const std::uint64_t validB = wordAt(b.valid, w);
    const std::uint64_t decidedB = (isAnd ? ~trueB[w] : trueB[w]) & validB;
    r.words[w] = (decidedA[w] | decidedB | (wordAt(a.valid, w) & validB)) & rows[w];
  }
  // A missing side may hold any bit: where the other side decides, the value is known.
  for (std::size_t w = 0; w < used; ++w) {
    std::uint64_t decided = (decidedA[w] | ((isAnd ? ~trueB[w] : trueB[w]) & wordAt(b.valid, w))) & rows[w];
    for (; decided; decided &= decided - 1)
      o[w * 64 + static_cast<std::size_t>(std::countr_zero(decided))] = isAnd ? 0 : 1;
  }
  return {o, r.words.data()};
}

Values Worker::argumentCodes(const Plan& plan, std::size_t i, const std::uint64_t* active) {
  const Plan& argument = *plan.args[i];
  if (argument.node->kind == Node::Kind::Constant) {
    auto* codes = reinterpret_cast<std::uint32_t*>(at(argument.slot).data.data());
    std::fill(codes, codes + m_n, argument.constantCode);
    return {codes, argument.node->missing() ? kNone.data() : nullptr};
  }
  const Values own = evaluateCodes(argument, active);
  const std::vector<std::uint32_t>& remap = plan.remaps[i];
  auto* codes = reinterpret_cast<std::uint32_t*>(at(argument.slot).data.data());
  const std::uint32_t* from = own.as<std::uint32_t>();
  for (std::size_t k = 0; k < m_n; ++k)
    codes[k] = from[k] < remap.size() ? remap[from[k]] : 0;
  return {codes, own.valid};
}

template<bool kCodes>
Values Worker::choose(const Plan& plan, const std::uint64_t* active, void* target) {
  const auto branch = [&](std::size_t i, const std::uint64_t* rows) {
    if constexpr (kCodes)
      return argumentCodes(plan, i, rows);
    else
      return evaluate(*plan.args[i], rows);
  };
  const Values condition = evaluate(*plan.args[0], active);
  const std::size_t used = Bitmap::wordsFor(m_n);
  const Words rows = rowsOf(m_n);
  Words isTrue;
  pack(condition.as<std::uint8_t>(), m_n, isTrue.data());
  Words then{};
  Words otherwise{};
  for (std::size_t w = 0; w < used; ++w) {
    isTrue[w] &= wordAt(condition.valid, w); // missing counts as false
    then[w] = isTrue[w] & wordAt(active, w);
    otherwise[w] = rows[w] & ~isTrue[w] & wordAt(active, w);
  }
  if (!anyOf(then))
    return branch(2, otherwise.data());
  if (!anyOf(otherwise))
    return branch(1, then.data());
  const Values a = branch(1, then.data());
  const Values b = branch(2, otherwise.data());
  Register& r = at(plan.slot);
  void* to = target ? target : r.data.data();
  std::array<std::uint8_t, kBatch> bytes;
  const std::uint8_t* mask = condition.as<std::uint8_t>();
  if (condition.valid) {
    unpack(isTrue.data(), m_n, bytes.data());
    mask = bytes.data();
  }
  switch (kCodes ? sizeof(std::uint32_t) : registerSize(plan.node->type)) {
  case 1: select<std::uint8_t>(mask, a, b, to, m_n); break;
  case 4: select<std::uint32_t>(mask, a, b, to, m_n); break;
  case 8: select<std::uint64_t>(mask, a, b, to, m_n); break;
  default: select<std::string_view>(mask, a, b, to, m_n); break;
  }
  if (!a.valid && !b.valid)
    return {to, nullptr};
  for (std::size_t w = 0; w < used; ++w)
    r.words[w] = (isTrue[w] & wordAt(a.valid, w)) | (~isTrue[w] & wordAt(b.valid, w) & rows[w]);
  return {to, r.words.data()};
}

Values Worker::coalesceCodes(const Plan& plan, const std::uint64_t* active, void* target) {
  Register& r = at(plan.slot);
  auto* o = static_cast<std::uint32_t*>(target ? static_cast<void*>(target) : r.data.data());
  Words open = rowsOf(m_n);
  for (std::size_t a = 0; a < plan.args.size() && anyOf(open); ++a) {
    const Values v = argumentCodes(plan, a, active);
    for (std::size_t w = 0; w < Bitmap::wordsFor(m_n); ++w) {
      std::uint64_t found = open[w] & wordAt(v.valid, w);
      open[w] &= ~found;
      for (; found; found &= found - 1) {
        const std::size_t i = w * 64 + static_cast<std::size_t>(std::countr_zero(found));
        o[i] = v.as<std::uint32_t>()[i];
      }
    }
  }
  if (!anyOf(open))
    return {o, nullptr};
  const Words rows = rowsOf(m_n);
  for (std::size_t w = 0; w < kBatchWords; ++w) {
    r.words[w] = rows[w] & ~open[w];
    for (std::uint64_t left = open[w]; left; left &= left - 1)
      o[w * 64 + static_cast<std::size_t>(std::countr_zero(left))] = 0;
  }
  return {o, r.words.data()};
}

} // namespace easel::expression
