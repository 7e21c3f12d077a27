// Deploy: the endpoints on this computer. One click puts a model in service; its figures, a form to try it, stop and start
// again. What there is stands in the endpoints' folders and in the registry, so it survives this window. GUI thread only.
#pragma once

#include "app/studio/session/view.h"

#include <QMap>

#include <optional>

class QStackedWidget;
class QTimer;

namespace easel {

class DeployPanel;
class EmptyState;
class EndpointPage;
class ItemList;
struct EndpointPlan;

class DeployView : public View {
  Q_OBJECT
 public:
  explicit DeployView(Session& session, QWidget* parent = nullptr);
  QString placeText() const override;
  StatusTexts status() const override;
  /// object: an endpoint, or "churn@2", which the verb "deploy" puts in service at once.
  void go(const Place& place) override;
  QList<Findable> findables() override;
  bool settled() const override;

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Listing {
    std::vector<Deployment> endpoints;
    std::vector<ModelVersion> versions;
  };
  void reload();
  void show(const Listing& listing);
  void fillList();
  void choose(const QString& name);
  void openPanel(const QString& model = {});
  void deploy(const EndpointPlan& plan);
  void stop(const QString& name);
  void startAgain(const QString& name);
  void begin(const QString& name, const QString& model, const QString& version);
  void ended(const QString& name, const Result<Deployment>& result);
  void showRight();
  const Deployment* endpoint(const QString& name) const;

  std::optional<Listing> m_listing;
  std::optional<Place> m_wanted; // arrived before the listing
  bool m_lookedAgain = false;
  QString m_current;
  bool m_panelOpen = false;
  int m_reading = 0;
  QMap<QString, Deployment> m_starting;
  QMap<QString, WorkHandle> m_work;
  QMap<QString, Error> m_failed;
  QWidget* m_left;
  ItemList* m_list;
  QStackedWidget* m_right;
  EmptyState* m_empty;
  Button* m_emptyAct;
  DeployPanel* m_panel;
  EndpointPage* m_page;
  QTimer* m_look;
};

} // namespace easel
