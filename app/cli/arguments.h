// From words on the command line to the parameters of a verb, and the texts of help. Pure functions.
#pragma once

#include "app/cli/command.h"

namespace easel {

struct Arguments {
  const Verb* verb = nullptr;
  Json params = Json::object();
  bool json = false;
  bool quiet = false;
  bool help = false;
  bool version = false;
};

/// words: without the program's name. Errors are wrong usage (exit code 2) and name the word.
Result<Arguments> parseArguments(const std::vector<std::string>& words, const std::vector<Verb>& verbs);

std::string usageLine(const Verb& verb);
std::string helpPage(const Verb& verb);
std::string overviewPage(const std::vector<Verb>& verbs);

} // namespace easel
