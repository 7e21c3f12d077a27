// The door between window and engine: results come back on the GUI thread, newer work replaces older, nothing reaches a
// receiver that is gone or another project.
#include "app/studio/session/session.h"
#include "app/studio/session/settings.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <thread>

using namespace easel;

namespace {

constexpr int kPatience = 20000;

Result<int> untilCancelled(const Context& context) {
  while (true) {
    EASEL_CHECK(context.checkpoint());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

} // namespace

class TestSession : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;

  void open(Session& session, const QString& name) {
    QSignalSpy opened(&session, &Session::opened);
    session.open(m_folder.filePath(name));
    QVERIFY(session.state() == Session::Opening::Opening);
    QVERIFY(opened.wait(kPatience));
    QVERIFY(session.isOpen());
  }
  void put(Session& session, const QString& label, const std::string& id, const Json& value) {
    bool done = false;
    session.edit(
        label,
        [=](Documents& documents) -> Result<void> {
          documents.put(id, value);
          return {};
        },
        {}, this, [&](const Result<void>& result) { done = result.has_value(); });
    QTRY_VERIFY_WITH_TIMEOUT(done, kPatience);
  }

 private slots:
  void resultsComeBackOnTheGuiThread() {
    Session session("easel");
    std::optional<int> value;
    QThread* worker = nullptr;
    session.runFree<int>(
        {.title = "count"},
        [&](const Context&) -> Result<int> {
          worker = QThread::currentThread();
          return 7;
        },
        this,
        [&](const Result<int>& result) {
          QCOMPARE(QThread::currentThread(), thread());
          value = result.value_or(0);
        });
    QVERIFY(!value); // never at once
    QTRY_VERIFY_WITH_TIMEOUT(value.has_value(), kPatience);
    QCOMPARE(*value, 7);
    QVERIFY(worker != thread());
  }

  void errorsAndExceptionsAreResults() {
    Session session("easel");
    QStringList messages;
    session.runFree<int>({.title = "fails"}, [](const Context&) -> Result<int> { return Error(ErrorCode::Data, "No rows."); }, this,
                         [&](const Result<int>& r) { messages << toQt(r.error().message); });
    session.runFree<int>({.title = "throws"}, [](const Context&) -> Result<int> { throw std::runtime_error("broken"); }, this,
                         [&](const Result<int>& r) { messages << toQt(r.error().message); });
    QTRY_COMPARE_WITH_TIMEOUT(messages.size(), 2, kPatience);
    QVERIFY(messages.contains("No rows."));
    QVERIFY(messages.filter("broken").size() == 1);
    QTRY_COMPARE(session.work().size(), std::size_t(2));
    for (const WorkLine& line : session.work())
      QCOMPARE(line.status.state, JobState::Failed);
  }

  void newerWorkReplacesOlder() {
    Session session("easel");
    QList<int> values;
    session.runFree<int>({.title = "old", .key = "preview"}, [](const Context& c) { return untilCancelled(c); }, this,
                         [&](const Result<int>&) { values << -1; });
    session.runFree<int>({.title = "new", .key = "preview"}, [](const Context&) -> Result<int> { return 2; }, this,
                         [&](const Result<int>& r) { values << r.value_or(0); });
    QTRY_VERIFY_WITH_TIMEOUT(values.contains(2), kPatience);
    QTRY_VERIFY(!session.busy());
    QCOMPARE(values, QList<int>{2});
  }

  void cancelAnswers() {
    Session session("easel");
    std::optional<ErrorCode> code;
    const WorkHandle handle =
        session.runFree<int>({.title = "long", .lane = Lane::Long}, [](const Context& c) { return untilCancelled(c); }, this,
                             [&](const Result<int>& r) { code = r.error().code; });
    QTRY_VERIFY_WITH_TIMEOUT(handle.running() && session.busy(), kPatience);
    handle.cancel();
    QTRY_VERIFY_WITH_TIMEOUT(code.has_value(), kPatience);
    QCOMPARE(*code, ErrorCode::Cancelled);
    QVERIFY(!handle.running());
  }

  void waitingWorkCanBeCancelled() {
    Session session("easel");
    int cancelled = 0;
    QList<WorkHandle> handles;
    for (int i = 0; i < 6; ++i)
      handles << session.runFree<int>({.title = "long", .lane = Lane::Long}, [](const Context& c) { return untilCancelled(c); },
                                      this, [&](const Result<int>& r) { cancelled += !r; });
    for (auto it = handles.rbegin(); it != handles.rend(); ++it)
      it->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(cancelled, 6, kPatience);
  }

  void nobodyIsCalledWhoIsGone() {
    Session session("easel");
    bool called = false;
    auto* receiver = new QObject;
    session.runFree<int>({.title = "short"}, [](const Context&) -> Result<int> { return 1; }, receiver,
                         [&](const Result<int>&) { called = true; });
    delete receiver;
    QTRY_VERIFY_WITH_TIMEOUT(!session.busy(), kPatience);
    QTest::qWait(20);
    QVERIFY(!called);
  }

  void workWithoutAProjectSaysSo() {
    Session session("easel");
    std::optional<Error> error;
    session.run<int>({.title = "read"}, [](Workbench&, const Context&) -> Result<int> { return 1; }, this,
                     [&](const Result<int>& r) { error = r.error(); });
    QTRY_VERIFY_WITH_TIMEOUT(error.has_value(), kPatience);
    QCOMPARE(error->code, ErrorCode::NotFound);
  }

  void undoAndRedoAlsoAfterReopening() {
    Session session("easel");
    open(session, "undo.easel");
    put(session, "First", "note/1", {{"text", "a"}});
    put(session, "Second", "note/1", {{"text", "b"}});
    QTRY_COMPARE_WITH_TIMEOUT(session.undoText(), QString("Second"), kPatience);
    session.undo();
    QTRY_COMPARE_WITH_TIMEOUT(session.redoText(), QString("Second"), kPatience);
    QCOMPARE(session.undoText(), QString("First"));
    session.close();
    QVERIFY(!session.isOpen());
    QVERIFY(session.undoText().isEmpty());
    open(session, "undo.easel"); // the same file at once: the lock of the one before must be gone
    QTRY_COMPARE_WITH_TIMEOUT(session.redoText(), QString("Second"), kPatience);
    session.redo();
    QTRY_COMPARE_WITH_TIMEOUT(session.undoText(), QString("Second"), kPatience);
    QVERIFY(session.redoText().isEmpty());
  }

  void aResultOfAnotherProjectIsThrownAway() {
    Session session("easel");
    open(session, "one.easel");
    bool called = false;
    session.run<int>({.title = "read"}, [](Workbench&, const Context& c) { return untilCancelled(c); }, this,
                     [&](const Result<int>&) { called = true; });
    open(session, "two.easel");
    QTRY_VERIFY_WITH_TIMEOUT(!session.busy(), kPatience);
    QVERIFY(!called);
  }

  void aHeldProjectIsOfferedToRead() {
    Session first("easel"), second("easel");
    open(first, "held.easel");
    QSignalSpy failed(&second, &Session::openFailed);
    second.open(m_folder.filePath("held.easel"));
    QVERIFY(failed.wait(kPatience));
    QCOMPARE(failed[0][1].value<Error>().code, ErrorCode::Busy);
    QVERIFY(!second.isOpen());
    QSignalSpy opened(&second, &Session::opened);
    second.open(m_folder.filePath("held.easel"), Project::Access::Read);
    QVERIFY(opened.wait(kPatience));
    QVERIFY(second.readOnly());
  }

  void settingsAreKept() {
    const QString file = m_folder.filePath("settings.ini");
    const QString project = m_folder.filePath("here.easel");
    QFile(project).open(QIODevice::WriteOnly);
    {
      Settings settings(file);
      QCOMPARE(settings.theme(), QString("system"));
      settings.setTheme("dark");
      settings.addRecentProject({m_folder.filePath("gone.easel"), QDateTime::currentDateTime(), "x"});
      settings.addRecentProject({project, QDateTime::currentDateTime(), "2 data sets"});
      settings.addRecentProject({project, QDateTime::currentDateTime(), "3 data sets"});
    }
    const Settings settings(file);
    QCOMPARE(settings.theme(), QString("dark"));
    const auto recent = settings.recentProjects();
    QCOMPARE(recent.size(), 1); // once, and not the one that is gone
    QCOMPARE(recent[0].summary, QString("3 data sets"));
  }

  void aNewProjectNeverHitsAnExistingFile() {
    const QString data = m_folder.filePath("sales.csv");
    QFile(data).open(QIODevice::WriteOnly);
    const QString first = Settings::projectPathFor(data);
    QCOMPARE(first, m_folder.filePath("sales.easel"));
    QFile(first).open(QIODevice::WriteOnly);
    QCOMPARE(Settings::projectPathFor(data), m_folder.filePath("sales-2.easel"));
    QCOMPARE(Settings::projectPathFor(m_folder.filePath("big.csv.gz")), m_folder.filePath("big.easel"));
  }
};

QTEST_MAIN(TestSession)
#include "tst_session.moc"
