// Documents and their history: undo, redo, branches, bursts, any state again, differences; against a plain model under
// random edits.
#include "store_support.h"

#include "core/store/json_patch.h"

#include <QThread>

using namespace easel;
using namespace easel::test;

namespace {
using Contents = std::map<std::string, Json>;

Contents contentsOf(const Project& project) {
  Contents all;
  for (const std::string& id : take(project.documents("")))
    all[id] = *take(project.document(id));
  return all;
}

Result<void> put(Project& project, const std::string& label, const std::string& id, Json value,
                 const std::string& key = {}) {
  return project.edit(label, [&](Documents& d) -> Result<void> {
    d.put(id, std::move(value));
    return {};
  }, key);
}

QString text(const std::optional<std::string>& label) { return label ? QString::fromStdString(*label) : QString("-"); }

Json randomJson(Random& random, int depth) {
  switch (random.below(depth > 0 ? 8 : 6)) {
  case 0: return nullptr;
  case 1: return random.below(2) == 1;
  case 2: return static_cast<std::int64_t>(random.below(5)) - 2;
  case 3: return static_cast<double>(random.below(5)) / 2; // 1.0 beside 1
  case 4: return std::string(random.below(4), static_cast<char>('a' + random.below(3)));
  case 5: return std::string("~/\"\\ß");
  case 6: {
    Json array = Json::array();
    for (std::uint64_t n = random.below(5); n > 0; --n)
      array.push_back(randomJson(random, depth - 1));
    return array;
  }
  default: {
    Json object = Json::object();
    for (std::uint64_t n = random.below(5); n > 0; --n)
      object[std::string(1, static_cast<char>('a' + random.below(4))) + (random.below(4) ? "" : "/~x")] =
          randomJson(random, depth - 1);
    return object;
  }
  }
}
} // namespace

class TestStoreHistory : public QObject {
  Q_OBJECT
 private slots:
  void undoAndRedo() {
    const Folder folder;
    {
      const auto project = open(folder.path());
      QCOMPARE(text(take(project->undo())), QString("-"));
      check(put(*project, "Make", "flow/a", {{"x", 1}}));
      check(put(*project, "Change", "flow/a", {{"x", 2}}));
      check(put(*project, "Same", "flow/a", {{"x", 2}})); // nothing changed: no entry
      check(project->edit("Remove", [](Documents& d) -> Result<void> {
        d.remove("flow/a");
        d.put("flow/b", 5);
        return {};
      }));
      QCOMPARE(take(project->history()).size(), std::size_t{3});
      QCOMPARE(text(take(project->undo())), QString("Remove"));
      QCOMPARE(text(take(project->undo())), QString("Change"));
      QVERIFY(contentsOf(*project) == (Contents{{"flow/a", {{"x", 1}}}}));
    }
    const auto project = open(folder.path()); // the history outlives the program
    QCOMPARE(text(take(project->redo())), QString("Change"));
    QCOMPARE(text(take(project->redo())), QString("Remove"));
    QCOMPARE(text(take(project->redo())), QString("-"));
    QVERIFY(contentsOf(*project) == (Contents{{"flow/b", 5}}));
    for (int i = 0; i < 3; ++i)
      QVERIFY(take(project->undo()));
    QVERIFY(contentsOf(*project).empty());
  }

  void aFailedChangeChangesNothing() {
    const Folder folder;
    const auto project = open(folder.path());
    check(put(*project, "Make", "a", 1));
    const auto failed = project->edit("Fail", [](Documents& d) -> Result<void> {
      d.put("a", 2);
      d.put("b", 3);
      return Error(ErrorCode::InvalidArgument, "No.");
    });
    QCOMPARE(errorOf(failed), QString("invalid_argument"));
    QVERIFY(contentsOf(*project) == (Contents{{"a", 1}}));
    QCOMPARE(take(project->history()).size(), std::size_t{1});
  }

