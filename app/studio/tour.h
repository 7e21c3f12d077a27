// Walks a project through every view and saves a picture of each. Without a project it makes one from the sample data, by the
// same calls that a person's clicks end in. GUI thread only.
#pragma once

#include "app/studio/application.h"

#include <QTemporaryDir>
#include <QTimer>

namespace easel {

class Tour : public QObject {
  Q_OBJECT
 public:
  /// project: empty: a sample project in a folder that is removed afterwards.
  Tour(Application& application, const QString& folder, const QString& project);
  void start();

 private:
  struct Scene {
    QString name;
    std::function<void()> enter;
  };
  void prepare();
  void collect();
  void tick();
  void fail(const QString& why);

  Application& m_application;
  QString m_folder, m_project;
  QTemporaryDir m_sample;
  QList<Scene> m_scenes;
  int m_scene = -1;
  int m_calm = 0; // ticks without anything going on
  QTimer m_timer;
};

} // namespace easel
