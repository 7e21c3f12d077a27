#include "core/io/csv_fill.h"

#include "core/base/text.h"
#include "core/io/csv_cast.h"
#include "core/io/csv_numbers.h"

#include <algorithm>

namespace easel::csv {

namespace {
constexpr std::size_t kKeptMisfits = 20;
constexpr std::size_t kMisfitBytes = 100;
} // namespace

Filler::Filler(const Settings& settings, const std::vector<ColumnPlan>& plans, ColumnStore& store, Violations& violations,
               std::size_t worker)
    : m_settings(settings), m_plans(plans), m_store(store), m_violations(violations), m_worker(worker) {}

bool Filler::isTold(std::string_view text) const {
  const auto& words = m_settings.missingWords;
  return std::find(words.begin(), words.end(), text) != words.end();
}

void Filler::misfit(std::size_t c, std::uint64_t slot, std::string_view text) {
  ColumnNotes& notes = m_store.notes(m_worker, c);
  ++notes.misfits;
  if (notes.firstMisfits.size() < kKeptMisfits)
    notes.firstMisfits.push_back({slot, std::string(text.substr(0, kMisfitBytes))});
}

void Filler::fill(const Block& block, const BlockIndex& index, ChunkPart& chunk) {
  Cells cells;
  cells.text = block.text.data();
  cells.rows = index.rowStarts();
  cells.count = index.rows();
  cells.slot = chunk.index * kChunkRows + block.row;
  for (std::size_t c = 0; c < m_plans.size(); ++c) {
    if (!m_plans[c].active)
      continue;
    cells.ends = index.ends() + c;
    cells.last = c + 1 == m_plans.size();
    if (storageOf(m_plans[c]) == DataType::Text) {
      texts(c, cells, chunk.columns[c], block.row, chunk.columns[c].validity.data() + block.row / 64, chunk);
      continue;
    }
    if (!m_violations[c].load(std::memory_order_relaxed) && column(c, cells, chunk.columns[c], block.row))
      continue;
    m_violations[c].store(true, std::memory_order_relaxed);
    evidence(c, cells);
  }
}

/// quick: for cells as they stand. read: the same for any text. cast: what else the person's type accepts.
template<class T, class Quick, class Read, class Cast>
bool Filler::values(std::size_t c, const Cells& cells, T* out, std::uint64_t* valid, Quick quick, Read read, Cast cast) {
  const ColumnPlan& plan = m_plans[c];
  const bool told = !m_settings.missingWords.empty();
  std::int64_t present = 0;
  const auto other = [&](std::size_t r, const char* s, const char* e, T& v) { // not what the quick reader expects
    if (s == e)
      return Cell::Missing;
    bool quoted = false;
    const std::string_view raw = readCell(s, e, m_settings.dialect, m_scratch, quoted);
    const std::string_view text = trim(raw);
    if (text.empty() || (told && (isTold(raw) || isTold(text))))
      return Cell::Missing;
    if (read(text.data(), text.data() + text.size(), v))
      return Cell::Value;
    if (isMissingWord(text))
      return Cell::Missing;
    if (!plan.asked)
      return Cell::Violation;
    if (cast(text, v))
      return Cell::Value;
    misfit(c, cells.slot + r, text);
    return Cell::Missing;
  };
  for (std::size_t g = 0; g < cells.count; g += 64) {
    const std::size_t n = std::min<std::size_t>(64, cells.count - g);
    std::uint64_t bits = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const std::uint32_t* end = cells.ends + cells.rows[g + j];
      const char* s = cells.text + std::uint32_t{end[-1] + 1};
      const char* e = cells.text + end[0];
      if (cells.last && e > s && e[-1] == '\r')
        --e;
      T v{};
      if (!told && quick(s, e, v)) [[likely]] {
        bits |= std::uint64_t{1} << j;
      } else {
        const Cell cell = other(g + j, s, e, v);
        if (cell == Cell::Violation)
          return false;
        if (cell == Cell::Value)
          bits |= std::uint64_t{1} << j;
        else
          v = T{};
      }
      out[g + j] = v;
    }
    present += std::popcount(bits);
    valid[g / 64] = bits;
  }
  m_store.notes(m_worker, c).values += present;
  return true;
}

