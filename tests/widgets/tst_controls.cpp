// The controls: what the keyboard does, names for screen readers, room for longer texts, and that everything
// can be drawn in both themes, mirrored and at fractional scales. EASEL_PICTURES=DIR keeps the pictures.
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
#include "widgets/controls/search_field.h"
#include "widgets/controls/tab_strip.h"
#include "widgets/controls/tile.h"
#include "widgets/controls/toast.h"
#include "widgets/controls/toggle.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QProgressBar>
#include <QScrollBar>
#include <QSlider>
#include <QToolTip>
#include <QVBoxLayout>
#include <QtTest>

#include <memory>

using namespace easel;

namespace {

QImage drawn(QWidget& widget, qreal scale) {
  QImage image((QSizeF(widget.size()) * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(scale);
  image.fill(color(Tone::Bg));
  widget.render(&image, QPoint(), QRegion(), QWidget::DrawWindowBackground | QWidget::DrawChildren);
  return image;
}

void keep(const QImage& image, const QString& name) {
  const QString folder = qEnvironmentVariable("EASEL_PICTURES");
  if (folder.isEmpty())
    return;
  QDir().mkpath(folder);
  image.save(folder + '/' + name + ".png");
}

QString spokenName(QWidget* widget) {
  QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
  return face == nullptr ? QString() : face->text(QAccessible::Name);
}

bool has(const QImage& image, const QColor& wanted) {
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (image.pixelColor(x, y).rgb() == wanted.rgb())
        return true;
  return false;
}

/// A window that is active with the controls one below the other.
struct Window {
  QWidget window;
  QVBoxLayout* layout = new QVBoxLayout(&window);
  explicit Window(std::initializer_list<QWidget*> widgets) {
    for (QWidget* w : widgets)
      layout->addWidget(w);
  }
  bool open() {
    window.show();
    window.activateWindow();
    return QTest::qWaitForWindowActive(&window);
  }
};

} // namespace

class TestControls : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    qunsetenv("QT_STYLE_OVERRIDE");
    applyTheme(ThemeChoice::Light);
  }
  void init() { applyTheme(ThemeChoice::Light); }

