#include "app/studio/views/data/profile_tab.h"

#include "core/base/text.h"
#include "core/explore/chart_spec.h"
#include "widgets/charts/chart_view.h"
#include "widgets/controls/bar_row.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/panel.h"
#include "widgets/controls/search_field.h"
#include "widgets/grid/column_look.h"
#include "widgets/qt_convert.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QScrollArea>
#include <QStackedWidget>

#include <algorithm>

namespace easel {

namespace {

QString shown(std::uint64_t n) { return toQt(formatCount(static_cast<std::int64_t>(n))); }

QString withShare(std::uint64_t n, std::uint64_t of) {
  if (n == 0 || of == 0)
    return shown(n);
  const double share = 100.0 * static_cast<double>(n) / static_cast<double>(of);
  return QString("%1 (%2%)").arg(shown(n), share < 0.1 ? QString("<0.1") : QString::number(share, 'f', share < 9.95 ? 1 : 0));
}

QList<std::pair<QString, QString>> figuresOf(const ColumnProfile& p) {
  QList<std::pair<QString, QString>> f{{ProfileTab::tr("Type"), typeName(p.type)},
                                       {ProfileTab::tr("Rows"), shown(p.rows)},
                                       {ProfileTab::tr("Missing"), withShare(p.missing, p.rows)},
                                       {ProfileTab::tr("Distinct"), (p.distinctExact ? QString() : QStringLiteral("≈ ")) + shown(p.distinct)}};
  if (p.numbers && isTemporal(p.type)) {
    f += {ProfileTab::tr("First"), toQt(p.min)};
    f += {ProfileTab::tr("Last"), toQt(p.max)};
  } else if (p.numbers && !isTextual(p.type)) {
    const NumberSummary& n = *p.numbers;
    const auto number = [&](double v) { return shownNumber(v, p.type); };
    f += {ProfileTab::tr("Mean"), number(n.mean)};
    f += {ProfileTab::tr("Standard deviation"), number(n.std)};
    f += {ProfileTab::tr("Minimum"), number(n.min)};
    f += {ProfileTab::tr("5% – 95%"), QStringLiteral("%1 – %2").arg(number(n.quantiles[0]), number(n.quantiles[4]))};
    f += {ProfileTab::tr("25% – 75%"), QStringLiteral("%1 – %2").arg(number(n.quantiles[1]), number(n.quantiles[3]))};
    f += {ProfileTab::tr("Median"), number(n.median())};
    f += {ProfileTab::tr("Maximum"), number(n.max)};
    f += {ProfileTab::tr("Zeros"), withShare(n.zeros, p.rows)};
    if (n.negative > 0)
      f += {ProfileTab::tr("Negative"), withShare(n.negative, p.rows)};
    if (n.infinite > 0)
      f += {ProfileTab::tr("Infinite"), withShare(n.infinite, p.rows)};
    if (n.notANumber > 0)
      f += {ProfileTab::tr("Not a number"), withShare(n.notANumber, p.rows)};
  }
  if (p.texts) {
    f += {ProfileTab::tr("Length"), ProfileTab::tr("%1 – %2 characters").arg(shown(p.texts->shortest), shown(p.texts->longest))};
    if (p.texts->empty > 0)
      f += {ProfileTab::tr("Empty texts"), withShare(p.texts->empty, p.rows)};
  }
  if (p.sorted != SortedAs::No)
    f += {ProfileTab::tr("Order"), p.sorted == SortedAs::Ascending ? ProfileTab::tr("never falls") : ProfileTab::tr("never rises")};
  return f;
}

} // namespace

ProfileTab::ProfileTab(QWidget* parent) : QWidget(parent) {
  setObjectName("data.profile");
  m_words = new SearchField(tr("Find a column"));
  m_words->setObjectName("data.profile.words");
  m_words->setAccessibleName(tr("Find a column"));
  m_list = new ItemList;
  m_list->setObjectName("data.profile.columns");
  m_list->setAccessibleName(tr("Columns"));
  m_left = new QWidget;
  m_left->setFixedWidth(270);
  auto* side = new QVBoxLayout(m_left);
  side->setContentsMargins(12, 12, 4, 12);
  side->setSpacing(8);
  side->addWidget(m_words);
  side->addWidget(m_list, 1);

  m_chartPanel = new Panel;
  m_chart = new ChartView;
  m_chart->setMinimumHeight(220);
  m_chartPanel->body()->addWidget(m_chart, 1);
  m_figuresPanel = new Panel(tr("Figures"));
  m_figures = new QGridLayout;
  m_figures->setHorizontalSpacing(12);
  m_figures->setVerticalSpacing(6);
  m_figures->setColumnStretch(1, 1);
  m_figuresPanel->body()->addLayout(m_figures);
  m_figuresPanel->body()->addStretch(1);
  m_topPanel = new Panel(tr("Most frequent"));
  m_top = new BarRows;
  m_topPanel->body()->addWidget(m_top);
  m_topPanel->body()->addStretch(1);

  auto* page = new QWidget;
  m_panels = new QGridLayout(page);
  m_panels->setContentsMargins(12, 12, 16, 16);
  m_panels->setSpacing(14);
  m_panels->addWidget(m_chartPanel, 0, 0, 1, 2);
  m_panels->addWidget(m_figuresPanel, 1, 0);
  m_panels->addWidget(m_topPanel, 1, 1);
  m_panels->setColumnStretch(0, 1);
  m_panels->setColumnStretch(1, 1);
  m_panels->setRowStretch(0, 3);
  m_panels->setRowStretch(1, 2);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setAccessibleName(tr("The chosen column"));
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(page);
  m_stack = new QStackedWidget;
  auto* waiting = label(tr("The columns are being looked at …"), TextSize::Body, Tone::Text2);
  waiting->setAlignment(Qt::AlignCenter);
  m_stack->addWidget(waiting);
  m_stack->addWidget(scroll);

  auto* all = new QHBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addWidget(m_left);
  all->addWidget(m_stack, 1);
  connect(m_words, &QLineEdit::textChanged, this, &ProfileTab::refill);
  connect(m_list, &ItemList::chosen, this, &ProfileTab::showCurrent);
  connect(m_list, &ItemList::activatedId, this, &ProfileTab::columnOpened);
}

/// Without room for two panels beside one another they lie below one another.
void ProfileTab::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  const bool narrow = width() < 860;
  if (narrow == m_narrow)
    return;
  m_narrow = narrow;
  m_left->setFixedWidth(narrow ? 210 : 270);
  m_panels->removeWidget(m_chartPanel);
  m_panels->addWidget(m_chartPanel, 0, 0, 1, narrow ? 1 : 2);
  m_panels->removeWidget(m_topPanel);
  m_panels->addWidget(m_topPanel, narrow ? 2 : 1, narrow ? 0 : 1);
  m_panels->setColumnStretch(1, narrow ? 0 : 1);
  m_panels->setHorizontalSpacing(narrow ? 0 : 14); // an empty column takes room too
}