bool Filler::column(std::size_t c, const Cells& cells, ColumnPart& part, std::size_t row) {
  const ColumnPlan& plan = m_plans[c];
  const NumberFormat f = m_settings.numbers;
  const bool plain = f.decimal == '.' && f.thousands == 0;
  std::uint64_t* valid = part.validity.data() + row / 64;
  const auto at = [&]<class T>(T*) { return reinterpret_cast<T*>(part.values) + row; };
  const auto asDate = [&](std::string_view t, std::int32_t& v) { return castDate(t, plan.order, v); };
  const auto asTime = [&](std::string_view t, std::int64_t& v) { return castTimestamp(t, plan.order, v); };
  switch (plan.kind) {
  case Kind::Bool: return values(c, cells, at(static_cast<std::uint8_t*>(nullptr)), valid, readBool, castBool);
  case Kind::Int: {
    const auto cast = [&](std::string_view t, std::int64_t& v) { return castInt(t, f, v); };
    auto* out = at(static_cast<std::int64_t*>(nullptr));
    if (!f.thousands)
      return values(c, cells, out, valid, quickInt, plainInt, cast);
    return values(c, cells, out, valid,
                  [f](const char* s, const char* e, std::int64_t& v) { return readInt(s, e, f, v); }, cast);
  }
  case Kind::Float: {
    const auto cast = [&](std::string_view t, double& v) { return castFloat(t, f, v); };
    auto* out = at(static_cast<double*>(nullptr));
    if (plain)
      return values(c, cells, out, valid, quickFloat, plainFloat, cast);
    return values(c, cells, out, valid,
                  [f](const char* s, const char* e, double& v) { return readFloat(s, e, f, v); }, cast);
  }
  case Kind::DateYmd: return values(c, cells, at(static_cast<std::int32_t*>(nullptr)), valid, readDateYmd, asDate);
  case Kind::DateNamed: return values(c, cells, at(static_cast<std::int32_t*>(nullptr)), valid, readDateNamed, asDate);
  case Kind::TimeYmd: return values(c, cells, at(static_cast<std::int64_t*>(nullptr)), valid, readTimeYmd, asTime);
  case Kind::TimeNamed: return values(c, cells, at(static_cast<std::int64_t*>(nullptr)), valid, readTimeNamed, asTime);
  case Kind::Duration: return values(c, cells, at(static_cast<std::int64_t*>(nullptr)), valid, readDuration, castDuration);
  case Kind::DateNumeric:
  case Kind::TimeNumeric: {
    // Both readings are counted over all rows; the import decides at the end and reads again if it must.
    ColumnNotes& notes = m_store.notes(m_worker, c);
    std::int64_t counts[3] = {0, 0, 0};
    const auto reader = [&](auto readBoth) {
      return [&, readBoth](const char* s, const char* e, auto& v) {
        DayMonth reading = DayMonth::Both;
        std::remove_reference_t<decltype(v)> other = 0;
        if (!readBoth(s, e, reading, v, other))
          return false;
        if (reading != DayMonth::Both && reading != plan.order && plan.asked)
          return false;
        ++counts[static_cast<std::size_t>(reading)];
        if (plan.order == DayMonth::MonthFirst)
          v = other;
        return true;
      };
    };
    const bool fine =
        plan.kind == Kind::DateNumeric
            ? values(c, cells, at(static_cast<std::int32_t*>(nullptr)), valid, reader(readDateNumeric), asDate)
            : values(c, cells, at(static_cast<std::int64_t*>(nullptr)), valid, reader(readTimeNumeric), asTime);
    if (fine) {
      notes.both += counts[0];
      notes.dayFirst += counts[1];
      notes.monthFirst += counts[2];
    }
    return fine;
  }
  case Kind::Text:
  case Kind::Empty: return codes(c, cells, at(static_cast<std::uint32_t*>(nullptr)), valid);
  }
  return false;
}

