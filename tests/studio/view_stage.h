// One view in a window of its own, on a real session: folders of its own, a project with a model of the sample data.
// Controls are found by objectName and driven with mouse and keys.
#pragma once

#include "app/studio/session/view.h"

#include <QAccessible>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace easel::test {

inline constexpr int kPatience = 60'000;

/// First in main: own state and configuration folders, so that endpoints and settings of the user are not touched.
void isolate(QTemporaryDir& home);

class ViewStage {
 public:
  /// `program`: the easel command.
  explicit ViewStage(const QTemporaryDir& home);
  ~ViewStage();
  void show(std::unique_ptr<View> view, QSize size = {1380, 830});
  Session& session() { return m_session; }
  View& view() { return *m_view; }

  /// A new project is opened.
  bool open(const QString& name);
  /// Imports the sample, trains a linear model of `churn` and registers it as churn@1, churn@2 …
  bool registerModel();
  bool settle();
  /// Runs work and waits for its end; false (and a warning) when it fails.
  bool work(const QString& title, std::function<Result<void>(Workbench&, const Context&)> work);

  template<class W = QWidget>
  W* find(const QString& name) const {
    for (W* w : m_view->findChildren<W*>(name))
      if (w->isVisible())
        return w;
    return nullptr;
  }
  /// Visible, enabled, then clicked in its middle.
  bool click(const QString& name);
  bool until(const std::function<bool()>& condition) const;
  /// With EASEL_PICTURES=DIR: a picture of the view, light and dark.
  void picture(const QString& name);

  QList<Notice> notices;
  QList<Place> wanted;

 private:
  const QTemporaryDir& m_home;
  Session m_session;
  std::unique_ptr<View> m_view;
};

/// Saves where it is told to.
class GivenFiles : public FileChooser {
 public:
  explicit GivenFiles(QString file) : m_file(std::move(file)) {}
  void open(QWidget*, const QString&, const QString&, Chosen chosen) override { chosen(m_file); }
  void save(QWidget*, const QString&, const QString&, const QString&, Chosen chosen) override { chosen(m_file); }

 private:
  QString m_file;
};

} // namespace easel::test
