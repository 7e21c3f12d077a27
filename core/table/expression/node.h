// A type-checked formula as a tree. Immutable after parsing. Text here is logical: a Category column has type Text,
// and the evaluator works on its codes where it can.
#pragma once

#include "core/table/expression/function.h"

#include <variant>

namespace easel::expression {

using NodePtr = std::shared_ptr<const Node>;

struct Node {
  enum class Kind { Constant, Column, Call };
  Kind kind = Kind::Constant;
  DataType type = DataType::Bool; // never Category
  std::size_t position = 0;
  std::size_t length = 0;

  // Constant. monostate: missing. Bool, Int64, Date, Timestamp and Duration are held as int64_t.
  std::variant<std::monostate, std::int64_t, double, std::string> value;
  bool untyped = false; // the word null: fits every type

  std::size_t column = 0; // Column: index in Expression::columns()

  const Function* function = nullptr; // Call
  const Overload* overload = nullptr;
  std::vector<NodePtr> args;
  std::size_t depth = 0; // calls below this one
  State state;

  bool missing() const { return kind == Kind::Constant && value.index() == 0; }
};

/// A formula being parsed: the schema, the columns seen.
struct Scope {
  const TableSchema& schema;
  std::vector<std::string> columns;
  std::vector<DataType> types;
};

NodePtr constantNode(DataType type, decltype(Node::value) value, std::size_t position, std::size_t length);
/// Deeper formulas are refused: their evaluation would need too much stack.
inline constexpr std::size_t kMaxDepth = 500;

/// The word null.
NodePtr untypedNull(std::size_t position, std::size_t length);
Result<NodePtr> columnNode(Scope& scope, const std::string& name, std::size_t position, std::size_t length);
/// Chooses the overload that fits, inserts conversions (whole number to number, date to timestamp, a text literal to a
/// date), prepares, and computes at once what depends on no column.
Result<NodePtr> callNode(const Function& function, std::vector<NodePtr> args, std::size_t position,
                         std::size_t length);
/// x in (…): all `values` constants.
Result<NodePtr> inNode(NodePtr value, std::vector<NodePtr> values, std::size_t position, std::size_t length);

/// The kernel of "in" for a type, and the set it looks up. Defined with the conditions.
struct Membership {
  const Function* function = nullptr;
  const Overload* overload = nullptr;
  State state;
};
Membership membership(DataType type, std::span<const NodePtr> values);

/// Parses the whole text.
Result<NodePtr> parseFormula(std::string_view text, Scope& scope);

/// "a whole number", "text" …: as said in messages.
std::string typeWords(DataType type);

} // namespace easel::expression