void ProfileTab::setProfile(const std::optional<TableProfile>& profile) {
  m_profile = profile;
  m_stack->setCurrentIndex(m_profile ? 1 : 0);
  refill();
}

void ProfileTab::refill() {
  QList<ListItem> items;
  if (m_profile)
    for (const ColumnProfile& p : m_profile->columns) {
      const QString name = toQt(p.name);
      if (!name.contains(m_words->text().trimmed(), Qt::CaseInsensitive))
        continue;
      const ColumnLook look = columnLook(p, false);
      items.append({.id = name, .iconName = typeIcon(p.type), .title = name, .remark = look.remarks.value(0)});
    }
  m_list->setItems(items);
  if (m_list->currentId().isEmpty() && !items.isEmpty())
    m_list->setCurrentId(items.first().id);
  showCurrent();
}

void ProfileTab::showColumn(const QString& name) {
  m_words->clear();
  m_list->setCurrentId(name);
  m_list->setFocus();
}

void ProfileTab::showCurrent() {
  if (!m_profile)
    return;
  const std::string name = fromQt(m_list->currentId());
  const auto found = std::find_if(m_profile->columns.begin(), m_profile->columns.end(), [&](const ColumnProfile& p) { return p.name == name; });
  if (found == m_profile->columns.end())
    return;
  m_chartPanel->setTitle(m_list->currentId(), typeIcon(found->type));
  m_chart->setChart(histogramChart(*found));
  while (QLayoutItem* item = m_figures->takeAt(0)) {
    if (item->widget()) {
      item->widget()->hide();
      item->widget()->deleteLater();
    }
    delete item;
  }
  int row = 0;
  for (const auto& [what, value] : figuresOf(*found)) {
    m_figures->addWidget(label(what, TextSize::Body, Tone::Text2), row, 0);
    auto* figure = label(value, TextSize::Body, Tone::Text, QFont::DemiBold);
    figure->setAlignment(Qt::AlignRight);
    figure->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_figures->addWidget(figure, row++, 1);
  }
  QList<BarRowItem> rows;
  const std::uint64_t most = found->top.empty() ? 0 : found->top.front().count;
  for (const ValueCount& v : found->top)
    rows.append({v.value.empty() ? tr("empty text") : toQt(v.value), withShare(v.count, found->rows),
                 static_cast<double>(v.count) / static_cast<double>(std::max<std::uint64_t>(1, most))});
  m_top->set(rows);
  m_topPanel->setVisible(!rows.isEmpty() && !(found->identifier));
}

} // namespace easel
