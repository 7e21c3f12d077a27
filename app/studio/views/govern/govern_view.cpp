#include "app/studio/views/govern/govern_view.h"

#include "app/studio/views/govern/card_header.h"
#include "app/studio/views/govern/card_outline.h"
#include "app/studio/views/govern/card_page.h"
#include "core/base/time.h"
#include "widgets/controls/busy_line.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/labels.h"
#include "widgets/forms/param_form.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLocale>
#include <QScrollArea>
#include <QStackedWidget>
#include <QUrl>

namespace easel {

namespace {

constexpr int kListWidth = 230, kInspectorWidth = 286;
enum Page { Empty, Waiting, Shown };

QString idOf(const ModelVersion& v) { return toQt(v.group) + "@" + QString::number(v.version); }

PillTone toneOf(const std::string& status) {
  return status == "approved" ? PillTone::Good : status == "rejected" ? PillTone::Bad : PillTone::Warn;
}

QString dayOf(const std::string& time) {
  const auto micros = parseTimestamp(time);
  return micros ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(*micros / 1000).date(), QLocale::ShortFormat) : QString();
}

QWidget* surface(QWidget* parent) {
  auto* widget = new QWidget(parent);
  widget->setAutoFillBackground(true);
  widget->setBackgroundRole(QPalette::Base);
  return widget;
}

} // namespace

GovernView::GovernView(Session& session, QWidget* parent)
    : View(ViewId::Govern, session, parent), m_left(surface(this)), m_list(new ItemList), m_outline(new CardOutline),
      m_right(new QStackedWidget), m_empty(new EmptyState("shield-check", tr("No model is registered yet"),
                                                          tr("A registered version has a number, a card that says what it is for, "
                                                             "and somebody who approved it. Train a model and register it."))),
      m_busy(new BusyLine), m_error(new ErrorBox), m_page(new CardPage), m_inspector(surface(this)), m_form(new ParamForm) {
  auto* all = new QHBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  m_left->setFixedWidth(kListWidth);
  auto* left = new QVBoxLayout(m_left);
  left->setContentsMargins(12, 16, 12, 12);
  left->setSpacing(8);
  const auto heading = [&](const QString& text) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(6, 0, 6, 0);
    row->addWidget(caption(text));
    left->addLayout(row);
  };
  heading(tr("Registry"));
  m_list->setObjectName("govern.versions");
  m_list->setAccessibleName(tr("Registered models"));
  left->addWidget(m_list, 1);
  auto* outlineBox = new QWidget;
  auto* outline = new QVBoxLayout(outlineBox);
  outline->setContentsMargins(0, 8, 0, 0);
  auto* cardCaption = caption(tr("Model card"));
  cardCaption->setContentsMargins(6, 0, 6, 0);
  outline->addWidget(cardCaption);
  outline->addWidget(m_outline);
  left->addWidget(outlineBox);
  all->addWidget(m_left);
  all->addWidget(separator(Qt::Vertical));
  auto* waiting = new QWidget;
  auto* waitingLayout = new QVBoxLayout(waiting);
  waitingLayout->setContentsMargins(26, 20, 26, 20);
  waitingLayout->addWidget(m_busy);
  m_error->setObjectName("govern.error");
  waitingLayout->addWidget(m_error);
  waitingLayout->addStretch(1);
  m_right->addWidget(m_empty);
  m_right->addWidget(waiting);
  m_right->addWidget(m_page);
  all->addWidget(m_right, 1);
  m_inspector->setFixedWidth(kInspectorWidth);
  m_inspector->setObjectName("govern.inspector");
  auto* inspector = new QVBoxLayout(m_inspector);
  inspector->setContentsMargins(14, 14, 0, 0);
  inspector->setSpacing(12);
  auto* head = new QHBoxLayout;
  head->setContentsMargins(0, 0, 14, 0);
  head->addWidget(label(tr("Model card"), TextSize::Title, Tone::Text, QFont::DemiBold), 1);
  auto* close = new IconButton("x-lg", tr("Close"));
  close->setObjectName("govern.close_edit");
  head->addWidget(close);
  inspector->addLayout(head);
  auto* area = new QScrollArea;
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setFocusPolicy(Qt::NoFocus);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* inner = surface(nullptr);
  auto* innerLayout = new QVBoxLayout(inner);
  innerLayout->setContentsMargins(2, 2, 14, 14);
  innerLayout->addWidget(m_form);
  innerLayout->addStretch(1);
  area->setWidget(inner);
  inspector->addWidget(area, 1);
  m_form->setSchema(cardFields().schema);
  m_inspector->hide();
  all->addWidget(m_inspector);
  m_outline->set({});

  Button* toModels = m_empty->addAction(tr("Go to Models"), "trophy", ButtonKind::Primary);
  toModels->setObjectName("govern.empty_action");
  connect(toModels, &QAbstractButton::clicked, this, [this] { emit wants({ViewId::Models, {}, {}}); });
  connect(m_list, &ItemList::chosen, this, &GovernView::choose);
  connect(m_outline, &CardOutline::chosen, m_page, &CardPage::showPart);
  CardHeader* header = m_page->header();
  connect(header, &CardHeader::decided, this, &GovernView::decide);
  connect(header, &CardHeader::editWanted, this, &GovernView::editCard);
  connect(header, &CardHeader::exportWanted, this, &GovernView::exportCard);
  connect(header, &CardHeader::deployWanted, this, [this] { emit wants({ViewId::Deploy, m_current, "deploy"}); });
  connect(close, &QAbstractButton::clicked, this, [this] { editCard(false); });
  connect(m_form, &ParamForm::edited, this, [this] { m_typing = true; });
  connect(m_form, &ParamForm::committed, this, &GovernView::saveFields);
  const auto changedProject = [this] {
    m_stale = true;
    if (isVisible() || !m_wanted.isEmpty())
      reload();
  };
  const auto fresh = [this] {
    m_versions.clear();
    m_contents.reset();
    m_current.clear();
    m_known = m_typing = m_readingCard = false;
    m_reading = m_writing = 0; // what was asked of another project does not come back
    m_list->setItems({});
    m_outline->set({});
    editCard(false);
    m_right->setCurrentIndex(Empty);
  };
  connect(&session, &Session::opened, this, [fresh, changedProject] {
    fresh();
    changedProject();
  });
  connect(&session, &Session::projectChanged, this, changedProject);
  connect(&session, &Session::closed, this, [this, fresh] {
    m_wanted.clear();
    fresh();
  });
}

