#include "app/studio/views/deploy/deploy_panel.h"

#include "app/studio/views/deploy/mode_cards.h"
#include "widgets/controls/button.h"
#include "widgets/controls/field.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/panel.h"
#include "widgets/forms/editors/editor.h"
#include "widgets/forms/param_form.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"

#include <QComboBox>
#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <tuple>

namespace easel {

namespace {

constexpr int kPanelWidth = 560;

int rankOf(const ModelVersion& v) { return v.status == "approved" ? 0 : v.status == "pending" ? 1 : 2; }

} // namespace

DeployPanel::DeployPanel(const Catalogs&, QWidget* parent)
    : QWidget(parent), m_modes(builtinModes()), m_version(new QComboBox), m_name(new QLineEdit),
      m_cards(new ModeCards(m_modes)), m_form(new ParamForm) {
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(18, 16, 18, 16);
  all->setSpacing(14);
  all->addWidget(label(tr("Deploy a model"), TextSize::Page, Tone::Text, QFont::DemiBold));
  auto* panel = new Panel;
  panel->setMaximumWidth(kPanelWidth);
  m_version->setObjectName("deploy.version");
  m_version->setMinimumHeight(metrics::kFieldHeight);
  m_version->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_version->setMinimumContentsLength(10);
  ignoreWheelUnlessFocused(m_version);
  m_name->setObjectName("deploy.name");
  m_name->setMinimumHeight(metrics::kFieldHeight);
  m_versionField = new FieldBox(tr("Model version"), m_version);
  m_nameField = new FieldBox(tr("Name of the endpoint"), m_name, tr("Letters, digits, “-”, “_” and “.”"));
  QVBoxLayout* body = panel->body();
  body->setSpacing(14);
  body->addWidget(m_versionField);
  body->addWidget(m_nameField);
  body->addWidget(caption(tr("How it runs")));
  body->addWidget(m_cards);
  body->addWidget(m_form);
  auto* buttons = new QHBoxLayout;
  auto* cancel = new Button(tr("Cancel"));
  cancel->setObjectName("deploy.cancel");
  m_deploy = new Button(tr("Deploy"), "rocket-takeoff", ButtonKind::Primary);
  m_deploy->setObjectName("deploy.deploy");
  m_deploy->setDefault(true);
  buttons->addWidget(cancel, 1);
  buttons->addWidget(m_deploy, 1);
  body->addLayout(buttons);
  all->addWidget(panel);
  all->addStretch(1);

  connect(m_version, &QComboBox::activated, this, [this] {
    if (!m_nameTyped)
      proposeName();
    check();
  });
  connect(m_name, &QLineEdit::textEdited, this, [this] {
    m_nameTyped = true;
    check();
  });
  const auto go = [this] {
    if (m_deploy->isEnabled())
      emit wanted(plan());
  };
  connect(m_name, &QLineEdit::returnPressed, this, go);
  connect(m_deploy, &QAbstractButton::clicked, this, go);
  connect(cancel, &QAbstractButton::clicked, this, &DeployPanel::closed);
  connect(m_cards, &ModeCards::chosen, this, &DeployPanel::showMode);
  connect(m_form, &ParamForm::edited, this, &DeployPanel::check);
  showMode();
}

void DeployPanel::showMode() {
  if (const auto* entry = m_modes.find(m_cards->current()))
    m_form->setSchema(entry->declaration.schema);
  check();
}

void DeployPanel::setVersions(const std::vector<ModelVersion>& versions, const QStringList& taken) {
  m_taken = taken;
  m_versions = versions;
  std::stable_sort(m_versions.begin(), m_versions.end(), [](const ModelVersion& a, const ModelVersion& b) {
    return std::tuple(rankOf(a), a.group, -a.version) < std::tuple(rankOf(b), b.group, -b.version);
  });
  std::erase_if(m_versions, [](const ModelVersion& v) { return v.status == "rejected"; }); // may not be deployed
  const QString present = m_version->currentData().toString();
  m_version->clear();
  for (const ModelVersion& v : m_versions) {
    const QString id = toQt(v.group) + "@" + QString::number(v.version);
    const bool approved = v.status == "approved";
    m_version->addItem(icon(approved ? "check-circle-fill" : "hourglass-split", approved ? Tone::Good : Tone::Warn),
                       approved ? tr("%1, version %2: approved").arg(toQt(v.group)).arg(v.version)
                                : tr("%1, version %2: waits for approval").arg(toQt(v.group)).arg(v.version),
                       id);
  }
  if (const int i = m_version->findData(present); i >= 0)
    m_version->setCurrentIndex(i);
  check();
}

void DeployPanel::begin(const QString& model) {
  if (const int i = model.isEmpty() ? 0 : m_version->findData(model); i >= 0)
    m_version->setCurrentIndex(i);
  m_nameTyped = false;
  proposeName();
  check();
  if (isVisible())
    m_name->setFocus(Qt::OtherFocusReason);
}

void DeployPanel::proposeName() {
  const auto reference = ModelReference::parse(fromQt(m_version->currentData().toString()));
  if (!reference)
    return;
  QString base;
  for (const QChar c : toQt(reference->group))
    base += (c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'.')) ? c : QChar(u'-');
  while (base.startsWith(u'.'))
    base.remove(0, 1);
  base = base.left(50);
  if (base.isEmpty())
    base = "model";
  QString name = base;
  for (int i = 2; m_taken.contains(name); ++i)
    name = base + "-" + QString::number(i);
  m_name->setText(name);
}

void DeployPanel::check() {
  static const QRegularExpression kLegal("^[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}$");
  const QString name = m_name->text();
  const bool legal = kLegal.match(name).hasMatch();
  m_nameField->setError(name.isEmpty() ? m_nameTyped ? tr("A name is needed.") : QString()
                        : !legal       ? tr("Only up to 63 letters, digits, “-”, “_” and “.”.")
                                       : QString());
  m_deploy->setEnabled(legal && m_form->isValid() && m_version->currentIndex() >= 0);
}

EndpointPlan DeployPanel::plan() const {
  EndpointPlan plan;
  if (const auto reference = ModelReference::parse(fromQt(m_version->currentData().toString())))
    plan.model = *reference;
  plan.name = m_name->text();
  plan.mode = m_cards->current();
  plan.settings = m_form->values();
  return plan;
}

} // namespace easel
