#include "app/studio/views/models/what_if_tab.h"

#include "app/studio/views/models/parts.h"
#include "core/learn/input_form.h"
#include "widgets/controls/bar_row.h"
#include "widgets/controls/busy_line.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/panel.h"
#include "widgets/controls/pill.h"
#include "widgets/forms/param_form.h"

#include <QScrollArea>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace easel {

namespace {
constexpr int kTypingMillis = 60; // a burst of changes asks once

QString percent(double share) {
  const double shown = 100 * share;
  return QString::number(shown, 'f', shown < 1 || shown > 99 ? 1 : 0) + '%';
}
} // namespace

WhatIfTab::WhatIfTab(OpenModel& model, QWidget* parent)
    : QWidget(parent), m_model(model), m_error(new ErrorBox), m_busy(new BusyLine), m_content(new QWidget),
      m_answerPanel(new Panel(tr("What if?"))), m_inputsPanel(new Panel(tr("Values of the row"))), m_row(new QSpinBox),
      m_typing(new QTimer(this)), m_rowTimer(new QTimer(this)), m_form(new ParamForm), m_value(label({}, TextSize::Figure, Tone::Text, QFont::DemiBold)),
      m_words(new QuietLabel(TextSize::Body)), m_from(new Pill), m_shares(new BarRows),
      m_reset(new Button(tr("As it was"), "arrow-counterclockwise", ButtonKind::Ghost)) {
  m_row->setObjectName("models.whatIfRow");
  m_row->setAccessibleName(tr("Row number"));
  m_row->setPrefix(tr("row "));
  m_row->setRange(1, 1);
  m_answerPanel->addToHeader(m_row);
  m_value->setObjectName("models.whatIfAnswer");
  m_value->setFont(tabularFont(TextSize::Figure, QFont::DemiBold));
  m_from->setObjectName("models.whatIfFrom");
  auto* figure = new QHBoxLayout;
  figure->setSpacing(10);
  figure->addWidget(m_value, 0, Qt::AlignBottom);
  figure->addWidget(m_words, 1, Qt::AlignBottom);
  figure->addWidget(m_from, 0, Qt::AlignVCenter);
  m_answerPanel->body()->addLayout(figure);
  m_answerPanel->body()->addSpacing(4);
  m_shares->setAccessibleName(tr("Probability of each class"));
  m_answerPanel->body()->addWidget(m_shares);
  m_answerPanel->body()->addStretch(1);
  m_reset->setObjectName("models.whatIfReset");
  m_inputsPanel->addToHeader(m_reset);
  m_form->setObjectName("models.whatIfForm");
  m_form->setColumnWidth(220);
  m_inputsPanel->body()->addWidget(m_form);
  m_inputsPanel->body()->addStretch(1);

  auto* stacked = new QVBoxLayout(m_content);
  stacked->setContentsMargins(0, 0, 0, 0);
  stacked->setSpacing(10);
  stacked->addWidget(m_answerPanel);
  stacked->addWidget(m_inputsPanel);
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(16, 12, 16, 12);
  column->setSpacing(10);
  column->addWidget(m_error);
  column->addWidget(m_busy);
  column->addWidget(m_content);
  column->addStretch(1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scrollingPage(page));
  m_content->hide();
  m_busy->hide();

  for (QTimer* timer : {m_typing, m_rowTimer})
    timer->setSingleShot(true);
  m_typing->setInterval(kTypingMillis);
  m_rowTimer->setInterval(4 * kTypingMillis);
  connect(m_typing, &QTimer::timeout, this, &WhatIfTab::ask);
  connect(m_rowTimer, &QTimer::timeout, this, &WhatIfTab::readRow);
  connect(m_form, &ParamForm::edited, this, [this] { m_typing->start(); });
  connect(m_row, &QSpinBox::valueChanged, this, [this] { m_rowTimer->start(); });
  connect(m_reset, &QPushButton::clicked, this, [this] {
    m_form->setValues(m_original);
    ask();
  });
  connect(&m_model, &OpenModel::changed, this, [this] {
    m_model.session().cancelKey("models/whatIf");
    m_waiting = m_asking = m_filled = false;
    m_first.reset();
    m_error->clear();
    m_busy->stop();
    m_content->hide();
    if (isVisible())
      begin();
  });
  connect(&m_model, &OpenModel::loaded, this, [this] {
    if (m_waiting)
      fill();
  });
  connect(&m_model, &OpenModel::failed, this, [this](const Error& error) {
    if (!m_waiting)
      return;
    m_waiting = false;
    m_busy->stop();
    m_error->clear();
    m_error->show(error);
  });
}

