// The `easel` command as a person's shell would start it, in a folder of its own.
#pragma once

#include "core/base/json.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace easel::test {

struct ProgramResult {
  int code = -1;
  QByteArray out, err;
  /// Standard output as one JSON object; null when it is not.
  Json json() const;
};

/// A working folder and a state folder that go away with the object.
class Program {
 public:
  Program();
  ~Program(); // stops every endpoint that is still running
  ProgramResult run(const QStringList& words, const QString& input = {}, int milliseconds = 240'000) const;
  /// run() with --json; fails the test with the error text unless the exit code is 0.
  Json json(QStringList words) const;
  QString path(const QString& name) const { return m_folder.filePath(name); }
  QString write(const QString& name, const QByteArray& contents) const;
  QByteArray read(const QString& name) const;

 private:
  QTemporaryDir m_folder;
};

} // namespace easel::test