  void anEditSeesItsOwnChanges() {
    const Folder folder;
    const auto project = open(folder.path());
    check(put(*project, "Make", "flow/a", 1));
    check(project->edit("More", [](Documents& d) -> Result<void> {
      d.put("flow/c", 2);
      d.put("flux", 0);
      d.remove("flow/a");
      const bool right = d.list("flow/") == std::vector<std::string>{"flow/c"} && !d.get("flow/a") && *d.get("flow/c") == 2;
      return right ? Result<void>() : Error(ErrorCode::Internal, "not seen");
    }));
    QVERIFY(take(project->documents("flow/")) == std::vector<std::string>{"flow/c"});
  }

  void anEditAfterUndoMakesABranch() {
    const Folder folder;
    const auto project = open(folder.path());
    check(put(*project, "One", "a", 1));
    check(put(*project, "Two", "a", 2));
    check(put(*project, "Three", "a", 3));
    QVERIFY(take(project->undo()));
    QVERIFY(take(project->undo()));
    const auto undone = take(project->history());
    QVERIFY(undone[0].current && undone[1].undone && undone[2].undone && !undone[0].undone);
    check(put(*project, "Other", "a", 9));
    const auto history = take(project->history());
    QCOMPARE(history.size(), std::size_t{4});
    QCOMPARE(history[3].parent, history[0].id);
    QVERIFY(history[3].current && !history[1].undone);
    QCOMPARE(text(take(project->redo())), QString("-"));
    check(project->goTo(history[2].id)); // the old future
    QVERIFY(contentsOf(*project) == (Contents{{"a", 3}}));
    QVERIFY(take(project->undo()));
    QVERIFY(take(project->undo()));
    QCOMPARE(text(take(project->redo())), QString("Two")); // redo leads where one came from
    check(project->goTo(0));
    QVERIFY(contentsOf(*project).empty());
    check(project->goTo(history[3].id));
    QVERIFY(contentsOf(*project) == (Contents{{"a", 9}}));
    QCOMPARE(errorOf(project->goTo(77)), QString("not_found"));
    const Json changes = take(project->difference(history[3].id, history[2].id));
    QVERIFY(changes == Json::parse(R"({"a":[{"op":"replace","path":"","value":3}]})"));
    QVERIFY(take(project->difference(history[1].id, history[1].id)).empty());
    QVERIFY(contentsOf(*project) == (Contents{{"a", 9}})); // looking changed nothing
  }

  void aBurstIsOneEntry() {
    const Folder folder;
    const auto project = open(folder.path());
    check(put(*project, "Make", "a", {{"x", 0}, {"y", 0}}));
    for (int i = 1; i <= 20; ++i)
      check(put(*project, "Drag to " + std::to_string(i), "a", {{"x", i}, {"y", 0}}, "drag x"));
    check(put(*project, "Drag further", "b", 1, "drag x"));
    auto history = take(project->history());
    QCOMPARE(history.size(), std::size_t{2});
    QCOMPARE(history[1].label, std::string("Drag further"));
    QVERIFY(take(project->undo()));
    QVERIFY(contentsOf(*project) == (Contents{{"a", {{"x", 0}, {"y", 0}}}}));
    QVERIFY(take(project->redo()));
    QVERIFY(contentsOf(*project) == (Contents{{"a", {{"x", 20}, {"y", 0}}}, {"b", 1}}));
    check(put(*project, "After redo", "a", {{"x", 21}, {"y", 0}}, "drag x")); // not right after one
    check(put(*project, "Other key", "a", {{"x", 21}, {"y", 1}}, "drag y"));
    check(put(*project, "No key", "a", {{"x", 21}, {"y", 2}}));
    check(put(*project, "No key", "a", {{"x", 21}, {"y", 3}}));
    QCOMPARE(take(project->history()).size(), std::size_t{6});
    check(put(*project, "Away", "a", 1, "k"));
    check(put(*project, "And back", "a", {{"x", 21}, {"y", 3}}, "k"));
    QCOMPARE(take(project->history()).size(), std::size_t{6});
    QVERIFY(take(project->history()).back().current);
    check(put(*project, "Slow", "s", 1, "slow"));
    QThread::msleep(1100);
    check(put(*project, "Slow", "s", 2, "slow"));
    QCOMPARE(take(project->history()).size(), std::size_t{8});
  }

