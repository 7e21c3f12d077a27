#include "app/studio/views/data/steps_panel.h"

#include "app/studio/views/data/step_drafts.h"
#include "app/studio/views/data/suggestion_row.h"
#include "widgets/controls/button.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/labels.h"
#include "widgets/qt_convert.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QScrollArea>
#include <QSignalBlocker>

namespace easel {

namespace {
constexpr int kWidth = 246;
constexpr int kSuggestionsHeight = 190;
constexpr int kScrollBar = 14;
} // namespace

StepsPanel::StepsPanel(QWidget* parent) : QWidget(parent) {
  setFixedWidth(kWidth);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::Base);

  m_dataset = new QComboBox;
  m_dataset->setObjectName("data.dataset");
  m_dataset->setAccessibleName(tr("Data set"));
  m_dataset->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_dataset->setMinimumContentsLength(8);
  m_dataset->setPlaceholderText(tr("Importing …"));
  m_import = new IconButton("file-earmark-plus", tr("Import file…"));
  m_import->setObjectName("data.import");
  auto* chooser = new QHBoxLayout;
  chooser->setContentsMargins(12, 10, 10, 0);
  chooser->setSpacing(6);
  chooser->addWidget(m_dataset, 1);
  chooser->addWidget(m_import);

  m_undo = new IconButton("arrow-counterclockwise", tr("Undo"));
  m_undo->setObjectName("data.undo");
  m_redo = new IconButton("arrow-clockwise", tr("Redo"));
  m_redo->setObjectName("data.redo");
  auto* head = new QHBoxLayout;
  head->setContentsMargins(14, 8, 10, 4);
  head->setSpacing(2);
  head->addWidget(label(tr("Steps"), TextSize::Title, Tone::Text, QFont::DemiBold), 1);
  head->addWidget(m_undo);
  head->addWidget(m_redo);

  m_list = new ItemList;
  m_list->setObjectName("data.steps");
  m_list->setAccessibleName(tr("Steps"));
  m_list->setReorderable(true);
  m_add = new Button(tr("Add step"), "plus-lg");
  m_add->setObjectName("data.addStep");
  m_add->setToolTip(tr("Add a step (/)"));
  auto* add = new QHBoxLayout;
  add->setContentsMargins(10, 4, 10, 10);
  add->addWidget(m_add);

  m_suggestionBox = new QWidget;
  m_suggestions = new QVBoxLayout;
  m_suggestions->setContentsMargins(8, 0, 8, 6);
  m_suggestions->setSpacing(0);
  auto* inside = new QWidget;
  inside->setLayout(m_suggestions);
  m_scroll = new QScrollArea;
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setWidgetResizable(true);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->setFocusPolicy(Qt::NoFocus);
  m_scroll->setAccessibleName(tr("Suggestions"));
  m_scroll->setWidget(inside);
  m_scroll->viewport()->setAutoFillBackground(false);
  inside->setAutoFillBackground(false);
  auto* box = new QVBoxLayout(m_suggestionBox);
  box->setContentsMargins(0, 0, 0, 0);
  box->setSpacing(6);
  box->addWidget(separator());
  QLabel* head2 = caption(tr("Suggestions"));
  head2->setContentsMargins(14, 6, 14, 0);
  box->addWidget(head2);
  box->addWidget(m_scroll);
  m_suggestionBox->hide();

  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addLayout(chooser);
  all->addLayout(head);
  all->addWidget(m_list, 1000); // as high as its items, so that the button follows the last one
  all->addLayout(add);
  all->addStretch(1);
  all->addWidget(m_suggestionBox);

  connect(m_dataset, &QComboBox::activated, this, [this](int index) { emit datasetChosen(m_dataset->itemText(index)); });
  connect(m_import, &QToolButton::clicked, this, &StepsPanel::importWanted);
  connect(m_undo, &QToolButton::clicked, this, &StepsPanel::undoWanted);
  connect(m_redo, &QToolButton::clicked, this, &StepsPanel::redoWanted);
  connect(m_add, &QPushButton::clicked, this, &StepsPanel::addWanted);
  connect(m_list, &ItemList::chosen, this, [this](const QString& id) {
    if (!m_filling)
      emit stepChosen(id);
  });
  connect(m_list, &QListView::clicked, this, [this] { emit stepClicked(m_list->currentId()); });
  connect(m_list, &ItemList::activatedId, this, &StepsPanel::stepOpened);
  connect(m_list, &ItemList::moved, this, &StepsPanel::stepMoved);
  connect(m_list, &ItemList::menuWanted, this, &StepsPanel::stepMenu);
}

