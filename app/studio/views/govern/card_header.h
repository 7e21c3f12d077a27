// Title, state and acts of one model version; a decision is confirmed in a line below, with a note. GUI thread only.
#pragma once

#include "core/govern/card.h"
#include "widgets/controls/button.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QLineEdit;

namespace easel {

class ElidedLabel;
class Pill;

class CardHeader : public QWidget {
  Q_OBJECT
 public:
  explicit CardHeader(QWidget* parent = nullptr);
  void set(const Card& card, const QString& algorithm, bool mayChange);
  void setEditing(bool on);
  void setBusy(bool busy);

 signals:
  void decided(easel::Decision decision, const QString& note);
  void editWanted(bool on);
  void exportWanted();
  void deployWanted();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void ask(Decision decision);
  void confirm();
  Decision m_asked = Decision::Approved;
  QBoxLayout* m_top;
  ElidedLabel* m_title;
  Pill *m_status, *m_risk, *m_algorithm;
  QLabel* m_sentence;
  Button *m_approve, *m_reject, *m_edit, *m_export, *m_deploy;
  QWidget* m_decision;
  QLineEdit* m_note;
  Button* m_confirm;
};

/// "approved" → the word, tone and icon of its pill.
void showStatus(Pill& pill, const std::string& status);
QString statusWord(const std::string& status);

} // namespace easel
