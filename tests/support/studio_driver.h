// The real studio, offscreen, driven as a person does: by mouse and keyboard on controls found by objectName. Counts clicks.
// Own settings, own folders: nothing of the user's is read or written.
#pragma once

#include "app/studio/application.h"

#include <QTemporaryDir>
#include <QtTest>

namespace easel::test {

/// Before QApplication: own configuration, state and data folders, offscreen.
void isolateStudio(QTemporaryDir& home);

class StudioDriver {
 public:
  /// Keeps settings and projects in `folder`.
  explicit StudioDriver(const QString& folder);
  ~StudioDriver();

  MainWindow& window() { return m_application->window(); }
  Session& session() { return m_application->session(); }

  /// The visible control of that name, or null.
  QWidget* find(const QString& objectName) const;
  template<class T>
  T* find(const QString& objectName) const {
    return qobject_cast<T*>(find(objectName));
  }
  /// Waits until it is there, visible and enabled.
  QWidget* wait(const QString& objectName, int millis = 20000);
  bool until(const std::function<bool()>& condition, int millis = 20000);
  /// Nothing runs, and the present view has loaded what it shows.
  bool calm(int millis = 60000);

  bool click(const QString& objectName, int millis = 20000);
  bool clickAt(QWidget* widget, const QPoint& where);
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
  void type(const QString& text);
  /// Tab until the control has the focus; false when it is not reached.
  bool tabTo(const QString& objectName, int most = 200);
  /// A file from the desktop onto the window.
  bool drop(const QString& file);

  int clicks() const { return m_clicks; }
  /// With EASEL_PICTURES=DIR in the environment: a picture of the window.
  void picture(const QString& name);

 private:
  std::unique_ptr<Application> m_application;
  int m_clicks = 0;
};

} // namespace easel::test
