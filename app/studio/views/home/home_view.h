// Home: what do you want to find out, recent projects, drop a file, samples. GUI thread.
#pragma once

#include "app/studio/session/settings.h"
#include "app/studio/session/view.h"

class QBoxLayout;
class QGridLayout;

namespace easel {

class ErrorBox;
class ItemList;
class Panel;

class HomeView : public View {
  Q_OBJECT
 public:
  /// samples: the folder with the sample data; empty: there are none.
  HomeView(Session& session, Settings& settings, const QString& samples, QWidget* parent = nullptr);
  QString placeText() const override;
  StatusTexts status() const override;
  void go(const Place& place) override;
  QList<Findable> findables() override;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Sample {
    QString title, remark, file, iconName;
  };
  QList<Sample> samples() const;
  QWidget* makeGoals();
  Panel* makeRecent();
  Panel* makeSamples();
  void arrange();
  void refreshRecent();

  Settings& m_settings;
  QString m_samples;
  QWidget* m_page;
  QList<QWidget*> m_goals;
  QGridLayout* m_goalGrid = nullptr;
  QBoxLayout* m_lower = nullptr;
  ItemList* m_recent = nullptr;
  QWidget* m_noRecent = nullptr;
  QString m_goal; // what the file that is chosen next is for
};

} // namespace easel
