#include "app/studio/views/data/data_import.h"

#include "core/base/text.h"

#include <QFileInfo>

namespace easel {

namespace {

constexpr std::size_t kFirstRows = 500;
constexpr qsizetype kDetails = 400;

QString shown(std::int64_t n) { return toQt(formatCount(n)); }

QString textOf(const Json& json, const char* key) { return toQt(json.value(key, std::string())); }

} // namespace

ImportRemark importRemark(const Json& report) {
  ImportRemark remark;
  if (!report.is_object())
    return remark;
  QStringList parts;
  if (const auto bad = report.value("bad_line_count", std::int64_t{0}); bad > 0) {
    parts += bad == 1 ? DataImport::tr("1 line could not be read and was left out") : DataImport::tr("%1 lines could not be read and were left out").arg(shown(bad));
    const Json lines = report.value("bad_lines", Json::array());
    for (const Json& line : lines)
      remark.details += DataImport::tr("Line %1: %2   %3").arg(shown(line.value("line", std::int64_t{0})), textOf(line, "reason"), textOf(line, "text").simplified());
  }
  const Json failures = report.value("cast_failures", Json::array());
  for (const Json& f : failures) {
    parts += DataImport::tr("%1 values of %2 do not fit and are missing").arg(shown(f.value("count", std::int64_t{0})), textOf(f, "column"));
    QStringList examples;
    const Json values = f.value("values", Json::array());
    const Json rows = f.value("rows", Json::array());
    for (std::size_t i = 0; i < values.size(); ++i)
      examples += i < rows.size() ? DataImport::tr("'%1' in row %2").arg(toQt(values[i].get<std::string>()), shown(rows[i].get<std::int64_t>()))
                                  : toQt(values[i].get<std::string>());
    remark.details += DataImport::tr("%1: %2").arg(textOf(f, "column"), examples.join(", "));
  }
  const Json dates = report.value("ambiguous_dates", Json::array());
  for (const Json& d : dates) {
    const QString column = textOf(d, "column"), taken = textOf(d, "taken");
    remark.datesUnclear = true;
    parts += taken == "text" ? DataImport::tr("the dates of %1 read both ways and stayed text").arg(column)
             : taken == "month_first" ? DataImport::tr("the dates of %1 were read month first").arg(column)
                                      : DataImport::tr("the dates of %1 were read day first").arg(column);
    remark.details += DataImport::tr("%1: %2 rows read day first only, %3 month first only, %4 both ways.")
                          .arg(column, shown(d.value("day_first_only", std::int64_t{0})),
                               shown(d.value("month_first_only", std::int64_t{0})), shown(d.value("both", std::int64_t{0})));
  }
  if (remark.details.size() > kDetails) {
    const qsizetype more = remark.details.size() - kDetails;
    remark.details = remark.details.mid(0, kDetails);
    remark.details += DataImport::tr("… and %1 more").arg(more);
  }
  remark.text = parts.join(QStringLiteral(" · "));
  if (!remark.text.isEmpty())
    remark.text[0] = remark.text[0].toUpper();
  return remark;
}

DataImport::DataImport(Session& session, QObject* parent) : QObject(parent), m_session(session) {
  connect(&session, &Session::opened, this, [this] {
    if (m_waiting)
      import();
  });
  const auto giveUp = [this] {
    m_waiting = m_running = false;
  };
  connect(&session, &Session::openFailed, this, giveUp);
  connect(&session, &Session::closed, this, giveUp);
}

QString DataImport::fileName() const { return QFileInfo(toQt(m_request.file)).fileName(); }

void DataImport::begin(const ImportRequest& request) {
  m_request = request;
  m_running = true;
  emit begun();
  // Needs no project, so the first rows are there before that is open.
  m_session.runFree<Table>(
      {.title = tr("Look at %1").arg(fileName()), .key = "data/first-rows", .quiet = true},
      [request](const Context& context) -> Result<Table> {
        const Catalog<Format> formats = builtinFormats();
        const Entry<Format>* format = formats.find(formatForPath(formats, request.file));
        if (!format)
          format = formats.find("csv"); // as the import does: it looks at the contents
        EASEL_TRY(const auto reader, format->make(request.options));
        return reader->preview(request.file, kFirstRows, context);
      },
      this, [this](Result<Table> table) {
        if (table && m_running)
          emit previewed(*table);
      });
  if (m_session.isOpen())
    import();
  else
    m_waiting = true;
}

void DataImport::import() {
  m_waiting = false;
  m_work = m_session.run<ImportOutcome>(
      {.title = tr("Import %1").arg(fileName()), .key = "data/import", .lane = Lane::Long, .changes = true},
      [request = m_request](Workbench& workbench, const Context& context) { return workbench.importFile(request, context); },
      this, [this](Result<ImportOutcome> outcome) {
        m_running = false;
        if (outcome)
          emit done(*outcome);
        else
          emit failed(outcome.error());
      });
}

void DataImport::cancel() {
  m_waiting = false;
  m_session.cancelKey("data/first-rows");
  if (m_work.running())
    m_work.cancel();
  else
    m_running = false;
}

} // namespace easel
