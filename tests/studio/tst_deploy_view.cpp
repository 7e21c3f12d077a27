// The Deploy view with a real model and real endpoints: one click to a running endpoint, a prediction from the form that is
// the same over HTTP, errors at their field, stop and start again, an endpoint that dies, a second window.
#include "app/studio/views/deploy/deploy_view.h"
#include "tests/studio/view_stage.h"
#include "tests/support/http_client.h"

#include "core/serve/client.h"
#include "widgets/controls/bar_row.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/field.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/pill.h"
#include "widgets/controls/tile.h"
#include "widgets/forms/editors/editor.h"
#include "widgets/forms/param_form.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabBar>

#include <csignal>

using namespace easel;
using namespace easel::test;

class TestDeployView : public QObject {
  Q_OBJECT

  QTemporaryDir m_home;
  std::unique_ptr<ViewStage> m_stage;

  QString state() const {
    auto* pill = m_stage->find<Pill>("deploy.state");
    return pill ? pill->text() : QString();
  }
  Deployment deployed(const std::string& name) {
    Deployment found;
    m_stage->work("Look", [&](Workbench& workbench, const Context&) -> Result<void> {
      EASEL_TRY(found, workbench.deployments().find(name));
      return {};
    });
    return found;
  }

 private slots:
  void initTestCase() {
    isolate(m_home);
    m_stage = std::make_unique<ViewStage>(m_home);
    m_stage->show(std::make_unique<DeployView>(m_stage->session()));
    QVERIFY(m_stage->open("churn.easel"));
  }
  void cleanupTestCase() { m_stage.reset(); }

  void nothingTeachesAndLeadsOn() {
    QVERIFY(m_stage->settle());
    m_stage->picture("deploy-empty");
    QVERIFY(m_stage->click("deploy.empty_action"));
    QCOMPARE(m_stage->wanted.last().view, ViewId::Models);
  }

  void oneClickDeploys() {
    QVERIFY(m_stage->registerModel());
    m_stage->view().go({ViewId::Deploy, "churn@1", "deploy"});
    QVERIFY(m_stage->until([this] { return state().startsWith("running"); }));
    QCOMPARE(m_stage->find<QLabel>("deploy.title")->text(), QString("churn"));
    QVERIFY(m_stage->find<QLabel>("deploy.url")->text().startsWith("http://127.0.0.1:"));
    QCOMPARE(m_stage->find<ItemList>("deploy.endpoints")->count(), 1);
    QVERIFY(m_stage->settle());
    m_stage->view().go({ViewId::Deploy, "churn@1", "deploy"}); // it is in service already: no second one
    QVERIFY(m_stage->settle());
    QCOMPARE(m_stage->find<ItemList>("deploy.endpoints")->count(), 1);
  }

