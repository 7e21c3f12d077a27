#include "app/studio/views/models/models_view.h"

#include "app/studio/views/models/leaderboard.h"
#include "app/studio/views/models/model_page.h"
#include "app/studio/views/models/training_run.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/error_box.h"

#include <QHBoxLayout>
#include <QStackedWidget>

namespace easel {

namespace {
constexpr int kBoard = 452, kNarrowBoard = 340, kNarrow = 1150;

struct Read {
  ModelList models;
  bool anyData = false;
};
} // namespace

ModelsView::ModelsView(Session& session, QWidget* parent)
    : View(ViewId::Models, session, parent), m_board(new Leaderboard(session.catalogs())), m_right(new QStackedWidget),
      m_empty(new EmptyState("trophy", tr("No models yet"),
                             tr("Choose what to predict. Easel compares several algorithms on your rows and shows which "
                                "one answers best, and why."))),
      m_noData(new EmptyState("trophy", tr("Models need data"), tr("Import a table first. Then a model can learn from its rows."))),
      m_loading(new QWidget), m_form(new TrainingForm(session)), m_run(new TrainingRun(session)),
      m_page(new ModelPage(session)) {
  auto* all = new QHBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addWidget(m_board);
  all->addWidget(m_right, 1);
  m_board->setFixedWidth(kBoard);
  for (QWidget* w : std::initializer_list<QWidget*>{m_loading, m_empty, m_noData, m_form, m_run, m_page})
    m_right->addWidget(w);
  auto* train = m_empty->addAction(tr("Train"), "plus-lg", ButtonKind::Primary);
  train->setObjectName("models.trainFirst");
  auto* import = m_noData->addAction(tr("Import data"), "download", ButtonKind::Primary);
  import->setObjectName("models.import");

  connect(train, &QPushButton::clicked, this, [this] { openTraining({}, {}); });
  connect(import, &QPushButton::clicked, this, [this] { emit opensFile({}); });
  connect(m_board, &Leaderboard::trainWanted, this, [this] {
    const ModelGroup* g = m_board->group();
    openTraining(g ? g->dataset : QString(), g ? g->target : QString());
  });
  connect(m_board, &Leaderboard::selected, this, [this] {
    if (m_board->current() && !m_run->running() && !m_taking)
      showSelected();
  });
  connect(m_board, &Leaderboard::groupChanged, this, [this] {
    m_board->select({});
    emit changed();
  });
  connect(m_form, &TrainingForm::closed, this, [this] {
    if (m_run->running())
      m_right->setCurrentWidget(m_run);
    else if (m_board->current())
      showSelected();
    else
      showEmpty();
  });
  connect(m_form, &TrainingForm::ordered, this, [this](const TrainingOrder& order) {
    m_finished.clear();
    m_right->setCurrentWidget(m_run);
    m_run->start(order);
    if (std::holds_alternative<AutomlSettings>(order.settings))
      m_board->setLive(m_run->group(), {});
    emit this->changed();
  });
  connect(m_run, &TrainingRun::candidates, this, [this] {
    m_board->setLive(m_run->group(), m_run->entries());
    emit changed();
  });
  connect(m_run, &TrainingRun::finished, this, [this](const QString& best) {
    m_select = best; // the list is read anew: the session says that the project has changed
    m_board->clearLive();
    m_right->setCurrentWidget(m_page);
    emit changed();
  });
  connect(m_run, &TrainingRun::failed, this, [this](const Error& error) {
    m_board->clearLive();
    m_right->setCurrentWidget(m_form);
    m_form->showError(error);
    emit changed();
  });
  connect(m_run, &TrainingRun::stopped, this, [this] {
    if (m_run->entries().isEmpty())
      m_board->clearLive();
    emit changed();
  });
  connect(m_run, &TrainingRun::againWanted, this, [this] {
    m_board->clearLive();
    openTraining({}, {});
  });
  connect(m_page, &ModelPage::cardWanted, this, [this](const QString& reference) { emit wants({ViewId::Govern, reference, {}}); });
  connect(m_page, &ModelPage::deployWanted, this,
          [this](const QString& reference) { emit wants({ViewId::Deploy, reference, "deploy"}); });
  connect(m_page, &ModelPage::trainWanted, this, [this](const ModelEntry& entry) {
    m_right->setCurrentWidget(m_form);
    m_form->openWith(entry.dataset, entry.target, entry.algorithm, entry.params);
    m_form->focusFirst();
  });
  connect(&session, &Session::projectChanged, this, &ModelsView::reload);
  connect(&session, &Session::closed, this, &ModelsView::reset);
  setFocusProxy(m_board);
  m_right->setCurrentWidget(m_loading);
  if (session.isOpen())
    reload();
}

void ModelsView::resizeEvent(QResizeEvent* event) {
  View::resizeEvent(event);
  m_board->setFixedWidth(width() < kNarrow ? kNarrowBoard : kBoard);
}

void ModelsView::reset() {
  m_models = {};
  m_known = false;
  m_select.clear();
  m_verb.clear();
  m_finished.clear();
  m_board->clearLive();
  m_board->setModels({});
  m_right->setCurrentWidget(m_loading);
  emit changed();
}

void ModelsView::reload() {
  m_reading = true;
  session().run<Read>(
      {.title = tr("Read the models"), .key = "models/list", .quiet = true},
      [](Workbench& workbench, const Context& context) -> Result<Read> {
        Read read;
        EASEL_TRY(read.models, readModels(workbench, context));
        EASEL_TRY(const auto datasets, workbench.datasets());
        read.anyData = !datasets.empty();
        return read;
      },
      this, [this](Result<Read> read) {
        m_reading = false;
        if (!read) {
          session().notify(read.error());
          return;
        }
        m_anyData = read->anyData;
        take(read->models);
      });
}

void ModelsView::take(const ModelList& models) {
  m_models = models;
  m_known = true;
  m_again = true; // rows and registrations may be others
  m_taking = true; // what is chosen here does not take the place of a form or of a training
  m_board->setModels(models);
  if (const QString wanted = std::exchange(m_select, {}); !wanted.isEmpty()) {
    m_board->select(wanted);
    if (const ModelGroup* g = m_board->group(); g && g->seconds > 0)
      m_finished = tr("Finished in %1").arg(ModelTexts::seconds(g->seconds));
  } else if (!m_board->current()) {
    m_board->select({});
  }
  m_taking = false;
  const QWidget* shown = m_right->currentWidget();
  if (shown != m_form && shown != m_run) {
    if (m_board->current())
      showSelected();
    else
      showEmpty();
  }
  m_again = false;
  if (const QString verb = std::exchange(m_verb, {}); !verb.isEmpty())
    act(verb);
  emit changed();
}

void ModelsView::showEmpty() {
  m_right->setCurrentWidget(!m_known ? m_loading : m_anyData ? static_cast<QWidget*>(m_empty) : m_noData);
}

void ModelsView::showSelected() {
  const ModelEntry* entry = m_board->current();
  if (!entry)
    return;
  const ModelGroup* group = m_board->group();
  m_page->show(*entry, group ? group->suggestedGroup : QString(), m_again);
  m_right->setCurrentWidget(m_page);
  emit changed();
}

void ModelsView::openTraining(const QString& dataset, const QString& target) {
  if (m_run->running()) {
    m_right->setCurrentWidget(m_run);
    return;
  }
  m_right->setCurrentWidget(m_form);
  m_form->open(dataset, target);
  m_form->focusFirst();
  emit changed();
}

void ModelsView::act(const QString& verb) {
  if (verb == "register")
    m_page->openRegister();
  else if (verb == "deploy")
    m_page->deploy();
}

void ModelsView::go(const Place& place) {
  if (place.verb == "train") {
    openTraining(place.object, {});
    return;
  }
  if (place.object.isEmpty())
    return;
  if (m_reading || !m_known) {
    m_select = place.object;
    m_verb = place.verb;
    return;
  }
  if (m_run->running())
    return; // what runs stays in sight
  m_board->clearLive();
  m_board->select(place.object);
  showSelected();
  act(place.verb);
}

QString ModelsView::placeText() const {
  const ModelGroup* g = m_board->group();
  return g && !g->target.isEmpty() ? tr("Models · %1").arg(ModelTexts::shortened(g->target)) : tr("Models");
}

StatusTexts ModelsView::status() const {
  StatusTexts texts;
  const ModelGroup* g = m_board->group();
  if (m_run->running()) {
    texts.left << ModelTexts::counted(m_run->entries().size(), tr("One candidate so far"), tr("%1 candidates so far"));
    return texts;
  }
  if (!g)
    return texts;
  if (g->folds > 0)
    texts.left << ModelTexts::counted(g->candidates, tr("One candidate"), tr("%1 candidates")) + " · " +
                      tr("%1-fold cross-validation").arg(g->folds);
  else
    texts.left << ModelTexts::counted(m_board->count(), tr("One model"), tr("%1 models"));
  if (!m_finished.isEmpty())
    texts.left << m_finished;
  else if (g->seconds > 0)
    texts.left << tr("Compared in %1").arg(ModelTexts::seconds(g->seconds));
  return texts;
}

QList<Findable> ModelsView::findables() {
  QList<Findable> list;
  list.append({tr("Train models"), tr("Compare algorithms or train one"), "plus-lg", {tr("AutoML"), tr("learn"), tr("fit")}, {},
               [this] { openTraining({}, {}); }});
  if (m_board->current() && m_board->current()->state == EntryState::Model) {
    list.append({tr("Register the model"), m_board->current()->title, "journal-check", {tr("version"), tr("card")}, {},
                 [this] { m_page->openRegister(); }});
    list.append({tr("Deploy the model"), m_board->current()->title, "rocket-takeoff", {tr("endpoint"), tr("serve")}, {},
                 [this] { m_page->deploy(); }});
  }
  for (const ModelEntry& e : m_models.entries)
    if (e.state == EntryState::Model)
      list.append({e.title + " · " + e.remark, e.name, "trophy", {e.target, e.dataset, e.registered}, {},
                   [this, name = e.name] { go({ViewId::Models, name, {}}); }});
  return list;
}

bool ModelsView::settled() const {
  return !m_reading && !m_run->running() && !m_form->busy() &&
         (m_right->currentWidget() != m_page || m_page->settled());
}

} // namespace easel
