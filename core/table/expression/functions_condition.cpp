// Comparisons, and/or/not, choices and missing values. Comparing with missing gives missing (three-valued logic).
#include "core/base/text.h"
#include "core/table/expression/node.h"

#include <algorithm>
#include <functional>
#include <unordered_set>

namespace easel::expression {

namespace {

using Int = std::int64_t;
using View = std::string_view;
using Day = std::int32_t;
constexpr auto kConditions = EASEL_TR("Conditions");
constexpr auto kMissing = EASEL_TR("Missing values");

template<class Op>
std::vector<Overload> comparisons() {
  constexpr DataType kB = DataType::Bool;
  const Kernel whole = map([](Int a, Int b) { return Op{}(a, b); });
  return {{"ii", kB, whole},
          {"ff", kB, map([](double a, double b) { return Op{}(a, b); })},
          {"tt", kB, map([](View a, View b) { return Op{}(a, b); })},
          {"dd", kB, map([](Day a, Day b) { return Op{}(a, b); })},
          {"ss", kB, whole},
          {"uu", kB, whole},
          {"bb", kB, map([](bool a, bool b) { return Op{}(int{a}, int{b}); })}};
}

/// One overload a type: in `params` the letter '@' stands for it. make.template operator()<T>() gives the kernel.
template<class Make>
std::vector<Overload> everyType(const std::string& params, std::optional<DataType> result, bool ownMissing, Make make) {
  std::vector<Overload> list;
  const auto add = [&](char letter, Kernel kernel) {
    std::string p = params;
    std::replace(p.begin(), p.end(), '@', letter);
    list.push_back({std::move(p), result.value_or(typeOfLetter(letter)), kernel, ownMissing});
  };
  add('i', make.template operator()<Int>());
  add('f', make.template operator()<double>());
  add('t', make.template operator()<View>());
  add('d', make.template operator()<Day>());
  add('s', make.template operator()<Int>());
  add('u', make.template operator()<Int>());
  add('b', make.template operator()<std::uint8_t>());
  return list;
}

void isNullKernel(std::span<const Values> args, Output& out, const void*) {
  auto* o = out.as<std::uint8_t>();
  for (std::size_t i = 0; i < out.n; ++i)
    o[i] = !args[0].present(i);
}

template<class T>
void coalesceKernel(std::span<const Values> args, Output& out, const void*) {
  T* o = out.as<T>();
  for (std::size_t i = 0; i < out.n; ++i) {
    const auto found = std::find_if(args.begin(), args.end(), [&](const Values& a) { return a.present(i); });
    o[i] = found == args.end() ? T{} : found->template as<T>()[i];
    if (found == args.end())
      out.clear(i);
  }
}

template<class T>
void nullifKernel(std::span<const Values> args, Output& out, const void*) {
  const T* a = args[0].as<T>();
  const T* b = args[1].as<T>();
  T* o = out.as<T>();
  for (std::size_t i = 0; i < out.n; ++i) {
    o[i] = a[i];
    if (!args[0].present(i) || (args[1].present(i) && a[i] == b[i]))
      out.clear(i);
  }
}

/// Missing values are skipped; "not a number" is taken only when there is nothing else.
template<class T, class Better>
void extremeKernel(std::span<const Values> args, Output& out, const void*) {
  T* o = out.as<T>();
  for (std::size_t i = 0; i < out.n; ++i) {
    bool any = false;
    o[i] = T{};
    for (const Values& a : args) {
      if (!a.present(i))
        continue;
      const T v = a.as<T>()[i];
      if (!any || Better{}(v, o[i]) || !(o[i] == o[i]))
        o[i] = v;
      any = true;
    }
    if (!any)
      out.clear(i);
  }
}

/// The list of "in". A missing entry makes "not found" unknown.
template<class T>
struct Members {
  std::vector<T> few;
  std::unordered_set<T> many;
  std::vector<std::string> texts; // owns what T views
  bool missing = false;
};

template<class T>
void inKernel(std::span<const Values> args, Output& out, const void* state) {
  const auto& members = *static_cast<const Members<T>*>(state);
  const T* x = args[0].as<T>();
  auto* o = out.as<std::uint8_t>();
  if (!members.many.empty()) {
    for (std::size_t i = 0; i < out.n; ++i)
      o[i] = members.many.contains(x[i]);
  } else {
    std::fill_n(o, out.n, std::uint8_t{0});
    for (const T& m : members.few)
      for (std::size_t i = 0; i < out.n; ++i)
        o[i] = static_cast<std::uint8_t>(o[i] | (x[i] == m));
  }
  if (members.missing)
    for (std::size_t i = 0; i < out.n; ++i)
      if (!o[i])
        out.clear(i);
}

template<class T>
State membersOf(std::span<const NodePtr> values) {
  auto members = std::make_shared<Members<T>>();
  members->texts.reserve(values.size());
  std::vector<T> list;
  for (const NodePtr& v : values) {
    if (v->missing())
      members->missing = true;
    else if constexpr (std::is_same_v<T, View>)
      list.push_back(members->texts.emplace_back(std::get<std::string>(v->value)));
    else if constexpr (std::is_same_v<T, double>)
      list.push_back(std::get<double>(v->value));
    else
      list.push_back(static_cast<T>(std::get<Int>(v->value)));
  }
  if (list.size() > 8)
    members->many.insert(list.begin(), list.end());
  else
    members->few = std::move(list);
  return members;
}

} // namespace

Membership membership(DataType type, std::span<const NodePtr> values) {
  const Function* f = findFunction("in");
  const char letter = letterOfType(type);
  const auto overload = std::find_if(f->overloads.begin(), f->overloads.end(),
                                     [&](const Overload& o) { return o.params[0] == letter; });
  State state;
  switch (letter) {
  case 'b': state = membersOf<std::uint8_t>(values); break;
  case 'f': state = membersOf<double>(values); break;
  case 't': state = membersOf<View>(values); break;
  case 'd': state = membersOf<Day>(values); break;
  default: state = membersOf<Int>(values); break;
  }
  return {f, &*overload, std::move(state)};
}

void addConditionFunctions(std::vector<Function>& list) {
  constexpr DataType kB = DataType::Bool;
  const auto add = [&](FunctionDeclaration d, std::vector<Overload> overloads, Special special = Special::None) {
    if (d.category.empty())
      d.category = kConditions;
    list.push_back({std::move(d), std::move(overloads), special});
  };
  const auto op = [&](FunctionDeclaration d, std::vector<Overload> overloads, Special special = Special::None) {
    d.isOperator = true;
    add(std::move(d), std::move(overloads), special);
  };
  const auto none = []<class T>() -> Kernel { return nullptr; };

  op({"=", "a = b", EASEL_TR("Whether both are equal; == means the same. Use is null to ask for missing."), {},
      {{"1 = 1.0", "true"}, {"'a' == 'A'", "false"}, {"1 = null", "missing"}, {"date('2024-01-31') = '2024-01-31'", "true"}}, {}},
     comparisons<std::equal_to<>>());
  op({"!=", "a != b", EASEL_TR("Whether both differ; <> means the same."), {}, {{"1 != 2", "true"}, {"1 <> 1", "false"}}, {}},
     comparisons<std::not_equal_to<>>());
  op({"<", "a < b", EASEL_TR("Whether a is less; texts compare by their letters' codes."), {},
      {{"1 < 2", "true"}, {"'a' < 'b'", "true"}}, {}},
     comparisons<std::less<>>());
  op({"<=", "a <= b", EASEL_TR("Whether a is less or equal."), {}, {{"2 <= 2", "true"}}, {}},
     comparisons<std::less_equal<>>());
  op({">", "a > b", EASEL_TR("Whether a is greater."), {}, {{"1 > 2", "false"}}, {}}, comparisons<std::greater<>>());
  op({">=", "a >= b", EASEL_TR("Whether a is greater or equal."), {}, {{"2 >= 2", "true"}}, {}},
     comparisons<std::greater_equal<>>());
  op({"between", "x between low and high", EASEL_TR("Whether x lies from low to high, both included."), {},
      {{"5 between 1 and 5", "true"}, {"5 not between 1 and 5", "false"}, {"'m' between 'a' and 'k'", "false"}}, {}},
     {{"iii", kB, map([](Int x, Int a, Int b) -> bool { return (x >= a) & (x <= b); })},
      {"fff", kB, map([](double x, double a, double b) -> bool { return (x >= a) & (x <= b); })},
      {"ttt", kB, map([](View x, View a, View b) { return x >= a && x <= b; })},
      {"ddd", kB, map([](Day x, Day a, Day b) -> bool { return (x >= a) & (x <= b); })},
      {"sss", kB, map([](Int x, Int a, Int b) -> bool { return (x >= a) & (x <= b); })},
      {"uuu", kB, map([](Int x, Int a, Int b) -> bool { return (x >= a) & (x <= b); })},
      {"bbb", kB, map([](bool x, bool a, bool b) { return int{x} >= int{a} && int{x} <= int{b}; })}});
  op({"in", "x in (a, b, …)", EASEL_TR("Whether x is one of the values."), {},
      {{"2 in (1, 2, 3)", "true"}, {"'x' not in ('a', 'b')", "true"}, {"1 in (2, null)", "missing"}}, {}},
     everyType("@", kB, false, []<class T>() -> Kernel { return &inKernel<T>; }));
  op({"and", "a and b", EASEL_TR("True when both are true; && means the same."), {},
      {{"true and false", "false"}, {"false and null", "false"}, {"true and null", "missing"}}, {}},
     {{"bb", kB, nullptr}}, Special::And);
  op({"or", "a or b", EASEL_TR("True when at least one is true; || means the same."), {},
      {{"false or true", "true"}, {"true or null", "true"}, {"false or null", "missing"}}, {}},
     {{"bb", kB, nullptr}}, Special::Or);
  op({"not", "not a", EASEL_TR("True when a is false; ! means the same."), {},
      {{"not true", "false"}, {"not null", "missing"}}, {}},
     {{"b", kB, map([](bool a) { return !a; })}});
  add({"if", "if(condition, then, otherwise)",
       EASEL_TR("One value where the condition is true, another where it is false or missing. For several conditions: "
                "case when … then … else … end."),
       {}, {{"if(1 < 2, 'yes', 'no')", "yes"}, {"case when 1 > 2 then 'a' when 2 > 1 then 'b' else 'c' end", "b"},
            {"case 3 when 1 then 'one' when 3 then 'three' end", "three"}}, {"iif"}},
      everyType("b@@", {}, true, none), Special::If);
  add({"least", "least(a, b, …)", EASEL_TR("The smallest of several values; missing ones are skipped."), {},
       {{"least(3, 1, 2)", "1"}, {"min(2.5, null)", "2.5"}}, {"min"}},
      everyType("@*", {}, true, []<class T>() -> Kernel { return &extremeKernel<T, std::less<>>; }));
  add({"greatest", "greatest(a, b, …)", EASEL_TR("The largest of several values; missing ones are skipped."), {},
       {{"greatest(3, 1, 2)", "3"}, {"max('a', 'b')", "b"}}, {"max"}},
      everyType("@*", {}, true, []<class T>() -> Kernel { return &extremeKernel<T, std::greater<>>; }));

  op({"is_null", "x is null", EASEL_TR("Whether the value is missing; \"is missing\" and is_null(x) mean the same."), kMissing,
      {{"null is null", "true"}, {"1 is not null", "true"}, {"is_null(1)", "false"}}, {"is_missing"}},
     everyType("@", kB, true, []<class T>() -> Kernel { return &isNullKernel; }));
  add({"coalesce", "coalesce(a, b, …)", EASEL_TR("The first value that is not missing."), kMissing,
       {{"coalesce(null, 2, 3)", "2"}, {"ifnull(null, 'none')", "none"}}, {"ifnull", "nvl"}},
      everyType("@*", {}, true, []<class T>() -> Kernel { return &coalesceKernel<T>; }), Special::Coalesce);
  add({"nullif", "nullif(a, b)", EASEL_TR("Missing where a equals b, else a."), kMissing,
       {{"nullif(-999, -999)", "missing"}, {"nullif('x', 'y')", "x"}}, {}},
      everyType("@@", {}, true, []<class T>() -> Kernel { return &nullifKernel<T>; }));
}

} // namespace easel::expression
