#include "app/studio/views/deploy/try_panel.h"

#include "core/learn/input_form.h"
#include "widgets/controls/bar_row.h"
#include "widgets/controls/busy_line.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/labels.h"
#include "widgets/forms/param_form.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int kFieldWidth = 150; // two fields beside one another from 309 px on
constexpr std::size_t kContributions = 3;

/// The box that holds the answer.
class AnswerBox : public QWidget {
 public:
  using QWidget::QWidget;

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Tone::Surface2));
    painter.drawRoundedRect(rect(), 8, 8);
  }
};

} // namespace

TryPanel::TryPanel(Session& session, EndpointLink& link, QWidget* parent)
    : Panel(tr("Try it"), parent), m_session(session), m_link(link),
      m_random(new Button(tr("Random row"), "shuffle", ButtonKind::Ghost)),
      m_predict(new Button(tr("Predict"), "send", ButtonKind::Primary)), m_error(new ErrorBox), m_busy(new BusyLine),
      m_form(new ParamForm), m_answer(new AnswerBox) {
  m_random->setObjectName("deploy.random");
  m_random->setToolTip(tr("Fills the form with a row of the data that the model was trained from."));
  addToHeader(m_random);
  m_form->setColumnWidth(kFieldWidth);
  auto* inner = new QWidget;
  auto* innerLayout = new QVBoxLayout(inner);
  innerLayout->setContentsMargins(2, 2, 8, 2);
  innerLayout->addWidget(m_form);
  innerLayout->addStretch(1);
  auto* area = new QScrollArea;
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setFocusPolicy(Qt::NoFocus);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setWidget(inner);
  area->setMinimumHeight(150);
  area->viewport()->setAutoFillBackground(false);
  inner->setAutoFillBackground(false);
  m_predict->setObjectName("deploy.predict");
  m_error->setObjectName("deploy.try_error");
  m_prediction = label({}, TextSize::Page, Tone::Text, QFont::DemiBold);
  m_prediction->setObjectName("deploy.prediction");
  m_prediction->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_facts = label({}, TextSize::Body, Tone::Text2);
  m_facts->setObjectName("deploy.answer_facts");
  m_towards = label({}, TextSize::Small, Tone::Text2);
  m_bars = new BarRows;
  m_bars->setObjectName("deploy.contributions");
  m_bars->setAccessibleName(tr("What the answer rests on"));
  auto* answer = new QVBoxLayout(m_answer);
  answer->setContentsMargins(13, 11, 13, 11);
  answer->setSpacing(6);
  auto* first = new QHBoxLayout;
  first->setSpacing(8);
  first->addWidget(m_prediction, 0, Qt::AlignBaseline);
  first->addWidget(m_facts, 1, Qt::AlignBaseline);
  answer->addLayout(first);
  answer->addWidget(m_towards);
  answer->addWidget(m_bars);
  m_answer->hide();
  body()->setSpacing(10);
  body()->addWidget(m_busy);
  body()->addWidget(area, 1);
  body()->addWidget(m_error);
  body()->addWidget(m_predict);
  body()->addWidget(m_answer);

  connect(m_random, &QAbstractButton::clicked, this, &TryPanel::randomRow);
  connect(m_predict, &QAbstractButton::clicked, this, &TryPanel::predict);
  for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) { // Enter in a field predicts
    auto* enter = new QShortcut(QKeySequence(key), m_form);
    enter->setContext(Qt::WidgetWithChildrenShortcut);
    connect(enter, &QShortcut::activated, this, &TryPanel::predict);
  }
  connect(m_form, &ParamForm::edited, this, [this] {
    if (!std::exchange(m_stale, true)) // the answer was about another row
      m_facts->setText(tr("%1 · before your change").arg(m_facts->text()));
    setRunning(m_running);
  });
}

void TryPanel::show(const Deployment& deployment) {
  m_deployment = deployment;
  const QString what = toQt(deployment.name + "/" + deployment.model + "@" + deployment.version + "/" + deployment.key);
  if (what != m_loaded) {
    m_loaded = what;
    m_bundle.reset();
    m_form->setSchema({});
    m_answer->hide();
    m_error->clear();
    load();
  }
}

void TryPanel::setRunning(bool running) {
  m_running = running;
  m_predict->setEnabled(running && m_bundle && m_form->isValid() && !m_asking);
  m_random->setEnabled(m_bundle != nullptr);
}