  void whatJsonCannotHoldDoesNotDisturb() {
    const Folder folder;
    const auto project = open(folder.path());
    check(put(*project, "Strange", "a", {{"n", std::nan("")}, {"t", "\xff\xfe"}, {"one", 1.0}}));
    check(put(*project, "One", "a", {{"n", nullptr}, {"t", "x"}, {"one", 1}}));
    QVERIFY(take(project->undo()));
    const Json read = *take(project->document("a"));
    QVERIFY(read["n"].is_null() && read["one"].is_number_float());
    QVERIFY(take(project->redo()));
    QVERIFY((*take(project->document("a")))["one"].is_number_integer());
  }

  void patchesLeadBothWays() {
    Random random(11);
    for (int i = 0; i < 3000; ++i) {
      const std::optional<Json> a = random.below(8) ? std::optional(randomJson(random, 3)) : std::nullopt;
      const std::optional<Json> b = random.below(8) ? std::optional(randomJson(random, 3)) : std::nullopt;
      const auto there = take(patched(a, patchBetween(a, b)));
      QCOMPARE(there.has_value(), b.has_value());
      if (b)
        QCOMPARE(QString::fromStdString(toText(*there)), QString::fromStdString(toText(*b)));
    }
    QCOMPARE(errorOf(patched(Json(1), Json::parse(R"([{"op":"replace","path":"/a","value":1}])"))), QString("corrupt"));
    QCOMPARE(errorOf(patched(Json(1), Json::parse(R"({"op":5})"))), QString("corrupt"));
  }

  void randomEditsAgainstAModel() {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const Folder folder;
      auto project = open(folder.path());
      Random random(seed);
      std::map<std::int64_t, Contents> states = {{0, {}}};
      std::int64_t current = 0;
      for (int step = 0; step < 120; ++step) {
        const std::uint64_t what = random.below(10);
        if (what < 5) {
          Contents next = states[current];
          const std::string key = random.below(3) ? "" : "k" + std::to_string(random.below(2));
          check(project->edit("e", [&](Documents& d) -> Result<void> {
            for (std::uint64_t n = random.below(3) + 1; n > 0; --n) {
              const std::string id = "d" + std::to_string(random.below(4));
              if (random.below(5) == 0) {
                d.remove(id);
                next.erase(id);
              } else {
                next[id] = randomJson(random, 3);
                d.put(id, next[id]);
              }
            }
            return {};
          }, key));
          const auto history = take(project->history());
          std::map<std::int64_t, Contents> kept = {{0, {}}}; // a merged entry may be gone
          current = 0;
          for (const Edit& edit : history) {
            kept[edit.id] = states[edit.id];
            if (edit.current)
              current = edit.id;
          }
          states = std::move(kept);
          states[current] = next;
        } else if (what < 8) {
          const auto moved = take(what == 5 ? project->redo() : project->undo());
          current = 0;
          for (const Edit& edit : take(project->history()))
            if (edit.current)
              current = edit.id;
          QVERIFY(moved.has_value() || what == 5 || current == 0);
        } else if (what == 8) {
          auto it = states.begin();
          std::advance(it, static_cast<std::ptrdiff_t>(random.below(states.size())));
          check(project->goTo(it->first));
          current = it->first;
        } else {
          auto from = states.begin();
          auto to = states.begin();
          std::advance(from, static_cast<std::ptrdiff_t>(random.below(states.size())));
          std::advance(to, static_cast<std::ptrdiff_t>(random.below(states.size())));
          const Json changes = take(project->difference(from->first, to->first));
          Contents reached = from->second;
          for (const auto& [id, patch] : changes.items()) {
            const auto it = reached.find(id);
            const auto value = take(patched(it == reached.end() ? std::nullopt : std::optional(it->second), patch));
            reached.erase(id);
            if (value)
              reached[id] = *value;
          }
          QVERIFY(reached == to->second);
        }
        QVERIFY2(contentsOf(*project) == states[current], qPrintable(QString("seed %1 step %2").arg(seed).arg(step)));
        if (step % 40 == 39) {
          project.reset();
          project = open(folder.path());
        }
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestStoreHistory)
#include "tst_store_history.moc"
