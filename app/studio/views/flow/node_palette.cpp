#include "app/studio/views/flow/node_palette.h"

#include "app/studio/views/flow/node_looks.h"
#include "core/base/fuzzy.h"
#include "widgets/canvas/canvas_view.h"
#include "widgets/controls/search_field.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

namespace {

constexpr int kTypeRole = Qt::UserRole, kIconRole = Qt::UserRole + 1;
constexpr int kRow = 28, kCaption = 34;

class PaletteList : public QListWidget {
 public:
  using QListWidget::QListWidget;

 protected:
  QMimeData* mimeData(const QList<QListWidgetItem*>& items) const override {
    if (items.isEmpty() || items.first()->data(kTypeRole).toString().isEmpty())
      return nullptr;
    auto* mime = new QMimeData;
    mime->setData(kNodeTypeMime, items.first()->data(kTypeRole).toString().toUtf8());
    return mime;
  }
  QStringList mimeTypes() const override { return {kNodeTypeMime}; }
};

class PaletteRow : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    return {40, index.data(kTypeRole).toString().isEmpty() ? kCaption : kRow};
  }
  void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    p->save();
    p->setRenderHint(QPainter::Antialiasing);
    const QRect r = option.rect;
    const QString text = index.data(Qt::DisplayRole).toString();
    const bool rtl = option.direction == Qt::RightToLeft;
    const Qt::Alignment align = Qt::AlignVCenter | (rtl ? Qt::AlignRight : Qt::AlignLeft);
    if (index.data(kTypeRole).toString().isEmpty()) {
      QFont font = textFont(TextSize::Caption, QFont::DemiBold);
      font.setCapitalization(QFont::AllUppercase);
      font.setLetterSpacing(QFont::PercentageSpacing, 104);
      p->setFont(font);
      p->setPen(color(Tone::Text3));
      p->drawText(r.adjusted(4, 10, -4, 0), align, QFontMetrics(font).elidedText(text, Qt::ElideRight, r.width() - 8));
      p->restore();
      return;
    }
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    if (selected || hovered) {
      p->setPen(Qt::NoPen);
      p->setBrush(color(selected ? Tone::AccentSoft : Tone::Surface2));
      p->drawRoundedRect(QRectF(r).adjusted(0, 1, 0, -1), metrics::kControlRadius, metrics::kControlRadius);
    }
    const QRect iconAt(rtl ? r.right() - 24 : r.left() + 8, r.center().y() - 7, 16, 16);
    paintIcon(*p, iconAt, index.data(kIconRole).toString(), selected ? Tone::AccentText : Tone::Text2);
    p->setFont(textFont(TextSize::Body));
    p->setPen(color(selected ? Tone::AccentText : Tone::Text));
    const QRect line = rtl ? r.adjusted(4, 0, -33, 0) : r.adjusted(33, 0, -4, 0);
    p->drawText(line, align, p->fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
    if (option.state & QStyle::State_HasFocus) {
      p->setPen(QPen(color(Tone::Accent), 1));
      p->setBrush(Qt::NoBrush);
      p->drawRoundedRect(QRectF(r).adjusted(0.5, 1.5, -0.5, -1.5), metrics::kControlRadius, metrics::kControlRadius);
    }
    p->restore();
  }
};

} // namespace

NodePalette::NodePalette(const Catalog<NodeOperation>& nodes, QWidget* parent)
    : QWidget(parent), m_nodes(nodes), m_search(new SearchField(tr("Find a node…"), this)), m_list(new PaletteList(this)) {
  setObjectName("flow.palette");
  m_search->setObjectName("flow.palette.search");
  m_search->setAccessibleName(tr("Find a node"));
  m_list->setObjectName("flow.palette.list");
  m_list->setAccessibleName(tr("Nodes that can be added"));
  m_list->setItemDelegate(new PaletteRow(m_list));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setDragEnabled(true);
  m_list->setDragDropMode(QAbstractItemView::DragOnly);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_list->setMouseTracking(true);
  m_list->viewport()->setAutoFillBackground(false);
  m_list->setAutoFillBackground(false);
  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(10, 12, 10, 0);
  box->setSpacing(4);
  box->addWidget(m_search);
  box->addWidget(m_list, 1);
  m_search->installEventFilter(this);
  connect(m_search, &QLineEdit::textChanged, this, &NodePalette::fill);
  connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
    if (const QString type = item->data(kTypeRole).toString(); !type.isEmpty())
      emit wanted(type);
  });
  fill();
}

void NodePalette::fill() {
  m_list->clear();
  const std::string query = fromQt(m_search->text().trimmed());
  std::vector<std::string> categories; // in the order of the catalogue
  for (const auto& e : m_nodes.entries())
    if (std::find(categories.begin(), categories.end(), e.declaration.category) == categories.end())
      categories.push_back(e.declaration.category);
  const auto add = [this](const Entry<NodeOperation>& e) {
    auto* item = new QListWidgetItem(translated(e.declaration.title.c_str()), m_list);
    item->setData(kTypeRole, toQt(e.declaration.id));
    item->setData(kIconRole, nodeIcon(e.declaration.id, e.declaration.category));
    item->setToolTip(translated(e.declaration.summary.c_str()));
  };
  if (!query.empty()) { // best first
    std::vector<std::pair<double, const Entry<NodeOperation>*>> fitting;
    for (const auto& e : m_nodes.entries())
      if (const auto score = fuzzyScore(query, fromQt(translated(e.declaration.title.c_str())), e.declaration.keywords))
        fitting.emplace_back(*score, &e);
    std::stable_sort(fitting.begin(), fitting.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [score, entry] : fitting)
      add(*entry);
    if (m_list->count() > 0)
      m_list->setCurrentRow(0);
    return;
  }
  for (const std::string& category : categories) {
    auto* caption = new QListWidgetItem(translated(category.c_str()), m_list);
    caption->setFlags(Qt::NoItemFlags);
    for (const auto& e : m_nodes.entries())
      if (e.declaration.category == category)
        add(e);
  }
}

bool NodePalette::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Down) {
      m_list->setFocus();
      if (m_list->currentRow() < 0)
        m_list->setCurrentRow(m_search->text().isEmpty() ? 1 : 0);
      return true;
    }
    if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && !m_search->text().isEmpty() && m_list->count() > 0) {
      emit wanted(m_list->item(std::max(0, m_list->currentRow()))->data(kTypeRole).toString());
      return true;
    }
    if (key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
      m_search->clear();
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

void NodePalette::paintEvent(QPaintEvent*) {
  QPainter p(this);
  p.fillRect(rect(), color(Tone::Surface));
  p.fillRect(QRect(layoutDirection() == Qt::RightToLeft ? 0 : width() - 1, 0, 1, height()), color(Tone::Line));
}

} // namespace easel
