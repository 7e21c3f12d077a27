// How functions of the formula language are declared and computed. A function has overloads; each is a list of
// parameter types, a result type and a kernel that fills one batch of rows. Kernels are made from small lambdas by
// map() below, so that a declaration is a few lines. Stateless: kernels run on many threads at once.
#pragma once

#include "core/table/expression/expression.h"

#include <cstring>
#include <deque>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

namespace easel::expression {

/// Rows computed at a time: a few inputs and outputs stay in the first-level cache. A multiple of 64 that divides
/// kChunkRows, so that batches begin at whole words of validity.
inline constexpr std::size_t kBatch = 2048;
inline constexpr std::size_t kBatchWords = kBatch / 64;

/// One argument for one batch. Text is string_view, everything else as in DataType (Bool uint8_t, Date int32_t …).
struct Values {
  const void* data = nullptr;
  const std::uint64_t* valid = nullptr; // nullptr: none is missing
  template<class T>
  const T* as() const {
    return static_cast<const T*>(data);
  }
  bool present(std::size_t i) const { return !valid || ((valid[i >> 6] >> (i & 63)) & 1); }
};

/// Bytes of texts made while a batch is computed.
class Arena {
 public:
  char* take(std::size_t n);
  std::string_view keep(std::string_view text) {
    if (text.empty())
      return {};
    char* p = take(text.size());
    std::memcpy(p, text.data(), text.size());
    return {p, text.size()};
  }
  void reset();

 private:
  std::deque<std::vector<char>> m_blocks;
  std::size_t m_block = 0;
  std::size_t m_used = 0;
};

/// Where a kernel writes. Validity starts as "present where all arguments are" (ownMissing: all present).
struct Output {
  std::size_t n = 0;
  void* data = nullptr;
  std::uint64_t* words = nullptr; // kBatchWords; meaningful when hasMissing
  bool hasMissing = false;
  const std::uint64_t* active = nullptr; // rows whose value will be used; nullptr: all
  Arena* arena = nullptr;
  std::optional<std::size_t> failed; // first row whose value cannot be represented

  template<class T>
  T* as() {
    return static_cast<T*>(data);
  }
  void clear(std::size_t i) {
    materialise();
    words[i >> 6] &= ~(std::uint64_t{1} << (i & 63));
  }
  void materialise() {
    if (!hasMissing)
      std::memset(words, 0xFF, kBatchWords * sizeof(std::uint64_t));
    hasMissing = true;
  }
  bool present(std::size_t i) const { return !hasMissing || ((words[i >> 6] >> (i & 63)) & 1); }
  bool used(std::size_t i) const { return present(i) && (!active || ((active[i >> 6] >> (i & 63)) & 1)); }
};

using Kernel = void (*)(std::span<const Values> args, Output& out, const void* state);
/// Reads arguments that must be fixed texts or lists before any row is seen, e.g. the unit 'month'.
using State = std::shared_ptr<const void>;
using Prepare = Result<State> (*)(std::span<const std::shared_ptr<const Node>> args);

struct Overload {
  /// One letter a parameter: b Bool, i Int64, f Float64, t Text, d Date, s Timestamp, u Duration; a '*' at the end
  /// repeats the last one.
  std::string params;
  DataType result = DataType::Bool;
  Kernel kernel = nullptr;
  bool ownMissing = false; // the kernel decides what is missing
  Prepare prepare = nullptr;
};

/// What the evaluator treats by itself: it skips rows that do not matter, or works on codes of categories.
enum class Special { None, And, Or, If, Coalesce, Category };

struct Function : FunctionDeclaration {
  std::vector<Overload> overloads;
  Special special = Special::None;
};

DataType typeOfLetter(char letter);
char letterOfType(DataType type); // 't' for Category

/// By name or alias, in any case of letters; nullptr when unknown.
const Function* findFunction(std::string_view name);
const std::vector<Function>& allFunctions();

// The topics. functions.cpp puts them together.
void addNumericFunctions(std::vector<Function>& list);
void addTextFunctions(std::vector<Function>& list);
void addDateFunctions(std::vector<Function>& list);
void addConditionFunctions(std::vector<Function>& list);
void addCastFunctions(std::vector<Function>& list);

template<class T>
struct StoredAs {
  using Type = T;
};
template<>
struct StoredAs<bool> {
  using Type = std::uint8_t;
};
template<class T>
using Stored = typename StoredAs<T>::Type;

template<class T>
inline constexpr bool kIsOptional = false;
template<class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template<class F, class R, class... A>
struct Mapped {
  /// One row: the lambda, with the arena when it asks for one.
  template<class... V>
  static R one(Output& out, V... values) {
    if constexpr (std::is_invocable_v<F, V..., Arena&>)
      return F{}(values..., *out.arena);
    else
      return F{}(values...);
  }
  static void run(std::span<const Values> args, Output& out, const void*) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const std::tuple<const Stored<A>*...> in{args[I].template as<Stored<A>>()...};
      const std::size_t n = out.n;
      if constexpr (kIsOptional<R>) {
        using T = typename R::value_type;
        auto* o = out.as<Stored<T>>();
        for (std::size_t i = 0; i < n; ++i) {
          const R r = out.present(i) ? one(out, static_cast<A>(std::get<I>(in)[i])...) : R{};
          o[i] = r ? static_cast<Stored<T>>(*r) : Stored<T>{};
          if (!r)
            out.clear(i);
        }
      } else {
        auto* o = out.as<Stored<R>>();
        for (std::size_t i = 0; i < n; ++i)
          o[i] = static_cast<Stored<R>>(one(out, static_cast<A>(std::get<I>(in)[i])...));
      }
    }(std::index_sequence_for<A...>{});
  }
};

template<class F, class R, class... A>
Kernel mapOf(R (F::*)(A...) const) {
  if constexpr (std::is_same_v<std::tuple_element_t<sizeof...(A) - 1, std::tuple<A...>>, Arena&>)
    return []<std::size_t... I>(std::index_sequence<I...>) -> Kernel {
      return &Mapped<F, R, std::tuple_element_t<I, std::tuple<A...>>...>::run;
    }(std::make_index_sequence<sizeof...(A) - 1>{});
  else
    return &Mapped<F, R, A...>::run;
}

/// A kernel from a captureless lambda over single values. Parameters and result: bool, int64_t, double, string_view,
/// int32_t (a date). A last parameter Arena& keeps new text. A result of optional<T> is missing when empty.
template<class F>
Kernel map(F) {
  return mapOf<F>(&F::operator());
}

/// The text of a constant argument, for Prepare; nullopt when it is not a constant text.
std::optional<std::string_view> constantText(const Node& node);
/// Error at the place of that argument.
Error errorAt(const Node& node, ErrorCode code, std::string message, std::string hint = {});

} // namespace easel::expression
