#include "app/studio/views/models/model_page.h"

#include "app/studio/views/models/explain_tab.h"
#include "app/studio/views/models/facts_tabs.h"
#include "app/studio/views/models/performance_tab.h"
#include "app/studio/views/models/what_if_tab.h"
#include "core/base/text.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/field.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/pill.h"
#include "widgets/controls/tab_strip.h"
#include "widgets/theme/icons.h"

#include <QFile>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace easel {

ModelPage::ModelPage(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_model(new OpenModel(session, this)), m_title(new ElidedLabel),
      m_pill(new Pill), m_export(new Button(tr("Export"), "box-arrow-up-right")),
      m_register(new Button(tr("Register"), "journal-check")),
      m_deploy(new Button(tr("Deploy"), "rocket-takeoff", ButtonKind::Primary)), m_registerBox(new QWidget),
      m_group(new QLineEdit), m_note(new QLineEdit), m_error(new ErrorBox), m_tabs(new TabStrip),
      m_stack(new QStackedWidget), m_performance(new PerformanceTab(session.catalogs())),
      m_explain(new ExplainTab(*m_model)), m_whatIf(new WhatIfTab(*m_model)),
      m_parameters(new ParametersTab(session.catalogs())), m_lineage(new LineageTab) {
  m_title->setObjectName("models.title");
  m_title->setFont(textFont(TextSize::Page, QFont::DemiBold));
  m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  m_pill->setObjectName("models.state");
  m_export->setObjectName("models.export");
  m_register->setObjectName("models.register");
  m_deploy->setObjectName("models.deploy");
  auto* head = new QHBoxLayout;
  head->setContentsMargins(18, 12, 18, 6);
  head->setSpacing(12);
  head->addWidget(m_title);
  head->addWidget(m_pill);
  head->addStretch(1);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  for (Button* b : {m_export, m_register, m_deploy})
    buttons->addWidget(b);
  head->addLayout(buttons);

  auto* fields = new QHBoxLayout(m_registerBox);
  fields->setContentsMargins(18, 4, 18, 10);
  fields->setSpacing(12);
  m_group->setObjectName("models.registerGroup");
  m_note->setObjectName("models.registerNote");
  m_groupField = new FieldBox(tr("Register under the name"), m_group);
  fields->addWidget(m_groupField, 2);
  fields->addWidget(new FieldBox(tr("Note"), m_note), 3);
  auto* confirm = new Button(tr("Register"), "check-lg", ButtonKind::Primary);
  confirm->setObjectName("models.registerConfirm");
  auto* cancel = new Button(tr("Cancel"), {}, ButtonKind::Ghost);
  cancel->setObjectName("models.registerCancel");
  fields->addWidget(confirm, 0, Qt::AlignBottom);
  fields->addWidget(cancel, 0, Qt::AlignBottom);
  m_registerBox->hide();

  m_tabs->setObjectName("models.tabs");
  m_tabs->setAccessibleName(tr("About the model"));
  m_tabs->add(tr("Performance"), "performance");
  m_tabs->add(tr("Explain"), "explain");
  m_tabs->add(tr("What-if"), "whatIf");
  m_tabs->add(tr("Parameters"), "parameters");
  m_tabs->add(tr("Lineage"), "lineage");
  auto* strip = new QHBoxLayout;
  strip->setContentsMargins(12, 0, 0, 0);
  strip->addWidget(m_tabs);
  for (QWidget* tab : std::initializer_list<QWidget*>{m_performance, m_explain, m_whatIf, m_parameters, m_lineage})
    m_stack->addWidget(tab);

  auto* trouble = new QVBoxLayout;
  trouble->setContentsMargins(18, 8, 18, 0);
  trouble->addWidget(m_error);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addLayout(head);
  all->addWidget(m_registerBox);
  all->addLayout(strip);
  all->addLayout(trouble);
  all->addWidget(m_stack, 1);

  connect(m_tabs, &QTabBar::currentChanged, this, &ModelPage::refreshTab);
  connect(m_export, &QPushButton::clicked, this, &ModelPage::exportMenu);
  connect(m_register, &QPushButton::clicked, this, &ModelPage::openRegister);
  connect(m_deploy, &QPushButton::clicked, this, &ModelPage::deploy);
  connect(cancel, &QPushButton::clicked, this, [this] {
    m_registerBox->hide();
    m_register->setFocus();
  });
  const auto save = [this] {
    if (m_group->text().trimmed().isEmpty()) {
      m_groupField->setError(tr("A model needs a name."));
      m_group->setFocus();
      return;
    }
    registerModel(m_group->text().trimmed(), m_note->text(), [this](const QString& reference) {
      m_registerBox->hide();
      m_session.notify(Notice{NoticeKind::Good, tr("Registered as %1.").arg(reference), tr("It waits for approval."),
                              tr("Open card"), [this, reference] { emit cardWanted(reference); }});
    });
  };
  connect(confirm, &QPushButton::clicked, this, save);
  connect(m_group, &QLineEdit::returnPressed, this, save);
  connect(m_note, &QLineEdit::returnPressed, this, save);
  connect(m_group, &QLineEdit::textEdited, this, [this] { m_groupField->setError({}); });
  connect(m_performance, &PerformanceTab::trainWanted, this, [this] { emit trainWanted(entry()); });
}

void ModelPage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(QRect(0, 0, width(), m_tabs->geometry().bottom()), color(Tone::Surface));
  painter.fillRect(QRect(0, m_tabs->geometry().bottom(), width(), 1), color(Tone::Line));
}

