#include "app/studio/views/govern/card_parts_panels.h"

#include "app/studio/views/govern/card_header.h"
#include "core/base/time.h"
#include "widgets/controls/bar_row.h"
#include "widgets/controls/button.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/pill.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int kNameWidth = 110;
constexpr int kMostBars = 8;
constexpr int kMostFigures = 4;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(easel::GovernView)
};

QString text(const Json& value) {
  if (value.is_string())
    return toQt(value.get<std::string>());
  if (value.is_number_float())
    return toQt(formatNumber(value.get<double>(), 4));
  if (value.is_number())
    return toQt(toText(value));
  return {};
}

QString number(double v, int digits = 3) { return toQt(formatNumber(v, digits)); }
QString count(std::int64_t n) { return QLocale().toString(static_cast<qlonglong>(n)); }

QString when(const std::string& time) {
  const auto micros = parseTimestamp(time);
  return micros ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(*micros / 1000), QLocale::ShortFormat) : toQt(time);
}

QString shortHash(const QString& hash) {
  return hash.size() > 12 ? hash.left(4) + QStringLiteral("…") + hash.right(4) : hash;
}

QString stepsText(int n) { return n == 1 ? Words::tr("1 step") : Words::tr("%1 steps").arg(n); }

/// The whole text of a label, without marks that would mean something.
QLabel* plain(const QString& words, Tone tone = Tone::Text) {
  QLabel* l = paragraph(words, tone);
  l->setTextFormat(Qt::PlainText);
  l->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return l;
}

/// Parts that a person fills in; the others come from the run.
bool isWritten(const QString& part) {
  return part == "intended_uses" || part == "business" || part == "ethics" || part == "caveats";
}

Panel* panelOf(const QString& title, const QString& iconName, const CardContents& c, const char* part) {
  auto* panel = new Panel;
  panel->setTitle(title, iconName);
  panel->setObjectName(QString("govern.panel.") + part);
  panel->body()->setSpacing(8);
  for (const CardPart& p : c.parts)
    if (p.id == part && !p.complete) {
      auto* row = new QHBoxLayout;
      auto* mark = new QLabel;
      mark->setPixmap(icon("exclamation-circle", Tone::Warn).pixmap(14, 14));
      row->addWidget(mark, 0, Qt::AlignTop);
      QLabel* missing = plain(toQt(p.missing), Tone::Text2);
      missing->setObjectName(QString("govern.missing.") + part);
      row->addWidget(missing, 1);
      panel->body()->addLayout(row);
      if (c.write && isWritten(part)) {
        auto* write = new Button(Words::tr("Write it"), "pencil", ButtonKind::Ghost);
        write->setObjectName(QString("govern.write.") + part);
        write->setAccessibleName(Words::tr("Write: %1").arg(title));
        QObject::connect(write, &QAbstractButton::clicked, panel, c.write);
        panel->body()->addWidget(write, 0, Qt::AlignLeft);
      }
    }
  return panel;
}

void addWritten(Panel& panel, const CardContents& c, const std::vector<const char*>& names) {
  auto* table = new PairTable;
  bool any = false;
  for (const char* name : names) {
    const ParamSpec* spec = cardFields().schema.find(name);
    const QString said = text(c.card.fields.value(name, Json()));
    if (!spec || said.isEmpty() || said == "Unknown")
      continue;
    table->add(translated(spec->label.c_str()), said);
    any = true;
  }
  if (any)
    panel.body()->addWidget(table);
  else
    delete table;
}

Panel* intendedUses(const CardContents& c) {
  Panel* panel = panelOf(Words::tr("Intended uses"), "bullseye", c, "intended_uses");
  addWritten(*panel, c, {"purpose", "intended_uses", "factors", "risk_rating", "risk_explanation"});
  panel->body()->addStretch(1);
  return panel;
}