// What there is -----------------------------------------------------------------------------------------------------

void GovernView::reload() {
  if (!session().isOpen())
    return;
  m_stale = false;
  ++m_reading;
  session().run<std::vector<ModelVersion>>(
      {.title = tr("Read the registry"), .quiet = true},
      [](Workbench& workbench, const Context&) { return Registry(workbench.project()).versions(); }, this,
      [this](const Result<std::vector<ModelVersion>>& versions) {
        --m_reading;
        if (versions)
          show(*versions);
        else
          session().notify(versions.error());
      });
}

void GovernView::show(std::vector<ModelVersion> versions) {
  m_known = true;
  std::stable_sort(versions.begin(), versions.end(), [](const ModelVersion& a, const ModelVersion& b) {
    return a.group != b.group ? a.group < b.group : a.version > b.version;
  });
  m_versions = std::move(versions);
  QList<ListItem> items;
  for (const ModelVersion& v : m_versions)
    items << ListItem{.id = idOf(v), .iconName = "box-seam", .title = tr("%1 v%2").arg(toQt(v.group)).arg(v.version),
                      .remark = tr("%1, %2").arg(toQt(v.who), dayOf(v.created)), .pill = statusWord(v.status),
                      .pillTone = toneOf(v.status)};
  const auto there = [&](const QString& id) {
    return std::any_of(m_versions.begin(), m_versions.end(), [&](const ModelVersion& v) { return idOf(v) == id; });
  };
  if (!m_wanted.isEmpty() && there(m_wanted))
    m_current = m_wanted;
  m_wanted.clear();
  if (!there(m_current))
    m_current = m_versions.empty() ? QString() : idOf(m_versions.front());
  m_list->setItems(items);
  if (!m_current.isEmpty())
    m_list->setCurrentId(m_current);
  if (m_current.isEmpty()) {
    m_contents.reset();
    m_outline->set({});
    editCard(false);
    m_right->setCurrentIndex(Empty);
  } else {
    readCard();
  }
  emit changed();
}

