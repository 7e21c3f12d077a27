#include "widgets/theme/desktop_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QFileInfo>
#include <QPointer>

#include <thread>

namespace easel {

namespace {

constexpr const char* kService = "org.freedesktop.portal.Desktop";
constexpr const char* kPath = "/org/freedesktop/portal/desktop";
constexpr const char* kInterface = "org.freedesktop.portal.Settings";
constexpr const char* kArea = "org.freedesktop.appearance";
constexpr const char* kKey = "color-scheme";
constexpr int kPatience = 2000; // ms

/// Without one of these the D-Bus library would try to start a bus of its own.
bool busIsThere() {
  return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
         QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + "/bus");
}

} // namespace

DesktopScheme::DesktopScheme(QObject* parent) : QObject(parent) {}

void DesktopScheme::ask() {
  if (m_asked || !busIsThere())
    return;
  m_asked = true;
  // The receiver is only looked at in its own thread.
  std::thread([receiver = QPointer<DesktopScheme>(this),
               application = QPointer<QObject>(thread()->eventDispatcher())] {
    QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, "easel-theme");
    if (!bus.isConnected() || application.isNull())
      return;
    QMetaObject::invokeMethod(application.data(), [receiver] {
      if (!receiver.isNull())
        QDBusConnection("easel-theme")
            .connect(kService, kPath, kInterface, "SettingChanged", receiver.data(),
                     SLOT(settingChanged(QDBusMessage)));
    });
    QDBusMessage question = QDBusMessage::createMethodCall(kService, kPath, kInterface, "Read");
    question << QString(kArea) << QString(kKey);
    const QDBusMessage answer = bus.call(question, QDBus::Block, kPatience);
    if (answer.type() != QDBusMessage::ReplyMessage || answer.arguments().isEmpty() || application.isNull())
      return;
    QMetaObject::invokeMethod(application.data(), [receiver, value = answer.arguments().constFirst()] {
      if (!receiver.isNull())
        receiver->take(value);
    });
  }).detach();
}

void DesktopScheme::settingChanged(const QDBusMessage& message) {
  const QVariantList said = message.arguments(); // area, key, value
  if (said.size() == 3 && said[0].toString() == kArea && said[1].toString() == kKey)
    take(said[2]);
}

void DesktopScheme::take(const QVariant& value) {
  QVariant inner = value; // a variant in a variant
  while (inner.canConvert<QDBusVariant>())
    inner = inner.value<QDBusVariant>().variant();
  const uint scheme = inner.toUInt();
  const auto before = m_preferred;
  m_preferred = scheme == 1   ? std::optional(Brightness::Dark)
                : scheme == 2 ? std::optional(Brightness::Light)
                              : std::nullopt;
  if (m_preferred != before)
    emit changed();
}

} // namespace easel