void ModelPage::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  // Where there is little room the words of the less used buttons give way to the name of the model.
  constexpr int kRoomForWords = 760;
  const bool words = width() >= kRoomForWords;
  for (const auto& [button, text] : {std::pair{m_export, tr("Export")}, {m_register, tr("Register")}}) {
    button->setText(words ? text : QString());
    button->setAccessibleName(text);
    if (button->toolTip().isEmpty() || button->toolTip() == text)
      button->setToolTip(words ? QString() : text);
  }
}

void ModelPage::show(const ModelEntry& entry, const QString& suggestedGroup, bool again) {
  const bool other = entry.id != this->entry().id;
  m_suggestedGroup = suggestedGroup;
  if (other) {
    m_registerBox->hide();
    m_error->clear();
  }
  m_model->set(entry, again);
  refresh();
  if (other || again)
    refreshTab();
}

void ModelPage::refresh() {
  const ModelEntry& e = entry();
  m_title->setText(e.title + (e.remark.isEmpty() ? QString() : " · " + e.remark));
  const bool usable = e.state == EntryState::Model;
  if (!e.registered.isEmpty())
    m_pill->set(e.registered + ", " + (e.registeredStatus == "approved" ? tr("approved")
                                       : e.registeredStatus == "rejected" ? tr("rejected") : tr("pending")),
                e.registeredStatus == "approved"   ? PillTone::Good
                : e.registeredStatus == "rejected" ? PillTone::Bad
                                                   : PillTone::Accent,
                e.registeredStatus == "approved" ? "check-lg" : e.registeredStatus == "rejected" ? "x-lg" : "journal-check");
  else if (e.state == EntryState::Failed)
    m_pill->set(tr("failed"), PillTone::Bad, "exclamation-triangle");
  else if (e.state == EntryState::Skipped)
    m_pill->set(tr("not tried"), PillTone::Mute);
  else
    m_pill->set(tr("candidate"), PillTone::Accent);
  const bool writable = !m_session.readOnly();
  m_export->setEnabled(usable);
  m_register->setEnabled(usable && writable && !m_working);
  m_deploy->setEnabled(usable && writable && !m_working);
  const QString why = usable ? QString() : tr("Only a model that was trained on all training rows can be used.");
  for (Button* b : {m_export, m_register, m_deploy})
    b->setToolTip(why);
  m_tabs->setTabEnabled(1, usable);
  m_tabs->setTabEnabled(2, usable);
  if (!usable && (m_tabs->currentIndex() == 1 || m_tabs->currentIndex() == 2))
    m_tabs->setCurrentIndex(0);
}

void ModelPage::refreshTab() {
  m_stack->setCurrentIndex(m_tabs->currentIndex());
  switch (m_tabs->currentIndex()) {
  case 0: m_performance->show(entry()); break;
  case 3: m_parameters->show(entry()); break;
  case 4: m_lineage->show(entry()); break;
  default: break; // these ask for themselves when they are shown
  }
}

void ModelPage::showTab(const QString& id) {
  m_tabs->setCurrentId(id);
}

bool ModelPage::settled() const {
  return !m_model->busy() && !m_working && (m_tabs->currentIndex() != 1 || m_explain->settled()) &&
         (m_tabs->currentIndex() != 2 || m_whatIf->settled());
}

