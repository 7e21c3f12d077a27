#include "widgets/controls/button.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QEvent>

namespace easel {

Button::Button(const QString& text, const QString& iconName, ButtonKind kind, QWidget* parent)
    : QPushButton(text, parent), m_kind(kind), m_iconName(iconName) {
  setIconSize(QSize(metrics::kIcon, metrics::kIcon));
  setKind(kind);
}

void Button::setIconName(const QString& name) {
  m_iconName = name;
  refreshIcon();
}

void Button::setKind(ButtonKind kind) {
  m_kind = kind;
  // The style knows no Button; it asks for this property, which every QPushButton may carry.
  static constexpr const char* kIds[] = {"normal", "primary", "ghost", "danger"};
  setProperty("kind", QString(kIds[static_cast<int>(kind)]));
  refreshIcon();
  update();
}

void Button::refreshIcon() {
  static constexpr Tone kTones[] = {Tone::Text, Tone::OnAccent, Tone::Text2, Tone::Bad};
  setIcon(m_iconName.isEmpty() ? QIcon() : easel::icon(m_iconName, kTones[static_cast<int>(m_kind)]));
}

void Button::changeEvent(QEvent* event) {
  QPushButton::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
    update();
}

IconButton::IconButton(const QString& iconName, const QString& name, QWidget* parent) : QToolButton(parent) {
  setIcon(easel::icon(iconName));
  setIconSize(QSize(metrics::kIcon, metrics::kIcon));
  setToolTip(name);
  setAccessibleName(name);
  setAutoRaise(true);
  setFocusPolicy(Qt::StrongFocus);
}

} // namespace easel