Panel* evaluation(const CardContents& c) {
  Panel* panel = panelOf(Words::tr("Evaluation"), "speedometer2", c, "evaluation");
  if (c.scores.figures.empty()) {
    panel->body()->addStretch(1);
    return panel;
  }
  auto* row = new QHBoxLayout;
  row->setSpacing(22);
  for (std::size_t i = 0; i < c.scores.figures.size() && i < kMostFigures; ++i) {
    const CardFigure& f = c.scores.figures[i];
    auto* figure = new QVBoxLayout;
    figure->setSpacing(0);
    figure->addWidget(label(translated(f.title.c_str()), TextSize::Small, Tone::Text2));
    QLabel* value = label(number(f.value), TextSize::Page, Tone::Text, QFont::DemiBold);
    value->setFont(tabularFont(TextSize::Page, QFont::DemiBold));
    if (f.low && f.high)
      value->setToolTip(Words::tr("95% interval: %1 to %2").arg(number(*f.low), number(*f.high)));
    figure->addWidget(value);
    row->addLayout(figure);
  }
  row->addStretch(1);
  panel->body()->addLayout(row);
  const CardFigure& first = c.scores.figures.front();
  QString note = c.scores.role == "test"         ? Words::tr("Test set, %1 rows never seen in training").arg(count(c.scores.rows))
                 : c.scores.role == "validation" ? Words::tr("Validation, %1 rows").arg(count(c.scores.rows))
                                                 : Words::tr("The %1 rows it was trained on").arg(count(c.scores.rows));
  if (first.low && first.high)
    note += QStringLiteral(" · ") + Words::tr("95% interval of %1: %2 to %3")
                                        .arg(translated(first.title.c_str()), number(*first.low), number(*first.high));
  QLabel* remark = plain(note, Tone::Text2);
  remark->setFont(textFont(TextSize::Small));
  panel->body()->addWidget(remark);
  if (c.scores.figures.size() > kMostFigures) {
    auto* all = new Button(Words::tr("All %1 metrics").arg(c.scores.figures.size()), "chevron-down", ButtonKind::Ghost);
    all->setObjectName("govern.all_metrics");
    all->setCheckable(true);
    panel->body()->addWidget(all, 0, Qt::AlignLeft);
    auto* table = new PairTable;
    table->hide();
    QObject::connect(all, &QAbstractButton::toggled, table, &QWidget::setVisible);
    for (std::size_t i = kMostFigures; i < c.scores.figures.size(); ++i) {
      const CardFigure& f = c.scores.figures[i];
      table->add(translated(f.title.c_str()),
                 f.low && f.high ? Words::tr("%1  (%2 to %3)").arg(number(f.value), number(*f.low), number(*f.high))
                                 : number(f.value));
    }
    panel->body()->addWidget(table);
  }
  addWritten(*panel, c, {"evaluation_observations"});
  panel->body()->addStretch(1);
  return panel;
}

Panel* training(const CardContents& c) {
  Panel* panel = panelOf(Words::tr("Training details"), "cpu", c, "training");
  const Json& f = c.card.facts;
  auto* table = new PairTable;
  const Json data = f.value("data", Json::object());
  const Json artifacts = data.value("artifacts", Json::array());
  const QString hash = artifacts.empty() ? QString() : text(artifacts.front());
  QStringList about = {text(data.value("dataset", Json()))};
  if (!hash.isEmpty())
    about << Words::tr("sha256 %1").arg(shortHash(hash));
  table->add(Words::tr("Data"), about.join(QStringLiteral(" · ")), hash);
  const Json steps = f.value("preparation", Json::array());
  QStringList titles;
  for (const Json& step : steps)
    titles << translated(step.value("title", "").c_str());
  table->add(Words::tr("Preparation"), steps.empty() ? Words::tr("the data as it is")
                                                     : Words::tr("%1: %2").arg(stepsText(static_cast<int>(steps.size())), titles.join(", ")));
  const Json algorithm = f.value("algorithm", Json::object());
  QStringList params;
  const Json values = algorithm.value("params", Json::object());
  for (const auto& [name, value] : values.items())
    if (value.is_number() || value.is_string())
      params << toQt(name) + " " + text(value);
  QString all = translated(algorithm.value("title", "").c_str());
  table->add(Words::tr("Algorithm"), params.isEmpty() ? all : all + ": " + params.mid(0, 4).join(", "), params.join("\n"));
  const Json run = f.value("run", Json::object());
  table->add(Words::tr("Run"), QStringList{text(run.value("name", Json())),
                                           Words::tr("%1 s").arg(number(run.value("seconds", 0.0))),
                                           Words::tr("seed %1").arg(text(run.value("seed", Json())))}
                                   .join(QStringLiteral(" · ")),
             text(run.value("id", Json())));
  const Json environment = f.value("environment", Json::object());
  table->add(Words::tr("Environment"), Words::tr("Easel %1 · model sha256 %2")
                                           .arg(text(environment.value("easel", Json())),
                                                shortHash(text(environment.value("bundle", Json())))),
             text(environment.value("bundle", Json())));
  panel->body()->addWidget(table);
  addWritten(*panel, c, {"training_observations"});
  panel->body()->addStretch(1);
  return panel;
}