void TryPanel::load() {
  m_loading = true;
  m_busy->start(tr("Reading the model"));
  setRunning(m_running);
  m_session.run<BundlePtr>(
      {.title = tr("Read the model"), .key = "deploy/try", .quiet = true},
      [name = m_deployment.name](Workbench& workbench, const Context&) {
        return workbench.deployments().bundle(name, workbench.catalogs());
      },
      this, [this, what = m_loaded](const Result<BundlePtr>& bundle) {
        m_loading = false;
        m_busy->stop();
        if (what != m_loaded)
          return;
        if (!bundle) {
          m_error->show(bundle.error());
          return;
        }
        m_bundle = *bundle;
        m_form->setSchema(inputSchema(m_bundle->signature()));
        setRunning(m_running);
      });
}

Json TryPanel::row() const { return m_form->values(); }

void TryPanel::randomRow() {
  if (!m_bundle)
    return;
  m_session.run<Json>(
      {.title = tr("Take a random row"), .key = "deploy/random", .quiet = true},
      [bundle = m_bundle, model = m_deployment.model + "@" + m_deployment.version, seed = ++m_seed](
          Workbench& workbench, const Context& context) {
        return randomInputs(workbench, model, bundle->signature(), seed, context);
      },
      this, [this, bundle = m_bundle](const Result<Json>& row) {
        if (bundle != m_bundle)
          return;
        if (!row) {
          m_error->show(row.error());
          return;
        }
        m_error->clear();
        m_form->setValues(*row);
        m_answer->hide(); // it was about another row
        setRunning(m_running);
      });
}

void TryPanel::predict() {
  if (!m_predict->isEnabled())
    return;
  m_error->clear();
  m_form->clearErrors();
  const Json row = m_form->values();
  std::vector<std::string> inputs;
  for (const SignatureField& field : m_bundle->signature().inputs)
    inputs.push_back(field.name);
  m_asking = true;
  setRunning(m_running);
  m_link.predict(row, inputs, this, [this, row, what = m_loaded](const Result<EndpointAnswer>& answer, double took) {
    m_asking = false;
    setRunning(m_running);
    if (what == m_loaded)
      answered(answer, took, row);
  });
}

void TryPanel::answered(const Result<EndpointAnswer>& answer, double milliseconds, const Json& row) {
  if (!answer) {
    m_answer->hide();
    if (answer.error().places.empty())
      m_error->show(answer.error());
    else
      m_form->showError(answer.error());
    return;
  }
  m_stale = false;
  m_prediction->setText(toQt(answer->prediction));
  QStringList facts;
  if (answer->probability) {
    facts << QString::number(*answer->probability, 'f', 2);
    m_facts->setToolTip(tr("Probability of “%1”").arg(toQt(answer->prediction)));
  }
  facts << tr("%1 ms").arg(milliseconds, 0, 'f', 1) << tr("v%1").arg(toQt(m_deployment.version));
  m_facts->setText(facts.join(QStringLiteral(" · ")));
  m_prediction->setAccessibleName(tr("Prediction: %1").arg(toQt(answer->prediction)));
  m_towards->hide();
  m_bars->hide();
  m_answer->show();
  explain(row);
}

void TryPanel::explain(const Json& row) {
  m_session.run<Contributions>(
      {.title = tr("Explain the answer"), .key = "deploy/explain", .quiet = true},
      [bundle = m_bundle, row](Workbench&, const Context& context) {
        return mainContributions(*bundle, row, kContributions, context);
      },
      this, [this, bundle = m_bundle](const Result<Contributions>& found) {
        if (!found || bundle != m_bundle)
          return; // the answer stands without it
        double most = 0;
        for (const Contribution& c : found->top)
          most = std::max(most, std::abs(c.effect));
        QList<BarRowItem> rows;
        for (const Contribution& c : found->top)
          rows << BarRowItem{c.value.empty() ? toQt(c.name) : tr("%1 = %2").arg(toQt(c.name), toQt(c.value)), {},
                             most > 0 ? c.effect / most : 0};
        m_bars->set(rows, true);
        m_bars->setVisible(most > 0);
        m_towards->setText(found->towards.empty() ? tr("What moved the number, down or up")
                                                  : tr("What speaks against or for “%1”").arg(toQt(found->towards)));
        m_towards->setVisible(most > 0);
      });
}

} // namespace easel
