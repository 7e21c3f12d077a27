// The rules of the house, checked on the source itself: which way includes point, how long a file may be,
// that every file is built, that core knows no Qt and the window has no nested event loop.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QtTest>

namespace {

constexpr int kLongest = 600;

struct SourceFile {
  QString path; // from the root: "core/base/text.h"
  QString text;
};

QString read(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

std::vector<SourceFile> sources(const QStringList& folders, const QStringList& patterns = {"*.h", "*.cpp"}) {
  const QDir root(EASEL_SOURCE_DIR);
  std::vector<SourceFile> files;
  for (const QString& folder : folders) {
    QDirIterator it(root.filePath(folder), patterns, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
      const QString path = it.next();
      files.push_back({root.relativeFilePath(path), read(path)});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

QStringList includes(const SourceFile& file) {
  static const QRegularExpression pattern("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]",
                                          QRegularExpression::MultilineOption);
  QStringList found;
  for (auto it = pattern.globalMatch(file.text); it.hasNext();)
    found << it.next().captured(1);
  return found;
}

/// The rooms of core from the ground up, as core/CMakeLists.txt adds them.
QStringList rooms() {
  static const QRegularExpression pattern(R"(add_subdirectory\((\w+)\))");
  QStringList order;
  for (auto it = pattern.globalMatch(read(QString(EASEL_SOURCE_DIR) + "/core/CMakeLists.txt")); it.hasNext();)
    order << it.next().captured(1);
  return order;
}

int floorOf(const QString& path) {
  static const QStringList floors = {"core", "widgets", "app"};
  return static_cast<int>(floors.indexOf(path.section('/', 0, 0)));
}

void expectNone(const QStringList& faults) {
  QVERIFY2(faults.isEmpty(), qPrintable("\n" + faults.join("\n")));
}

} // namespace

class TestArchitecture : public QObject {
  Q_OBJECT
 private slots:
  void theSourceIsFound() {
    QVERIFY(sources({"core"}).size() > 100);
    QVERIFY(rooms().size() >= 14);
    QCOMPARE(rooms().first(), QString("base"));
  }

  void includesPointDown() {
    const QStringList order = rooms();
    QStringList faults;
    for (const SourceFile& file : sources({"core", "widgets", "app"}))
      for (const QString& include : includes(file)) {
        const int target = floorOf(include);
        if (target < 0)
          continue;
        if (target > floorOf(file.path))
          faults << file.path + " includes " + include + ", a floor above";
        if (file.path.startsWith("core/") && include.startsWith("core/") &&
            order.indexOf(include.section('/', 1, 1)) > order.indexOf(file.path.section('/', 1, 1)))
          faults << file.path + " includes " + include + ", a room above";
      }
    expectNone(faults);
  }

  void includesAreByPathFromTheRoot() {
    static const QRegularExpression quoted("^\\s*#\\s*include\\s*\"([^\"]+)\"",
                                           QRegularExpression::MultilineOption);
    const QDir root(EASEL_SOURCE_DIR);
    QStringList faults;
    for (const SourceFile& file : sources({"core", "widgets", "app"}))
      for (auto it = quoted.globalMatch(file.text); it.hasNext();)
        if (const QString include = it.next().captured(1);
            !QFile::exists(root.filePath(include)) && !include.endsWith(".moc"))
          faults << file.path + " includes \"" + include + "\"";
    expectNone(faults);
  }

  void coreKnowsNoQt() {
    QStringList faults;
    for (const SourceFile& file : sources({"core", "app/cli"}, {"*.h", "*.cpp", "CMakeLists.txt"})) {
      for (const QString& include : includes(file))
        if (include.startsWith('Q') || include.startsWith("qt"))
          faults << file.path + " includes " + include;
      if (file.text.contains("Qt6::") || file.text.contains("find_package(Qt"))
        faults << file.path + " links Qt";
    }
    expectNone(faults);
  }

  void filesAreShort() {
    QStringList faults;
    for (const SourceFile& file : sources({"core", "widgets", "app", "tests"}))
      if (const auto lines = file.text.count('\n'); lines > kLongest)
        faults << file.path + " has " + QString::number(lines) + " lines";
    expectNone(faults);
  }

  void headersSayOnce() {
    QStringList faults;
    for (const SourceFile& file : sources({"core", "widgets", "app"}, {"*.h"}))
      if (!file.text.contains("#pragma once") || !file.text.startsWith("//"))
        faults << file.path + " lacks #pragma once or its opening comment";
    expectNone(faults);
  }

  void everyFileIsBuilt() {
    // A .cpp stands in a CMakeLists.txt of its folder or of one above, by its name or (catalogues) its bare
    // name.
    const QDir root(EASEL_SOURCE_DIR);
    QStringList faults;
    for (const SourceFile& file : sources({"core", "widgets", "app", "tests"}, {"*.cpp"})) {
      bool listed = false;
      for (QString folder = file.path.section('/', 0, -2); !folder.isEmpty() && !listed;
           folder = folder.section('/', 0, -2)) {
        const QString lists = read(root.filePath(folder + "/CMakeLists.txt"));
        const QString name = file.path.section('/', -1);
        const QRegularExpression word("(^|[\\s(/])(" + QRegularExpression::escape(name) + "|" +
                                      QRegularExpression::escape(name.chopped(4)) + ")($|[\\s)])");
        listed = lists.contains(word);
        if (!folder.contains('/'))
          break;
      }
      if (!listed)
        faults << file.path + " is in no CMakeLists.txt";
    }
    expectNone(faults);
  }

  void noNestedEventLoop() {
    QStringList faults;
    for (const SourceFile& file : sources({"widgets", "app"}))
      for (const char* word : {"processEvents", "QEventLoop", "waitForFinished("})
        if (file.text.contains(word))
          faults << file.path + " uses " + word;
    expectNone(faults);
  }

  void nothingIsLeftForLater() {
    static const QRegularExpression words(R"(\b(TODO|FIXME|XXX|not implemented|placeholder|dummy)\b)");
    QStringList faults;
    for (const SourceFile& file : sources({"core", "widgets", "app"}))
      if (const auto match = words.match(file.text); match.hasMatch())
        faults << file.path + " says " + match.captured(1);
    expectNone(faults);
  }
};

QTEST_APPLESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
