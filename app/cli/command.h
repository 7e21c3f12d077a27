// One verb of the `easel` command. Its flags and positional arguments are the parameters of its declaration,
// so usage, help, checks and suggestions come from the same place as everywhere else.
#pragma once

#include "core/base/context.h"
#include "core/schema/catalog.h"

#include <string>
#include <vector>

namespace easel {

/// What a verb has to say: JSON for programs, text for people.
struct CommandResult {
  Json json = Json::object();
  std::string text;
};

class Command {
 public:
  virtual ~Command() = default;
  virtual Result<CommandResult> run(const Context& context) const = 0;
};

/// How a verb is written: which parameters are positional, in order; the others are flags.
struct Verb {
  Entry<Command> entry;
  std::vector<std::string> positional; // a trailing '?' marks one that may be left out
  bool untilStopped = false;           // runs until SIGTERM or Ctrl C, which it waits for itself
};

/// All verbs, in the order of the help page.
std::vector<Verb> allVerbs();

template<class C, class Flags>
Verb verb(std::string id, std::string summary, std::vector<std::string> positional) {
  return {entry<Command, C, Flags>(std::move(id)).summary(std::move(summary)), std::move(positional), false};
}

} // namespace easel
