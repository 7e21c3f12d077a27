// The `easel` command: everything the studio does, without a mouse.
#include "app/cli/arguments.h"
#include "app/cli/progress.h"
#include "core/base/version.h"
#include "core/serve/deployment.h"

#include <algorithm>
#include <atomic>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <unistd.h>

using namespace easel;

namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

const Context* g_context = nullptr; // the running command, for Ctrl C
std::atomic<bool> g_interrupted{false};

/// First Ctrl C asks the work to stop and leaves everything in order; the second one ends at once.
void onInterrupt(int) {
  if (g_interrupted.exchange(true))
    ::_exit(130);
  if (g_context)
    g_context->cancel(); // one relaxed store: safe in a signal handler
}

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  if (!text.empty() && text.back() != '\n')
    std::fputc('\n', stdout);
}

int fail(const Error& error, bool json, int code) {
  if (json)
    print(toText(Json{{"error", toJson(error)}}));
  std::fprintf(stderr, "easel: %s\n", error.text().c_str());
  return code;
}

} // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_NUMERIC, "C");
  const std::vector<std::string> words(argv + 1, argv + argc);
  const std::vector<Verb> verbs = allVerbs();
  const auto arguments = parseArguments(words, verbs);
  if (!arguments) {
    const bool json = std::find(words.begin(), words.end(), "--json") != words.end();
    return fail(arguments.error(), json, kWrongUsage);
  }
  if (arguments->version) {
    print(std::string("easel ") + kVersion);
    return 0;
  }
  if (!arguments->verb || arguments->help) {
    print(arguments->verb ? helpPage(*arguments->verb) : overviewPage(verbs));
    return arguments->help || words.empty() ? 0 : kWrongUsage;
  }
  const auto command = arguments->verb->entry.make(arguments->params);
  if (!command)
    return fail(command.error(), arguments->json, kWrongUsage);

  const Context context;
  g_context = &context;
  if (arguments->verb->untilStopped)
    blockStopSignals(); // before the first thread, so that all of them leave the signals to the command
  else
    std::signal(SIGINT, onInterrupt);
  std::signal(SIGPIPE, SIG_IGN);
  const auto result = [&] {
    const ProgressBar bar(context, !arguments->quiet);
    return (*command)->run(context);
  }();
  if (!arguments->quiet)
    for (const std::string& warning : context.warnings())
      std::fprintf(stderr, "easel: note: %s\n", warning.c_str());
  if (!result)
    return fail(result.error(), arguments->json, kFailed);
  print(arguments->json ? toText(result->json) : result->text);
  return std::fflush(stdout) == 0 ? 0 : kFailed;
}
