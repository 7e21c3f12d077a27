// Catalogues of operations: steps, algorithms, metrics, nodes, formats … An Entry joins a declaration with the way to
// make the operation from JSON parameters. Catalogues are values and are passed in; nothing registers itself.
#pragma once

#include "core/schema/describe.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace easel {

template<class Base>
struct Entry {
  Declaration declaration;
  /// Completes and checks the parameters; the error's place names the parameter.
  std::function<Result<std::unique_ptr<const Base>>(const Json& params)> make;

  Entry& title(std::string v) & {
    declaration.title = std::move(v);
    return *this;
  }
  Entry&& title(std::string v) && { return std::move(title(std::move(v))); }
  Entry& summary(std::string v) & {
    declaration.summary = std::move(v);
    return *this;
  }
  Entry&& summary(std::string v) && { return std::move(summary(std::move(v))); }
  Entry& category(std::string v) & {
    declaration.category = std::move(v);
    return *this;
  }
  Entry&& category(std::string v) && { return std::move(category(std::move(v))); }
  Entry& keywords(std::vector<std::string> v) & {
    declaration.keywords = std::move(v);
    return *this;
  }
  Entry&& keywords(std::vector<std::string> v) && { return std::move(keywords(std::move(v))); }
  Entry& replaces(std::string oldId) & {
    declaration.replaces.push_back(std::move(oldId));
    return *this;
  }
  Entry&& replaces(std::string oldId) && { return std::move(replaces(std::move(oldId))); }
};

/// Impl is constructed from Params: `explicit Impl(Params)`.
template<class Base, class Impl, class Params>
Entry<Base> entry(std::string id, int version = 1) {
  Entry<Base> e;
  e.declaration.id = std::move(id);
  e.declaration.version = version;
  e.declaration.schema = schemaOf<Params>();
  e.make = [](const Json& values) -> Result<std::unique_ptr<const Base>> {
    EASEL_TRY(Params params, paramsFromJson<Params>(values));
    return std::unique_ptr<const Base>(std::make_unique<Impl>(std::move(params)));
  };
  return e;
}

template<class Base>
class Catalog {
 public:
  void add(Entry<Base> e) { m_entries.push_back(std::move(e)); }
  const std::vector<Entry<Base>>& entries() const { return m_entries; }

  /// By id or by an id that it replaces; nullptr when there is none.
  const Entry<Base>* find(std::string_view id) const {
    for (const Entry<Base>& e : m_entries)
      if (e.declaration.id == id)
        return &e;
    for (const Entry<Base>& e : m_entries)
      for (const std::string& old : e.declaration.replaces)
        if (old == id)
          return &e;
    return nullptr;
  }
  /// As find, with an error that suggests the nearest id. `noun`: "step", "algorithm" …
  Result<const Entry<Base>*> get(std::string_view id, std::string_view noun) const {
    if (const Entry<Base>* e = find(id))
      return e;
    std::vector<std::string> ids;
    for (const Entry<Base>& e : m_entries)
      ids.push_back(e.declaration.id);
    std::string hint = didYouMean(id, ids);
    if (hint.empty())
      hint = "Known are: " + join(ids, ", ") + ".";
    return Error(ErrorCode::NotFound, "There is no " + std::string(noun) + " '" + std::string(id) + "'.", hint);
  }
  Result<std::unique_ptr<const Base>> make(std::string_view id, const Json& params, std::string_view noun) const {
    EASEL_TRY(const Entry<Base>* e, get(id, noun));
    return e->make(params);
  }

 private:
  std::vector<Entry<Base>> m_entries;
};

} // namespace easel
