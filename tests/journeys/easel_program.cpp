#include "tests/journeys/easel_program.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QtTest>

#include <csignal>

namespace easel::test {

Json ProgramResult::json() const {
  auto parsed =
      parseJson(std::string_view(out.constData(), static_cast<std::size_t>(out.size())), "The output");
  return parsed ? *parsed : Json();
}

Program::Program() {
  QDir(m_folder.path()).mkdir("state");
}

Program::~Program() {
  QDirIterator it(path("state"), {"running.json"}, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext()) {
    QFile file(it.next());
    if (!file.open(QIODevice::ReadOnly))
      continue;
    const auto running = parseJson(file.readAll().toStdString(), "running.json");
    if (running)
      ::kill(static_cast<pid_t>(running->value("pid", 0)), SIGKILL);
  }
}

ProgramResult Program::run(const QStringList& words, const QString& input, int milliseconds) const {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("XDG_STATE_HOME", path("state"));
  process.setProcessEnvironment(environment);
  process.setWorkingDirectory(m_folder.path());
  process.start(EASEL_PROGRAM, words);
  process.write(input.toUtf8());
  process.closeWriteChannel();
  ProgramResult result;
  if (!process.waitForFinished(milliseconds)) {
    process.kill();
    process.waitForFinished();
    result.err = "it took too long";
    return result;
  }
  result.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  result.out = process.readAllStandardOutput();
  result.err = process.readAllStandardError();
  return result;
}

Json Program::json(QStringList words) const {
  words << "--json";
  const ProgramResult result = run(words);
  const Json parsed = result.json();
  if (result.code != 0 || parsed.is_null())
    qWarning("easel %s: exit %d\n%s\n%s", qPrintable(words.join(' ')), result.code, result.err.constData(),
             result.out.left(2000).constData());
  return result.code == 0 ? parsed : Json();
}

QString Program::write(const QString& name, const QByteArray& contents) const {
  QFile file(path(name));
  if (file.open(QIODevice::WriteOnly))
    file.write(contents);
  return path(name);
}

QByteArray Program::read(const QString& name) const {
  QFile file(path(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace easel::test