void WhatIfTab::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  begin();
}

void WhatIfTab::begin() {
  if (m_filled || m_waiting || m_model.entry().state != EntryState::Model)
    return;
  m_waiting = true;
  m_busy->start(tr("Opening the model"));
  m_model.want();
}

void WhatIfTab::fill() {
  const LoadedModelPtr model = m_model.model();
  m_waiting = false;
  m_filled = true;
  m_busy->stop();
  m_content->show();
  m_form->setSchema(inputSchema(model->bundle->signature()));
  m_row->setVisible(model->rows.rows() > 0);
  m_row->blockSignals(true);
  m_row->setRange(1, static_cast<int>(std::max<std::size_t>(1, model->rows.rows())));
  m_row->setValue(model->explained.rows.empty() ? 1 : static_cast<int>(model->explained.rows.front()) + 1);
  m_row->blockSignals(false);
  readRow();
}

void WhatIfTab::readRow() {
  const LoadedModelPtr model = m_model.model();
  if (!model)
    return;
  m_asking = true;
  m_model.session().run<Json>(
      {.title = tr("Read a row"), .key = "models/whatIf", .quiet = true},
      [model, row = static_cast<std::size_t>(m_row->value() - 1)](Workbench&, const Context&) -> Result<Json> {
        if (model->rows.rows() == 0)
          return inputSchema(model->bundle->signature()).defaults();
        return inputValues(model->bundle->signature(), model->rows, row);
      },
      this, [this, model](Result<Json> values) {
        if (model != m_model.model())
          return;
        m_asking = false;
        if (!values) {
          m_error->show(values.error());
          return;
        }
        m_error->clear();
        m_original = *values;
        m_first.reset();
        m_form->setValues(m_original);
        ask();
      });
}

void WhatIfTab::ask() {
  const LoadedModelPtr model = m_model.model();
  if (!model)
    return;
  m_asking = true;
  m_reset->setEnabled(m_form->values() != m_original);
  m_model.session().run<Answer>(
      {.title = tr("Predict"), .key = "models/whatIf", .quiet = true},
      [model, values = m_form->values()](Workbench&, const Context& context) { return answerTo(*model, values, context); },
      this, [this, model](Result<Answer> answer) {
        if (model != m_model.model())
          return;
        m_asking = false;
        if (!answer) {
          if (answer.error().code != ErrorCode::Cancelled)
            m_form->showError(answer.error());
          return;
        }
        m_form->clearErrors();
        showAnswer(*answer);
      });
}

void WhatIfTab::showAnswer(const Answer& answer) {
  const Signature& signature = m_model.model()->bundle->signature();
  const bool first = !m_first;
  if (first)
    m_first = answer;
  const QString target = toQt(signature.target);
  QString before;
  bool moved = false, higher = false;
  if (signature.task == Task::Regression) {
    m_value->setText(toQt(answer.text));
    m_words->setText(target);
    before = toQt(m_first->text);
    moved = answer.text != m_first->text;
    higher = answer.value > m_first->value;
  } else if (signature.task == Task::Binary) {
    m_value->setText(percent(answer.value));
    m_words->setText(tr("likely that %1 is %2").arg(target, toQt(signature.classes[1])));
    before = percent(m_first->value);
    moved = before != m_value->text();
    higher = answer.value > m_first->value;
  } else {
    m_value->setText(toQt(answer.text));
    m_words->setText(tr("is the likeliest %1, with %2").arg(target, percent(answer.value)));
    before = m_first->text == answer.text ? percent(m_first->value) : toQt(m_first->text);
    moved = m_first->text != answer.text || percent(m_first->value) != percent(answer.value);
    higher = m_first->text == answer.text && answer.value > m_first->value;
  }
  m_from->setVisible(moved);
  if (moved) // neither is good or bad by itself
    m_from->set(tr("from %1").arg(before), PillTone::Accent, higher ? "arrow-up" : "arrow-down");
  QList<BarRowItem> rows;
  constexpr qsizetype kMost = 10;
  for (const auto& [name, share] : answer.shares) {
    if (rows.size() == kMost || signature.task == Task::Binary) // one number says both
      break;
    rows.append({toQt(name), percent(share), share});
  }
  m_shares->set(rows);
  m_shares->setVisible(!rows.isEmpty());
}

} // namespace easel
