// From names and values to typed calls: overloads, implicit conversions, messages about types.
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/table/expression/evaluator.h"
#include "core/table/expression/node.h"

#include <algorithm>
#include <set>

namespace easel::expression {

namespace {

DataType logicalType(DataType type) { return type == DataType::Category ? DataType::Text : type; }

/// How far the argument is from the parameter; negative: it does not fit.
int conversionCost(const Node& node, DataType wanted) {
  if (node.untyped || node.type == wanted)
    return 0;
  switch (wanted) {
  case DataType::Int64: return node.type == DataType::Bool ? 2 : -1;
  case DataType::Float64: return node.type == DataType::Int64 ? 1 : node.type == DataType::Bool ? 3 : -1;
  case DataType::Date: {
    const auto text = constantText(node);
    return text && parseDate(*text) ? 2 : -1;
  }
  case DataType::Timestamp: {
    if (node.type == DataType::Date)
      return 1;
    const auto text = constantText(node);
    return text && parseTimestamp(*text) ? 3 : -1;
  }
  default: return -1;
  }
}

Result<NodePtr> converted(const NodePtr& node, DataType wanted) {
  if (node->untyped)
    return constantNode(wanted, std::monostate{}, node->position, node->length);
  if (node->type == wanted)
    return node;
  const char* name = wanted == DataType::Int64     ? "int"
                     : wanted == DataType::Float64 ? "float"
                     : wanted == DataType::Date    ? "date"
                                                   : "timestamp";
  return callNode(*findFunction(name), {node}, node->position, node->length);
}

struct ParamList {
  std::string_view letters; // without '*'
  bool repeats = false;
  bool accepts(std::size_t n) const { return repeats ? n >= letters.size() : n == letters.size(); }
  DataType type(std::size_t i) const { return typeOfLetter(letters[std::min(i, letters.size() - 1)]); }
};

ParamList paramsOf(const Overload& overload) {
  ParamList list{overload.params, false};
  if (list.letters.ends_with('*')) {
    list.letters.remove_suffix(1);
    list.repeats = true;
  }
  return list;
}

Error wrongCount(const Function& f, std::size_t given, std::size_t position, std::size_t length) {
  std::set<std::size_t> counts;
  bool repeats = false;
  for (const Overload& o : f.overloads) {
    const ParamList p = paramsOf(o);
    counts.insert(p.letters.size());
    repeats = repeats || p.repeats;
  }
  std::string wanted = std::to_string(*counts.begin());
  if (repeats)
    wanted += " or more values";
  else if (counts.size() > 1)
    wanted += " to " + std::to_string(*counts.rbegin()) + " values";
  else
    wanted += *counts.begin() == 1 ? " value" : " values";
  return Error(ErrorCode::InvalidArgument, "'" + f.name + "' takes " + wanted + ", not " + std::to_string(given) + ".",
               "Write " + f.signature + ".")
      .at({ErrorPlace::Kind::Position, {}, static_cast<std::int64_t>(position), static_cast<std::int64_t>(length)});
}

std::string describeArgument(const Node& node, const std::string& name) {
  std::string s = node.untyped ? "null" : typeWords(node.type);
  if (!name.empty())
    s += " (column '" + name + "')";
  return s;
}

Error wrongTypes(const Function& f, std::span<const NodePtr> args, std::size_t position, std::size_t length) {
  std::vector<std::string> types;
  bool text = false;
  bool number = false;
  for (const NodePtr& a : args) {
    types.push_back(describeArgument(*a, {}));
    text = text || a->type == DataType::Text;
    number = number || isNumeric(a->type);
  }
  std::string hint = f.isOperator ? "" : "Write " + f.signature + ".";
  if (text && number && f.isOperator)
    hint = "Turn the text into a number with float(…) or int(…), or the number into text with text(…).";
  else if (text && f.isOperator && f.name == "+")
    hint = "Join texts with &.";
  else if (text && f.isOperator && args.size() == 2)
    hint = "Turn the text into the other type first: float(…), date(…) or timestamp(…).";
  return Error(ErrorCode::InvalidArgument, "'" + f.name + "' cannot be used with " + listed(types, 8) + ".", hint)
      .at({ErrorPlace::Kind::Position, {}, static_cast<std::int64_t>(position), static_cast<std::int64_t>(length)});
}

} // namespace

DataType typeOfLetter(char letter) {
  switch (letter) {
  case 'b': return DataType::Bool;
  case 'i': return DataType::Int64;
  case 'f': return DataType::Float64;
  case 'd': return DataType::Date;
  case 's': return DataType::Timestamp;
  case 'u': return DataType::Duration;
  default: return DataType::Text;
  }
}

char letterOfType(DataType type) {
  switch (type) {
  case DataType::Bool: return 'b';
  case DataType::Int64: return 'i';
  case DataType::Float64: return 'f';
  case DataType::Date: return 'd';
  case DataType::Timestamp: return 's';
  case DataType::Duration: return 'u';
  default: return 't';
  }
}

std::string typeWords(DataType type) {
  switch (type) {
  case DataType::Bool: return "true/false";
  case DataType::Int64: return "a whole number";
  case DataType::Float64: return "a number";
  case DataType::Category:
  case DataType::Text: return "text";
  case DataType::Date: return "a date";
  case DataType::Timestamp: return "a date with time";
  case DataType::Duration: return "a duration";
  case DataType::Vector: return "a vector";
  case DataType::Image: return "a picture";
  }
  return {};
}

std::optional<std::string_view> constantText(const Node& node) {
  if (node.kind != Node::Kind::Constant)
    return std::nullopt;
  const auto* text = std::get_if<std::string>(&node.value);
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

Error errorAt(const Node& node, ErrorCode code, std::string message, std::string hint) {
  return Error(code, std::move(message), std::move(hint))
      .at({ErrorPlace::Kind::Position, {}, static_cast<std::int64_t>(node.position),
           static_cast<std::int64_t>(node.length)});
}

NodePtr constantNode(DataType type, decltype(Node::value) value, std::size_t position, std::size_t length) {
  auto node = std::make_shared<Node>();
  node->type = type;
  node->value = std::move(value);
  node->position = position;
  node->length = length;
  return node;
}

NodePtr untypedNull(std::size_t position, std::size_t length) {
  auto node = std::make_shared<Node>();
  node->type = DataType::Text;
  node->untyped = true;
  node->position = position;
  node->length = length;
  return node;
}

Result<NodePtr> columnNode(Scope& scope, const std::string& name, std::size_t position, std::size_t length) {
  const ErrorPlace place{ErrorPlace::Kind::Position, {}, static_cast<std::int64_t>(position),
                         static_cast<std::int64_t>(length)};
  auto index = scope.schema.require(name);
  if (!index)
    return std::move(index.error()).at(place);
  const DataType type = scope.schema.fields()[*index].type;
  if (type == DataType::Vector || type == DataType::Image)
    return Error(ErrorCode::Unsupported, "Column '" + name + "' holds " +
                                             (type == DataType::Vector ? "vectors" : "pictures") +
                                             ", which a formula cannot use.")
        .at(place);
  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::Column;
  node->type = logicalType(type);
  node->position = position;
  node->length = length;
  const auto known = std::find(scope.columns.begin(), scope.columns.end(), name);
  node->column = static_cast<std::size_t>(known - scope.columns.begin());
  if (known == scope.columns.end()) {
    scope.columns.push_back(name);
    scope.types.push_back(type);
  }
  return NodePtr(std::move(node));
}

Result<NodePtr> callNode(const Function& function, std::vector<NodePtr> args, std::size_t position,
                         std::size_t length) {
  const Overload* best = nullptr;
  int bestCost = 0;
  bool countFits = false;
  for (const Overload& overload : function.overloads) {
    const ParamList params = paramsOf(overload);
    if (!params.accepts(args.size()))
      continue;
    countFits = true;
    int cost = 0;
    for (std::size_t i = 0; i < args.size() && cost >= 0; ++i) {
      const int c = conversionCost(*args[i], params.type(i));
      cost = c < 0 ? -1 : cost + c;
    }
    if (cost >= 0 && (!best || cost < bestCost)) {
      best = &overload;
      bestCost = cost;
    }
  }
  if (!countFits)
    return wrongCount(function, args.size(), position, length);
  if (!best)
    return wrongTypes(function, args, position, length);

  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::Call;
  node->type = logicalType(best->result);
  node->position = position;
  node->length = length;
  node->function = &function;
  node->overload = best;
  const ParamList params = paramsOf(*best);
  bool constant = true;
  for (std::size_t i = 0; i < args.size(); ++i) {
    EASEL_TRY(NodePtr argument, converted(args[i], params.type(i)));
    constant = constant && argument->kind == Node::Kind::Constant;
    node->depth = std::max(node->depth, argument->depth + 1);
    node->args.push_back(std::move(argument));
  }
  if (node->depth > kMaxDepth)
    return errorAt(*node, ErrorCode::Unsupported, "The formula is nested too deeply.",
                   "Split it into several columns.");
  if (best->prepare) {
    EASEL_TRY(node->state, best->prepare(node->args));
  }
  if (constant && function.special != Special::Category)
    return fold(std::move(node));
  return NodePtr(std::move(node));
}

Result<NodePtr> inNode(NodePtr value, std::vector<NodePtr> values, std::size_t position, std::size_t length) {
  // One type for all: the widest of the numbers, and the value follows the list.
  DataType type = value->untyped ? DataType::Text : value->type;
  for (const NodePtr& v : values) {
    if (conversionCost(*v, type) >= 0)
      continue;
    if (type == DataType::Bool && isNumeric(v->type))
      type = v->type;
    else if (type == DataType::Int64 && v->type == DataType::Float64)
      type = v->type;
    else if (type == DataType::Date && conversionCost(*v, DataType::Timestamp) >= 0)
      type = DataType::Timestamp;
    else
      return errorAt(*v, ErrorCode::InvalidArgument,
                     "The list of 'in' has " + typeWords(v->type) + ", but is compared with " + typeWords(type) + ".",
                     "Use values of one type.");
  }
  EASEL_TRY(value, converted(value, type));
  for (NodePtr& v : values) {
    EASEL_TRY(v, converted(v, type));
  }
  Membership found = membership(type, values);
  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::Call;
  node->type = DataType::Bool;
  node->position = position;
  node->length = length;
  node->function = found.function;
  node->overload = found.overload;
  node->state = std::move(found.state);
  node->depth = value->depth + 1;
  const bool constant = value->kind == Node::Kind::Constant;
  node->args.push_back(std::move(value));
  if (constant)
    return fold(std::move(node));
  return NodePtr(std::move(node));
}

} // namespace easel::expression
