// The formula language: one value a row from the columns of a table, e.g. "price * quantity * (1 - discount)".
// Parsed and type-checked once against a schema, then evaluated in batches of rows with typed loops, in parallel over
// chunks. Missing values follow three-valued logic (Kleene): missing in, missing out, except "false and missing" =
// false and "true or missing" = true. What the language holds is the table of functions(); nothing else is known.
// Thread rule: an Expression is immutable and may be used by many threads.
#pragma once

#include "core/base/context.h"
#include "core/table/table.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace easel {

namespace expression {
struct Node;
}

class Expression {
 public:
  /// Errors have a place of kind Position (byte and length in `text`) and, where a name is unknown, a suggestion.
  static Result<Expression> parse(std::string_view text, const TableSchema& schema);

  const std::string& text() const { return m_text; }
  DataType type() const { return m_type; }
  /// Names of the columns used, in order of first use.
  const std::vector<std::string>& columns() const { return m_columns; }
  /// The table must have the columns with the types of the schema (Text and Category stand for one another).
  /// The result always has type(). Whole-number overflow is an error that names the row.
  Result<Column> evaluate(const Table& table, const Context& context) const;

 private:
  std::string m_text;
  DataType m_type = DataType::Text;
  std::vector<std::string> m_columns;
  std::vector<DataType> m_columnTypes;
  std::shared_ptr<const expression::Node> m_root;
};

struct FunctionExample {
  std::string formula; // without columns
  std::string result;  // as cellText() writes it, or "missing"
};

/// What a person can read about a function or operator.
struct FunctionDeclaration {
  std::string name; // permanent; for operators the sign or word, e.g. "+"
  std::string signature;
  std::string help;
  std::string category; // "Numbers", "Text", "Dates", "Conditions", "Missing values", "Conversion"
  std::vector<FunctionExample> examples;
  std::vector<std::string> aliases;
  bool isOperator = false;
};

/// Every function and operator of the language, grouped by category.
const std::vector<FunctionDeclaration>& functions();

struct Completion {
  enum class Kind { Column, Function, Keyword, Value };
  std::string text;      // to be put in place of [start, start + length)
  std::string label;     // to be shown
  Kind kind = Kind::Column;
  std::string signature; // functions: how to call it; columns: the type
  std::string help;
  std::size_t start = 0;
  std::size_t length = 0;
};

/// What may be written at byte `cursor`, best first: columns, functions and keywords that begin with the word there;
/// inside quotes after "column =" the known values of that column.
std::vector<Completion> completions(std::string_view text, std::size_t cursor, const TableSchema& schema);

/// The name as it must be written in a formula: bare, or in backticks when it is not a plain word.
std::string quotedColumn(std::string_view name);
/// The text as a literal: in single quotes, quotes inside doubled.
std::string quotedText(std::string_view text);

} // namespace easel