Panel* explainability(const CardContents& c) {
  Panel* panel = panelOf(Words::tr("Explainability"), "lightbulb", c, "explainability");
  const Json importance = c.card.facts.value("importance", Json::array());
  double most = 0;
  for (const Json& item : importance)
    most = std::max(most, item.value("value", 0.0));
  QList<BarRowItem> rows;
  for (const Json& item : importance)
    if (rows.size() < kMostBars)
      rows << BarRowItem{text(item.value("name", Json())), number(item.value("value", 0.0)),
                         most > 0 ? std::max(0.0, item.value("value", 0.0)) / most : 0};
  if (!rows.isEmpty()) {
    auto* bars = new BarRows;
    bars->setAccessibleName(Words::tr("What the answers rest on"));
    bars->set(rows);
    panel->body()->addWidget(bars);
    QLabel* note = plain(importance.front().value("method", "") == "attribution"
                             ? Words::tr("Mean effect of each input on the answers.")
                             : Words::tr("Loss of quality when an input is shuffled."),
                         Tone::Text2);
    note->setFont(textFont(TextSize::Small));
    panel->body()->addWidget(note);
  }
  panel->body()->addStretch(1);
  return panel;
}

Panel* data(const CardContents& c) {
  Panel* panel = panelOf(Words::tr("Data"), "table", c, "data");
  const Json& f = c.card.facts;
  auto* table = new PairTable;
  table->add(Words::tr("Predicts"), text(f.value("target", Json())));
  const Json classes = f.value("classes", Json::array());
  QStringList names;
  for (const Json& name : classes)
    names << text(name);
  if (!names.isEmpty())
    table->add(Words::tr("Answers"), names.join(", "));
  const Json metrics = f.value("metrics", Json::object());
  QStringList rows;
  for (const auto& [role, e] : metrics.items())
    if (e.is_object() && e.contains("rows"))
      rows << (role == "test"    ? Words::tr("%1 to test")
               : role == "train" ? Words::tr("%1 to train")
                                 : Words::tr("%1 to choose"))
                  .arg(count(e.value("rows", std::int64_t{0})));
  if (!rows.isEmpty())
    table->add(Words::tr("Rows"), rows.join(", "));
  QStringList inputs;
  const Json all = f.value("data", Json::object()).value("inputs", Json::array());
  for (const Json& input : all)
    if (input.value("required", true))
      inputs << text(input.value("name", Json()));
  table->add(Words::tr("Inputs"), Words::tr("%1 used: %2").arg(inputs.size())
                                      .arg(inputs.size() > 6 ? inputs.mid(0, 6).join(", ") + QStringLiteral(" …")
                                                             : inputs.join(", ")),
             inputs.join(", "));
  panel->body()->addWidget(table);
  panel->body()->addStretch(1);
  return panel;
}

/// Icon, bold line, quiet line.
void addEvent(Panel& panel, const QString& iconName, const QString& title, const QString& remark) {
  auto* row = new QHBoxLayout;
  row->setSpacing(10);
  auto* picture = new QLabel;
  picture->setPixmap(icon(iconName, Tone::Text2).pixmap(16, 16));
  row->addWidget(picture, 0, Qt::AlignTop);
  auto* lines = new QVBoxLayout;
  lines->setSpacing(1);
  QLabel* head = plain(title, Tone::Text);
  head->setFont(textFont(TextSize::Body, QFont::DemiBold));
  lines->addWidget(head);
  QLabel* below = plain(remark, Tone::Text2);
  below->setFont(textFont(TextSize::Small));
  lines->addWidget(below);
  row->addLayout(lines, 1);
  panel.body()->addLayout(row);
}

