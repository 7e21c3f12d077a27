// The Govern view with real models: the card, decisions with a note, writing it in bursts that can be undone, export.
#include "app/studio/views/govern/govern_view.h"
#include "tests/studio/view_stage.h"

#include "widgets/controls/item_list.h"
#include "widgets/controls/pill.h"

#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>

using namespace easel;
using namespace easel::test;

class TestGovernView : public QObject {
  Q_OBJECT

  QTemporaryDir m_home;
  std::unique_ptr<ViewStage> m_stage;

  QString status() const {
    auto* pill = m_stage->find<Pill>("govern.status");
    return pill ? pill->text() : QString();
  }
  QString complete() const {
    auto* count = m_stage->find<QLabel>("govern.complete");
    return count ? count->text() : QString();
  }

 private slots:
  void initTestCase() {
    isolate(m_home);
    m_stage = std::make_unique<ViewStage>(m_home);
    m_stage->show(std::make_unique<GovernView>(m_stage->session()));
    QVERIFY(m_stage->open("churn.easel"));
  }
  void cleanupTestCase() { m_stage.reset(); }

  void nothingTeachesAndLeadsOn() {
    QVERIFY(m_stage->settle());
    m_stage->picture("govern-empty");
    QVERIFY(m_stage->click("govern.empty_action"));
    QCOMPARE(m_stage->wanted.last().view, ViewId::Models);
  }

  void theCardShowsTheFacts() {
    QVERIFY(m_stage->registerModel());
    QVERIFY(m_stage->registerModel());
    m_stage->view().go({ViewId::Govern, "churn@1"});
    QVERIFY(m_stage->until([this] { return status() == "Pending" && m_stage->view().settled(); }));
    QCOMPARE(m_stage->find<ItemList>("govern.versions")->count(), 2);
    QCOMPARE(m_stage->find<QLabel>("govern.title")->text(), QString("churn v1"));
    QVERIFY(m_stage->find("govern.panel.evaluation"));
    QVERIFY(!m_stage->find("govern.missing.evaluation"));   // it was tested
    QVERIFY(m_stage->find("govern.missing.intended_uses")); // nobody wrote that
    QCOMPARE(complete(), QString("4 of 10"));
    m_stage->picture("govern-card-new");
  }

  void aDecisionCarriesItsNote() {
    QVERIFY(m_stage->click("govern.approve"));
    auto* note = m_stage->find<QLineEdit>("govern.note");
    QVERIFY(note);
    QTest::keyClicks(note, "recall meets the limit");
    QTest::keyClick(note, Qt::Key_Return);
    QVERIFY(m_stage->until([this] { return status() == "Approved"; }));
    QCOMPARE(complete(), QString("5 of 10"));
    bool told = false;
    for (const QLabel* l : m_stage->find("govern.panel.approvals")->findChildren<QLabel*>())
      told = told || l->text().contains("recall meets the limit");
    QVERIFY(told);
    QVERIFY(!m_stage->find("govern.approve"));
    QVERIFY(m_stage->find("govern.reject"));
    QVERIFY(m_stage->settle());
  }

  void whatIsWrittenIsSavedInBursts() {
    QVERIFY(m_stage->click("govern.edit"));
    auto* area = m_stage->find<QPlainTextEdit>("param.description.area");
    QVERIFY(area);
    QTest::keyClicks(area, "Predicts who leaves.");
    QVERIFY(m_stage->until([this] {
      auto* sentence = m_stage->find<QLabel>("govern.sentence");
      return sentence && sentence->text() == "Predicts who leaves.";
    }));
    QCOMPARE(area->toPlainText(), QString("Predicts who leaves."));
    auto* owner = m_stage->find<QPlainTextEdit>("param.owner.area");
    QVERIFY(owner);
    QTest::keyClicks(owner, "Retention team");
    QVERIFY(m_stage->until([this] { return complete() == "6 of 10"; })); // the overview
    m_stage->picture("govern-edit");
    QVERIFY(m_stage->settle());
    // Each burst is one entry that can be undone.
    m_stage->session().undo();
    QVERIFY(m_stage->until([&] { return owner->toPlainText().isEmpty() && complete() == "5 of 10"; }));
    QCOMPARE(area->toPlainText(), QString("Predicts who leaves."));
    m_stage->session().redo();
    QVERIFY(m_stage->until([&] { return owner->toPlainText() == "Retention team"; }));
    QVERIFY(m_stage->click("govern.close_edit"));
    QVERIFY(!m_stage->find("govern.inspector"));
  }

  void theCardIsExported_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("pdf") << "card.pdf" << QByteArray("%PDF-");
    QTest::newRow("html") << "card.html" << QByteArray("<!doctype html");
    QTest::newRow("json") << "card.json" << QByteArray("{");
  }
  void theCardIsExported() {
    QFETCH(QString, file);
    QFETCH(QByteArray, begin);
    const QString path = m_home.filePath(file);
    m_stage->session().setFiles(std::make_unique<GivenFiles>(path));
    m_stage->notices.clear();
    QVERIFY(m_stage->click("govern.export"));
    QVERIFY(m_stage->until([this] { return !m_stage->notices.isEmpty(); }));
    QCOMPARE(m_stage->notices.first().kind, NoticeKind::Good);
    QFile written(path);
    QVERIFY(written.open(QFile::ReadOnly));
    QVERIFY(written.readAll().toLower().startsWith(begin.toLower()));
  }

  void anExportThatCannotBeWrittenSaysSo() {
    m_stage->session().setFiles(std::make_unique<GivenFiles>(m_home.filePath("no/such/folder/card.pdf")));
    m_stage->notices.clear();
    QVERIFY(m_stage->click("govern.export"));
    QVERIFY(m_stage->until([this] { return !m_stage->notices.isEmpty(); }));
    QCOMPARE(m_stage->notices.first().kind, NoticeKind::Bad);
  }

  void deployLeadsToDeploy() {
    QVERIFY(m_stage->click("govern.deploy"));
    QCOMPARE(m_stage->wanted.last().view, ViewId::Deploy);
    QCOMPARE(m_stage->wanted.last().object, QString("churn@1"));
    QCOMPARE(m_stage->wanted.last().verb, QString("deploy"));
  }

  void theOtherVersionByKeyboard() {
    auto* list = m_stage->find<ItemList>("govern.versions");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Up); // the newest stands above
    QVERIFY(m_stage->until([this] {
      auto* title = m_stage->find<QLabel>("govern.title");
      return title && title->text() == "churn v2";
    }));
    QCOMPARE(status(), QString("Pending"));
    QVERIFY(m_stage->settle());
    m_stage->view().go({ViewId::Govern, "churn@1"});
    QVERIFY(m_stage->until([this] { return status() == "Approved"; }));
    QVERIFY(m_stage->settle());
    m_stage->picture("govern-card");
    m_stage->view().resize(964, 630); // the window at 1024 × 700
    m_stage->picture("govern-card-1024");
  }

  void everyControlHasAName() {
    for (QWidget* w : m_stage->view().findChildren<QWidget*>())
      if (w->isVisible() && (w->focusPolicy() & Qt::TabFocus) && !w->focusProxy())
        QVERIFY2(!w->accessibleName().isEmpty() || !QAccessible::queryAccessibleInterface(w)->text(QAccessible::Name).isEmpty(),
                 qPrintable(QString(w->metaObject()->className()) + " " + w->objectName()));
  }
};

QTEST_MAIN(TestGovernView)
#include "tst_govern_view.moc"
