// A place of the studio. Views know the session and the widgets, and not one another: to go elsewhere they name a Place.
// GUI thread only.
#pragma once

#include "app/studio/session/session.h"

#include <QWidget>

namespace easel {

enum class ViewId { Home, Data, Flow, Models, Deploy, Govern };
inline constexpr int kViewCount = 6;

/// Where to go: a view and what to show there: a data set, a model's name, "group@version", an endpoint. `verb` asks for an
/// act on arrival: "train", "deploy", "register".
struct Place {
  ViewId view = ViewId::Home;
  QString object = {};
  QString verb = {};
};

/// An action or a thing that the command palette finds.
struct Findable {
  QString text, remark = {}, iconName = {};
  QStringList keywords = {};
  QKeySequence keys = {};
  std::function<void()> act = {};
};

struct StatusTexts {
  QStringList left;
  QString right;
};

class View : public QWidget {
  Q_OBJECT
 public:
  View(ViewId id, Session& session, QWidget* parent = nullptr);
  ViewId id() const { return m_id; }
  Session& session() const { return m_session; }

  /// Second part of "project / place" in the top bar.
  virtual QString placeText() const { return {}; }
  virtual StatusTexts status() const { return {}; }
  /// Shows this object (empty: whatever was shown last) and does the verb.
  virtual void go(const Place& place) { Q_UNUSED(place); }
  /// Its actions and things, in the order of use.
  virtual QList<Findable> findables() { return {}; }
  /// For the tour and tests: nothing is being loaded, so a picture shows the end state.
  virtual bool settled() const { return true; }

 signals:
  void wants(const easel::Place& place); // to go elsewhere
  void opensFile(const QString& file);   // a project or a data file; empty: the person chooses one
  void changed();                        // placeText or status have changed

 private:
  ViewId m_id;
  Session& m_session;
};

} // namespace easel
