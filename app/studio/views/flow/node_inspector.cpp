#include "app/studio/views/flow/node_inspector.h"

#include "app/studio/views/flow/node_looks.h"
#include "core/flow/edit.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/pill.h"
#include "widgets/forms/param_form.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"

#include <QEvent>
#include <QGridLayout>
#include <QLocale>
#include <QPainter>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int kBurstMillis = 200;

PillTone pillOf(const CanvasNode& n) {
  switch (stateTone(n)) {
  case Tone::Good: return PillTone::Good;
  case Tone::Accent: return PillTone::Accent;
  case Tone::Bad: return PillTone::Bad;
  default: return PillTone::Mute;
  }
}

QString pillIcon(const CanvasNode& n) {
  if (n.stale)
    return "clock-history";
  switch (n.state) {
  case CanvasState::Done:
  case CanvasState::Reused: return "check-circle-fill";
  case CanvasState::Running: return "arrow-repeat";
  case CanvasState::Failed: return "exclamation-circle-fill";
  case CanvasState::Waiting: return "hourglass-split";
  default: return {};
  }
}

bool sameColumns(const TableSchema& a, const TableSchema& b) {
  if (a.size() != b.size())
    return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a.fields()[i].name != b.fields()[i].name || a.fields()[i].type != b.fields()[i].type ||
        a.fields()[i].dictionary != b.fields()[i].dictionary)
      return false;
  return true;
}

/// The label of the first parameter that differs.
QString changedLabel(const Schema& schema, const Json& before, const Json& after) {
  for (const ParamSpec& p : schema.params())
    if (before.value(p.name, Json()) != after.value(p.name, Json()))
      return translated(p.label.c_str());
  return {};
}

} // namespace

NodeInspector::NodeInspector(const Catalog<NodeOperation>& nodes, QWidget* parent)
    : QWidget(parent), m_nodes(nodes), m_icon(new QLabel), m_title(new ElidedLabel), m_state(new Pill), m_text(paragraph({})),
      m_error(new ErrorBox), m_warning(new ErrorBox), m_form(new ParamForm), m_facts(new QWidget),
      m_run(new Button(tr("Run to here"), "play-fill")), m_data(new Button(tr("Open in Data"), "table")),
      m_actions(new QWidget), m_burst(new QTimer(this)) {
  setObjectName("flow.inspector");
  m_title->setObjectName("flow.inspector.title");
  m_state->setObjectName("flow.inspector.state");
  m_form->setObjectName("flow.inspector.form");
  m_run->setObjectName("flow.inspector.run");
  m_data->setObjectName("flow.inspector.data");
  m_error->setObjectName("flow.inspector.error");
  m_warning->setObjectName("flow.inspector.warning");
  m_title->setFont(textFont(TextSize::Title, QFont::DemiBold));
  m_icon->setFixedSize(20, 20);

  auto* header = new QHBoxLayout;
  header->setSpacing(8);
  header->addWidget(m_icon);
  header->addWidget(m_title, 1);
  header->addWidget(m_state);

  auto* content = new QWidget;
  auto* inner = new QVBoxLayout(content);
  inner->setContentsMargins(14, 2, 14, 14);
  inner->setSpacing(13);
  inner->addWidget(m_text);
  inner->addWidget(m_error);
  inner->addWidget(m_warning);
  inner->addWidget(m_form);
  auto* facts = new QVBoxLayout(m_facts);
  facts->setContentsMargins(0, 4, 0, 0);
  facts->setSpacing(8);
  facts->addWidget(caption(tr("Last result")));
  m_lines = new QGridLayout;
  m_lines->setHorizontalSpacing(10);
  m_lines->setVerticalSpacing(4);
  m_lines->setColumnStretch(0, 1);
  facts->addLayout(m_lines);
  inner->addWidget(m_facts);
  inner->addStretch(1);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(content);
  scroll->viewport()->setAutoFillBackground(false);
  content->setAutoFillBackground(false);
  scroll->setFocusPolicy(Qt::NoFocus);

  auto* actions = new QHBoxLayout(m_actions);
  actions->setContentsMargins(14, 8, 14, 14);
  actions->setSpacing(8);
  actions->addWidget(m_run, 1);
  actions->addWidget(m_data, 1);

  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(0, 14, 0, 0);
  box->setSpacing(9);
  auto* top = new QWidget;
  top->setLayout(header);
  header->setContentsMargins(14, 0, 14, 0);
  box->addWidget(top);
  box->addWidget(scroll, 1);
  box->addWidget(m_actions);

  m_burst->setSingleShot(true);
  m_burst->setInterval(kBurstMillis);
  connect(m_burst, &QTimer::timeout, this, &NodeInspector::flush);
  connect(m_form, &ParamForm::edited, m_burst, qOverload<>(&QTimer::start));
  connect(m_form, &ParamForm::committed, this, &NodeInspector::flush);
  connect(m_run, &QPushButton::clicked, this, [this] {
    flush();
    if (m_running)
      emit stopWanted();
    else
      emit runWanted(m_node);
  });
  connect(m_data, &QPushButton::clicked, this, [this] { emit dataWanted(m_node); });
}

void NodeInspector::flush() {
  m_burst->stop();
  if (m_node.empty() || m_readOnly)
    return;
  const Entry<NodeOperation>* entry = m_nodes.find(m_type);
  const Json now = m_form->values();
  if (!entry || now == m_shown)
    return;
  const QString label = changedLabel(entry->declaration.schema, m_shown, now);
  m_shown = now;
  m_form->clearErrors();
  emit edited(m_node, now, label);
}

void NodeInspector::setIcon(const QString& name) {
  m_iconName = name;
  m_icon->setPixmap(icon(name, Tone::AccentText).pixmap(QSize(18, 18), devicePixelRatioF()));
}

