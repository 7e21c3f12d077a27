#include "app/studio/views/home/home_view.h"

#include "app/studio/views/home/drop_zone.h"
#include "app/studio/views/home/goal_card.h"
#include "core/base/version.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/panel.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QLocale>
#include <QScrollArea>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int kWidest = 1250;  // of the page
constexpr int kNarrow = 820;   // below it everything stands in one column
constexpr int kColumns = 3;

QString ago(const QDateTime& time) {
  const qint64 days = time.date().daysTo(QDate::currentDate());
  if (days == 0)
    return HomeView::tr("today %1").arg(QLocale().toString(time.time(), "HH:mm"));
  if (days == 1)
    return HomeView::tr("yesterday");
  if (days < 7)
    return QLocale().standaloneDayName(time.date().dayOfWeek());
  return QLocale().toString(time.date(), QLocale::ShortFormat);
}

} // namespace

HomeView::HomeView(Session& session, Settings& settings, const QString& samples, QWidget* parent)
    : View(ViewId::Home, session, parent), m_settings(settings), m_samples(samples) {
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->viewport()->setAutoFillBackground(false);
  outer->addWidget(scroll);
  auto* middle = new QWidget;
  middle->setAutoFillBackground(false);
  auto* centre = new QHBoxLayout(middle);
  centre->setContentsMargins(24, 34, 24, 24);
  m_page = new QWidget;
  m_page->setMaximumWidth(kWidest);
  centre->addStretch(1);
  centre->addWidget(m_page, 100);
  centre->addStretch(1);
  scroll->setWidget(middle);

  auto* page = new QVBoxLayout(m_page);
  page->setContentsMargins(0, 0, 0, 0);
  page->setSpacing(0);
  auto* title = label(tr("What do you want to find out?"), TextSize::Page, Tone::Text, QFont::Bold);
  QFont large = textFont(TextSize::Figure, QFont::Bold);
  large.setPixelSize(26);
  title->setFont(large);
  title->setWordWrap(true);
  page->addWidget(title);
  page->addSpacing(4);
  page->addWidget(paragraph(tr("Everything runs on this computer. Nothing leaves it.")));
  page->addSpacing(20);
  page->addWidget(makeGoals());
  page->addSpacing(20);
  auto* zone = new DropZone;
  connect(zone, &DropZone::browse, this, [this] { emit opensFile({}); });
  page->addWidget(zone);
  page->addSpacing(20);
  m_lower = new QBoxLayout(QBoxLayout::LeftToRight);
  m_lower->setSpacing(14);
  m_lower->addWidget(makeRecent(), 3);
  m_lower->addWidget(makeSamples(), 2);
  page->addLayout(m_lower, 1);
  refreshRecent();
  connect(&session, &Session::opened, this, [this] {
    if (const QString goal = std::exchange(m_goal, {}); !goal.isEmpty() && goal != "clean")
      QMetaObject::invokeMethod(this, [this, goal] { emit wants({ViewId::Models, {}, "train"}); }, Qt::QueuedConnection);
  });
}

QWidget* HomeView::makeGoals() {
  auto* box = new QWidget;
  m_goalGrid = new QGridLayout(box);
  m_goalGrid->setContentsMargins(0, 0, 0, 0);
  m_goalGrid->setSpacing(14);
  struct Goal {
    const char* id;
    const char* iconName;
    Tone tone;
    QString title, text;
    Place place;
  };
  const Goal goals[] = {
      {"predict", "bullseye", Tone::C1, tr("Predict a column"),
       tr("Pick a file and a column: Easel prepares, trains, compares and explains."), {ViewId::Models, {}, "train"}},
      {"clean", "magic", Tone::C3, tr("Clean a table"),
       tr("See every column over all rows; repair it step by step, with the effect before you apply."), {ViewId::Data}},
      {"drivers", "lightbulb", Tone::C4, tr("Find what drives a result"),
       tr("Which columns move the outcome, for all rows and for a single one."), {ViewId::Models, {}, "train"}},
      {"pipeline", "diagram-3", Tone::C2, tr("Draw a pipeline"),
       tr("The same work as a picture: join, split, train, check and release."), {ViewId::Flow}},
      {"service", "rocket-takeoff", Tone::C5, tr("Put a model into service"),
       tr("One click, and it answers on this computer: a page, a form and HTTP."), {ViewId::Deploy}},
      {"document", "shield-check", Tone::C6, tr("Document and approve"),
       tr("Model cards with a receipt behind every number; who approved what, and when."), {ViewId::Govern}}};
  for (const Goal& goal : goals) {
    auto* card = new GoalCard(goal.iconName, goal.tone, goal.title, goal.text);
    card->setObjectName(QString("home.goal.") + goal.id);
    connect(card, &QAbstractButton::clicked, this, [this, place = goal.place, id = QString(goal.id)] {
      if (session().isOpen()) {
        emit wants(place);
        return;
      }
      m_goal = id;
      emit opensFile({});
    });
    m_goals.append(card);
  }
  return box;
}