void GovernView::choose(const QString& id) {
  if (id.isEmpty() || id == m_current)
    return;
  saveFields();
  m_current = id;
  m_contents.reset();
  readCard();
  emit changed();
}

void GovernView::readCard() {
  const auto which = reference();
  if (!which)
    return;
  const bool another = !m_contents || m_contents->card.model.group != which->group ||
                       m_contents->card.model.version != which->version;
  if (another) { // the same card stays to be seen while it is read again
    m_error->clear();
    m_busy->start(tr("Reading the card"));
    m_right->setCurrentIndex(Waiting);
  }
  m_readingCard = true;
  session().run<CardContents>(
      {.title = tr("Read the card of %1").arg(m_current), .key = "govern/card", .quiet = true},
      [which = *which](Workbench& workbench, const Context& context) -> Result<CardContents> {
        CardContents c;
        EASEL_TRY(c.card, workbench.card(which, context));
        c.parts = cardParts(c.card);
        c.scores = cardScores(c.card, workbench.catalogs().metrics);
        EASEL_TRY(c.decisions, Registry(workbench.project()).decisions(which.group, which.version));
        EASEL_TRY(c.endpoints, workbench.deployments().list());
        std::erase_if(c.endpoints, [&](const Deployment& d) {
          return d.model != which.group || d.version != std::to_string(which.version);
        });
        return c;
      },
      this, [this, id = m_current](const Result<CardContents>& contents) {
        m_readingCard = false; // older ones of this key were thrown away
        if (id != m_current)
          return;
        m_busy->stop();
        if (contents) {
          showCard(*contents);
          return;
        }
        if (contents.error().code == ErrorCode::Cancelled)
          return;
        m_error->show(contents.error());
        Button* again = m_error->addFix(tr("Try again"));
        connect(again, &QAbstractButton::clicked, this, &GovernView::readCard);
        m_right->setCurrentIndex(Waiting);
      });
}

void GovernView::showCard(const CardContents& contents) {
  m_contents = contents;
  if (!session().readOnly())
    m_contents->write = [this] { editCard(true); };
  m_page->set(*m_contents, !session().readOnly());
  m_page->header()->setEditing(m_inspector->isVisibleTo(this));
  m_outline->set(contents.parts);
  if (!m_typing && m_writing == 0) // else the form is newer than what was read
    m_form->setValues(contents.card.fields);
  m_right->setCurrentIndex(Shown);
  emit changed();
}

// Acts --------------------------------------------------------------------------------------------------------------

void GovernView::decide(Decision decision, const QString& note) {
  const auto which = reference();
  if (!which)
    return;
  m_page->header()->setBusy(true);
  ++m_writing;
  session().run<ModelVersion>(
      {.title = decision == Decision::Approved ? tr("Approve %1").arg(m_current) : tr("Reject %1").arg(m_current),
       .changes = true, .quiet = true},
      [which = *which, decision, note = fromQt(note)](Workbench& workbench, const Context&) {
        return workbench.decide(which, decision, note);
      },
      this, [this](const Result<ModelVersion>& result) {
        --m_writing;
        m_page->header()->setBusy(false);
        if (!result)
          session().notify(result.error());
      });
}

