// What the desktop prefers, light or dark: the setting "color-scheme" of xdg-desktop-portal, asked over D-Bus. Asking
// never holds up the window: the bus is opened and asked in a thread of its own, answers arrive in the GUI thread.
// Source: XDG Desktop Portal, org.freedesktop.portal.Settings, version 1.
#pragma once

#include "widgets/theme/tokens.h"

#include <QDBusMessage>
#include <QObject>

#include <optional>

namespace easel {

class DesktopScheme : public QObject {
  Q_OBJECT
 public:
  explicit DesktopScheme(QObject* parent = nullptr);
  /// Asks once, and listens from then on. Does nothing where there is no session bus.
  void ask();
  /// None until there was an answer, and where the desktop has no preference.
  std::optional<Brightness> preferred() const { return m_preferred; }

 signals:
  void changed();

 private slots:
  void settingChanged(const QDBusMessage& message);

 private:
  void take(const QVariant& value);
  std::optional<Brightness> m_preferred;
  bool m_asked = false;
};

} // namespace easel