  void theFormPredictsAsTheEndpointDoes() {
    QVERIFY(m_stage->click("deploy.random"));
    auto* form = m_stage->view().findChild<QWidget*>("deploy.try")->findChild<ParamForm*>();
    const Json before = form->values();
    auto* wrong = m_stage->view().findChild<ErrorBox*>("deploy.try_error");
    QVERIFY2(m_stage->until([&] { return form->values() != before || wrong->isVisible(); }), "nothing happened");
    QVERIFY2(!wrong->isVisible(), qPrintable(wrong->text()));
    auto* tenure = m_stage->view().findChild<QLineEdit*>("param.tenure.line");
    QVERIFY(tenure);
    QTest::keyClick(tenure, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(tenure, "3");
    tenure->setFocus();
    QTest::keyClick(tenure, Qt::Key_Return); // Enter predicts
    auto* prediction = [&]() -> QLabel* {
      return m_stage->until([&] { return m_stage->find("deploy.prediction") != nullptr; })
                 ? m_stage->find<QLabel>("deploy.prediction")
                 : nullptr;
    }();
    QVERIFY(prediction);
    QCOMPARE(form->values()["tenure"], Json(3));
    const Deployment d = deployed("churn");
    HttpConnection connection(static_cast<std::uint16_t>(d.port));
    const HttpReply reply = connection.request("POST", "/invocations", invocationBody(form->values()),
                                               {"Authorization: Bearer " + d.key, "Content-Type: application/json"});
    QCOMPARE(reply.status, 200);
    const auto answer = readAnswer(reply.status, reply.body, {});
    QVERIFY(answer);
    QCOMPARE(prediction->text(), toQt(answer->prediction));
    QVERIFY(m_stage->find<QLabel>("deploy.answer_facts")->text().startsWith(QString::number(*answer->probability, 'f', 2)));
    QVERIFY(m_stage->until([&] { return m_stage->find("deploy.contributions") != nullptr; }));
    QVERIFY(m_stage->until([&] { return m_stage->find<Tile>("deploy.errors")->value().startsWith("0"); }));
    for (int i = 0; i < 3; ++i) {
      QVERIFY(m_stage->click("deploy.predict"));
      QTest::qWait(1100);
    }
    m_stage->picture("deploy-running");
    m_stage->view().resize(964, 630); // the window at 1024 × 700
    m_stage->picture("deploy-running-1024");
    m_stage->view().resize(1380, 830);
  }

  void theCallIsCopied() {
    QVERIFY(m_stage->click("deploy.curl"));
    const QString call = QGuiApplication::clipboard()->text();
    QVERIFY(call.startsWith("curl -X POST 'http://127.0.0.1:"));
    QVERIFY(call.contains("Authorization: Bearer " + toQt(deployed("churn").key)));
    QVERIFY(call.contains("\"tenure\":3"));
  }

  void wrongInputIsSaidAtItsField() {
    auto* tenure = m_stage->view().findChild<QLineEdit*>("param.tenure.line");
    QTest::keyClick(tenure, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(tenure, "many");
    auto* field = qobject_cast<FieldBox*>(m_stage->view().findChild<ParamEditor*>("param.tenure")->parentWidget());
    QVERIFY(!field->error().isEmpty());
    QVERIFY(!m_stage->find("deploy.predict")->isEnabled());
    QTest::keyClick(tenure, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(tenure, "12");
    QVERIFY(field->error().isEmpty());
    QVERIFY(m_stage->find("deploy.predict")->isEnabled());
  }

  void stopAndStartAgain() {
    const Deployment before = deployed("churn");
    QVERIFY(m_stage->click("deploy.stop"));
    QVERIFY(m_stage->until([this] { return state() == "stopped"; }));
    QVERIFY(!HttpConnection(static_cast<std::uint16_t>(before.port)).connected());
    QVERIFY(m_stage->settle());
    m_stage->picture("deploy-stopped");
    QVERIFY(m_stage->click("deploy.start_again"));
    QVERIFY(m_stage->until([this] { return state().startsWith("running"); }));
    QCOMPARE(deployed("churn").key, before.key); // programs that call it need no change
    QVERIFY(m_stage->settle());
  }

  void oneThatDiesIsSeenAndItsLogShown() {
    const Deployment d = deployed("churn");
    QCOMPARE(::kill(static_cast<pid_t>(d.pid), SIGKILL), 0);
    QVERIFY(m_stage->until([this] { return state() == "failed"; }));
    QVERIFY(m_stage->click("deploy.log"));
    QVERIFY(m_stage->until([this] { return m_stage->find("deploy.log_text") != nullptr; }));
    m_stage->picture("deploy-failed");
    QVERIFY(m_stage->click("deploy.start_again"));
    QVERIFY(m_stage->until([this] { return state().startsWith("running"); }));
    QVERIFY(m_stage->settle());
  }

  void thePanelDeploysUnderAnotherName() {
    QVERIFY(m_stage->click("deploy.new"));
    auto* name = m_stage->find<QLineEdit>("deploy.name");
    QVERIFY(name);
    QCOMPARE(name->text(), QString("churn-2")); // the first name is taken
    m_stage->picture("deploy-panel");
    QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(name, "not a name");
    QVERIFY(!m_stage->find("deploy.deploy")->isEnabled());
    QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(name, "night");
    QTest::keyClick(name, Qt::Key_Return);
    QVERIFY(m_stage->until([this] {
      auto* title = m_stage->find<QLabel>("deploy.title");
      return title && title->text() == "night" && state().startsWith("running");
    }));
    QCOMPARE(m_stage->find<ItemList>("deploy.endpoints")->count(), 2);
  }

  void aPortThatIsTakenIsSaidHere() {
    QVERIFY(m_stage->settle());
    const int port = deployed("churn").port;
    QVERIFY(m_stage->click("deploy.new"));
    auto* line = m_stage->find<QLineEdit>("param.port.line");
    QVERIFY(line);
    QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(line, QString::number(port));
    QVERIFY(m_stage->click("deploy.deploy"));
    QVERIFY(m_stage->until([this] { return state() == "failed"; }));
    QVERIFY(m_stage->find("deploy.error"));
  }

  void anotherWindowFindsThem() {
    QVERIFY(m_stage->settle());
    m_stage->show(std::make_unique<DeployView>(m_stage->session()));
    QVERIFY(m_stage->until([this] { return state().startsWith("running"); }));
    QCOMPARE(m_stage->find<ItemList>("deploy.endpoints")->count(), 3);
    QVERIFY(m_stage->settle());
  }

  void everyControlHasAName() {
    for (QWidget* w : m_stage->view().findChildren<QWidget*>())
      if (w->isVisible() && (w->focusPolicy() & Qt::TabFocus) && !w->focusProxy())
        QVERIFY2(!w->accessibleName().isEmpty() || !QAccessible::queryAccessibleInterface(w)->text(QAccessible::Name).isEmpty(),
                 qPrintable(QString(w->metaObject()->className()) + " " + w->objectName()));
  }
};

QTEST_MAIN(TestDeployView)
#include "tst_deploy_view.moc"