void StepsPanel::setData(const LoadedData& shown) {
  m_filling = true;
  QStringList names = toQt(std::span<const std::string>(shown.datasets));
  QStringList present;
  for (int i = 0; i < m_dataset->count(); ++i)
    present += m_dataset->itemText(i);
  const QSignalBlocker quiet(m_dataset);
  if (present != names) {
    m_dataset->clear();
    m_dataset->addItems(names);
  }
  m_dataset->setCurrentIndex(static_cast<int>(names.indexOf(toQt(shown.dataset))));
  m_dataset->setToolTip(toQt(shown.dataset));
  QList<ListItem> items;
  for (std::size_t i = 0; i < shown.steps.size(); ++i) {
    const ShownStep& s = shown.steps[i];
    ListItem item;
    item.id = toQt(s.step.node);
    item.iconName = stepIcon(s.step.type);
    item.title = tr("%1. %2").arg(i + 1).arg(translated(s.step.title.c_str()));
    item.remark = s.error ? toQt(s.error->message) : !s.step.enabled ? tr("switched off") : toQt(s.step.outline);
    item.faded = !s.step.enabled;
    item.bad = s.error.has_value();
    items.append(item);
  }
  m_list->setItems(items);
  m_list->setCurrentId(toQt(shown.node));
  int height = 2 * m_list->frameWidth() + 12;
  for (int i = 0; i < m_list->count(); ++i)
    height += m_list->sizeHintForRow(i) + 2 * m_list->spacing();
  m_list->setMaximumHeight(height);
  m_filling = false;
}

void StepsPanel::select(const std::string& node) {
  m_filling = true;
  m_list->setCurrentId(toQt(node));
  m_filling = false;
}

void StepsPanel::setSuggestions(const std::vector<Suggestion>& list) {
  while (QLayoutItem* item = m_suggestions->takeAt(0)) {
    if (item->widget())
      item->widget()->deleteLater();
    delete item;
  }
  QList<SuggestionRow*> rows;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto* row = new SuggestionRow(toQt(list[i].column), toQt(list[i].text));
    row->setObjectName(QString("data.suggestion.%1").arg(i));
    connect(row, &QAbstractButton::clicked, this, [this, s = list[i]] { emit suggestionChosen(s); });
    m_suggestions->addWidget(row);
    rows += row;
  }
  const auto heightAt = [&](int width) {
    int height = 8;
    for (SuggestionRow* row : rows) {
      row->setFixedHeight(row->heightForWidth(width));
      height += row->height();
    }
    return height;
  };
  int height = heightAt(kWidth - 16);
  if (height > kSuggestionsHeight)
    height = heightAt(kWidth - 16 - kScrollBar);
  m_suggestions->addStretch(1);
  m_scroll->setFixedHeight(std::min(height, kSuggestionsHeight));
  m_suggestionBox->setVisible(!list.empty());
}

void StepsPanel::setHistory(const QString& undo, const QString& redo) {
  m_undo->setEnabled(!undo.isEmpty());
  m_redo->setEnabled(!redo.isEmpty());
  m_undo->setToolTip(undo.isEmpty() ? tr("Nothing to undo") : tr("Undo: %1").arg(undo));
  m_redo->setToolTip(redo.isEmpty() ? tr("Nothing to redo") : tr("Redo: %1").arg(redo));
}

void StepsPanel::setEditable(bool on) {
  m_add->setEnabled(on);
  m_import->setEnabled(on);
  m_list->setReorderable(on);
}

QPoint StepsPanel::searchCorner() const { return m_add->mapTo(this, QPoint(0, m_add->height() + 4)); }

} // namespace easel
