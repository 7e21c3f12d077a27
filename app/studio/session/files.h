// Choosing files: the desktop's dialogs in the program, answers given beforehand in tests. Nothing waits: the answer comes
// as a call; no call when the person cancels. GUI thread only.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace easel {

class FileChooser {
 public:
  using Chosen = std::function<void(const QString& file)>;
  virtual ~FileChooser() = default;
  /// filter: as QFileDialog's, "Tables (*.csv *.tsv)".
  virtual void open(QWidget* parent, const QString& title, const QString& filter, Chosen chosen);
  virtual void save(QWidget* parent, const QString& title, const QString& proposed, const QString& filter, Chosen chosen);
};

} // namespace easel
