// A workbench in a folder that goes away with the test, and short ways to what it answers.
#pragma once

#include "core/base/file.h"
#include "core/workbench/workbench.h"

#include <QTemporaryDir>
#include <QtTest>

namespace easel::test {

template<class T>
T take(Result<T> result) {
  if (!result)
    qFatal("%s", result.error().text().c_str());
  return std::move(result).value();
}
inline void check(const Result<void>& result) {
  if (!result)
    qFatal("%s", result.error().text().c_str());
}
template<class T>
QString errorOf(const Result<T>& result) {
  return result ? QString("no error") : QString::fromStdString(std::string(errorCodeId(result.error().code)));
}

struct Bench {
  QTemporaryDir folder;
  std::unique_ptr<Workbench> bench;

  Bench() { open(); }
  void open(Project::Access access = Project::Access::Write) {
    bench.reset();
    Workbench::OpenOptions options;
    options.access = access;
    bench = take(Workbench::open(path("p.easel"), options));
  }
  Workbench* operator->() const { return bench.get(); }
  std::string path(const char* name) const { return folder.filePath(name).toStdString(); }

  /// The rows as a data set of that name.
  void import(const std::string& name, const QByteArray& csv, bool replace = false) const {
    const std::string file = path((name + ".csv").c_str());
    QFile out(QString::fromStdString(file));
    if (!out.open(QIODevice::WriteOnly) || out.write(csv) != csv.size())
      qFatal("the file cannot be written");
    out.close();
    ImportRequest request;
    request.file = file;
    request.name = name;
    request.replace = replace;
    take(bench->importFile(request, {}));
  }
  std::vector<std::string> types(const std::string& name) const {
    std::vector<std::string> list;
    const auto steps = take(bench->steps(name));
    for (const FlowStep& s : steps)
      list.push_back(s.type);
    return list;
  }
  std::string derive(const std::string& name, const std::string& column, const std::string& formula,
                     const std::string& after = {}) const {
    return take(bench->addStep({name, "derive_column", {{"name", column}, {"formula", formula}}, {}, after}, {})).node;
  }
  std::string lastLabel() const {
    const auto edits = take(bench->project().history());
    for (const Edit& e : edits)
      if (e.current)
        return e.label;
    return {};
  }
};

inline std::string cell(const Table& table, const std::string& column, std::size_t row) {
  return take((*take(table.require(column))).textAt(row)).value_or("∅");
}

} // namespace easel::test
