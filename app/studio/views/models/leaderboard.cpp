#include "app/studio/views/models/leaderboard.h"

#include "app/studio/views/models/parts.h"
#include "widgets/controls/button.h"
#include "widgets/controls/labels.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

Leaderboard::Leaderboard(const Catalogs& catalogs, QWidget* parent)
    : QWidget(parent), m_catalogs(catalogs), m_remark(new QuietLabel), m_groups(new QComboBox),
      m_train(new Button(tr("Train"), "plus-lg")), m_table(new QTableView),
      m_nothing(new QWidget),
      m_rows(new LeaderboardModel(catalogs, this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 1, 0);
  column->setSpacing(0);
  auto* head = new QHBoxLayout;
  head->setContentsMargins(16, 12, 16, 8);
  head->setSpacing(12);
  auto* texts = new QVBoxLayout;
  texts->setSpacing(1);
  texts->addWidget(label(tr("Leaderboard"), TextSize::Title, Tone::Text, QFont::DemiBold));
  texts->addWidget(m_remark);
  head->addLayout(texts, 1);
  m_train->setObjectName("models.train");
  head->addWidget(m_train, 0, Qt::AlignVCenter);
  column->addLayout(head);

  m_groups->setObjectName("models.group");
  m_groups->setAccessibleName(tr("Question"));
  m_groups->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  auto* chooser = new QHBoxLayout;
  chooser->setContentsMargins(16, 0, 16, 8);
  chooser->addWidget(m_groups, 1);
  column->addLayout(chooser);

  m_table->setObjectName("models.leaderboard");
  m_table->setAccessibleName(tr("Leaderboard"));
  m_table->setHorizontalHeader(new LeaderboardHeader(m_table));
  m_table->setModel(m_rows);
  m_table->setItemDelegate(new LeaderboardDelegate(m_table));
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->setShowGrid(false);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setTabKeyNavigation(false);
  m_table->setWordWrap(false);
  m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(53);
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  QHeaderView* header = m_table->horizontalHeader();
  header->setMinimumSectionSize(40);
  header->setSectionsMovable(false);
  header->setSortIndicatorShown(true);
  header->setSortIndicator(1, Qt::DescendingOrder);
  header->setSectionResizeMode(0, QHeaderView::Stretch);
  for (int i = 1; i < m_rows->columnCount(); ++i) {
    header->setSectionResizeMode(i, QHeaderView::Fixed);
    header->resizeSection(i, i == 1 ? 92 : 78);
  }
  m_table->setSortingEnabled(true);
  column->addWidget(m_table, 1);
  column->addWidget(m_nothing, 1);
  setFocusProxy(m_table);

  connect(m_train, &QPushButton::clicked, this, &Leaderboard::trainWanted);
  connect(m_groups, &QComboBox::currentIndexChanged, this, [this] {
    if (m_filling)
      return;
    m_live = false;
    fill();
    emit groupChanged();
    emit selected();
  });
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
    if (!m_filling)
      emit selected();
  });
  // The present row may be wanted back from behind a form or a training.
  connect(m_table, &QTableView::clicked, this, &Leaderboard::selected);
  connect(m_table, &QTableView::activated, this, &Leaderboard::selected);
  fill();
}

void Leaderboard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), color(Tone::Surface));
  painter.fillRect(QRect(layoutDirection() == Qt::RightToLeft ? 0 : width() - 1, 0, 1, height()), color(Tone::Line));
}

void Leaderboard::setModels(const ModelList& models) {
  const QString before = m_groups->currentData().toString();
  m_models = models;
  m_filling = true;
  m_groups->clear();
  for (const ModelGroup& g : models.groups)
    m_groups->addItem(tr("%1 from %2").arg(g.target, g.dataset), g.key);
  m_groups->setCurrentIndex(std::max(0, m_groups->findData(before)));
  m_groups->setVisible(m_groups->count() > 1);
  m_filling = false;
  if (!m_live)
    fill();
}

void Leaderboard::setLive(const ModelGroup& group, const QList<ModelEntry>& entries) {
  m_live = true;
  m_liveGroup = group;
  m_liveEntries = entries;
  fill();
}

void Leaderboard::clearLive() {
  m_live = false;
  fill();
}

void Leaderboard::fill() {
  const QString before = current() ? current()->id : QString();
  m_filling = true;
  if (m_live) {
    m_rows->set(m_liveGroup, m_liveEntries);
  } else {
    const QString key = m_groups->currentData().toString();
    ModelGroup shown;
    QList<ModelEntry> entries;
    for (const ModelGroup& g : m_models.groups)
      if (g.key == key)
        shown = g;
    for (const ModelEntry& e : m_models.entries)
      if (e.dataset == shown.dataset && e.target == shown.target && e.task == shown.task)
        entries.append(e);
    m_rows->set(shown, entries);
  }
  if (const int row = m_rows->rowOf(before); row >= 0)
    m_table->setCurrentIndex(m_rows->index(row, 0));
  m_filling = false;
  m_table->setVisible(m_rows->rowCount() > 0);
  m_nothing->setVisible(m_rows->rowCount() == 0);
  refreshRemark();
}

void Leaderboard::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  constexpr int kRoomForAll = 420;
  m_table->setColumnHidden(3, width() < kRoomForAll);
}

void Leaderboard::refreshRemark() {
  const ModelGroup* g = group();
  if (!g || g->metric.isEmpty()) {
    m_remark->setText(tr("No models yet"));
    m_remark->setToolTip({});
    return;
  }
  const QString metric = ModelTexts::metric(m_catalogs, g->metric);
  m_remark->setText(g->folds > 0 ? tr("%1 · ranked by %2 on held-out folds").arg(ModelTexts::task(g->task), metric)
                                 : tr("%1 · ranked by %2 on test rows").arg(ModelTexts::task(g->task), metric));
  m_remark->setToolTip(ModelTexts::taskTerm(g->task));
}

void Leaderboard::showGroup(const QString& key) {
  if (const int i = m_groups->findData(key); i >= 0)
    m_groups->setCurrentIndex(i);
}

void Leaderboard::select(const QString& wanted) {
  if (!m_live)
    for (const ModelEntry& e : m_models.entries)
      if (e.id == wanted || e.name == wanted || (!e.registered.isEmpty() && e.registered == wanted))
        for (const ModelGroup& g : m_models.groups)
          if (g.dataset == e.dataset && g.target == e.target && g.task == e.task)
            showGroup(g.key);
  int row = m_rows->rowOf(wanted);
  if (row < 0 && wanted.isEmpty() && m_rows->rowCount() > 0)
    row = 0;
  if (row >= 0) {
    m_table->setCurrentIndex(m_rows->index(row, 0));
    m_table->scrollTo(m_rows->index(row, 0));
  }
}

const ModelGroup* Leaderboard::group() const {
  return m_rows->group().key.isEmpty() ? nullptr : &m_rows->group();
}

const ModelEntry* Leaderboard::current() const {
  return m_rows->entry(m_table->currentIndex().row());
}

int Leaderboard::count() const {
  return m_rows->rowCount();
}

} // namespace easel
