// A form made from the model's signature, a row of it sent to the endpoint, and the answer with what it rests on.
// GUI thread only.
#pragma once

#include "app/studio/session/session.h"
#include "app/studio/views/deploy/endpoint_link.h"
#include "core/workbench/trial.h"
#include "widgets/controls/panel.h"

class QLabel;

namespace easel {

class BarRows;
class BusyLine;
class ErrorBox;
class ParamForm;

class TryPanel : public Panel {
  Q_OBJECT
 public:
  TryPanel(Session& session, EndpointLink& link, QWidget* parent = nullptr);
  /// Reads the model that this endpoint serves; values that were typed stay while it is the same.
  void show(const Deployment& deployment);
  void setRunning(bool running);
  /// The row in the form: for the call that is copied.
  Json row() const;
  bool settled() const { return !m_loading && !m_asking; }

 private:
  void load();
  void randomRow();
  void predict();
  void answered(const Result<EndpointAnswer>& answer, double milliseconds, const Json& row);
  void explain(const Json& row);
  Session& m_session;
  EndpointLink& m_link;
  Deployment m_deployment;
  BundlePtr m_bundle;
  QString m_loaded; // name and start of what the form shows
  bool m_loading = false, m_asking = false, m_running = false, m_stale = true;
  std::uint64_t m_seed = 1;
  Button *m_random, *m_predict;
  ErrorBox* m_error;
  BusyLine* m_busy;
  ParamForm* m_form;
  QWidget* m_answer;
  QLabel *m_prediction, *m_facts, *m_towards;
  BarRows* m_bars;
};

} // namespace easel
