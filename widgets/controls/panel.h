// A white box with rounded corners and a soft shadow: title at the left, a remark or controls at the right. GUI thread.
#pragma once

#include <QFrame>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace easel {

class Panel : public QFrame {
  Q_OBJECT
 public:
  explicit Panel(const QString& title = {}, QWidget* parent = nullptr);
  void setTitle(const QString& title, const QString& iconName = {});
  void setRemark(const QString& remark); // right of the title, quieter
  void addToHeader(QWidget* widget);     // right of the remark
  QVBoxLayout* body() { return m_body; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QLabel* m_icon;
  QLabel* m_title;
  QLabel* m_remark;
  QHBoxLayout* m_header;
  void arrangeHeader();
  QVBoxLayout* m_body;
};

} // namespace easel
