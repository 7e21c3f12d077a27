#include "app/cli/commands/verbs.h"

namespace easel {

std::vector<Verb> allVerbs() {
  std::vector<Verb> all;
  for (auto* topic : {verbs::data, verbs::training, verbs::models, verbs::governance, verbs::service,
                      verbs::project, verbs::reference})
    for (Verb& v : topic())
      all.push_back(std::move(v));
  return all;
}

} // namespace easel
