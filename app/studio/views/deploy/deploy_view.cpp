#include "app/studio/views/deploy/deploy_view.h"

#include "app/studio/views/deploy/deploy_panel.h"
#include "app/studio/views/deploy/endpoint_page.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/labels.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>

namespace easel {

namespace {

constexpr int kLookMillis = 4000; // an endpoint may end without us
constexpr int kListWidth = 286, kNarrowList = 220;

QScrollArea* scrolled(QWidget* content) {
  auto* area = new QScrollArea;
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setFocusPolicy(Qt::NoFocus);
  area->setWidget(content);
  return area;
}

} // namespace

DeployView::DeployView(Session& session, QWidget* parent)
    : View(ViewId::Deploy, session, parent), m_left(new QWidget(this)), m_list(new ItemList),
      m_right(new QStackedWidget(this)),
      m_empty(new EmptyState("rocket-takeoff", tr("No model is in service yet"),
                             tr("An endpoint answers requests on this computer: a program sends a row, the model sends its "
                                "prediction. Register a model first, then deploy it with one click."))),
      m_panel(new DeployPanel(session.catalogs())), m_page(new EndpointPage(session)), m_look(new QTimer(this)) {
  auto* all = new QHBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  m_left->setObjectName("deploy.left");
  m_left->setAutoFillBackground(true);
  m_left->setBackgroundRole(QPalette::Base);
  m_left->setFixedWidth(kListWidth);
  auto* left = new QVBoxLayout(m_left);
  left->setContentsMargins(12, 14, 12, 12);
  left->setSpacing(10);
  auto* head = new QHBoxLayout;
  head->setContentsMargins(4, 0, 0, 0);
  auto* title = new ElidedLabel(tr("Endpoints"));
  title->setFont(textFont(TextSize::Title, QFont::DemiBold));
  head->addWidget(title, 1);
  auto* add = new Button(tr("Deploy"), "plus-lg", ButtonKind::Primary);
  add->setObjectName("deploy.new");
  add->setAccessibleName(tr("Deploy a model"));
  head->addWidget(add);
  left->addLayout(head);
  m_list->setObjectName("deploy.endpoints");
  m_list->setAccessibleName(tr("Endpoints"));
  left->addWidget(m_list, 1);
  all->addWidget(m_left);
  all->addWidget(separator(Qt::Vertical));
  m_emptyAct = m_empty->addAction(tr("Go to Models"), "trophy", ButtonKind::Primary);
  m_emptyAct->setObjectName("deploy.empty_action");
  m_right->addWidget(m_empty);
  m_right->addWidget(scrolled(m_panel));
  m_right->addWidget(scrolled(m_page));
  all->addWidget(m_right, 1);

  connect(add, &QAbstractButton::clicked, this, [this] { openPanel(); });
  connect(m_emptyAct, &QAbstractButton::clicked, this, [this] {
    if (m_listing && !m_listing->versions.empty())
      openPanel();
    else
      emit wants({ViewId::Models, {}, {}});
  });
  connect(m_list, &ItemList::chosen, this, [this](const QString& name) {
    m_panelOpen = false;
    choose(name);
  });
  connect(m_panel, &DeployPanel::wanted, this, &DeployView::deploy);
  connect(m_panel, &DeployPanel::closed, this, [this] {
    m_panelOpen = false;
    showRight();
  });
  connect(m_page, &EndpointPage::stopWanted, this, &DeployView::stop);
  connect(m_page, &EndpointPage::startWanted, this, &DeployView::startAgain);
  connect(m_page, &EndpointPage::cancelWanted, this, [this](const QString& name) { m_work.value(name).cancel(); });
  connect(m_page, &EndpointPage::lost, this, &DeployView::reload);
  connect(m_page, &EndpointPage::changed, this, [this] {
    fillList();
    emit changed();
  });
  m_look->setInterval(kLookMillis);
  connect(m_look, &QTimer::timeout, this, &DeployView::reload);
  const auto fresh = [this] {
    m_listing.reset();
    m_failed.clear();
    m_starting.clear();
    m_work.clear();
    m_reading = 0; // what was asked of another project does not come back
    m_current.clear();
    m_panelOpen = false;
    m_list->setItems({});
    showRight();
  };
  connect(&session, &Session::opened, this, [this, fresh] {
    fresh();
    if (isVisible() || m_wanted)
      reload();
  });
  connect(&session, &Session::closed, this, [this, fresh] {
    m_wanted.reset();
    fresh();
  });
  connect(&session, &Session::projectChanged, this, [this] {
    if (isVisible())
      reload();
  });
  showRight();
}

// What there is -----------------------------------------------------------------------------------------------------

void DeployView::reload() {
  if (!session().isOpen())
    return;
  ++m_reading;
  session().run<Listing>(
      {.title = tr("Read the endpoints"), .quiet = true},
      [](Workbench& workbench, const Context&) -> Result<Listing> {
        Listing listing;
        EASEL_TRY(listing.endpoints, workbench.deployments().list());
        EASEL_TRY(listing.versions, Registry(workbench.project()).versions());
        return listing;
      },
      this, [this](const Result<Listing>& listing) {
        --m_reading;
        if (listing)
          show(*listing);
        else
          session().notify(listing.error());
      });
}

void DeployView::show(const Listing& listing) {
  m_listing = listing;
  m_panel->setVersions(listing.versions, [this] {
    QStringList taken;
    for (const Deployment& d : m_listing->endpoints)
      taken << toQt(d.name);
    return taken;
  }());
  if (m_current.isEmpty() && !listing.endpoints.empty()) { // a running one first
    m_current = toQt(listing.endpoints.front().name);
    for (const Deployment& d : listing.endpoints)
      if (d.state == "running") {
        m_current = toQt(d.name);
        break;
      }
  }
  fillList();
  showRight();
  if (m_wanted)
    go(*std::exchange(m_wanted, {}));
  emit changed();
}

const Deployment* DeployView::endpoint(const QString& name) const {
  if (const auto it = m_starting.constFind(name); it != m_starting.constEnd())
    return &*it;
  if (m_listing)
    for (const Deployment& d : m_listing->endpoints)
      if (toQt(d.name) == name)
        return &d;
  return nullptr;
}

void DeployView::fillList() {
  QList<ListItem> items;
  const auto add = [&](const Deployment& d, bool starting) {
    ListItem item;
    item.id = item.title = toQt(d.name);
    item.iconName = "rocket-takeoff";
    item.remark = tr("%1, version %2").arg(toQt(d.model), toQt(d.version));
    if (starting) {
      item.pill = tr("starting");
      item.pillTone = PillTone::Accent;
    } else if (d.state == "running") {
      item.pill = tr("running");
      item.pillTone = PillTone::Good;
      item.right = m_page->rateOf(item.id);
    } else if (d.died || m_failed.contains(item.id)) {
      item.pill = tr("failed");
      item.pillTone = PillTone::Bad;
      item.bad = true;
    } else {
      item.pill = tr("stopped");
    }
    items << item;
  };
  for (const Deployment& d : m_starting)
    add(d, true);
  if (m_listing)
    for (const Deployment& d : m_listing->endpoints)
      if (!m_starting.contains(toQt(d.name)))
        add(d, false);
  std::sort(items.begin(), items.end(), [](const ListItem& a, const ListItem& b) { return a.title < b.title; });
  m_list->setItems(items);
  if (!m_current.isEmpty() && m_list->currentId() != m_current)
    m_list->setCurrentId(m_current);
}

void DeployView::choose(const QString& name) {
  m_current = name;
  showRight();
  emit changed();
}

void DeployView::showRight() {
  const Deployment* d = endpoint(m_current);
  if (m_panelOpen && m_listing && !m_listing->versions.empty()) {
    m_page->leave();
    m_right->setCurrentIndex(1);
    return;
  }
  if (d) {
    m_page->show(*d, m_starting.contains(m_current),
                 m_failed.contains(m_current) ? std::optional<Error>(m_failed.value(m_current)) : std::nullopt,
                 m_work.value(m_current));
    m_right->setCurrentIndex(2);
    return;
  }
  m_page->leave();
  const bool versions = m_listing && !m_listing->versions.empty();
  m_emptyAct->setText(versions ? tr("Deploy a model") : tr("Go to Models"));
  m_emptyAct->setAccessibleName(m_emptyAct->text());
  m_emptyAct->setIconName(versions ? "rocket-takeoff" : "trophy");
  m_right->setCurrentIndex(0);
}

// Acts --------------------------------------------------------------------------------------------------------------

void DeployView::openPanel(const QString& model) {
  if (!m_listing || m_listing->versions.empty()) {
    m_panelOpen = false;
    m_current.clear();
    showRight();
    return;
  }
  m_panelOpen = true;
  showRight();
  m_panel->begin(model);
}

void DeployView::begin(const QString& name, const QString& model, const QString& version) {
  Deployment d;
  d.name = fromQt(name);
  d.model = fromQt(model);
  d.version = fromQt(version);
  if (const Deployment* before = endpoint(name))
    d = *before;
  d.state = "stopped";
  m_failed.remove(name);
  m_starting[name] = d;
  m_panelOpen = false;
  m_current = name;
  fillList();
}

void DeployView::deploy(const EndpointPlan& plan) {
  const QString name = plan.name;
  begin(name, toQt(plan.model.group), QString::number(plan.model.version));
  m_work[name] = session().run<Deployment>(
      {.title = tr("Deploy %1 as %2").arg(toQt(plan.model.text()), name), .key = "deploy/" + fromQt(name),
       .lane = Lane::Long, .changes = true},
      [plan](Workbench& workbench, const Context& context) -> Result<Deployment> {
        context.stage(EASEL_TR("Starting the endpoint"));
        return workbench.deployModel(plan.model, {fromQt(plan.name), plan.mode, plan.settings});
      },
      this, [this, name](const Result<Deployment>& result) { ended(name, result); });
  showRight();
}

void DeployView::startAgain(const QString& name) {
  begin(name, {}, {});
  m_work[name] = session().run<Deployment>(
      {.title = tr("Start %1 again").arg(name), .key = "deploy/" + fromQt(name), .lane = Lane::Long, .changes = true},
      [name = fromQt(name)](Workbench& workbench, const Context& context) -> Result<Deployment> {
        context.stage(EASEL_TR("Starting the endpoint"));
        return workbench.startEndpointAgain(name);
      },
      this, [this, name](const Result<Deployment>& result) { ended(name, result); });
  showRight();
}

void DeployView::stop(const QString& name) {
  m_work[name] = session().run<Deployment>(
      {.title = tr("Stop %1").arg(name), .key = "deploy/" + fromQt(name), .lane = Lane::Long, .changes = true},
      [name = fromQt(name)](Workbench& workbench, const Context& context) -> Result<Deployment> {
        context.stage(EASEL_TR("Waiting for running requests"));
        return workbench.deployments().stop(name);
      },
      this, [this, name](const Result<Deployment>& result) { ended(name, result); });
  m_page->setBusy(tr("Stopping"), m_work[name]);
}

void DeployView::ended(const QString& name, const Result<Deployment>& result) {
  m_work.remove(name);
  const Deployment begun = m_starting.take(name);
  m_failed.remove(name);
  if (result && m_listing) {
    auto& list = m_listing->endpoints;
    std::erase_if(list, [&](const Deployment& d) { return d.name == result->name; });
    list.push_back(*result);
  } else if (!result && result.error().code != ErrorCode::Cancelled) {
    m_failed[name] = result.error();
    if (m_listing && !endpoint(name)) // not even a folder was made
      m_listing->endpoints.push_back(begun);
  }
  fillList();
  showRight();
  reload();
}

// The place -----------------------------------------------------------------------------------------------------------

void DeployView::go(const Place& place) {
  if (!m_listing) {
    m_wanted = place;
    reload();
    return;
  }
  const auto reference = ModelReference::parse(fromQt(place.object));
  if (!reference) {
    m_panelOpen = false;
    if (endpoint(place.object))
      m_current = place.object;
    fillList();
    showRight();
    return;
  }
  const auto known = std::find_if(m_listing->versions.begin(), m_listing->versions.end(), [&](const ModelVersion& v) {
    return v.group == reference->group && v.version == reference->version;
  });
  if (known == m_listing->versions.end()) {
    if (std::exchange(m_lookedAgain, true)) {
      m_lookedAgain = false;
      session().notify(Error(ErrorCode::NotFound, "There is no " + reference->text() + " in the registry."));
      return;
    }
    m_wanted = place; // it may be newer than what we have read
    reload();
    return;
  }
  m_lookedAgain = false;
  if (place.verb != "deploy") {
    openPanel(place.object);
    return;
  }
  for (const Deployment& d : m_listing->endpoints) // it is in service already
    if (d.model == reference->group && d.version == std::to_string(reference->version) && d.state == "running") {
      m_panelOpen = false;
      choose(toQt(d.name));
      fillList();
      return;
    }
  m_panel->begin(place.object);
  deploy(m_panel->plan());
}

QString DeployView::placeText() const { return m_current.isEmpty() ? tr("Deploy") : m_current; }

StatusTexts DeployView::status() const {
  int running = 0;
  if (m_listing)
    for (const Deployment& d : m_listing->endpoints)
      running += d.state == "running" ? 1 : 0;
  return {{running == 1 ? tr("1 endpoint running") : tr("%1 endpoints running").arg(running), tr("this computer only, a key is required")},
          m_page->memoryText()};
}

QList<Findable> DeployView::findables() {
  QList<Findable> all;
  all << Findable{tr("Deploy a model"), tr("Deploy"), "rocket-takeoff", {tr("endpoint"), tr("serve")}, {}, [this] {
                    emit wants({ViewId::Deploy, {}, {}});
                    openPanel();
                  }};
  if (m_listing)
    for (const Deployment& d : m_listing->endpoints)
      all << Findable{toQt(d.name), tr("Endpoint"), "rocket-takeoff", {toQt(d.model)}, {}, [this, name = toQt(d.name)] {
                        emit wants({ViewId::Deploy, name, {}});
                      }};
  return all;
}

bool DeployView::settled() const {
  return m_reading == 0 && m_starting.isEmpty() && m_work.isEmpty() && (m_right->currentIndex() != 2 || m_page->settled());
}

void DeployView::showEvent(QShowEvent* event) {
  View::showEvent(event);
  reload();
  m_look->start();
}

void DeployView::hideEvent(QHideEvent* event) {
  View::hideEvent(event);
  m_look->stop();
}

void DeployView::resizeEvent(QResizeEvent* event) {
  View::resizeEvent(event);
  m_left->setFixedWidth(std::clamp(width() / 4, kNarrowList, kListWidth));
}

} // namespace easel