Panel* approvals(const CardContents& c) {
  Panel* panel = panelOf(Words::tr("Approvals"), "journal-check", c, "approvals");
  const ModelVersion& m = c.card.model;
  for (auto it = c.decisions.rbegin(); it != c.decisions.rend(); ++it) {
    const bool good = it->status == "approved";
    if (it->status != "approved" && it->status != "rejected")
      continue;
    addEvent(*panel, good ? "person-check" : "person-x",
             good ? Words::tr("%1 approved v%2").arg(toQt(it->who)).arg(m.version)
                  : Words::tr("%1 rejected v%2").arg(toQt(it->who)).arg(m.version),
             it->note.empty() ? when(it->time) : Words::tr("%1 · “%2”").arg(when(it->time), toQt(it->note)));
  }
  addEvent(*panel, "person-plus", Words::tr("%1 registered v%2").arg(toQt(m.who)).arg(m.version),
           m.note.empty() ? when(m.created) : Words::tr("%1 · “%2”").arg(when(m.created), toQt(m.note)));
  panel->body()->addStretch(1);
  return panel;
}

Panel* lineage(const CardContents& c) {
  Panel* panel = panelOf(Words::tr("Lineage"), "diagram-2", c, "lineage");
  const Json& f = c.card.facts;
  const Json run = f.value("run", Json::object());
  addEvent(*panel, "table", text(f.value("data", Json::object()).value("dataset", Json())), Words::tr("the data set"));
  const auto steps = static_cast<int>(f.value("preparation", Json::array()).size());
  addEvent(*panel, "magic", Words::tr("Prepare · %1").arg(stepsText(steps)), Words::tr("learned from the training rows only"));
  addEvent(*panel, "sliders", text(run.value("name", Json())),
           Words::tr("%1 · seed %2").arg(when(run.value("started", "")), text(run.value("seed", Json()))));
  addEvent(*panel, "journal-check", Words::tr("%1 v%2").arg(toQt(c.card.model.group)).arg(c.card.model.version),
           statusWord(c.card.model.status));
  for (const Deployment& d : c.endpoints)
    addEvent(*panel, "rocket-takeoff", toQt(d.name),
             d.state == "running" ? Words::tr("running since %1").arg(when(d.started)) : Words::tr("stopped"));
  panel->body()->addStretch(1);
  return panel;
}

Panel* considerations(const CardContents& c, const char* part, const QString& title, const QString& iconName,
                      const std::vector<const char*>& names) {
  Panel* panel = panelOf(title, iconName, c, part);
  addWritten(*panel, c, names);
  panel->body()->addStretch(1);
  return panel;
}

} // namespace

PairTable::PairTable(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)) {
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setHorizontalSpacing(10);
  m_grid->setVerticalSpacing(0);
  m_grid->setColumnMinimumWidth(0, kNameWidth);
  m_grid->setColumnStretch(1, 1);
}

void PairTable::add(const QString& name, const QString& value, const QString& toolTip) {
  QLabel* left = plain(name, Tone::Text2);
  QLabel* right = plain(value, Tone::Text);
  for (QLabel* l : {left, right}) {
    l->setFont(textFont(TextSize::Small));
    l->setContentsMargins(0, 5, 0, 6);
    l->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  }
  left->setFixedWidth(kNameWidth);
  right->setToolTip(toolTip);
  m_grid->addWidget(left, m_rows, 0);
  m_grid->addWidget(right, m_rows, 1);
  m_values << right;
  ++m_rows;
}

void PairTable::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(QPen(color(Tone::Line), 1));
  for (const QWidget* value : m_values) { // not cellRect(): it does not know of rows that wrap
    const int y = value->geometry().bottom();
    painter.drawLine(0, y, width(), y);
  }
}

QList<PartPanel> cardPanels(const CardContents& c) {
  return {{"intended_uses", intendedUses(c)},
          {"evaluation", evaluation(c)},
          {"training", training(c)},
          {"explainability", explainability(c)},
          {"data", data(c)},
          {"approvals", approvals(c)},
          {"business", considerations(c, "business", Words::tr("Business"), "building",
                                      {"business_problem", "business_stakeholders", "line_of_business"})},
          {"lineage", lineage(c)},
          {"ethics", considerations(c, "ethics", Words::tr("Ethical considerations"), "people", {"ethical_considerations"})},
          {"caveats", considerations(c, "caveats", Words::tr("Caveats and advice"), "chat-left-text", {"caveats"})}};
}

} // namespace easel
