// Every column with what stands in it: the list at the left, chart, figures and frequent values of the chosen one at the
// right. GUI thread.
#pragma once

#include "core/explore/profile.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QStackedWidget;

namespace easel {

class BarRows;
class ChartView;
class ItemList;
class Panel;
class SearchField;

class ProfileTab : public QWidget {
  Q_OBJECT
 public:
  explicit ProfileTab(QWidget* parent = nullptr);
  void setProfile(const std::optional<TableProfile>& profile);
  void showColumn(const QString& name);

 signals:
  void columnOpened(const QString& name); // to be shown in the grid

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void refill();
  void showCurrent();
  std::optional<TableProfile> m_profile;
  QWidget* m_left;
  QGridLayout* m_panels;
  Panel* m_figuresPanel;
  bool m_narrow = false;
  SearchField* m_words;
  ItemList* m_list;
  QStackedWidget* m_stack;
  Panel* m_chartPanel;
  ChartView* m_chart;
  QGridLayout* m_figures;
  Panel* m_topPanel;
  BarRows* m_top;
};

} // namespace easel
