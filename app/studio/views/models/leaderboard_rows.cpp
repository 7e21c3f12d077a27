// The rows of the leaderboard and how they are painted.
#include "app/studio/views/models/leaderboard.h"

#include "widgets/controls/pill.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QTableView>

#include <algorithm>
#include <cmath>

Q_DECLARE_METATYPE(const easel::ModelEntry*)

namespace easel {

namespace {
constexpr int kPad = 16;

/// Where the words of a column stand, in header and cells alike.
QRectF sectionRoom(const QRectF& cell, int column, bool last) {
  return cell.adjusted(column == 0 ? kPad : 4, 0, last ? -kPad : -10, -1);
}
} // namespace

LeaderboardModel::LeaderboardModel(const Catalogs& catalogs, QObject* parent)
    : QAbstractTableModel(parent), m_catalogs(catalogs) {}

void LeaderboardModel::set(const ModelGroup& group, const QList<ModelEntry>& entries) {
  beginResetModel();
  if (group.key != m_group.key || m_further.isEmpty())
    m_further = ModelTexts::further(group.task, group.metric);
  m_group = group;
  m_entries = entries;
  const int best = bestEntry(entries, group.higherIsBetter);
  m_best = best >= 0 ? entries[best].id : QString();
  m_worstScore = m_bestScore = best >= 0 ? *entries[best].score : 0;
  for (const ModelEntry& e : entries)
    if (e.score)
      m_worstScore = group.higherIsBetter ? std::min(m_worstScore, *e.score) : std::max(m_worstScore, *e.score);
  arrange();
  endResetModel();
  emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

const ModelEntry* LeaderboardModel::entry(int row) const {
  return row >= 0 && row < m_entries.size() ? &m_entries[row] : nullptr;
}

int LeaderboardModel::rowOf(const QString& id) const {
  if (id.isEmpty())
    return -1;
  for (int i = 0; i < m_entries.size(); ++i)
    if (m_entries[i].id == id || m_entries[i].name == id || m_entries[i].registered == id)
      return i;
  return -1;
}

int LeaderboardModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int LeaderboardModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : 4;
}

std::optional<double> LeaderboardModel::value(const ModelEntry& entry, int column) const {
  if (column == 1)
    return entry.score;
  const QString id = m_further.value(column - 2);
  return entry.metrics.contains(id) ? std::optional(entry.metrics[id]) : std::nullopt;
}

QVariant LeaderboardModel::data(const QModelIndex& index, int role) const {
  const ModelEntry* e = entry(index.row());
  if (!e)
    return {};
  const std::optional<double> number = index.column() > 0 ? value(*e, index.column()) : std::nullopt;
  switch (role) {
  case Qt::DisplayRole:
    if (index.column() == 0)
      return e->title;
    return number ? ModelTexts::number(*number, index.column() == 1 ? 4 : 3) : QStringLiteral("—");
  case Qt::ToolTipRole:
    if (index.column() == 0)
      return e->title + "\n" + (e->problem.isEmpty() ? e->remark : e->problem) + (e->name.isEmpty() ? "" : "\n" + e->name);
    if (index.column() == 1 && number) {
      QString text = headerData(1, Qt::Horizontal, Qt::DisplayRole).toString() + ' ' + ModelTexts::number(*number);
      if (e->deviation && *e->deviation > 0)
        text += " ± " + ModelTexts::number(*e->deviation);
      return text + '\n' + (e->crossValidated ? tr("mean and spread over the held-out folds") : tr("on the test rows"));
    }
    return number ? tr("on the test rows") : tr("only models trained on all training rows are tested");
  case Qt::AccessibleTextRole:
    if (index.column() == 0)
      return e->title + ", " + (e->problem.isEmpty() ? e->remark : e->problem) + (e->id == m_best ? ", " + tr("best") : QString());
    return headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString() + ' ' + data(index, Qt::DisplayRole).toString();
  case Qt::TextAlignmentRole: return QVariant(index.column() == 0 ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
  case EntryRole: return QVariant::fromValue(e);
  case BestRole: return e->id == m_best;
  case ShareRole:
    if (!e->score || index.column() != 1)
      return {};
    if (std::abs(m_bestScore - m_worstScore) < 1e-12)
      return 1.0;
    return std::clamp((*e->score - m_worstScore) / (m_bestScore - m_worstScore), 0.0, 1.0);
  default: return {};
  }
}

QVariant LeaderboardModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal)
    return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(section == 0 ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole && section > 0)
    return section == 1 ? tr("What the models are ranked by") : tr("On the test rows");
  if (role != Qt::DisplayRole)
    return {};
  if (section == 0)
    return tr("Model");
  return ModelTexts::metric(m_catalogs, section == 1 ? m_group.metric : m_further.value(section - 2));
}

