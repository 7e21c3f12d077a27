#include "gallery.h"

#include "widgets/controls/bar_row.h"
#include "widgets/controls/busy_line.h"
#include "widgets/controls/button.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/field.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/panel.h"
#include "widgets/controls/pill.h"
#include "widgets/controls/search_field.h"
#include "widgets/controls/tab_strip.h"
#include "widgets/controls/tile.h"
#include "widgets/controls/toast.h"
#include "widgets/controls/toggle.h"
#include "widgets/theme/icons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QRadioButton>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QSplitter>
#include <QTabWidget>
#include <QTableWidget>
#include <QTreeWidget>

namespace easel {

namespace {

bool g_longer = false;

/// The text, or as long as a translation may become.
QString words(const char* text) {
  QString shown = QString::fromUtf8(text);
  if (g_longer)
    shown += ' ' + QString(qMax(1, static_cast<int>(shown.size() * 2 / 5) - 1), 'n');
  return shown;
}

QHBoxLayout* row(QBoxLayout* in, std::initializer_list<QWidget*> widgets) {
  auto* line = new QHBoxLayout;
  line->setSpacing(8);
  for (QWidget* w : widgets)
    line->addWidget(w);
  line->addStretch(1);
  in->addLayout(line);
  return line;
}

template<class W>
W* off(W* widget) {
  widget->setEnabled(false);
  return widget;
}

QWidget* buttonsPage() {
  auto* page = new QWidget;
  auto* all = new QVBoxLayout(page);
  for (const bool live : {true, false}) {
    auto* normal = new Button(words("Quick model"), "lightning-charge");
    auto* primary = new Button(words("Run on all rows"), "play-fill", ButtonKind::Primary);
    auto* ghost = new Button(words("Derive"), "plus-square", ButtonKind::Ghost);
    auto* danger = new Button(words("Delete"), "trash", ButtonKind::Danger);
    auto* plain = new Button(words("Cancel"));
    auto* checked = new Button(words("Compare"), "layout-split");
    checked->setCheckable(true);
    checked->setChecked(true);
    auto* menu = new Button(words("Export"), "download");
    menu->setMenu(new QMenu(menu));
    for (QWidget* w : std::initializer_list<QWidget*>{normal, primary, ghost, danger, plain, checked, menu})
      w->setEnabled(live);
    row(all, {normal, primary, ghost, danger, plain, checked, menu});
  }
  auto* add = new Button(words("Add step"), "plus-lg");
  add->setProperty("dashed", true);
  auto* narrow = new Button(words("A text that has no room here"), "stars");
  narrow->setFixedWidth(130);
  auto* focused = new Button(words("Focus"), "eye");
  focused->setObjectName("focused");
  row(all, {add, narrow, focused});
  auto* over = new Button(words("Hovered"), "hand-thumbs-up");
  auto* overPrimary = new Button(words("Hovered"), {}, ButtonKind::Primary);
  auto* overGhost = new Button(words("Hovered"), {}, ButtonKind::Ghost);
  auto* overDanger = new Button(words("Hovered"), {}, ButtonKind::Danger);
  for (QWidget* w : {over, overPrimary, overGhost, overDanger})
    w->setObjectName("hovered");
  row(all, {over, overPrimary, overGhost, overDanger});
  auto* on = new IconButton("pin-angle-fill", "Pinned");
  on->setCheckable(true);
  on->setChecked(true);
  row(all, {new IconButton("arrow-counterclockwise", "Undo"), new IconButton("arrow-clockwise", "Redo"), on,
            off(new IconButton("trash", "Remove")), new IconButton("three-dots", "More")});
  row(all,
      {new Pill(words("candidate"), PillTone::Accent),
       new Pill(words("Approved"), PillTone::Good, "check-circle-fill"),
       new Pill(words("review"), PillTone::Warn, "exclamation-triangle-fill"), new Pill("400", PillTone::Bad),
       new Pill(words("asleep"), PillTone::Mute), new Pill("3", PillTone::Warn)});
  auto* toggled = new Toggle;
  toggled->setText(words("On"));
  toggled->setChecked(true);
  auto* untoggled = new Toggle;
  untoggled->setText(words("Off"));
  auto* offOn = off(new Toggle);
  offOn->setChecked(true);
  offOn->setText(words("Disabled"));
  row(all, {toggled, untoggled, offOn, off(new Toggle)});
  for (const bool live : {true, false}) {
    auto* check = new QCheckBox(words("Keep the original column"));
    check->setChecked(true);
    auto* part = new QCheckBox(words("Some"));
    part->setTristate(true);
    part->setCheckState(Qt::PartiallyChecked);
    auto* none = new QCheckBox(words("None"));
    auto* radio = new QRadioButton(words("Median"));
    radio->setChecked(true);
    auto* other = new QRadioButton(words("Mean"));
    for (QWidget* w : std::initializer_list<QWidget*>{check, part, none, radio, other})
      w->setEnabled(live);
    row(all, {check, part, none, radio, other});
  }
  all->addStretch(1);
  return page;
}

QWidget* fieldsPage() {
  auto* page = new QWidget;
  auto* all = new QHBoxLayout(page);
  auto* left = new QVBoxLayout;
  auto* right = new QVBoxLayout;
  all->addLayout(left, 1);
  all->addSpacing(24);
  all->addLayout(right, 1);
  const auto line = [](const QString& text, const QString& prompt = {}) {
    auto* edit = new QLineEdit(text);
    edit->setPlaceholderText(prompt);
    return edit;
  };
  left->addWidget(new FieldBox(words("Name"), line("churn-live")));
  left->addWidget(new FieldBox(words("Column"), line({}, words("Choose a column")),
                               words("Learned from the training rows.")));
  auto* wrong = new FieldBox(words("Port"), line("80000"));
  wrong->setError(words("80000 is no port: take a number from 1024 to 65535."));
  wrong->setRemark(words("TCP"));
  left->addWidget(wrong);
  left->addWidget(new FieldBox(words("Not to be changed"), off(line("42"))));
  auto* focused = line(words("This one has the focus"));
  focused->setObjectName("focused");
  left->addWidget(focused);
  auto* search = new SearchField(words("Search data, steps, models, actions…"));
  search->setKeys("Ctrl K");
  left->addWidget(search);
  auto* found = new SearchField(words("Search"));
  found->setText("median");
  left->addWidget(found);
  auto* text =
      new QPlainTextEdit("select contract, avg(monthly_charges)\nfrom telco_churn\ngroup by contract");
  text->setFont(codeFont());
  text->setFixedHeight(84);
  left->addWidget(text);
  left->addStretch(1);
  auto* combo = new QComboBox;
  combo->addItems({words("Median"), words("Mean"), words("Most frequent")});
  right->addWidget(new FieldBox(words("Replace with"), combo));
  auto* empty = new QComboBox;
  empty->setPlaceholderText(words("Choose"));
  empty->setCurrentIndex(-1);
  right->addWidget(empty);
  auto* edited = new QComboBox;
  edited->setEditable(true);
  edited->addItem(icon("table"), "telco_churn");
  right->addWidget(edited);
  right->addWidget(off(new QComboBox));
  auto* spin = new QSpinBox;
  spin->setRange(0, 100000);
  spin->setValue(1000);
  right->addWidget(new FieldBox(words("Rows"), spin));
  auto* real = new QDoubleSpinBox;
  real->setSuffix(" %");
  right->addWidget(real);
  right->addWidget(off(new QSpinBox));
  auto* slider = new QSlider(Qt::Horizontal);
  slider->setValue(42);
  right->addWidget(new FieldBox(words("Decision threshold"), slider));
  auto* dead = off(new QSlider(Qt::Horizontal));
  dead->setValue(60);
  right->addWidget(dead);
  auto* bar = new QProgressBar;
  bar->setValue(42);
  right->addWidget(bar);
  auto* thin = new QProgressBar;
  thin->setTextVisible(false);
  thin->setValue(70);
  right->addWidget(thin);
  right->addStretch(1);
  return page;
}

QWidget* listsPage() {
  auto* page = new QSplitter;
  auto* steps = new ItemList;
  steps->setAccessibleName("Recipe");
  steps->setItems(
      {{"1", "file-earmark-arrow-down", words("1. Import"), words("telco.csv · UTF-8, comma"), {}, {}},
       {"2", "input-cursor", words("2. Set types"), words("TotalCharges → number"), {}, {}},
       {"3", "droplet-half", words("3. Fill missing"), words("TotalCharges ← median 1,397.5"), {}, {}},
       {"4",
        "plus-square",
        words("4. Derive column"),
        words("avg_bill = TotalCharges / tenure"),
        {},
        {},
        PillTone::Mute,
        true,
        false},
       {"5",
        "tags",
        words("5. Encode categories"),
        words("There is no column Contract"),
        {},
        words("failed"),
        PillTone::Bad,
        false,
        true},
       {"6", "", "churn-live", words("Gradient boosting v4"), "412 /s", words("running"), PillTone::Good},
       {"7", "", "sales-weekly", "DeepAR v7", words("batch · Mon 06:00"), words("1 alert"), PillTone::Warn},
       {"8", "", words("One line alone"), {}, {}, {}}});
  steps->setCurrentId("3");
  page->addWidget(steps);
  auto* right = new QWidget;
  auto* all = new QVBoxLayout(right);
  auto* tabs = new TabStrip;
  for (const char* name : {"Preview", "Profile", "Visualize", "SQL", "Quality report"})
    tabs->add(words(name), name);
  tabs->setCount(4, 3);
  all->addWidget(tabs);
  auto* table = new QTableWidget(5, 4);
  table->setHorizontalHeaderLabels({words("Model"), "AUC", words("Accuracy"), "F1"});
  for (int r = 0; r < 5; ++r)
    for (int c = 0; c < 4; ++c) {
      auto* item = new QTableWidgetItem(c == 0 ? words("Gradient boosting")
                                               : QString::number(0.8467 - 0.0111 * r * c, 'f', 4));
      if (c > 0) {
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        item->setFont(tabularFont());
      }
      table->setItem(r, c, item);
    }
  table->verticalHeader()->hide();
  table->setSortingEnabled(true);
  table->setShowGrid(false);
  table->setCurrentCell(1, 1);
  all->addWidget(table);
  auto* tree = new QTreeWidget;
  tree->setHeaderLabels({words("Column"), words("Type")});
  auto* top = new QTreeWidgetItem(tree, {words("telco_churn"), words("table")});
  for (const char* name : {"tenure", "contract", "churn"}) {
    auto* child = new QTreeWidgetItem(top, {name, words("number")});
    child->setCheckState(0, qstrcmp(name, "churn") == 0 ? Qt::Unchecked : Qt::Checked);
  }
  top->setExpanded(true);
  tree->setCurrentItem(top->child(1));
  all->addWidget(tree);
  auto* widget = new QTabWidget;
  widget->addTab(label(words("A page")), words("First"));
  widget->addTab(new QLabel, icon("gear"), words("Second"));
  all->addWidget(widget);
  page->addWidget(right);
  page->setSizes({260, 640});
  return page;
}

QWidget* panelsPage() {
  auto* page = new QWidget;
  auto* all = new QVBoxLayout(page);
  all->setContentsMargins(16, 16, 16, 16);
  all->setSpacing(10);
  all->addWidget(label(words("Gradient boosting · trial 31"), TextSize::Page, Tone::Text, QFont::DemiBold));
  auto* tiles = new QHBoxLayout;
  const std::tuple<const char*, const char*, const char*> figures[] = {
      {"Requests", "412 /s", "24.1 k in the last minute"},
      {"Latency p50", "0.6 ms", "p99 2.1 ms"},
      {"Errors", "0.02 %", "5 rejected: bad input"},
      {"Captured", "18,204", ""}};
  for (const auto& [name, value, note] : figures) {
    auto* tile = new Tile(words(name));
    tile->set(value, *note ? words(note) : QString());
    tiles->addWidget(tile);
  }
  all->addLayout(tiles);
  auto* panels = new QHBoxLayout;
  auto* drives = new Panel(words("What drives the predictions"));
  drives->setRemark(words("1,057 rows"));
  auto* bars = new BarRows;
  bars->setAccessibleName("Importance");
  bars->set({{"Contract", "0.92", 0.92},
             {"tenure", "0.71", 0.71},
             {words("A column with a very long name indeed"), "0.48", 0.48},
             {"none", "0.00", 0}});
  drives->body()->addWidget(bars);
  drives->body()->addWidget(separator());
  auto* contributions = new BarRows;
  contributions->setAccessibleName("Contributions");
  contributions->set({{"Contract", "+0.31", 0.9}, {"tenure", "−0.12", -0.35}}, true);
  drives->body()->addWidget(contributions);
  drives->body()->addStretch(1);
  panels->addWidget(drives);
  auto* uses = new Panel;
  uses->setTitle(words("Intended uses"), "bullseye");
  uses->addToHeader(new IconButton("three-dots", "More"));
  uses->body()->addWidget(
      paragraph(words("For ranking customers for a retention offer, reviewed by a person.")));
  uses->body()->addWidget(caption(words("Effect on 7,043 rows")));
  uses->body()->addWidget(new ElidedLabel(
      words("A single line that is too long for the panel in which it stands, so it ends early")));
  auto* box = new ErrorBox;
  box->show(words("“tenure” is text: expected a number."),
            words("Set its type first, or leave the column out."));
  box->addFix(words("Set the type"));
  box->addFix(words("Leave it out"));
  uses->body()->addWidget(box);
  uses->body()->addStretch(1);
  panels->addWidget(uses);
  all->addLayout(panels);
  auto* nothing = new Panel;
  auto* state = new EmptyState(
      "table", words("No data yet"),
      words("A data set is a table you bring in from a file. Everything else begins with one."));
  state->addAction(words("Import a file"), "upload", ButtonKind::Primary);
  state->addAction(words("Try a sample"), "stars");
  nothing->body()->addWidget(state);
  all->addWidget(nothing, 1);
  return page;
}

} // namespace

QList<GalleryPage> galleryPages(bool longer) {
  g_longer = longer;
  return {
      {"buttons", buttonsPage()}, {"fields", fieldsPage()}, {"lists", listsPage()}, {"panels", panelsPage()}};
}

} // namespace easel