/// false: missing.
bool Filler::textCell(const ColumnPlan& plan, const char* s, const char* e, std::string_view& text) {
  bool quoted = false;
  text = readCell(s, e, m_settings.dialect, m_scratch, quoted);
  if (text.empty() && !quoted)
    return false;
  if (!m_settings.missingWords.empty() && isTold(text))
    return false;
  return !((plan.unquotedWords || plan.kind == Kind::Empty) && !quoted && isMissingWord(trim(text)));
}

bool Filler::codes(std::size_t c, const Cells& cells, std::uint32_t* out, std::uint64_t* valid) {
  const ColumnPlan& plan = m_plans[c];
  ColumnNotes& notes = m_store.notes(m_worker, c);
  std::int64_t present = 0;
  for (std::size_t g = 0; g < cells.count; g += 64) {
    const std::size_t n = std::min<std::size_t>(64, cells.count - g);
    std::uint64_t bits = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const std::uint32_t* end = cells.ends + cells.rows[g + j];
      std::string_view text;
      if (!textCell(plan, cells.text + std::uint32_t{end[-1] + 1}, cells.text + end[0], text)) {
        out[g + j] = 0;
        continue;
      }
      if (plan.kind == Kind::Empty)
        return false;
      out[g + j] = notes.words.code(text, cells.slot + g + j);
      bits |= std::uint64_t{1} << j;
    }
    present += std::popcount(bits);
    valid[g / 64] = bits;
  }
  notes.values += present;
  return plan.asked || notes.words.size() <= kMostCategories;
}

void Filler::texts(std::size_t c, const Cells& cells, ColumnPart& part, std::size_t row, std::uint64_t* valid,
                   ChunkPart& chunk) {
  const ColumnPlan& plan = m_plans[c];
  std::size_t bound = 0;
  for (std::size_t r = 0; r < cells.count; ++r) {
    const std::uint32_t* end = cells.ends + cells.rows[r];
    bound += std::uint32_t{end[0] - end[-1] - 1};
  }
  m_bytes.grow(bound, 0);
  auto* offsets = reinterpret_cast<std::uint32_t*>(part.values) + row + 1; // the end of each text, from the block's first
  char* bytes = m_bytes.data();
  std::uint32_t at = 0;
  std::int64_t present = 0;
  for (std::size_t g = 0; g < cells.count; g += 64) {
    const std::size_t n = std::min<std::size_t>(64, cells.count - g);
    std::uint64_t bits = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const std::uint32_t* end = cells.ends + cells.rows[g + j];
      std::string_view text;
      if (textCell(plan, cells.text + std::uint32_t{end[-1] + 1}, cells.text + end[0], text)) {
        bits |= std::uint64_t{1} << j;
        std::memcpy(bytes + at, text.data(), text.size());
        at += static_cast<std::uint32_t>(text.size());
      }
      offsets[g + j] = at;
    }
    present += std::popcount(bits);
    valid[g / 64] = bits;
  }
  m_store.notes(m_worker, c).values += present;
  TextPiece piece{row, cells.count, std::unique_ptr<char[]>(new char[at ? at : 1]), at};
  std::memcpy(piece.bytes.get(), bytes, at);
  const std::lock_guard lock(chunk.mutex);
  part.pieces.push_back(std::move(piece));
}

void Filler::evidence(std::size_t c, const Cells& cells) {
  ColumnNotes& notes = m_store.notes(m_worker, c);
  notes.violated = true;
  Evidence here;
  std::string scratch;
  for (std::size_t r = 0; r < cells.count && here.kinds != bitOf(Kind::Text); ++r) {
    const std::uint32_t* end = cells.ends + cells.rows[r];
    bool quoted = false;
    const std::string_view raw = readCell(cells.text + std::uint32_t{end[-1] + 1}, cells.text + end[0],
                                          m_settings.dialect, scratch, quoted);
    const std::string_view text = trim(raw);
    if (text.empty() || isMissingWord(text) || (!m_settings.missingWords.empty() && (isTold(raw) || isTold(text))))
      continue;
    here.add(text, m_settings.numbers);
  }
  notes.evidence.add(here);
}

} // namespace easel::csv
