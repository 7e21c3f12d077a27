#include "core/io/csv.h"

#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/io/csv_cast.h"
#include "core/io/csv_encoding.h"
#include "core/io/csv_pass.h"

#include <algorithm>
#include <chrono>
#include <new>

namespace easel {

namespace {

using namespace csv;
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;
constexpr std::size_t kLongestHead = std::size_t{1} << 30;

/// A file opened and looked at.
struct Opened {
  std::shared_ptr<const InputFile> file;
  Analysis analysis;
  std::string head; // decoded
  bool whole = false;
};

/// UTF-8 text from its first byte.
Result<std::unique_ptr<ByteSource>> openText(const std::shared_ptr<const InputFile>& file, CsvEncoding encoding) {
  EASEL_TRY(auto raw, openBytes(file));
  return decoded(std::move(raw), encoding);
}

class HeadText : public ByteSource {
 public:
  explicit HeadText(std::string_view text) : m_text(text) {}
  Result<std::size_t> read(char* into, std::size_t n) override {
    n = std::min(n, m_text.size());
    m_text.copy(into, n);
    m_text.remove_prefix(n);
    return n;
  }
  std::int64_t position() const override { return 0; }

 private:
  std::string_view m_text;
};

Result<void> readMore(ByteSource& source, std::string& text, std::size_t size, bool& end) {
  std::size_t have = text.size();
  text.resize(size);
  while (have < size) {
    EASEL_TRY(const std::size_t got, source.read(text.data() + have, size - have));
    if (got == 0) {
      end = true;
      break;
    }
    have += got;
  }
  text.resize(have);
  return {};
}

Result<Opened> openCsv(const std::filesystem::path& path, const CsvOptions& options, std::size_t headBytes) {
  Opened o;
  EASEL_TRY(o.file, InputFile::open(path));
  EASEL_TRY(auto raw, openBytes(o.file));
  std::string bytes;
  bool rawEnd = false;
  EASEL_CHECK(readMore(*raw, bytes, std::min<std::size_t>(headBytes, 65'536), rawEnd));
  if (bytes.empty())
    return Error(ErrorCode::Data, "'" + path.string() + "' is empty.", "Choose a file with data in it.")
        .at({ErrorPlace::Kind::File, path.string()});
  if (!rawEnd)
    EASEL_CHECK(readMore(*raw, bytes, headBytes, rawEnd));
  auto guess = guessEncoding(bytes, rawEnd, options.encoding);
  if (!guess)
    return std::move(guess.error()).at({ErrorPlace::Kind::File, path.string()});
  bytes = {};

  EASEL_TRY(auto text, openText(o.file, guess->encoding));
  for (std::size_t size = headBytes;; size *= 2) {
    EASEL_CHECK(readMore(*text, o.head, size, o.whole));
    if (o.whole)
      break;
    const std::size_t end = o.head.find_last_of('\n');
    if (end != std::string::npos && o.head.find('\n') != end) { // more than the header
      o.head.resize(end + 1);
      break;
    }
    const std::size_t cr = o.head.find_last_of('\r');
    if (end == std::string::npos && cr != std::string::npos && o.head.find('\r') != cr) {
      o.head.resize(cr + 1);
      break;
    }
    if (size >= kLongestHead)
      return Error(ErrorCode::Unsupported, "The first lines of '" + path.string() + "' are longer than 1 GB.",
                   "Check that the file is a table.");
  }
  EASEL_TRY(o.analysis, analyse(o.head, o.whole, options));
  if (o.analysis.plans.empty())
    return Error(ErrorCode::Data, "'" + path.string() + "' holds no line with text.", "Choose a file with data in it.")
        .at({ErrorPlace::Kind::File, path.string()});
  CsvSniff& sniff = o.analysis.sniff;
  o.analysis.encoding = guess->encoding;
  sniff.encoding = encodingId(guess->encoding);
  sniff.byteOrderMark = guess->byteOrderMark;
  sniff.reasons.insert(sniff.reasons.begin(), guess->reason);
  if (!guess->warning.empty())
    sniff.warnings.insert(sniff.warnings.begin(), guess->warning);
  sniff.fileBytes = o.file->size();
  switch (o.file->compression()) {
  case Compression::None: break;
  case Compression::Gzip: sniff.compression = "gzip"; break;
  case Compression::Zstd: sniff.compression = "zstd"; break;
  }
  return o;
}

/// All that was seen of a column in a pass.
Evidence gathered(ColumnStore& store, const ColumnPlan& plan, std::size_t column) {
  Evidence e;
  e.kinds = impliedBy(plan.kind);
  e.fraction = plan.kind == Kind::Float;
  for (std::size_t w = 0; w < store.workers(); ++w) {
    const ColumnNotes& n = store.notes(w, column);
    if (n.violated)
      e.add(n.evidence);
    e.values += n.values;
    e.dayFirst += n.dayFirst;
    e.monthFirst += n.monthFirst;
    e.both += n.both;
  }
  return e;
}

bool isNumericDate(Kind k) { return k == Kind::DateNumeric || k == Kind::TimeNumeric; }

/// The plan for the next pass when this one was not right; nullopt when it was.
std::optional<ColumnPlan> corrected(const ColumnPlan& plan, const Evidence& e, bool violated, CsvDateOrder wanted) {
  ColumnPlan next = plan;
  if (!violated) {
    if (plan.asked || !isNumericDate(plan.kind))
      return std::nullopt;
    const auto reading = readingOf(e, wanted);
    if (reading == plan.order || (reading && e.values == 0))
      return std::nullopt;
    if (reading) {
      next.order = *reading;
      return next;
    }
  }
  next.kind = bestKind(e, wanted);
  if (next.kind == Kind::Empty)
    next.kind = Kind::Text;
  if (isNumericDate(next.kind))
    next.order = readingOf(e, wanted).value_or(DayMonth::DayFirst);
  next.type = typeOf(next.kind);
  next.category = next.kind == Kind::Text && plan.kind != Kind::Text;
  return next;
}

void addFailures(ColumnStore& store, const ColumnPlan& plan, std::size_t column, ImportReport& report) {
  CastFailures f{plan.name, plan.type, 0, {}, {}};
  std::vector<Misfit> all;
  for (std::size_t w = 0; w < store.workers(); ++w) {
    const ColumnNotes& n = store.notes(w, column);
    f.count += n.misfits;
    all.insert(all.end(), n.firstMisfits.begin(), n.firstMisfits.end());
  }
  if (f.count == 0)
    return;
  std::sort(all.begin(), all.end(), [](const Misfit& a, const Misfit& b) { return a.slot < b.slot; });
  all.resize(std::min<std::size_t>(all.size(), 20));
  for (Misfit& m : all) {
    f.rows.push_back(store.rowOfSlot(m.slot));
    f.values.push_back(std::move(m.text));
  }
  report.castFailures.push_back(std::move(f));
}

void addDates(const ColumnPlan& plan, const Evidence& e, bool kept, CsvDateOrder wanted, ImportReport& report) {
  AmbiguousDates d{plan.name, e.dayFirst, e.monthFirst, e.both, "text"};
  if (kept)
    d.taken = plan.order == DayMonth::DayFirst ? "day_first" : "month_first";
  const std::string name = "Column '" + plan.name + "': ";
  if (!kept)
    report.warnings.push_back(name + plural(e.dayFirst, "row only parses", "rows only parse") + " as day/month, " +
                              plural(e.monthFirst, "row", "rows") + " only as month/day and " +
                              plural(e.both, "row", "rows") +
                              " both ways: it was kept as text. Set date_order and the column's type to read it.");
  else if (e.dayFirst == 0 && e.monthFirst == 0 && wanted == CsvDateOrder::Auto && !plan.asked)
    report.warnings.push_back(name + "all " + plural(e.both, "date reads", "dates read") +
                              " both as day/month and as month/day (0 rows only one way); day/month was taken. Set date_order "
                              "to month_first if that is wrong.");
  report.ambiguousDates.push_back(std::move(d));
}

Result<Column> finished(Column column, const ColumnPlan& plan, ImportReport& report) {
  if (plan.type == DataType::Vector) {
    CastFailures f{plan.name, plan.type, 0, {}, {}};
    EASEL_TRY(Column vectors, castVectors(column, [&](std::size_t row, std::string_view text) {
                if (++f.count <= 20) {
                  f.rows.push_back(static_cast<std::int64_t>(row) + 1);
                  f.values.emplace_back(text.substr(0, 100));
                }
              }));
    if (f.count)
      report.castFailures.push_back(std::move(f));
    return vectors;
  }
  if (plan.type == DataType::Image) {
    std::vector<ChunkPtr> chunks;
    for (std::size_t k = 0; k < column.chunkCount(); ++k) {
      EASEL_TRY(const ChunkPtr c, column.chunk(k));
      chunks.push_back(std::make_shared<Chunk>(DataType::Image, c->size(), c->valueBuffer(), c->validity(), c->byteBuffer()));
    }
    return Column(DataType::Image, std::move(chunks));
  }
  if (column.size() == 0 && column.type() == DataType::Category && !plan.asked)
    return Column(DataType::Text, std::vector<ChunkPtr>{});
  return column;
}

void addWarnings(const Table& table, ImportReport& report) {
  if (report.badLineCount > 0) {
    std::vector<std::string> numbers;
    for (const BadLine& b : report.badLines)
      numbers.push_back(formatCount(b.line));
    report.warnings.push_back(plural(report.badLineCount, "line", "lines") + " could not be read and " +
                              (report.badLineCount == 1 ? "was" : "were") + " kept apart (" +
                              (report.badLineCount == 1 ? "line " : "lines ") + listed(numbers) + ").");
  }
  for (const CastFailures& f : report.castFailures) {
    std::vector<std::string> rows;
    for (const std::int64_t r : f.rows)
      rows.push_back(formatCount(r));
    report.warnings.push_back("Column '" + f.column + "' has " + plural(f.count, "value that is", "values that are") +
                              " no " + std::string(dataTypeId(f.type)) + " (" + (f.count == 1 ? "row " : "rows ") +
                              listed(rows) + "): missing now.");
  }
  if (table.rows() == 0)
    report.warnings.push_back("The file has no rows below its header.");
  for (const NamedColumn& c : table.columns()) {
    if (c.column.type() != DataType::Category)
      continue;
    std::vector<std::string> words;
    for (const char* w : {"NA", "N/A", "n/a", "NaN", "null", "NULL", "?"})
      if (c.column.dictionary()->find(w))
        words.push_back("'" + std::string(w) + "'");
    if (!words.empty())
      report.warnings.push_back("Column '" + c.name + "' holds " + listed(words) +
                                " as text. If that means missing, import with missing_words.");
  }
}

Result<Imported> run(const std::filesystem::path& path, const CsvOptions& options, const Context& context) {
  const auto begin = std::chrono::steady_clock::now();
  context.stage("Reading " + path.filename().string());
  EASEL_TRY(Opened opened, openCsv(path, options, kHeadBytes));
  Analysis& a = opened.analysis;
  PassSource source;
  source.open = [file = opened.file, encoding = a.encoding] { return openText(file, encoding); };
  source.bytes = opened.file->size();
  source.blockBytes = options.blockBytes;
  if (opened.file->compression() == Compression::None && a.sniff.sampledRows > 0)
    source.expectedRows = static_cast<std::uint64_t>(static_cast<double>(opened.file->size()) /
                                                     (static_cast<double>(opened.head.size()) /
                                                      static_cast<double>(a.sniff.sampledRows)));
  opened.head = {};

  Imported out;
  ImportReport& report = out.report;
  std::vector<ColumnPlan> plans = a.plans;
  std::vector<std::optional<Column>> columns(plans.size());
  std::uint64_t rows = 0;
  for (int pass = 0;; ++pass) {
    const Context part = pass == 0 ? context.part(0, 0.9) : context.part(0.9, 0.95);
    EASEL_TRY(PassOutcome o, runPass(a, plans, source, part));
    if (o.fault == BlockIndex::Fault::NotUtf8 && options.encoding == CsvEncoding::Auto && a.encoding == CsvEncoding::Utf8 &&
        !a.sniff.byteOrderMark) {
      CsvOptions again = options;
      again.encoding = CsvEncoding::Cp1252;
      EASEL_TRY(Imported other, run(path, again, context));
      other.report.warnings.insert(other.report.warnings.begin(),
                                   "Line " + formatCount(o.faultLine) +
                                       " is not valid UTF-8; the file was read as Windows-1252. If letters look "
                                       "wrong, set the encoding.");
      return other;
    }
    if (o.fault == BlockIndex::Fault::NotUtf8)
      return Error(ErrorCode::Parse, "Line " + formatCount(o.faultLine) + " of '" + path.string() + "' is not valid UTF-8.",
                   "Set encoding=cp1252, or save the file as UTF-8.")
          .at({ErrorPlace::Kind::Line, {}, o.faultLine});
    if (o.fault == BlockIndex::Fault::Zero)
      return Error(ErrorCode::Parse, "Line " + formatCount(o.faultLine) + " of '" + path.string() + "' holds a zero byte: the file is no text or is damaged.",
                   "Save it again as CSV in UTF-8.")
          .at({ErrorPlace::Kind::Line, {}, o.faultLine});
    EASEL_CHECK(opened.file->checkUnchanged());
    if (pass == 0) {
      report.badLines = a.before;
      report.badLines.insert(report.badLines.end(), o.badLines.begin(), o.badLines.end());
      if (report.badLines.size() > ImportReport::kMaxBadLines)
        report.badLines.resize(ImportReport::kMaxBadLines);
      report.badLineCount = o.badLineCount + static_cast<std::int64_t>(a.before.size());
      rows = o.store->rows();
    }
    std::vector<ColumnPlan> next = plans;
    bool again = false;
    for (std::size_t c = 0; c < plans.size(); ++c) {
      next[c].active = false;
      if (!plans[c].active)
        continue;
      const Evidence e = gathered(*o.store, plans[c], c);
      if (const auto better = corrected(plans[c], e, o.violated[c] != 0, options.dateOrder)) {
        next[c] = *better;
        next[c].active = true;
        again = true;
        if ((e.kinds & bitOf(Kind::TimeNumeric)) && e.values > 0 && next[c].kind == Kind::Text && e.dayFirst + e.monthFirst > 0)
          addDates(plans[c], e, false, options.dateOrder, report);
        continue;
      }
      if (isNumericDate(plans[c].kind))
        addDates(plans[c], e, true, options.dateOrder, report);
      addFailures(*o.store, plans[c], c, report);
      EASEL_TRY(Column column, o.store->take(c, context));
      EASEL_TRY(columns[c], finished(std::move(column), plans[c], report));
    }
    if (!again)
      break;
    plans = std::move(next);
  }
  std::vector<NamedColumn> named;
  for (std::size_t c = 0; c < columns.size(); ++c)
    named.push_back({plans[c].name, std::move(*columns[c])});
  EASEL_TRY(out.table, Table::make(std::move(named)));
  report.rows = static_cast<std::int64_t>(rows);
  report.sniff = std::move(a.sniff);
  report.warnings.insert(report.warnings.begin(), report.sniff.warnings.begin(), report.sniff.warnings.end());
  addWarnings(out.table, report);
  context.progress(1);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return out;
}

/// Memory that cannot be had is an error like others.
template<class F>
auto fenced(F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (const std::bad_alloc&) {
    return Error(ErrorCode::OutOfMemory, "There is not enough memory to read the file.",
                 "Close other programs, or read a part of it with max_rows.");
  }
}

} // namespace

Result<CsvSniff> sniffCsv(const std::filesystem::path& path, const CsvOptions& options, const Context& context) {
  return fenced([&]() -> Result<CsvSniff> {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(Opened opened, openCsv(path, options, kHeadBytes));
    return std::move(opened.analysis.sniff);
  });
}

Result<Table> previewCsv(const std::filesystem::path& path, const CsvOptions& options, std::size_t rows,
                         const Context& context) {
  return fenced([&]() -> Result<Table> {
    EASEL_CHECK(context.checkpoint());
    EASEL_TRY(const Opened opened, openCsv(path, options, kHeadBytes / 2));
    std::vector<ColumnPlan> plans = opened.analysis.plans;
    for (ColumnPlan& p : plans) { // the types of the head, whatever the few rows say
      if (p.kind == Kind::Empty)
        p.kind = Kind::Text;
      p.category = p.type == DataType::Category;
      p.asked = true;
    }
    Analysis a = opened.analysis;
    a.start.maxRows = static_cast<std::int64_t>(rows);
    PassSource source;
    source.open = [&] { return Result<std::unique_ptr<ByteSource>>(std::make_unique<HeadText>(opened.head)); };
    EASEL_TRY(PassOutcome o, runPass(a, plans, source, context));
    if (o.fault != BlockIndex::Fault::None)
      return Error(ErrorCode::Parse, "Line " + formatCount(o.faultLine) + " of '" + path.string() + "' is no valid text.",
                   "Set the encoding, or save the file as CSV in UTF-8.");
    EASEL_CHECK(opened.file->checkUnchanged());
    std::vector<NamedColumn> columns;
    ImportReport report;
    for (std::size_t c = 0; c < plans.size(); ++c) {
      EASEL_TRY(Column column, o.store->take(c, context));
      EASEL_TRY(column, finished(std::move(column), plans[c], report));
      columns.push_back({plans[c].name, std::move(column)});
    }
    return Table::make(std::move(columns));
  });
}

Result<Imported> importCsv(const std::filesystem::path& path, const CsvOptions& options, const Context& context) {
  return fenced([&] { return run(path, options, context); });
}

} // namespace easel
