// What can be said about the parameters of an operation, as a value. Forms, JSON, validation, command-line flags,
// `easel describe`, search spaces, undo texts and translations are all derived from it.
// Thread rule: immutable after it was built.
#pragma once

#include "core/base/json.h"
#include "core/base/text.h"

#include <optional>
#include <string>
#include <vector>

namespace easel {

enum class ParamKind {
  Bool,
  Int,
  Float,
  Text,
  Choice,  // one of `choices`
  Column,  // the name of a column
  Columns, // a list of column names
  Formula, // an expression over the columns
  Texts,   // a list of texts
  TextMap, // text → text, e.g. old name → new name
  File,    // a path
};

/// Which columns a Column or Columns parameter offers.
enum class ColumnFilter { Any, Numeric, Categorical, Text, Temporal };

enum class ParamLevel { Basic, Advanced };
enum class SearchScale { Linear, Log };

struct ParamChoice {
  std::string value; // permanent id
  std::string label;
};

struct ParamTuning {
  double min = 0;
  double max = 1;
  SearchScale scale = SearchScale::Linear;
};

/// The parameter is used only while another one has one of these values.
struct ParamCondition {
  std::string param;
  std::vector<Json> values;
};

struct ParamSpec {
  std::string name; // permanent id, snake_case
  ParamKind kind = ParamKind::Text;
  std::string label;
  std::string help;
  std::string unit;
  std::string group;
  Json defaultValue;
  std::optional<double> min, max;     // hard range, inclusive; lists: number of items; Text: number of characters
  std::optional<double> uiMin, uiMax; // what a slider offers
  std::vector<ParamChoice> choices;
  ColumnFilter columns = ColumnFilter::Any;
  ParamLevel level = ParamLevel::Basic;
  bool optional = false; // null (nothing chosen) is allowed
  std::optional<ParamCondition> enabledIf;
  std::optional<ParamTuning> tuning;
  std::vector<std::string> oldNames;

  /// The value in the parameter's own form (e.g. 3.0 → 3 for Int, "5" is refused), or what is wrong with it.
  Result<Json> check(const Json& value) const;
  /// A value written by hand, as on the command line: "5", "yes", "a,b,c", "old=new,…".
  Result<Json> parse(std::string_view text) const;
};

std::string_view paramKindId(ParamKind kind);

class Schema {
 public:
  Schema() = default;
  explicit Schema(std::vector<ParamSpec> params) : m_params(std::move(params)) {}

  const std::vector<ParamSpec>& params() const { return m_params; }
  const ParamSpec* find(std::string_view name) const; // also by an old name
  std::vector<std::string> names() const;

  Json defaults() const;
  /// Every parameter present, in its own form; missing ones get their default. Unknown names are errors that
  /// suggest the nearest name. The error's place is the parameter.
  Result<Json> complete(const Json& values) const;
  /// The parameter takes part, given the other values.
  bool enabled(const ParamSpec& param, const Json& values) const;
  /// Reads "name=value" pairs onto `values`.
  Result<Json> withText(Json values, std::string_view name, std::string_view text) const;

 private:
  std::vector<ParamSpec> m_params;
};

/// Everything said about one operation apart from its code.
struct Declaration {
  std::string id; // permanent, snake_case, unique in its catalogue
  int version = 1;
  std::string title;
  std::string summary; // one sentence
  std::string category;
  std::vector<std::string> keywords;
  std::vector<std::string> replaces; // old ids
  Schema schema;
};

Json toJson(const ParamSpec& spec);
/// As `easel describe --json` prints it.
Json toJson(const Declaration& declaration);

} // namespace easel