bool LeaderboardModel::higherIsBetter(int column) const {
  return column == 1 ? m_group.higherIsBetter : ModelTexts::higherIsBetter(m_catalogs, m_further.value(column - 2));
}

/// Descending is "best first" for the eye: of a metric where less is better, the least.
void LeaderboardModel::arrange() {
  const bool bestFirst = m_order == Qt::DescendingOrder;
  const bool higher = m_column > 0 && higherIsBetter(m_column);
  std::stable_sort(m_entries.begin(), m_entries.end(), [&](const ModelEntry& a, const ModelEntry& b) {
    if (m_column == 0) {
      const int c = QString::localeAwareCompare(a.title + a.remark, b.title + b.remark);
      return bestFirst ? c > 0 : c < 0;
    }
    const auto x = value(a, m_column), y = value(b, m_column);
    if (x.has_value() != y.has_value())
      return x.has_value();
    if (!x)
      return a.state < b.state;
    return bestFirst == higher ? *x > *y : *x < *y;
  });
}

void LeaderboardModel::sort(int column, Qt::SortOrder order) {
  emit layoutAboutToBeChanged();
  const QModelIndexList before = persistentIndexList();
  QStringList ids;
  for (const QModelIndex& i : before)
    ids << (entry(i.row()) ? entry(i.row())->id : QString());
  m_column = column;
  m_order = order;
  arrange();
  QModelIndexList after;
  for (int i = 0; i < before.size(); ++i)
    after << index(rowOf(ids[i]), before[i].column());
  changePersistentIndexList(before, after);
  emit layoutChanged();
}

LeaderboardHeader::LeaderboardHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
  setSectionsClickable(true);
  setHighlightSections(false);
  setFixedHeight(34);
}

void LeaderboardHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
  painter->fillRect(rect, color(Tone::Surface));
  painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color(Tone::Line));
  constexpr int kArrow = 12;
  const bool sorted = sortIndicatorSection() == section && isSortIndicatorShown();
  const QRectF inner = sectionRoom(QRectF(rect), section, section == 3 || (section == 2 && isSectionHidden(3)));
  painter->setFont(textFont(TextSize::Small, QFont::DemiBold));
  painter->setPen(color(sorted ? Tone::Text : Tone::Text2));
  const QFontMetricsF words(painter->font());
  const double room = inner.width() - (sorted ? kArrow : 0);
  const QString text = words.elidedText(model()->headerData(section, orientation()).toString(), Qt::ElideRight, room);
  const double w = words.horizontalAdvance(text);
  const double left = section == 0 ? inner.left() : inner.right() - w;
  painter->drawText(QRectF(left, inner.top(), w + 1, inner.height()), Qt::AlignLeft | Qt::AlignVCenter, text);
  if (sorted)
    paintIcon(*painter, QRectF(section == 0 ? left + w + 2 : left - kArrow - 1, inner.center().y() - kArrow / 2.0, kArrow, kArrow),
              sortIndicatorOrder() == Qt::DescendingOrder ? "arrow-down-short" : "arrow-up-short", Tone::Text2);
}

QSize LeaderboardDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  return {option.rect.width(), 53};
}

void LeaderboardDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const auto* e = index.data(LeaderboardModel::EntryRole).value<const ModelEntry*>();
  if (!e)
    return;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const QRectF cell = option.rect;
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
  if (selected || hovered)
    painter->fillRect(cell, color(selected ? Tone::AccentSoft : Tone::Surface2));
  painter->fillRect(QRectF(cell.left(), cell.bottom() - 1, cell.width(), 1), color(Tone::Line));
  const bool faded = e->state == EntryState::Failed || e->state == EntryState::Skipped;
  const auto* table = qobject_cast<const QTableView*>(option.widget);
  const bool last = index.column() == 3 || (index.column() == 2 && table && table->isColumnHidden(3));
  const QRectF inner = sectionRoom(cell, index.column(), last);
  if (index.column() == 0) {
    const QFont strong = textFont(TextSize::Body, QFont::DemiBold), small = textFont(TextSize::Small);
    const QFontMetricsF words(strong), notes(small);
    const bool best = index.data(LeaderboardModel::BestRole).toBool();
    const QString mark = best ? tr("best") : !e->registered.isEmpty() ? e->registered : QString();
    const QSizeF pill = mark.isEmpty() ? QSizeF() : pillSize(mark);
    const double block = words.height() + notes.height() + 1;
    const double top = inner.center().y() - block / 2;
    const double room = inner.width() - (pill.isEmpty() ? 0 : pill.width() + 8);
    const QString title = words.elidedText(e->title, Qt::ElideRight, std::max(40.0, room));
    painter->setFont(strong);
    painter->setPen(color(faded ? Tone::Text2 : Tone::Text));
    painter->drawText(QRectF(inner.left(), top, inner.width(), words.height()), Qt::AlignLeft | Qt::AlignVCenter, title);
    if (!pill.isEmpty() && room >= 40)
      paintPill(*painter, QRectF(QPointF(inner.left() + words.horizontalAdvance(title) + 8, top + (words.height() - pill.height()) / 2), pill),
                mark, best ? PillTone::Good : PillTone::Mute);
    painter->setFont(small);
    painter->setPen(color(e->state == EntryState::Failed ? Tone::Bad : Tone::Text2));
    const QString note = e->state == EntryState::Failed    ? tr("failed: %1").arg(e->problem)
                         : e->state == EntryState::Skipped ? tr("not tried: %1").arg(e->problem)
                                                           : e->remark;
    painter->drawText(QRectF(inner.left(), top + words.height() + 1, inner.width(), notes.height()),
                      Qt::AlignLeft | Qt::AlignVCenter, notes.elidedText(note, Qt::ElideRight, inner.width()));
  } else {
    const QString text = index.data(Qt::DisplayRole).toString();
    const QVariant share = index.data(LeaderboardModel::ShareRole);
    painter->setFont(tabularFont(TextSize::Body, index.column() == 1 ? QFont::DemiBold : QFont::Normal));
    painter->setPen(color(faded || text == "—" ? Tone::Text2 : Tone::Text));
    if (share.isValid()) {
      const double height = QFontMetricsF(painter->font()).height();
      const double top = inner.center().y() - (height + 7) / 2;
      painter->drawText(QRectF(inner.left(), top, inner.width(), height), Qt::AlignRight | Qt::AlignVCenter, text);
      const QRectF track(inner.right() - std::min(56.0, inner.width()), top + height + 4, std::min(56.0, inner.width()), 3);
      painter->setPen(Qt::NoPen);
      painter->setBrush(color(selected ? Tone::Surface : Tone::Surface2));
      painter->drawRoundedRect(track, 1.5, 1.5);
      painter->setBrush(color(Tone::Accent));
      painter->drawRoundedRect(QRectF(track.left(), track.top(), track.width() * share.toDouble(), 3), 1.5, 1.5);
    } else {
      painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, text);
    }
  }
  if (option.state.testFlag(QStyle::State_HasFocus) && selected && index.column() == 0) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(color(Tone::Accent));
    painter->drawRect(QRectF(cell.left(), cell.top(), 3, cell.height() - 1));
  }
  painter->restore();
}

} // namespace easel
