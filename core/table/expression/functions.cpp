// The table of all functions, and looking one up.
#include "core/base/text.h"
#include "core/table/expression/function.h"

namespace easel {

namespace expression {

const std::vector<Function>& allFunctions() {
  static const std::vector<Function> list = [] {
    std::vector<Function> all;
    addNumericFunctions(all);
    addTextFunctions(all);
    addDateFunctions(all);
    addConditionFunctions(all);
    addCastFunctions(all);
    return all;
  }();
  return list;
}

const Function* findFunction(std::string_view name) {
  static const std::unordered_map<std::string, const Function*> byName = [] {
    std::unordered_map<std::string, const Function*> map;
    for (const Function& f : allFunctions()) {
      map.emplace(f.name, &f);
      for (const std::string& alias : f.aliases)
        map.emplace(alias, &f);
    }
    return map;
  }();
  const auto it = byName.find(toLowerAscii(name));
  return it == byName.end() ? nullptr : it->second;
}

} // namespace expression

const std::vector<FunctionDeclaration>& functions() {
  static const std::vector<FunctionDeclaration> list(expression::allFunctions().begin(),
                                                     expression::allFunctions().end());
  return list;
}

} // namespace easel
