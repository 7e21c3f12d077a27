// From a plain struct of parameters to its Schema, its JSON and back, by pointers to members.
//
//   struct KnnParams {
//     int neighbours = 5;
//     static void describe(Describe<KnnParams>& d) {
//       d.field(&KnnParams::neighbours, "neighbours").label(EASEL_TR("Neighbours")).range(1, 1000).tunable(1, 50);
//     }
//   };
//
// Members may be bool, int, std::int64_t, double, std::string, an enum class (give its choices), ColumnName,
// ColumnNames, FormulaText, FilePath, std::vector<std::string>, std::map<std::string, std::string>, and
// std::optional of the scalar ones.
#pragma once

#include "core/schema/schema.h"

#include <functional>
#include <limits>
#include <map>
#include <memory>

namespace easel {

struct ColumnName {
  std::string name;
  bool operator==(const ColumnName&) const = default;
};
struct ColumnNames {
  std::vector<std::string> names;
  bool operator==(const ColumnNames&) const = default;
};
struct FormulaText {
  std::string text;
  bool operator==(const FormulaText&) const = default;
};
struct FilePath {
  std::string path;
  bool operator==(const FilePath&) const = default;
};

namespace detail {

/// Kind and JSON form of one C++ type. Enums are handled by the field, which knows their ids.
template<class T>
struct ParamType;

template<ParamKind K, class T>
struct PlainType {
  static constexpr ParamKind kind = K;
  static Json toJson(const T& v) { return v; }
  static T fromJson(const Json& j) { return j.get<T>(); }
};
template<>
struct ParamType<bool> : PlainType<ParamKind::Bool, bool> {};
template<>
struct ParamType<int> : PlainType<ParamKind::Int, int> {};
template<>
struct ParamType<std::int64_t> : PlainType<ParamKind::Int, std::int64_t> {};
template<>
struct ParamType<double> : PlainType<ParamKind::Float, double> {};
template<>
struct ParamType<std::string> : PlainType<ParamKind::Text, std::string> {};
template<>
struct ParamType<std::vector<std::string>> : PlainType<ParamKind::Texts, std::vector<std::string>> {};
template<>
struct ParamType<std::map<std::string, std::string>>
    : PlainType<ParamKind::TextMap, std::map<std::string, std::string>> {
  static Json toJson(const std::map<std::string, std::string>& v) {
    Json j = Json::object(); // an empty map must not become null
    for (const auto& [key, value] : v)
      j[key] = value;
    return j;
  }
};
template<>
struct ParamType<ColumnName> {
  static constexpr ParamKind kind = ParamKind::Column;
  static Json toJson(const ColumnName& v) { return v.name; }
  static ColumnName fromJson(const Json& j) { return {j.get<std::string>()}; }
};
template<>
struct ParamType<ColumnNames> {
  static constexpr ParamKind kind = ParamKind::Columns;
  static Json toJson(const ColumnNames& v) { return v.names; }
  static ColumnNames fromJson(const Json& j) { return {j.get<std::vector<std::string>>()}; }
};
template<>
struct ParamType<FormulaText> {
  static constexpr ParamKind kind = ParamKind::Formula;
  static Json toJson(const FormulaText& v) { return v.text; }
  static FormulaText fromJson(const Json& j) { return {j.get<std::string>()}; }
};
template<>
struct ParamType<FilePath> {
  static constexpr ParamKind kind = ParamKind::File;
  static Json toJson(const FilePath& v) { return v.path; }
  static FilePath fromJson(const Json& j) { return {j.get<std::string>()}; }
};
template<class T>
struct ParamType<std::optional<T>> {
  static constexpr ParamKind kind = ParamType<T>::kind;
  static Json toJson(const std::optional<T>& v) { return v ? ParamType<T>::toJson(*v) : Json(); }
  static std::optional<T> fromJson(const Json& j) {
    return j.is_null() ? std::nullopt : std::optional<T>(ParamType<T>::fromJson(j));
  }
};

template<class T>
inline constexpr bool kIsOptional = false;
template<class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

} // namespace detail

template<class P>
class Describe {
  struct Binding {
    ParamSpec spec;
    std::function<Json(const P&)> get;
    std::function<void(P&, const Json&)> set; // the value was checked by the spec
  };

