#include "app/studio/views/data/step_inspector.h"

#include "core/base/text.h"
#include "widgets/controls/button.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/field.h"
#include "widgets/controls/labels.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>
#include <QShortcut>

namespace easel {

namespace {

constexpr int kWidth = 286;

/// A quiet rounded box behind a text.
class NoteBox : public QWidget {
 public:
  using QWidget::QWidget;

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Tone::Surface2));
    painter.drawRoundedRect(rect(), 8, 8);
  }
};

/// The icon follows the theme, as it is painted anew.
class IconLabel : public QLabel {
 public:
  explicit IconLabel(const QString* name) : m_name(name) { setFixedSize(metrics::kIcon + 2, metrics::kIcon + 2); }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    paintIcon(painter, QRectF(1, 1, metrics::kIcon, metrics::kIcon), *m_name, Tone::AccentText);
  }

 private:
  const QString* m_name;
};

QString noteOf(std::optional<StepKind> kind) {
  if (!kind)
    return StepInspector::tr("<b>Brings columns of another data set.</b> Its rows are kept with the model, so that later rows "
                             "find theirs in it.");
  switch (*kind) {
  case StepKind::Fitted:
    return StepInspector::tr("<b>Learned from the training rows.</b> What this step learns is stored with the model and used "
                             "for every later prediction.");
  case StepKind::RowWise:
    return StepInspector::tr("<b>Row by row.</b> Every row is worked out by itself; a model does the same with each row that "
                             "it is asked about.");
  case StepKind::Rows:
    return StepInspector::tr("<b>For training only.</b> It decides which rows are used and in which order; what a model is "
                             "asked about is never left out.");
  case StepKind::Reshape:
    return StepInspector::tr("<b>Makes other rows.</b> A model is asked with rows as they are after this step.");
  }
  return {};
}

} // namespace

StepInspector::StepInspector(QWidget* parent) : QWidget(parent) {
  setObjectName("data.inspector");
  setAccessibleName(tr("Step"));
  setFixedWidth(kWidth);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::Base);

  m_icon = new IconLabel(&m_iconName);
  m_title = new ElidedLabel;
  m_title->setFont(textFont(TextSize::Title, QFont::DemiBold));
  auto* close = new IconButton("x-lg", tr("Close (Esc)"));
  close->setObjectName("data.close");
  auto* head = new QHBoxLayout;
  head->setContentsMargins(14, 12, 10, 0);
  head->setSpacing(8);
  head->addWidget(m_icon);
  head->addWidget(m_title, 1);
  head->addWidget(close);

  m_summary = paragraph({}, Tone::Text2);
  m_summary->setFont(textFont(TextSize::Small));
  m_joined = new QComboBox;
  m_joined->setObjectName("data.joined");
  m_joinedField = new FieldBox(tr("Data set"), m_joined, tr("Its columns are added where the keys are equal."));
  m_form = new ParamForm;
  m_form->setObjectName("data.form");
  m_error = new ErrorBox;
  m_error->setObjectName("data.stepError");
  m_note = new NoteBox;
  m_noteText = paragraph({}, Tone::Text);
  m_noteText->setFont(textFont(TextSize::Small));
  m_noteText->setTextFormat(Qt::RichText);
  auto* noteLayout = new QVBoxLayout(m_note);
  noteLayout->setContentsMargins(12, 11, 12, 11);
  noteLayout->addWidget(m_noteText);
  m_effectCaption = caption(tr("Effect"));
  m_effect = new QGridLayout;
  m_effect->setContentsMargins(0, 0, 0, 0);
  m_effect->setHorizontalSpacing(10);
  m_effect->setVerticalSpacing(5);
  m_effect->setColumnStretch(1, 1);

  auto* inside = new QWidget;
  auto* body = new QVBoxLayout(inside);
  body->setContentsMargins(14, 6, 14, 14);
  body->setSpacing(14);
  body->addWidget(m_summary);
  body->addWidget(m_joinedField);
  body->addWidget(m_form);
  body->addWidget(m_error);
  body->addWidget(m_note);
  auto* effects = new QVBoxLayout;
  effects->setSpacing(8);
  effects->addWidget(m_effectCaption);
  effects->addLayout(m_effect);
  body->addLayout(effects);
  body->addStretch(1);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setAccessibleName(tr("Parameters"));
  scroll->setWidget(inside);
  inside->setAutoFillBackground(false);
  scroll->viewport()->setAutoFillBackground(false);

  m_cancel = new Button(tr("Cancel"));
  m_cancel->setObjectName("data.cancel");
  m_apply = new Button(tr("Apply"), {}, ButtonKind::Primary);
  m_apply->setObjectName("data.apply");
  auto* buttons = new QHBoxLayout;
  buttons->setContentsMargins(14, 10, 14, 14);
  buttons->setSpacing(8);
  buttons->addWidget(m_cancel, 1);
  buttons->addWidget(m_apply, 1);

  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addLayout(head);
  all->addWidget(scroll, 1);
  all->addLayout(buttons);

  const auto changed = [this] {
    m_touched = true;
    refreshApply();
    emit edited();
  };
  connect(m_form, &ParamForm::edited, this, changed);
  connect(m_joined, &QComboBox::activated, this, changed);
  for (const char* keys : {"Ctrl+Return", "Ctrl+Enter"}) { // where Return itself begins a line
    auto* shortcut = new QShortcut(QKeySequence(keys), this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, m_apply, &QAbstractButton::click);
  }
  connect(m_apply, &QPushButton::clicked, this, &StepInspector::applyWanted);
  connect(m_cancel, &QPushButton::clicked, this, &StepInspector::closeWanted);
  connect(close, &QToolButton::clicked, this, &StepInspector::closeWanted);
}

