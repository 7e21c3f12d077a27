// Govern: the registered versions with who decided what, and the card of one: read, written, decided, exported, deployed.
// GUI thread only.
#pragma once

#include "app/studio/session/view.h"
#include "app/studio/views/govern/card_parts_panels.h"

#include <optional>

class QScrollArea;
class QStackedWidget;

namespace easel {

class BusyLine;
class CardOutline;
class CardPage;
class EmptyState;
class ErrorBox;
class ItemList;
class ParamForm;

class GovernView : public View {
  Q_OBJECT
 public:
  explicit GovernView(Session& session, QWidget* parent = nullptr);
  QString placeText() const override;
  StatusTexts status() const override;
  void go(const Place& place) override; // object: "churn@1"
  QList<Findable> findables() override;
  bool settled() const override;

 protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void reload();
  void show(std::vector<ModelVersion> versions);
  void choose(const QString& id);
  void readCard();
  void showCard(const CardContents& contents);
  void decide(Decision decision, const QString& note);
  void editCard(bool on);
  void saveFields();
  void exportCard();
  std::optional<ModelReference> reference() const { return ModelReference::parse(fromQt(m_current)); }

  std::vector<ModelVersion> m_versions;
  std::optional<CardContents> m_contents;
  QString m_current; // "churn@1"
  QString m_wanted;
  bool m_stale = true, m_known = false, m_readingCard = false;
  int m_reading = 0, m_writing = 0;
  bool m_typing = false; // a burst in the form is not saved yet
  QWidget* m_left;
  ItemList* m_list;
  CardOutline* m_outline;
  QStackedWidget* m_right;
  EmptyState* m_empty;
  BusyLine* m_busy;
  ErrorBox* m_error;
  CardPage* m_page;
  QWidget* m_inspector;
  ParamForm* m_form;
};

} // namespace easel