  void everythingIsDrawn() {
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
      applyTheme(choice);
      for (const bool mirrored : {false, true})
        for (const GalleryPage& page : galleryPages()) {
          const std::unique_ptr<QWidget> owner(page.widget);
          page.widget->setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
          page.widget->resize(page.widget->sizeHint().expandedTo(QSize(960, 620)));
          page.widget->show();
          if (auto* focused = page.widget->findChild<QWidget*>("focused")) {
            page.widget->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(page.widget));
            page.widget->setAttribute(Qt::WA_KeyboardFocusChange); // as after a press of Tab
            focused->setFocus(Qt::TabFocusReason);
          }
          QCoreApplication::sendPostedEvents();
          for (auto* hovered : page.widget->findChildren<QWidget*>("hovered"))
            hovered->setAttribute(Qt::WA_UnderMouse);
          for (const qreal scale : {1.0, 1.5}) {
            const QImage image = drawn(*page.widget, scale);
            QVERIFY(has(image, color(Tone::Text)) || has(image, color(Tone::Accent)));
            if (!mirrored || scale == 1.0)
              keep(image, QString("%1-%2%3-%4")
                              .arg(page.name, themeChoiceId(choice), mirrored ? "-mirrored" : "")
                              .arg(scale));
          }
        }
    }
  }

  void everythingThatCanBeReachedHasAName() {
    for (const GalleryPage& page : galleryPages()) {
      const std::unique_ptr<QWidget> owner(page.widget);
      for (QWidget* child : page.widget->findChildren<QWidget*>()) {
        const bool own = child->metaObject()->className() == QByteArray("easel::Button") ||
                         QByteArray(child->metaObject()->className()).startsWith("easel::");
        if (own && child->focusPolicy() != Qt::NoFocus && child->isEnabled() &&
            qobject_cast<TabStrip*>(child) == nullptr)
          QVERIFY2(!spokenName(child).isEmpty(), child->metaObject()->className());
      }
    }
  }

  void longerTextsHaveRoom() {
    for (const GalleryPage& page : galleryPages(true)) {
      const std::unique_ptr<QWidget> owner(page.widget);
      page.widget->resize(page.widget->sizeHint());
      page.widget->show();
      keep(drawn(*page.widget, 1), page.name + "-longer");
      for (const auto* button : page.widget->findChildren<Button*>())
        if (button->maximumWidth() == QWIDGETSIZE_MAX) {
          QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->text()));
          QVERIFY(button->sizeHint().width() >= button->fontMetrics().horizontalAdvance(button->text()) + 20);
        }
      for (const auto* text : page.widget->findChildren<QLabel*>())
        if (!text->isHidden() && text->wordWrap())
          QVERIFY2(text->height() >= text->heightForWidth(text->width()), qPrintable(text->text()));
    }
  }

  void sizesLieOnTheGrid() {
    QCOMPARE(Button("Train").sizeHint().height(), metrics::kControlHeight);
    QCOMPARE(IconButton("x-lg", "Close").sizeHint(), QSize(28, 28));
    QCOMPARE(QLineEdit().sizeHint().height(), metrics::kFieldHeight);
    QComboBox combo;
    combo.addItem("Median");
    QCOMPARE(combo.sizeHint().height(), metrics::kFieldHeight);
    QProgressBar bar;
    bar.setTextVisible(false);
    QCOMPARE(bar.sizeHint().height(), 4);
    QCOMPARE(QScrollBar(Qt::Vertical).sizeHint().width(), 12);
  }

  void tabGoesThroughAndSpacePresses() {
    auto* first = new Button("First");
    auto* toggle = new Toggle;
    toggle->setText("Switch");
    auto* last = new IconButton("trash", "Remove");
    Window w({first, toggle, last});
    QVERIFY(w.open());
    first->setFocus(Qt::TabFocusReason);
    QSignalSpy pressed(first, &QPushButton::clicked), removed(last, &QToolButton::clicked);
    QTest::keyClick(first, Qt::Key_Space);
    QCOMPARE(pressed.size(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), toggle);
    QVERIFY(!toggle->isChecked());
    QTest::keyClick(toggle, Qt::Key_Space);
    QVERIFY(toggle->isChecked());
    QTest::keyClick(toggle, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), last);
    QTest::keyClick(last, Qt::Key_Space);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(spokenName(last), QString("Remove"));
    QCOMPARE(spokenName(toggle), QString("Switch"));
  }

  void focusCanBeSeen() {
    auto* other = new QLineEdit;
    const QList<QWidget*> all = {new Button("A"),
                                 new Button("B", {}, ButtonKind::Primary),
                                 new Button("C", {}, ButtonKind::Ghost),
                                 new IconButton("x-lg", "Close"),
                                 new Toggle,
                                 new QLineEdit("text"),
                                 new QComboBox,
                                 new QSlider(Qt::Horizontal),
                                 new SearchField("Search")};
    Window w({other});
    for (QWidget* widget : all)
      w.layout->addWidget(widget);
    QVERIFY(w.open());
    QTest::keyClick(other, Qt::Key_Tab); // from now on the keyboard leads
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
      applyTheme(choice);
      for (QWidget* widget : all) {
        other->setFocus(Qt::TabFocusReason);
        const QImage before = drawn(*widget, 1);
        widget->setFocus(Qt::TabFocusReason);
        QVERIFY(widget->hasFocus());
        const QImage after = drawn(*widget, 1);
        int changed = 0;
        for (int y = 0; y < before.height(); ++y)
          for (int x = 0; x < before.width(); ++x)
            changed += contrast(before.pixelColor(x, y), after.pixelColor(x, y)) >= 1.5 ? 1 : 0;
        QVERIFY2(changed >= 20, widget->metaObject()->className());
      }
    }
  }

  void errorsStandAtTheField() {
    auto* edit = new QLineEdit;
    FieldBox field("Port", edit, "The port on this computer.");
    QCOMPARE(edit->accessibleName(), QString("Port"));
    QCOMPARE(edit->accessibleDescription(), QString("The port on this computer."));
    const int before = field.sizeHint().height();
    field.setError("80000 is no port.");
    QCOMPARE(field.error(), QString("80000 is no port."));
    QCOMPARE(edit->accessibleDescription(), QString("80000 is no port."));
    edit->resize(200, 30);
    QVERIFY(has(drawn(*edit, 1), color(Tone::Bad)));
    field.setError({});
    QCOMPARE(field.error(), QString());
    QCOMPARE(edit->accessibleDescription(), QString("The port on this computer."));
    QVERIFY(!has(drawn(*edit, 1), color(Tone::Bad)));
    QCOMPARE(field.sizeHint().height(), before);
  }

  void errorBoxOffersFixes() {
    ErrorBox box;
    QVERIFY(box.isHidden());
    box.show(Error(ErrorCode::Data, "\"tenure\" is text.", "Set its type."));
    QVERIFY(!box.isHidden());
    QCOMPARE(box.text(), QString("\"tenure\" is text. Set its type."));
    Button* fix = box.addFix("Set the type");
    box.resize(300, box.sizeHint().height());
    for (const Qt::LayoutDirection way :
         {Qt::LeftToRight, Qt::RightToLeft}) { // the icon has its room at either side
      box.setLayoutDirection(way);
      box.layout()->activate();
      const int room = way == Qt::LeftToRight ? fix->x() : box.width() - fix->geometry().right();
      QVERIFY(room >= 12 + metrics::kIcon);
    }
    connect(fix, &QPushButton::clicked, &box, &ErrorBox::clear); // a fix may clear the box it stands in
    fix->click();
    QVERIFY(box.isHidden());
    QCOMPARE(box.text(), QString());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(box.findChildren<Button*>().isEmpty());
  }

  void listKeepsItsSelection() {
    ItemList list;
    list.setItems({{"a", "table", "First", "one", {}, {}},
                   {"b", {}, "Second", {}, {}, {}},
                   {"c", {}, "Third", {}, {}, {}}});
    QSignalSpy chosen(&list, &ItemList::chosen), activated(&list, &ItemList::activatedId),
        moved(&list, &ItemList::moved);
    list.setCurrentId("b");
    QCOMPARE(chosen.takeLast().at(0).toString(), QString("b"));
    chosen.clear();
    list.setItems({{"c", {}, "Third", {}, {}, {}}, {"b", {}, "Second, new", {}, {}, "new"}});
    QCOMPARE(list.currentId(), QString("b"));
    QCOMPARE(chosen.size(), 0);
    QVERIFY(list.currentIndex().data(Qt::AccessibleTextRole).toString().contains("new"));
    QTest::keyClick(&list, Qt::Key_Up);
    QCOMPARE(list.currentId(), QString("c"));
    QTest::keyClick(&list, Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QTest::keyClick(&list, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(moved.size(), 0); // not unless it was asked for
    list.setReorderable(true);
    list.setCurrentId("c");
    QTest::keyClick(&list, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(moved.size(), 1);
    QCOMPARE(moved.at(0), QVariantList({"c", 1}));
    QCOMPARE(list.currentId(), QString("c"));
    list.setItems({});
    QCOMPARE(list.count(), 0);
    QCOMPARE(list.currentId(), QString());
    QCOMPARE(chosen.takeLast().at(0).toString(), QString());
  }

  void tabsCarryIdsAndCounts() {
    TabStrip tabs;
    tabs.add("Preview", "preview");
    tabs.add("Q & A", "qa");
    QCOMPARE(tabs.currentId(), QString("preview"));
    const int before = tabs.sizeHint().width();
    tabs.setCount(1, 12);
    QVERIFY(tabs.sizeHint().width() > before);
    tabs.setCount(1, 0);
    QCOMPARE(tabs.sizeHint().width(), before);
    tabs.setCurrentId("qa");
    QCOMPARE(tabs.currentIndex(), 1);
    QTest::keyClick(&tabs, Qt::Key_Left);
    QCOMPARE(tabs.currentId(), QString("preview"));
  }

  void barsAnswerToKeysAndClicks() {
    BarRows rows;
    rows.set({{"a", "0.9", 0.9}, {"b", "0.1", 0.1}});
    rows.resize(300, rows.sizeHint().height());
    QSignalSpy activated(&rows, &BarRows::activated);
    QTest::keyClick(&rows, Qt::Key_Down);
    QTest::keyClick(&rows, Qt::Key_Return);
    QCOMPARE(activated.takeLast().at(0).toInt(), 1);
    QTest::mouseClick(&rows, Qt::LeftButton, {}, QPoint(10, 4));
    QCOMPARE(activated.takeLast().at(0).toInt(), 0);
    QCOMPARE(rows.accessibleDescription(), QString("a: 0.9; b: 0.1"));
  }

  void busyLineKeepsStillAtFirst() {
    BusyLine line;
    line.start("Training");
    QVERIFY(line.running());
    QVERIFY(line.isHidden()); // short work flashes nothing
    QTRY_VERIFY(!line.isHidden());
    auto* cancel = line.findChild<Button*>();
    QTRY_VERIFY(!cancel->isHidden());
    QSignalSpy cancelled(&line, &BusyLine::cancelled);
    cancel->click();
    QCOMPARE(cancelled.size(), 1);
    line.setProgress(0.5, "Fold 3 of 5");
    line.resize(400, line.sizeHint().height());
    keep(drawn(line, 1.5), "busy-line");
    QVERIFY(line.accessibleDescription().contains("Fold 3 of 5"));
    line.stop();
    QVERIFY(line.isHidden());
    QVERIFY(!line.running());
  }

  void toastsLeaveAndErrorsStay() {
    QWidget parent;
    parent.resize(800, 600);
    ToastArea area(&parent);
    bool undone = false;
    area.show({NoticeKind::Bad, "The file was not saved.", "There is no room on the disk.", {}, {}});
    area.show({NoticeKind::Good, "Column dropped.", {}, "Undo", [&] { undone = true; }});
    area.show({NoticeKind::Warn, "Drift in 2 columns.", {}, {}, {}});
    QCOMPARE(area.count(), 3);
    parent.show();
    keep(drawn(parent, 1), "toasts-light");
    QVERIFY(parent.rect().contains(area.geometry()));
    area.findChild<Button*>()->click();
    QVERIFY(undone);
    QCOMPARE(area.count(), 2);
    for (const char* text : {"One", "Two", "Three"})
      area.show({NoticeKind::Good, text, {}, {}, {}});
    QCOMPARE(area.count(), 3);
    QVERIFY(
        area.children().first()->property("accessibleName").toString().contains("not saved")); // the error
                                                                                               // waits
    for (auto* close : area.findChildren<IconButton*>())
      close->click();
    QCOMPARE(area.count(), 0);
    QVERIFY(area.isHidden());
  }

  void promptsMakeRoomForTheKeys() {
    SearchField field("Search");
    const int before = field.textMargins().right();
    field.setKeys("Ctrl K");
    QVERIFY(field.textMargins().right() >= before + field.fontMetrics().horizontalAdvance("Ctrl K") / 2);
    field.setText("x");
    QCOMPARE(field.textMargins().right(), before);
  }

  void tilesAndElidedTexts() {
    Tile tile("Requests");
    tile.set("412 /s", "in the last minute");
    QCOMPARE(tile.value(), QString("412 /s"));
    QCOMPARE(tile.accessibleDescription(), QString("412 /s, in the last minute"));
    ElidedLabel text("A very long text that has no room");
    QVERIFY(text.minimumSizeHint().width() < text.sizeHint().width() / 3);
  }

  void aChangeOfThemeReachesEverything() {
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    QLabel* quiet = label("quiet", TextSize::Body, Tone::Text2);
    layout->addWidget(quiet);
    for (const GalleryPage& page : galleryPages())
      layout->addWidget(page.widget);
    window.show();
    QCOMPARE(quiet->palette().color(QPalette::WindowText), colorOf(Tone::Text2, Brightness::Light));
    applyTheme(ThemeChoice::Dark);
    QCOMPARE(quiet->palette().color(QPalette::WindowText), colorOf(Tone::Text2, Brightness::Dark));
    ElidedLabel plain("plain");
    setTone(&plain, Tone::Warn);
    QCOMPARE(plain.palette().color(QPalette::WindowText), colorOf(Tone::Warn, Brightness::Dark));
    setTone(quiet, Tone::Bad);
    QCOMPARE(quiet->palette().color(QPalette::WindowText), colorOf(Tone::Bad, Brightness::Dark));
    const QImage dark = drawn(window, 1);
    keep(dark, "changed-to-dark");
    QVERIFY(!has(dark, colorOf(Tone::Surface, Brightness::Light)));
  }

  void popupsLookAsTheRest() {
    QMenu menu;
    menu.addAction("Open…")->setShortcut(QKeySequence("Ctrl+O"));
    menu.addAction("Save a copy");
    menu.addSeparator();
    QAction* shown = menu.addAction("Show the inspector");
    shown->setCheckable(true);
    shown->setChecked(true);
    menu.addAction("Not now")->setEnabled(false);
    menu.addMenu("Export as")->addAction("PDF");
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
      applyTheme(choice);
      menu.popup(QPoint(0, 0));
      menu.setActiveAction(menu.actions().at(1));
      const QImage image = drawn(menu, 1.5);
      QVERIFY(has(image, color(Tone::AccentSoft)));
      keep(image, "menu-" + themeChoiceId(choice));
      menu.hide();
      QComboBox combo;
      combo.addItems({"Median", "Mean", "Most frequent"});
      combo.show();
      combo.showPopup();
      QWidget* popup = combo.view()->window();
      keep(drawn(*popup, 1.5), "combo-" + themeChoiceId(choice));
      QVERIFY(has(drawn(*popup, 1), color(Tone::Surface)));
      combo.hidePopup();
      QToolTip::showText(QPoint(10, 10), "The area under the ROC curve: 1 is perfect, 0.5 is chance.");
      QWidget* tip = nullptr;
      for (QWidget* window : QApplication::topLevelWidgets())
        if (window->inherits("QTipLabel") && window->isVisible())
          tip = window;
      QVERIFY(tip != nullptr);
      keep(drawn(*tip, 1.5), "tip-" + themeChoiceId(choice));
      QVERIFY(has(drawn(*tip, 1), color(Tone::Surface)));
      QToolTip::hideText();
      QMessageBox box(QMessageBox::Question, "Easel", "Remove the column “tenure” from the recipe?",
                      QMessageBox::Ok | QMessageBox::Cancel);
      box.setInformativeText("Two later steps use it.");
      box.show();
      keep(drawn(box, 1.5), "message-" + themeChoiceId(choice));
      QVERIFY(has(drawn(box, 1), color(Tone::Accent))); // what Enter does
    }
  }
};

QTEST_MAIN(TestControls)
#include "tst_controls.moc"