Panel* HomeView::makeRecent() {
  auto* panel = new Panel(tr("Recent projects"));
  m_recent = new ItemList;
  m_recent->setObjectName("home.recent");
  m_recent->setAccessibleName(tr("Recent projects"));
  m_recent->setMinimumHeight(180);
  const auto open = [this](const QString& path) { emit opensFile(path); };
  connect(m_recent, &ItemList::activatedId, this, open);
  connect(m_recent, &QListView::clicked, this, [this] { emit opensFile(m_recent->currentId()); });
  m_noRecent = paragraph(tr("None yet. Drop a file above, or begin with a sample: the project is made beside the file and keeps "
                            "everything you do."));
  panel->body()->addWidget(m_recent, 1);
  panel->body()->addWidget(m_noRecent);
  panel->body()->addStretch();
  return panel;
}

QList<HomeView::Sample> HomeView::samples() const {
  QList<Sample> all = {
      {tr("Which customers leave?"), tr("7,043 customers · a yes or a no"), "telco_churn.csv", "play-circle"},
      {tr("Who survived the Titanic?"), tr("1,309 passengers · a yes or a no"), "titanic.csv", "people"},
      {tr("What is a diamond worth?"), tr("53,940 stones · a price"), "diamonds.csv.gz", "gem"},
      {tr("Which penguin is it?"), tr("344 birds · one of three"), "penguins.csv", "tags"}};
  all.removeIf([this](const Sample& s) { return m_samples.isEmpty() || !QFileInfo::exists(m_samples + "/" + s.file); });
  return all;
}

Panel* HomeView::makeSamples() {
  auto* panel = new Panel(tr("Learn by doing"));
  auto* list = new ItemList;
  list->setObjectName("home.samples");
  list->setAccessibleName(tr("Samples"));
  list->setMinimumHeight(180);
  QList<ListItem> items;
  for (const Sample& s : samples())
    items.append({.id = m_samples + "/" + s.file, .iconName = s.iconName, .title = s.title, .remark = s.remark});
  list->setItems(items);
  const auto open = [this](const QString& file) { emit opensFile(file); };
  connect(list, &ItemList::activatedId, this, open);
  connect(list, &QListView::clicked, this, [this, list] { emit opensFile(list->currentId()); });
  if (items.isEmpty())
    panel->body()->addWidget(paragraph(tr("The samples are not installed.")));
  panel->body()->addWidget(list, 1);
  list->setVisible(!items.isEmpty());
  panel->body()->addStretch();
  return panel;
}

void HomeView::arrange() {
  const int columns = m_page->width() < kNarrow ? 2 : kColumns;
  for (int i = 0; i < m_goals.size(); ++i)
    m_goalGrid->addWidget(m_goals[i], i / columns, i % columns);
  for (int c = 0; c < kColumns; ++c)
    m_goalGrid->setColumnStretch(c, c < columns ? 1 : 0);
}

void HomeView::refreshRecent() {
  QList<ListItem> items;
  for (const RecentProject& p : m_settings.recentProjects())
    items.append({.id = p.path,
                  .iconName = "easel",
                  .title = QFileInfo(p.path).fileName(),
                  .remark = p.summary.isEmpty() ? QFileInfo(p.path).path() : p.summary,
                  .right = ago(p.opened)});
  m_recent->setItems(items);
  m_recent->setVisible(!items.isEmpty());
  m_noRecent->setVisible(items.isEmpty());
}

QString HomeView::placeText() const {
  return session().isOpen() ? tr("Home") : tr("Welcome");
}

StatusTexts HomeView::status() const {
  return {{tr("Easel %1").arg(toQt(kVersion))}, {}};
}

void HomeView::go(const Place&) {
  refreshRecent();
}

QList<Findable> HomeView::findables() {
  QList<Findable> things;
  for (const Sample& s : samples())
    things.append({.text = s.title, .remark = tr("sample"), .iconName = s.iconName,
                   .act = [this, file = m_samples + "/" + s.file] { emit opensFile(file); }});
  for (const RecentProject& p : m_settings.recentProjects())
    things.append({.text = QFileInfo(p.path).fileName(), .remark = tr("recent project"), .iconName = "easel",
                   .act = [this, path = p.path] { emit opensFile(path); }});
  return things;
}

void HomeView::resizeEvent(QResizeEvent* event) {
  View::resizeEvent(event);
  arrange();
}

void HomeView::showEvent(QShowEvent* event) {
  View::showEvent(event);
  arrange();
}

} // namespace easel
