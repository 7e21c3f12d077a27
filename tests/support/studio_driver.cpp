#include "tests/support/studio_driver.h"

#include "widgets/theme/theme.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>

namespace easel::test {

void isolateStudio(QTemporaryDir& home) {
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME"})
    qputenv(name, home.path().toUtf8());
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
    qputenv("QT_QPA_PLATFORM", "offscreen");
}

StudioDriver::StudioDriver(const QString& folder) {
  StudioOptions options;
  options.settingsFile = folder + "/studio.ini";
  options.program = EASEL_PROGRAM;
  m_application = std::make_unique<Application>(options);
  const auto theme = themeChoiceFromId(qEnvironmentVariable("EASEL_THEME", "light"));
  applyTheme(theme.value_or(ThemeChoice::Light));
  window().resize(1440, 900);
  window().show();
  window().activateWindow();
  if (!QTest::qWaitForWindowActive(&window(), 5000))
    qWarning("The window did not become active.");
}

StudioDriver::~StudioDriver() = default;

QWidget* StudioDriver::find(const QString& objectName) const {
  for (QWidget* widget : QApplication::allWidgets())
    if (widget->objectName() == objectName && widget->isVisible())
      return widget;
  return nullptr;
}

bool StudioDriver::until(const std::function<bool()>& condition, int millis) {
  return QTest::qWaitFor(condition, millis);
}

QWidget* StudioDriver::wait(const QString& objectName, int millis) {
  QWidget* found = nullptr;
  if (!until([&] { return (found = find(objectName)) && found->isEnabled(); }, millis)) {
    qWarning("'%s' is not there or not enabled.", qPrintable(objectName));
    return nullptr;
  }
  return found;
}

bool StudioDriver::calm(int millis) {
  int still = 0;
  return until(
      [&] {
        const bool now = !session().busy() && window().current()->settled();
        still = now ? still + 1 : 0;
        return still > 5;
      },
      millis);
}

bool StudioDriver::click(const QString& objectName, int millis) {
  QWidget* widget = wait(objectName, millis);
  return widget && clickAt(widget, widget->rect().center());
}

bool StudioDriver::clickAt(QWidget* widget, const QPoint& where) {
  // What lies on top takes the click, as under a real mouse.
  QWidget* const top = widget->window();
  QWidget* const hit = top->childAt(widget->mapTo(top, where));
  QWidget* const target = hit && (hit == widget || widget->isAncestorOf(hit)) ? hit : nullptr;
  if (!target && widget != top) {
    qWarning("'%s' is covered by '%s'.", qPrintable(widget->objectName()), hit ? hit->metaObject()->className() : "nothing");
    return false;
  }
  QWidget* const receiver = target ? target : widget;
  ++m_clicks;
  QTest::mouseClick(receiver, Qt::LeftButton, Qt::NoModifier, receiver->mapFrom(top, widget->mapTo(top, where)));
  return true;
}

void StudioDriver::key(Qt::Key key, Qt::KeyboardModifiers modifiers) {
  QWidget* target = QApplication::focusWidget();
  QTest::keyClick(target ? target : &window(), key, modifiers);
}

void StudioDriver::type(const QString& text) {
  QWidget* target = QApplication::focusWidget();
  QTest::keyClicks(target ? target : &window(), text);
}

bool StudioDriver::tabTo(const QString& objectName, int most) {
  for (int i = 0; i < most; ++i) {
    const QWidget* focus = QApplication::focusWidget();
    for (const QWidget* w = focus; w; w = w->parentWidget())
      if (w->objectName() == objectName)
        return true;
    key(Qt::Key_Tab);
  }
  const QWidget* focus = QApplication::focusWidget();
  qWarning("Tab does not reach '%s'; it ended at '%s'.", qPrintable(objectName),
           focus ? qPrintable(focus->objectName()) : "nothing");
  return false;
}

bool StudioDriver::drop(const QString& file) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(file)});
  const QPoint middle = window().rect().center();
  QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window(), &enter);
  if (!enter.isAccepted())
    return false;
  QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window(), &drop);
  return drop.isAccepted();
}

void StudioDriver::picture(const QString& name) {
  const QString folder = qEnvironmentVariable("EASEL_PICTURES");
  if (folder.isEmpty())
    return;
  QDir().mkpath(folder);
  window().grab().save(QDir(folder).filePath(name + ".png"));
}

} // namespace easel::test