void NodeInspector::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && !m_iconName.isEmpty())
    setIcon(m_iconName); // in the colours of now
  QWidget::changeEvent(event);
}

void NodeInspector::showError(const Error& error) { m_form->showError(error); }
void NodeInspector::focusFirst() { m_form->focusFirst(); }

void NodeInspector::setReadOnly(bool on) {
  m_readOnly = on;
  m_form->setEnabled(!on);
}

void NodeInspector::showText(const QString& iconName, const QString& title, const QString& text) {
  flush();
  m_node.clear();
  m_type.clear();
  setIcon(iconName);
  m_title->setText(title);
  m_text->setText(text);
  m_text->setVisible(!text.isEmpty());
  m_state->hide();
  m_error->clear();
  m_warning->clear();
  m_form->hide();
  m_facts->hide();
  m_actions->hide();
}

void NodeInspector::show(const Node& node, const CanvasNode& look, const TableSchema& columns, const RunMemory& run, bool running) {
  const bool other = m_node != node.id || m_type != node.type;
  if (other)
    flush();
  const Entry<NodeOperation>* entry = m_nodes.find(node.type);
  setIcon(look.iconName);
  m_title->setText(look.title);
  m_state->set(stateWord(look), pillOf(look), pillIcon(look));
  m_state->show();
  const QString text = entry ? (other ? translated(entry->declaration.summary.c_str()) : m_text->text())
                             : tr("This kind of node (%1) comes from another version. It is kept as it is and takes no part in runs.")
                                   .arg(toQt(node.type));
  m_text->setText(text);
  m_text->setVisible(true);
  m_form->setVisible(entry != nullptr);
  if (other) {
    m_node = node.id;
    m_type = node.type;
    m_columns = columns;
    if (entry) {
      m_form->setSchema(entry->declaration.schema, {.columns = columns});
      m_form->setValues(node.params);
      m_shown = m_form->values();
    }
  } else if (entry && !m_burst->isActive()) {
    if (!sameColumns(m_columns, columns)) {
      m_columns = columns;
      m_form->setContext({.columns = columns});
    }
    if (const auto complete = entry->declaration.schema.complete(node.params); complete && *complete != m_shown) {
      m_form->setValues(node.params); // undone, or changed elsewhere
      m_shown = m_form->values();
    }
  }
  m_error->clear();
  const auto status = run.status.find(node.id);
  if (status != run.status.end() && status->second.error && !look.stale) {
    bool atField = false;
    for (const ErrorPlace& place : status->second.error->places)
      atField = atField || (place.kind == ErrorPlace::Kind::Parameter && entry && entry->declaration.schema.find(place.name));
    if (atField) // one place is enough
      m_form->showError(*status->second.error);
    else
      m_error->show(*status->second.error);
  } else if (other) {
    m_form->clearErrors();
  }
  m_warning->clear();
  for (const LintFinding& f : run.findings)
    if (f.node == node.id && !look.stale) {
      m_warning->show(toQt(f.message), toQt(f.fix));
      break;
    }
  showFacts(node, run);
  m_running = running;
  m_run->setText(running ? tr("Stop") : tr("Run to here"));
  m_run->setIconName(running ? "stop-fill" : "play-fill");
  m_run->setEnabled(entry != nullptr);
  const auto ports = portsOf(node, m_nodes);
  bool table = false;
  for (const Port& p : ports ? ports->outputs : std::vector<Port>{})
    table = table || p.type == PortType::Frame;
  m_data->setVisible(table);
  m_actions->show();
}

void NodeInspector::line(const QString& name, const QString& value) {
  const int row = m_lines->count() / 2;
  auto* left = label(name, TextSize::Body, Tone::Text2);
  left->setWordWrap(true);
  auto* right = label(value, TextSize::Body, Tone::Text, QFont::DemiBold);
  right->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  right->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_lines->addWidget(left, row, 0);
  m_lines->addWidget(right, row, 1);
}

void NodeInspector::showFacts(const Node& node, const RunMemory& run) {
  while (QLayoutItem* item = m_lines->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  const QLocale locale;
  const auto count = [&](std::size_t n) { return locale.toString(static_cast<qulonglong>(n)); };
  if (const auto ports = portsOf(node, m_nodes))
    for (const Port& p : ports->outputs) {
      const PortFacts* f = run.find(node.id, p.name);
      if (!f)
        continue;
      if (f->type == PortType::Frame) {
        line(tr("Rows"), count(f->rows));
        line(tr("Columns"), count(f->columns));
        line(tr("Missing cells"), count(f->missing));
        if (f->train + f->validation + f->test > 0) {
          line(tr("Rows to train"), count(f->train));
          if (f->validation > 0)
            line(tr("Rows to validate"), count(f->validation));
          line(tr("Rows to test"), count(f->test));
        }
      } else if (m_lines->count() == 0) { // a report beside a model says the same
        for (const auto& [name, value] : f->lines)
          line(toQt(name), toQt(value));
      }
    }
  if (m_lines->count() > 0)
    if (const auto it = run.status.find(node.id); it != run.status.end() && it->second.state == NodeState::Done)
      line(tr("Time"), it->second.cached ? tr("from cache") : secondsText(it->second.seconds));
  m_facts->setVisible(m_lines->count() > 0);
}

void NodeInspector::paintEvent(QPaintEvent*) {
  QPainter p(this);
  p.fillRect(rect(), color(Tone::Surface));
  p.fillRect(QRect(layoutDirection() == Qt::RightToLeft ? width() - 1 : 0, 0, 1, height()), color(Tone::Line));
}

} // namespace easel
