#include "app/studio/views/govern/card_header.h"

#include "widgets/controls/elided_label.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/pill.h"
#include "widgets/qt_convert.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

namespace easel {

namespace {
constexpr int kOneLine = 860; // from here on title and buttons stand in one line
} // namespace

QString statusWord(const std::string& status) {
  if (status == "approved")
    return CardHeader::tr("Approved");
  return status == "rejected" ? CardHeader::tr("Rejected") : CardHeader::tr("Pending");
}

void showStatus(Pill& pill, const std::string& status) {
  if (status == "approved")
    pill.set(statusWord(status), PillTone::Good, "check-circle-fill");
  else if (status == "rejected")
    pill.set(statusWord(status), PillTone::Bad, "x-circle-fill");
  else
    pill.set(statusWord(status), PillTone::Warn, "hourglass-split");
}

CardHeader::CardHeader(QWidget* parent)
    : QWidget(parent), m_top(new QHBoxLayout), m_title(new ElidedLabel), m_status(new Pill), m_risk(new Pill),
      m_algorithm(new Pill), m_approve(new Button(tr("Approve"), "check-lg", ButtonKind::Primary)),
      m_reject(new Button(tr("Reject"), "x-lg")), m_edit(new Button(tr("Edit"), "pencil")),
      m_export(new Button(tr("Export"), "file-earmark-pdf")), m_deploy(new Button(tr("Deploy"), "rocket-takeoff")),
      m_decision(new QWidget), m_note(new QLineEdit), m_confirm(new Button({}, {}, ButtonKind::Primary)) {
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(6);
  m_title->setFont(textFont(TextSize::Page, QFont::DemiBold));
  m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  m_title->setObjectName("govern.title");
  m_status->setObjectName("govern.status");
  auto* name = new QHBoxLayout;
  name->setSpacing(10);
  name->addWidget(m_title);
  name->addWidget(m_status);
  name->addWidget(m_risk);
  name->addWidget(m_algorithm);
  name->addStretch(1);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  const std::pair<Button*, const char*> named[] = {{m_approve, "govern.approve"}, {m_reject, "govern.reject"},
                                                   {m_edit, "govern.edit"}, {m_export, "govern.export"},
                                                   {m_deploy, "govern.deploy"}};
  for (const auto& [button, id] : named) {
    button->setObjectName(id);
    buttons->addWidget(button);
  }
  buttons->addStretch(1); // where they have a line of their own
  m_edit->setCheckable(true);
  m_export->setToolTip(tr("As PDF, as a page (HTML) or as a SageMaker model card (JSON): by the file's ending."));
  m_top->setSpacing(10);
  m_top->addLayout(name, 1);
  m_top->addLayout(buttons);
  all->addLayout(m_top);
  m_sentence = paragraph({}, Tone::Text2);
  m_sentence->setObjectName("govern.sentence");
  all->addWidget(m_sentence);
  auto* line = new QHBoxLayout(m_decision);
  line->setContentsMargins(0, 4, 0, 0);
  line->setSpacing(8);
  m_note->setObjectName("govern.note");
  m_note->setMinimumHeight(metrics::kFieldHeight);
  m_note->setPlaceholderText(tr("Why? Everybody who reads the card will see it."));
  m_note->setAccessibleName(tr("Reason for the decision"));
  m_confirm->setObjectName("govern.confirm");
  auto* cancel = new IconButton("x", tr("Do not decide"));
  cancel->setObjectName("govern.cancel");
  line->addWidget(m_note, 1);
  line->addWidget(m_confirm);
  line->addWidget(cancel);
  m_decision->hide();
  all->addWidget(m_decision);

  connect(m_approve, &QAbstractButton::clicked, this, [this] { ask(Decision::Approved); });
  connect(m_reject, &QAbstractButton::clicked, this, [this] { ask(Decision::Rejected); });
  connect(m_edit, &QAbstractButton::clicked, this, &CardHeader::editWanted);
  connect(m_export, &QAbstractButton::clicked, this, &CardHeader::exportWanted);
  connect(m_deploy, &QAbstractButton::clicked, this, &CardHeader::deployWanted);
  connect(m_confirm, &QAbstractButton::clicked, this, &CardHeader::confirm);
  connect(m_note, &QLineEdit::returnPressed, this, &CardHeader::confirm);
  connect(cancel, &QAbstractButton::clicked, m_decision, &QWidget::hide);
}

void CardHeader::set(const Card& card, const QString& algorithm, bool mayChange) {
  const std::string& status = card.model.status;
  m_title->setText(tr("%1 v%2").arg(toQt(card.model.group)).arg(card.model.version));
  showStatus(*m_status, status);
  const std::string risk = card.fields.value("risk_rating", "Unknown");
  m_risk->setVisible(risk != "Unknown");
  m_risk->set(risk == "High" ? tr("Risk: high") : risk == "Medium" ? tr("Risk: medium") : tr("Risk: low"),
              risk == "High" ? PillTone::Warn : PillTone::Mute);
  m_algorithm->set(algorithm, PillTone::Mute);
  m_algorithm->setVisible(!algorithm.isEmpty());
  const std::string text = card.fields.value("description", "");
  m_sentence->setText(text.empty() ? tr("No description yet: “Edit” lets you say in a few sentences what the model does.")
                                   : toQt(text));
  m_approve->setVisible(status != "approved");
  m_approve->setKind(status == "pending" ? ButtonKind::Primary : ButtonKind::Normal);
  m_reject->setVisible(status != "rejected");
  m_deploy->setEnabled(status != "rejected");
  m_deploy->setToolTip(status == "rejected" ? tr("A rejected version is not put in service.") : QString());
  for (Button* button : {m_approve, m_reject, m_edit})
    button->setEnabled(mayChange);
  m_decision->hide();
}

void CardHeader::setEditing(bool on) { m_edit->setChecked(on); }

void CardHeader::setBusy(bool busy) { m_decision->setEnabled(!busy); }

void CardHeader::ask(Decision decision) {
  m_asked = decision;
  m_confirm->setText(decision == Decision::Approved ? tr("Approve") : tr("Reject"));
  m_confirm->setAccessibleName(m_confirm->text());
  m_confirm->setKind(decision == Decision::Approved ? ButtonKind::Primary : ButtonKind::Danger);
  m_note->clear();
  m_decision->show();
  m_note->setFocus(Qt::OtherFocusReason);
}

void CardHeader::confirm() {
  if (m_decision->isEnabled())
    emit decided(m_asked, m_note->text().trimmed());
}

void CardHeader::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_top->setDirection(width() < kOneLine ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace easel