 public:
  /// Says more about one member; every call returns the same object.
  template<class M>
  class Field {
   public:
    explicit Field(Binding& binding, M P::*member) : m_binding(binding), m_member(member) {}
    Field& label(std::string v) { return set(&ParamSpec::label, std::move(v)); }
    Field& help(std::string v) { return set(&ParamSpec::help, std::move(v)); }
    Field& unit(std::string v) { return set(&ParamSpec::unit, std::move(v)); }
    Field& group(std::string v) { return set(&ParamSpec::group, std::move(v)); }
    Field& range(double min, double max) { return set(&ParamSpec::min, min).set(&ParamSpec::max, max); }
    Field& atLeast(double min) { return set(&ParamSpec::min, min); }
    Field& atMost(double max) { return set(&ParamSpec::max, max); }
    Field& uiRange(double min, double max) { return set(&ParamSpec::uiMin, min).set(&ParamSpec::uiMax, max); }
    Field& advanced() { return set(&ParamSpec::level, ParamLevel::Advanced); }
    Field& columns(ColumnFilter filter) { return set(&ParamSpec::columns, filter); }
    Field& tunable(double min, double max, SearchScale scale = SearchScale::Linear) {
      m_binding.spec.tuning = ParamTuning{min, max, scale};
      return *this;
    }
    Field& enabledIf(std::string param, std::vector<Json> values) {
      m_binding.spec.enabledIf = ParamCondition{std::move(param), std::move(values)};
      return *this;
    }
    Field& replaces(std::string oldName) {
      m_binding.spec.oldNames.push_back(std::move(oldName));
      return *this;
    }

    struct EnumChoice {
      M value;
      std::string id;
      std::string label;
    };
    /// For enum members: permanent id and label of every value.
    Field& choices(std::vector<EnumChoice> list)
      requires std::is_enum_v<M>
    {
      for (const EnumChoice& c : list)
        m_binding.spec.choices.push_back({c.id, c.label});
      const auto shared = std::make_shared<const std::vector<EnumChoice>>(std::move(list));
      m_binding.get = [shared, member = m_member](const P& p) -> Json {
        for (const EnumChoice& c : *shared)
          if (c.value == p.*member)
            return c.id;
        return shared->front().id;
      };
      m_binding.set = [shared, member = m_member](P& p, const Json& j) {
        for (const EnumChoice& c : *shared)
          if (j == c.id)
            p.*member = c.value;
      };
      m_binding.spec.defaultValue = m_binding.get(P{});
      return *this;
    }

   private:
    template<class V, class A>
    Field& set(V ParamSpec::*what, A&& value) {
      m_binding.spec.*what = std::forward<A>(value);
      return *this;
    }
    Binding& m_binding;
    M P::*m_member;
  };

  Describe() { P::describe(*this); }

  /// member: of P or of a base of it.
  template<class M, class B>
    requires std::is_base_of_v<B, P>
  Field<M> field(M B::*of, std::string name) {
    M P::*const member = of;
    m_bindings.push_back(std::make_unique<Binding>());
    Binding& b = *m_bindings.back();
    b.spec.name = std::move(name);
    if constexpr (std::is_enum_v<M>) {
      b.spec.kind = ParamKind::Choice;
    } else {
      b.spec.kind = detail::ParamType<M>::kind;
      b.spec.optional = detail::kIsOptional<M>;
      b.get = [member](const P& p) { return detail::ParamType<M>::toJson(p.*member); };
      b.set = [member](P& p, const Json& j) { p.*member = detail::ParamType<M>::fromJson(j); };
      b.spec.defaultValue = b.get(P{});
      if constexpr (std::is_same_v<M, int>) {
        b.spec.min = std::numeric_limits<int>::min();
        b.spec.max = std::numeric_limits<int>::max();
      }
    }
    return Field<M>(b, member);
  }

  Schema schema() const {
    std::vector<ParamSpec> specs;
    for (const auto& b : m_bindings)
      specs.push_back(b->spec);
    return Schema(std::move(specs));
  }
  Json toJson(const P& params) const {
    Json j = Json::object();
    for (const auto& b : m_bindings)
      j[b->spec.name] = b->get(params);
    return j;
  }
  Result<P> fromJson(const Json& values) const {
    EASEL_TRY(const Json complete, schema().complete(values));
    P params;
    for (const auto& b : m_bindings)
      b->set(params, complete[b->spec.name]);
    return params;
  }

 private:
  std::vector<std::unique_ptr<Binding>> m_bindings;
};

/// For operations without parameters.
struct NoParams {
  static void describe(Describe<NoParams>&) {}
};

template<class P>
const Describe<P>& described() {
  static const Describe<P> instance;
  return instance;
}
template<class P>
Schema schemaOf() {
  return described<P>().schema();
}
template<class P>
Json paramsToJson(const P& params) {
  return described<P>().toJson(params);
}
template<class P>
Result<P> paramsFromJson(const Json& values) {
  return described<P>().fromJson(values);
}

} // namespace easel
