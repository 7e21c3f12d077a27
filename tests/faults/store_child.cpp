// The other process in the tests of the project file: it holds a project, or saves into it without pause and says on
// standard output what was acknowledged, until it is killed.
#include "core/base/random.h"
#include "core/store/project.h"
#include "core/table/builder.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>

using namespace easel;

namespace {
void say(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(STDOUT_FILENO, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    std::_Exit(3);
}

Result<void> save(Project& project, std::uint64_t seed) {
  Random random(seed);
  EASEL_TRY(const auto begun, project.document("counter"));
  for (std::int64_t n = (begun ? begun->get<std::int64_t>() : 0) + 1;; ++n) {
    EASEL_CHECK(project.edit("edit " + std::to_string(n), [&](Documents& documents) -> Result<void> {
      documents.put("counter", n);
      documents.put("item/" + std::to_string(n % 20), {{"n", n}, {"text", std::string(random.below(3000), 'x')}});
      return {};
    }));
    say("edit " + std::to_string(n));
    if (random.below(4) == 0) {
      std::vector<double> values(random.below(150'000) + 1);
      for (double& value : values)
        value = random.normal();
      const std::size_t rows = values.size();
      EASEL_TRY(const Table table, Table::make({{"value", columnOf(std::move(values))}}));
      EASEL_TRY(const std::string hash, project.putTable(table, Context()));
      say("table " + hash + " " + std::to_string(rows));
    }
  }
}
} // namespace

int main(int argc, char** argv) {
  if (argc != 4)
    return 2;
  const std::string mode = argv[1];
  auto project = Project::open(argv[2], {.program = "easel_store_child"});
  if (!project) {
    std::fprintf(stderr, "%s\n", project.error().text().c_str());
    return 1;
  }
  say("open");
  if (mode == "hold") {
    char c = 0;
    while (::read(STDIN_FILENO, &c, 1) > 0) {
    }
    return 0;
  }
  const Result<void> ended = save(**project, std::strtoull(argv[3], nullptr, 10));
  std::fprintf(stderr, "%s\n", ended ? "ended" : ended.error().text().c_str());
  return 1;
}
