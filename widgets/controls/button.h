// Buttons: with words (normal, primary, ghost, danger) and with an icon alone. Every one has an accessible name. GUI thread.
#pragma once

#include <QPushButton>
#include <QToolButton>

namespace easel {

enum class ButtonKind { Normal, Primary, Ghost, Danger };

class Button : public QPushButton {
  Q_OBJECT
 public:
  explicit Button(const QString& text, const QString& iconName = {}, ButtonKind kind = ButtonKind::Normal,
                  QWidget* parent = nullptr);
  void setIconName(const QString& name);
  void setKind(ButtonKind kind);
  ButtonKind kind() const { return m_kind; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refreshIcon();
  ButtonKind m_kind;
  QString m_iconName;
};

/// The name is its tooltip and accessible name.
class IconButton : public QToolButton {
  Q_OBJECT
 public:
  explicit IconButton(const QString& iconName, const QString& name, QWidget* parent = nullptr);
};

} // namespace easel
