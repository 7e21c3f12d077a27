// A file on its way in: its first rows at once, then the import with progress, then what could not be used and what has to be
// answered. It waits for the project when that is still being opened. GUI thread.
#pragma once

#include "app/studio/session/session.h"

#include <QObject>

namespace easel {

/// What an import has to say, in words. Made from its report.
struct ImportRemark {
  QString text;        // one line; empty: nothing to say
  QStringList details; // every line, column and value, up to some hundred
  bool datesUnclear = false;
};
ImportRemark importRemark(const Json& report);

class DataImport : public QObject {
  Q_OBJECT
 public:
  explicit DataImport(Session& session, QObject* parent = nullptr);
  void begin(const ImportRequest& request);
  void cancel();
  bool running() const { return m_running; }
  const ImportRequest& request() const { return m_request; }
  QString fileName() const;
  WorkHandle work() const { return m_work; }

 signals:
  void begun();
  void previewed(const easel::Table& table); // the first rows
  void done(const easel::ImportOutcome& outcome);
  void failed(const easel::Error& error);

 private:
  void import();
  Session& m_session;
  ImportRequest m_request;
  WorkHandle m_work;
  bool m_running = false, m_waiting = false;
};

} // namespace easel
