// Errors as values. Result<T> holds a T or an Error and has the member names of std::expected (C++23).
// EASEL_TRY / EASEL_CHECK return early with the error. Core throws for nothing that can be expected.
// Thread rule: values, no shared state.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace easel {

enum class ErrorCode {
  InvalidArgument, // a parameter or option is wrong
  NotFound,        // a file, column, node, model … does not exist
  AlreadyExists,
  Parse,       // text or a file is not in the form expected
  Data,        // the data cannot be used for this (types, missing values, too few rows …)
  Unsupported, // known, but not possible here
  Permission,
  Io,       // reading or writing failed
  DiskFull, //
  Busy,     // held by somebody else: a project, a port
  Corrupt,  // a file is damaged
  Newer,    // a file was written by a newer version
  Cancelled,
  OutOfMemory,
  Internal, // a defect of ours
};

/// Permanent identifier of a code, e.g. "not_found"; used in JSON.
std::string_view errorCodeId(ErrorCode code);

/// Where an error arose, so that the program can show it there.
struct ErrorPlace {
  enum class Kind { Parameter, Column, Row, Line, Node, Position, File };
  Kind kind = Kind::Parameter;
  std::string name;       // parameter, column, node or file; empty for rows and positions
  std::int64_t index = 0; // 1-based row or line; 0-based byte position in a formula
  std::int64_t length = 0;

  bool operator==(const ErrorPlace&) const = default;
};

/// What failed, on what, and what to do. `message` is one sentence; `hint` is the next step, may be empty.
struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::Internal;
  std::string message;
  std::string hint;
  std::vector<ErrorPlace> places;

  Error() = default;
  Error(ErrorCode c, std::string m, std::string h = {}) : code(c), message(std::move(m)), hint(std::move(h)) {}

  Error&& at(ErrorPlace place) && {
    places.push_back(std::move(place));
    return std::move(*this);
  }
  /// "message hint", as printed.
  std::string text() const;
  /// The same error with "context: " before the message.
  Error within(std::string_view context) &&;
};

template<class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}
  template<class U>
    requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::remove_cvref_t<U>, T> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error> && !std::is_same_v<std::remove_cvref_t<U>, Result>)
  Result(U&& value) : m_state(std::in_place_index<0>, std::forward<U>(value)) {}

  bool has_value() const { return m_state.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { return std::get<0>(m_state); }
  const T& value() const& { return std::get<0>(m_state); }
  T&& value() && { return std::get<0>(std::move(m_state)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  Error& error() & { return std::get<1>(m_state); }
  const Error& error() const& { return std::get<1>(m_state); }
  Error&& error() && { return std::get<1>(std::move(m_state)); }
  template<class U>
  T value_or(U&& other) const& {
    return has_value() ? value() : static_cast<T>(std::forward<U>(other));
  }

 private:
  std::variant<T, Error> m_state;
};

template<>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  Result() = default;
  Result(Error error) : m_error(std::move(error)), m_failed(true) {}
  bool has_value() const { return !m_failed; }
  explicit operator bool() const { return !m_failed; }
  void value() const {}
  Error& error() & { return m_error; }
  const Error& error() const& { return m_error; }
  Error&& error() && { return std::move(m_error); }

 private:
  Error m_error;
  bool m_failed = false;
};

} // namespace easel

#define EASEL_JOIN2(a, b) a##b
#define EASEL_JOIN(a, b) EASEL_JOIN2(a, b)
#define EASEL_TRY_IMPL(tmp, declaration, ...)                                                                \
  auto tmp = (__VA_ARGS__);                                                                                  \
  if (!tmp)                                                                                                  \
    return std::move(tmp).error();                                                                           \
  declaration = std::move(tmp).value()
/// EASEL_TRY(auto table, readTable(path)); — the value, or return the error from this function.
#define EASEL_TRY(declaration, ...) EASEL_TRY_IMPL(EASEL_JOIN(easelTry, __COUNTER__), declaration, __VA_ARGS__)
/// EASEL_CHECK(context.checkpoint()); — for Result<void>, or when the value is not wanted.
#define EASEL_CHECK_IMPL(tmp, ...)                                                                           \
  do {                                                                                                       \
    if (auto tmp = (__VA_ARGS__); !tmp)                                                                      \
      return std::move(tmp).error();                                                                         \
  } while (false)
#define EASEL_CHECK(...) EASEL_CHECK_IMPL(EASEL_JOIN(easelChecked, __COUNTER__), __VA_ARGS__)