QString ModelPage::groupName() const {
  if (!m_suggestedGroup.isEmpty())
    return m_suggestedGroup;
  QString name;
  for (const QChar c : entry().target)
    name += c.isLetterOrNumber() && c.unicode() < 128 ? c : QChar('_');
  return name.isEmpty() || !name.front().isLetterOrNumber() ? QStringLiteral("model") : name;
}

void ModelPage::openRegister() {
  if (!m_register->isEnabled())
    return;
  m_group->setText(groupName());
  m_groupField->setError({});
  m_registerBox->show();
  m_group->setFocus();
  m_group->selectAll();
}

void ModelPage::registerModel(const QString& group, const QString& note, std::function<void(const QString&)> then) {
  m_working = true;
  m_error->clear();
  refresh();
  m_session.run<ModelVersion>(
      {.title = tr("Register %1").arg(entry().title), .changes = true},
      [name = fromQt(entry().name), group = fromQt(group), note = fromQt(note)](Workbench& workbench, const Context&) {
        return workbench.registerRun(name, group, note);
      },
      this, [this, then = std::move(then)](Result<ModelVersion> version) {
        m_working = false;
        refresh();
        if (version) {
          then(toQt(version->group) + '@' + QString::number(version->version));
        } else if (m_registerBox->isVisible()) {
          m_groupField->setError(toQt(version.error()));
        } else {
          m_error->show(version.error());
        }
      });
}

void ModelPage::deploy() {
  if (!m_deploy->isEnabled())
    return;
  if (!entry().registered.isEmpty()) {
    emit deployWanted(entry().registered);
    return;
  }
  registerModel(groupName(), tr("Registered to be deployed"), [this](const QString& reference) { emit deployWanted(reference); });
}

void ModelPage::exportMenu() {
  auto* menu = new QMenu(this);
  menu->setObjectName("models.exportMenu");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(icon("table"), tr("Predict a file…"), this, &ModelPage::predictFile);
  menu->addAction(icon("filetype-json"), tr("Save the report (JSON)…"), this, &ModelPage::saveReport);
  menu->popup(m_export->mapToGlobal(QPoint(0, m_export->height() + 2)));
}

void ModelPage::predictFile() {
  m_session.files().open(this, tr("Rows to predict"), tr("Tables (*.csv *.tsv *.txt)"), [this](const QString& file) {
    const QString proposed = QFileInfo(file).completeBaseName() + "-predicted.csv";
    m_session.files().save(this, tr("Save the predictions"), proposed, tr("CSV table (*.csv)"), [this, file](const QString& out) {
      m_error->clear();
      m_session.run<std::size_t>(
          {.title = tr("Predict %1").arg(QFileInfo(file).fileName()), .lane = Lane::Long},
          [name = fromQt(entry().name), in = fromQt(file), to = fromQt(out)](Workbench& workbench, const Context& context) {
            return workbench.predictFile(name, in, to, context);
          },
          this, [this, out](Result<std::size_t> rows) {
            if (rows)
              m_session.notify(Notice{NoticeKind::Good,
                                      ModelTexts::counted(static_cast<qint64>(*rows), tr("One row predicted."), tr("%1 rows predicted.")), QFileInfo(out).fileName(), {}, {}});
            else if (rows.error().code != ErrorCode::Cancelled)
              m_error->show(rows.error());
          });
    });
  });
}

void ModelPage::saveReport() {
  m_session.files().save(this, tr("Save the report"), entry().name + ".json", tr("JSON (*.json)"), [this](const QString& file) {
    const auto run = entry().run;
    m_session.runFree<bool>(
        {.title = tr("Save the report"), .quiet = true},
        [run, file](const Context&) -> Result<bool> {
          const Json report{{"name", run->name},       {"params", run->params},   {"metrics", run->metrics},
                            {"details", run->details}, {"seed", run->seed},       {"started", run->started},
                            {"seconds", run->seconds}, {"inputs", run->inputs},   {"outputs", run->outputs}};
          QSaveFile out(file);
          if (!out.open(QIODevice::WriteOnly) || out.write(QByteArray::fromStdString(toText(report, 2))) < 0 || !out.commit())
            return Error(ErrorCode::Io, "The report could not be written to " + fromQt(file) + ".",
                         "Choose a folder that you may write to.");
          return true;
        },
        this, [this](Result<bool> saved) {
          if (!saved)
            m_error->show(saved.error());
        });
  });
}

} // namespace easel