FormContext StepInspector::formContext(const TableSchema& columns) const {
  FormContext context;
  context.columns = columns;
  return context;
}

void StepInspector::open(const Declaration& declaration, std::optional<StepKind> kind, const StepDraft& draft, const QString& title,
                         const TableSchema& columns, const QStringList& joinable, bool editable) {
  m_new = draft.node.empty();
  m_touched = false;
  m_applying = false;
  m_editable = editable;
  m_iconName = stepIcon(declaration.id);
  m_icon->update();
  m_title->setText(title);
  setAccessibleDescription(title);
  m_summary->setText(translated(declaration.summary.c_str()));
  m_joinedField->setVisible(!kind && m_new);
  m_joined->clear();
  m_joined->addItems(joinable);
  if (!draft.joined.empty())
    m_joined->setCurrentText(toQt(draft.joined));
  m_columns = columns;
  m_form->setSchema(declaration.schema, formContext(columns));
  m_form->setValues(draft.params);
  m_form->setEnabled(editable);
  m_noteText->setText(noteOf(kind));
  m_error->clear();
  clearEffect();
  refreshApply();
}

void StepInspector::setColumns(const TableSchema& columns) {
  if (columns.names() == m_columns.names())
    return;
  m_columns = columns;
  m_form->setContext(formContext(columns));
}

Json StepInspector::params() const { return m_form->values(); }

std::string StepInspector::joined() const {
  return m_joinedField->isVisibleTo(this) ? fromQt(m_joined->currentText()) : std::string();
}

bool StepInspector::isValid() const { return m_form->isValid(); }

void StepInspector::clearEffect() {
  while (QLayoutItem* item = m_effect->takeAt(0)) {
    if (item->widget()) {
      item->widget()->hide();
      item->widget()->deleteLater();
    }
    delete item;
  }
  m_effectCaption->hide();
}

void StepInspector::setEffect(const QList<EffectLine>& lines, std::size_t rows) {
  clearEffect();
  m_effectCaption->setText(tr("Effect on %1").arg(toQt(plural(static_cast<std::int64_t>(rows), "row", "rows"))));
  m_effectCaption->show();
  int at = 0;
  for (const EffectLine& line : lines) {
    m_effect->addWidget(label(line.name, TextSize::Body, Tone::Text2), at, 0, Qt::AlignTop);
    if (!line.after.isEmpty()) {
      // Rich text takes the colours of the label; only the old figure is struck out.
      auto* figures = label({}, TextSize::Body, Tone::Text);
      figures->setTextFormat(Qt::RichText);
      figures->setWordWrap(true);
      figures->setAlignment(Qt::AlignRight | Qt::AlignTop);
      const QString bold = QStringLiteral("<b>%1</b>").arg(line.after.toHtmlEscaped());
      figures->setText(line.before.isEmpty() ? bold : QStringLiteral("<s>%1</s> → %2").arg(line.before.toHtmlEscaped(), bold));
      figures->setAccessibleName(line.before.isEmpty() ? tr("%1: %2").arg(line.name, line.after)
                                                       : tr("%1: %2 before, %3 after").arg(line.name, line.before, line.after));
      m_effect->addWidget(figures, at, 1);
    }
    ++at;
  }
}

void StepInspector::showError(const Error& error) {
  clearEffect();
  m_error->clear();
  for (const ErrorPlace& place : error.places)
    if (place.kind == ErrorPlace::Kind::Parameter || place.kind == ErrorPlace::Kind::Position) {
      m_form->showError(error);
      return;
    }
  m_error->show(error);
}

void StepInspector::clearError() {
  m_error->clear();
  m_form->clearErrors();
}

void StepInspector::setApplying(bool on) {
  m_applying = on;
  refreshApply();
}

void StepInspector::refreshApply() {
  m_apply->setText(m_applying ? tr("Applying …") : tr("Apply"));
  m_apply->setEnabled(m_editable && !m_applying && m_form->isValid() && (m_new || m_touched));
  m_cancel->setText(m_new || m_touched ? tr("Cancel") : tr("Close"));
}

void StepInspector::focusFirst() { m_form->focusFirst(); }

void StepInspector::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    emit closeWanted();
    return;
  }
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_apply->isEnabled()) {
    emit applyWanted();
    return;
  }
  QWidget::keyPressEvent(event);
}

} // namespace easel