void GovernView::editCard(bool on) {
  if (!on)
    saveFields();
  m_inspector->setVisible(on && m_contents);
  m_page->header()->setEditing(m_inspector->isVisibleTo(this));
  if (on && m_contents) {
    m_form->setValues(m_contents->card.fields);
    m_form->focusFirst();
  }
}

void GovernView::saveFields() {
  const auto which = reference();
  if (!std::exchange(m_typing, false) || !which || !m_form->isValid())
    return;
  ++m_writing;
  session().run<bool>(
      {.title = tr("Write the card of %1").arg(m_current), .changes = true, .quiet = true},
      [which = *which, fields = m_form->values()](Workbench& workbench, const Context&) -> Result<bool> {
        EASEL_TRY(const ModelVersion version, Registry(workbench.project()).find(which.group, which.version));
        EASEL_CHECK(writeCardFields(workbench.project(), version, fields));
        return true;
      },
      this, [this](const Result<bool>& result) {
        --m_writing;
        if (!result)
          m_form->showError(result.error());
      });
}

void GovernView::exportCard() {
  if (!m_contents)
    return;
  const QString proposed = QString("%1-v%2-card.pdf").arg(toQt(m_contents->card.model.group)).arg(m_contents->card.model.version);
  session().files().save(
      this, tr("Export the model card"), proposed,
      tr("PDF (*.pdf);;Page (*.html);;SageMaker model card (*.json)"),
      [this, target = QPointer<GovernView>(this), card = m_contents->card](const QString& file) {
        if (!target || file.isEmpty())
          return;
        session().runFree<bool>(
            {.title = tr("Export the card of %1").arg(m_current), .lane = Lane::Long},
            [card, path = fromQt(file)](const Context&) -> Result<bool> {
              EASEL_CHECK(easel::exportCard(card, path));
              return true;
            },
            this, [this, file](const Result<bool>& result) {
              if (!result) {
                session().notify(result.error());
                return;
              }
              session().notify(Notice{NoticeKind::Good, tr("The card was exported."), file, tr("Open"),
                                      [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(file)); }});
            });
      });
}

// The place -----------------------------------------------------------------------------------------------------------

void GovernView::go(const Place& place) {
  if (place.object.isEmpty())
    return;
  m_wanted = place.object;
  if (m_known)
    reload();
}

QString GovernView::placeText() const {
  const auto which = reference();
  return which ? tr("Cards / %1 v%2").arg(toQt(which->group)).arg(which->version) : tr("Govern");
}

StatusTexts GovernView::status() const {
  int waiting = 0;
  for (const ModelVersion& v : m_versions)
    waiting += v.status == "pending" ? 1 : 0;
  StatusTexts texts{{m_versions.size() == 1 ? tr("1 version") : tr("%1 versions").arg(m_versions.size()),
                     tr("%1 waiting for approval").arg(waiting)},
                    tr("exports: PDF, HTML, JSON")};
  if (m_contents)
    texts.left << tr("card version %1").arg(m_contents->card.version);
  return texts;
}

QList<Findable> GovernView::findables() {
  QList<Findable> all;
  for (const ModelVersion& v : m_versions)
    all << Findable{tr("%1 v%2").arg(toQt(v.group)).arg(v.version), tr("Model card"), "journal-check",
                    {statusWord(v.status)}, {}, [this, id = idOf(v)] { emit wants({ViewId::Govern, id, {}}); }};
  if (m_contents)
    all << Findable{tr("Export the model card"), m_current, "file-earmark-pdf", {"pdf", "html", "json"}, {},
                    [this] { exportCard(); }};
  return all;
}

bool GovernView::settled() const { return m_reading == 0 && !m_readingCard && m_writing == 0 && !m_typing; }

void GovernView::showEvent(QShowEvent* event) {
  View::showEvent(event);
  if (m_stale || !m_known)
    reload();
}

void GovernView::resizeEvent(QResizeEvent* event) {
  View::resizeEvent(event);
  m_left->setFixedWidth(width() < 900 ? 200 : kListWidth);
}

} // namespace easel
