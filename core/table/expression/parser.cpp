// Recursive descent with one function a level of precedence, lowest first:
// or · and · not · comparisons, in, between, like, is · & · + - · * / % · unary - · ^ · values.
#include "core/base/text.h"
#include "core/table/expression/lexer.h"
#include "core/table/expression/node.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace easel::expression {

namespace {

constexpr std::size_t kMaxNesting = 200; // brackets in brackets

/// Names from other places that a person may try, and why they are not here.
struct Elsewhere {
  std::string_view name;
  std::string_view why;
};
constexpr std::array<Elsewhere, 14> kElsewhere = {{
    {"today", "A formula gives the same result whenever it runs, so it cannot ask for the current day. "
              "Write the day: date('2024-01-31')."},
    {"now", "A formula gives the same result whenever it runs, so it cannot ask for the current time. "
            "Write the time: timestamp('2024-01-31 12:00')."},
    {"current_date", "A formula gives the same result whenever it runs, so it cannot ask for the current day. "
                     "Write the day: date('2024-01-31')."},
    {"current_timestamp", "A formula gives the same result whenever it runs, so it cannot ask for the current time. "
                          "Write the time: timestamp('2024-01-31 12:00')."},
    {"rand", "A formula gives the same result whenever it runs, so it has no random numbers. Sample rows instead."},
    {"random", "A formula gives the same result whenever it runs, so it has no random numbers. Sample rows instead."},
    {"sum", "A formula sees one row at a time. To add up rows, use Group and summarise."},
    {"mean", "A formula sees one row at a time. To average rows, use Group and summarise."},
    {"avg", "A formula sees one row at a time. To average rows, use Group and summarise."},
    {"count", "A formula sees one row at a time. To count rows, use Group and summarise."},
    {"median", "A formula sees one row at a time. For the median of rows, use Group and summarise."},
    {"std", "A formula sees one row at a time. For the spread of rows, use Group and summarise."},
    {"lag", "A formula sees one row at a time; it cannot look at the row before."},
    {"lead", "A formula sees one row at a time; it cannot look at the next row."},
}};

class Parser {
 public:
  Parser(std::string_view text, Scope& scope) : m_text(text), m_tokens(tokens(text)), m_scope(scope) {}

  Result<NodePtr> formula() {
    if (m_tokens.size() == 1)
      return error(peek(), "The formula is empty.", "Write for example 1 + 2, or the name of a column.");
    EASEL_TRY(NodePtr node, expression());
    if (peek().kind != Token::Kind::End)
      return unexpected(peek());
    return node;
  }

 private:
  const Token& peek(std::size_t ahead = 0) const { return m_tokens[std::min(m_at + ahead, m_tokens.size() - 1)]; }
  const Token& next() {
    const Token& t = peek();
    if (m_at + 1 < m_tokens.size())
      ++m_at;
    return t;
  }
  bool isSymbol(std::string_view s, std::size_t ahead = 0) const {
    return peek(ahead).kind == Token::Kind::Symbol && peek(ahead).value == s;
  }
  bool isWord(std::string_view s, std::size_t ahead = 0) const {
    return peek(ahead).kind == Token::Kind::Name && equalIgnoreCase(peek(ahead).value, s);
  }
  bool takeSymbol(std::string_view s) { return isSymbol(s) && (next(), true); }
  bool takeWord(std::string_view s) { return isWord(s) && (next(), true); }

  Error error(const Token& t, std::string message, std::string hint = {}) const {
    return Error(ErrorCode::Parse, std::move(message), std::move(hint))
        .at({ErrorPlace::Kind::Position, {}, static_cast<std::int64_t>(t.position),
             static_cast<std::int64_t>(t.length)});
  }
  Error unexpected(const Token& t) const {
    switch (t.kind) {
    case Token::Kind::End:
      return error(t, "The formula ends too early.", "A value, a column or a closing bracket is missing here.");
    case Token::Kind::Invalid: return error(t, t.value);
    case Token::Kind::Name:
      if (isKeyword(t.value))
        return error(t, "'" + t.value + "' is not expected here.",
                     "If it is the name of a column, write it in backticks: `" + t.value + "`.");
      [[fallthrough]];
    default:
      return error(t, "'" + std::string(m_text.substr(t.position, t.length)) + "' is not expected here.",
                   t.value == ")" ? "There is no bracket to close."
                                  : "An operator such as + or and may be missing before it.");
    }
  }
  Result<void> expectSymbol(std::string_view s, std::string_view after) {
    if (takeSymbol(s))
      return {};
    if (peek().kind == Token::Kind::Invalid)
      return unexpected(peek());
    return error(peek(), "'" + std::string(s) + "' is missing after " + std::string(after) + ".");
  }
  Result<void> expectWord(std::string_view s, std::string_view after) {
    if (takeWord(s))
      return {};
    return error(peek(), "'" + std::string(s) + "' is missing after " + std::string(after) + ".");
  }

  std::size_t endOfLast() const {
    return m_at == 0 ? 0 : m_tokens[m_at - 1].position + m_tokens[m_at - 1].length;
  }
  Result<NodePtr> call(std::string_view name, std::vector<NodePtr> args, std::size_t begin) {
    return callNode(*findFunction(name), std::move(args), begin, endOfLast() - begin);
  }

  Result<NodePtr> expression() {
    if (++m_nesting > kMaxNesting)
      return error(peek(), "The formula is nested too deeply.", "Split it into several columns.");
    auto node = orLevel();
    --m_nesting;
    return node;
  }

  Result<NodePtr> orLevel() {
    const std::size_t begin = peek().position;
    EASEL_TRY(NodePtr left, andLevel());
    while (takeWord("or") || takeSymbol("||")) {
      EASEL_TRY(NodePtr right, andLevel());
      EASEL_TRY(left, call("or", {std::move(left), std::move(right)}, begin));
    }
    return left;
  }

  Result<NodePtr> andLevel() {
    const std::size_t begin = peek().position;
    EASEL_TRY(NodePtr left, notLevel());
    while (takeWord("and") || takeSymbol("&&")) {
      EASEL_TRY(NodePtr right, notLevel());
      EASEL_TRY(left, call("and", {std::move(left), std::move(right)}, begin));
    }
    return left;
  }

  Result<NodePtr> notLevel() {
    const std::size_t begin = peek().position;
    std::size_t count = 0;
    while (takeWord("not") || takeSymbol("!"))
      ++count;
    EASEL_TRY(NodePtr node, comparison());
    for (; count > 0; --count) {
      EASEL_TRY(node, call("not", {std::move(node)}, begin));
    }
    return node;
  }

  static std::string_view comparisonName(const Token& t) {
    if (t.kind != Token::Kind::Symbol)
      return {};
    for (const std::string_view s : {"=", "<", "<=", ">", ">="})
      if (t.value == s)
        return s;
    if (t.value == "==")
      return "=";
    if (t.value == "!=" || t.value == "<>")
      return "!=";
    return {};
  }

  Result<NodePtr> comparison() {
    const std::size_t begin = peek().position;
    EASEL_TRY(NodePtr left, joined());
    if (const auto name = comparisonName(peek()); !name.empty()) {
      next();
      EASEL_TRY(NodePtr right, joined());
      if (!comparisonName(peek()).empty())
        return error(peek(), "Two comparisons follow one another.", "Write 1 < x and x < 5 instead of 1 < x < 5.");
      return call(name, {std::move(left), std::move(right)}, begin);
    }
    if (takeWord("is")) {
      const bool negated = takeWord("not");
      if (!takeWord("null") && !takeWord("missing"))
        return error(peek(), "'is' must be followed by null or missing.",
                     "Compare with = when you mean another value.");
      EASEL_TRY(NodePtr test, call("is_null", {std::move(left)}, begin));
      return negated ? call("not", {std::move(test)}, begin) : Result<NodePtr>(std::move(test));
    }
    const bool negated = isWord("not") && (isWord("in", 1) || isWord("between", 1) || isWord("like", 1) || textTest(1));
    if (negated)
      next();
    Result<NodePtr> test = NodePtr();
    if (takeWord("in"))
      test = inList(std::move(left), begin);
    else if (takeWord("between"))
      test = between(std::move(left), begin);
    else if (isWord("like") || textTest(0)) {
      const std::string name = toLowerAscii(next().value);
      EASEL_TRY(NodePtr right, joined());
      test = call(name, {std::move(left), std::move(right)}, begin);
    } else
      return left;
    if (!test || !negated)
      return test;
    return call("not", {std::move(*test)}, begin);
  }

  bool textTest(std::size_t ahead) const {
    return isWord("contains", ahead) || isWord("starts_with", ahead) || isWord("ends_with", ahead);
  }

  Result<NodePtr> between(NodePtr value, std::size_t begin) {
    EASEL_TRY(NodePtr low, joined());
    EASEL_CHECK(expectWord("and", "the lower bound of 'between'"));
    EASEL_TRY(NodePtr high, joined());
    const auto known = [](const Node& n) { return n.kind == Node::Kind::Constant && !n.missing(); };
    if (known(*low) && known(*high))
      return call("between", {std::move(value), std::move(low), std::move(high)}, begin);
    // With a missing bound the other one may still decide.
    EASEL_TRY(NodePtr above, call(">=", {value, std::move(low)}, begin));
    EASEL_TRY(NodePtr below, call("<=", {value, std::move(high)}, begin));
    return call("and", {std::move(above), std::move(below)}, begin);
  }

  Result<NodePtr> inList(NodePtr value, std::size_t begin) {
    EASEL_CHECK(expectSymbol("(", "'in'"));
    EASEL_TRY(std::vector<NodePtr> values, arguments("the list of 'in'"));
    if (values.empty())
      return error(peek(), "The list of 'in' is empty.", "Write the values: x in (1, 2, 3).");
    if (std::all_of(values.begin(), values.end(), [](const NodePtr& n) { return n->kind == Node::Kind::Constant; }))
      return inNode(std::move(value), std::move(values), begin, endOfLast() - begin);
    NodePtr any;
    for (NodePtr& v : values) {
      EASEL_TRY(NodePtr equal, call("=", {value, std::move(v)}, begin));
      if (!any) {
        any = std::move(equal);
      } else {
        EASEL_TRY(any, call("or", {std::move(any), std::move(equal)}, begin));
      }
    }
    return any;
  }

  /// Left to right, for operators of one level.
  template<class Operand>
  Result<NodePtr> chain(std::initializer_list<std::string_view> symbols, Operand operand) {
    const std::size_t begin = peek().position;
    EASEL_TRY(NodePtr left, (this->*operand)());
    for (;;) {
      const auto symbol = std::find_if(symbols.begin(), symbols.end(), [&](std::string_view s) { return isSymbol(s); });
      if (symbol == symbols.end())
        return left;
      next();
      EASEL_TRY(NodePtr right, (this->*operand)());
      EASEL_TRY(left, call(*symbol, {std::move(left), std::move(right)}, begin));
    }
  }
  Result<NodePtr> joined() { return chain({"&"}, &Parser::sum); }
  Result<NodePtr> sum() { return chain({"+", "-"}, &Parser::product); }
  Result<NodePtr> product() { return chain({"*", "/", "%"}, &Parser::signedValue); }

  Result<NodePtr> signedValue() {
    const std::size_t begin = peek().position;
    if (takeSymbol("+"))
      return nested(&Parser::signedValue);
    if (!takeSymbol("-"))
      return power();
    // The smallest whole number has no positive counterpart, so the sign is read with it.
    if (peek().kind == Token::Kind::Number && peek().value == "9223372036854775808" && !isSymbol("^", 1)) {
      next();
      return constantNode(DataType::Int64, std::numeric_limits<std::int64_t>::min(), begin, endOfLast() - begin);
    }
    EASEL_TRY(NodePtr value, nested(&Parser::signedValue));
    return call("negate", {std::move(value)}, begin);
  }

  Result<NodePtr> power() {
    const std::size_t begin = peek().position;
    EASEL_TRY(NodePtr base, value());
    if (!takeSymbol("^"))
      return base;
    EASEL_TRY(NodePtr exponent, nested(&Parser::signedValue)); // right to left; 2^-1 is allowed
    return call("^", {std::move(base), std::move(exponent)}, begin);
  }

  template<class Operand>
  Result<NodePtr> nested(Operand operand) {
    if (++m_nesting > kMaxNesting)
      return error(peek(), "The formula is nested too deeply.", "Split it into several columns.");
    auto node = (this->*operand)();
    --m_nesting;
    return node;
  }

  Result<NodePtr> value() {
    const Token& t = peek();
    switch (t.kind) {
    case Token::Kind::Number: return number(next());
    case Token::Kind::Text: next(); return constantNode(DataType::Text, t.value, t.position, t.length);
    case Token::Kind::QuotedName: next(); return columnNode(m_scope, t.value, t.position, t.length);
    case Token::Kind::Name: return name();
    case Token::Kind::Symbol:
      if (takeSymbol("(")) {
        EASEL_TRY(NodePtr node, expression());
        EASEL_CHECK(expectSymbol(")", "the value in brackets"));
        return node;
      }
      [[fallthrough]];
    default: return unexpected(t);
    }
  }

  Result<NodePtr> number(const Token& t) {
    if (t.value.find_first_of(".eE") == std::string::npos) {
      if (const auto whole = parseInt(t.value))
        return constantNode(DataType::Int64, *whole, t.position, t.length);
    }
    const auto v = parseDouble(t.value);
    if (!v)
      return error(t, "'" + t.value + "' is not a number that can be held.", "Use a number up to 1e308.");
    return constantNode(DataType::Float64, *v, t.position, t.length);
  }

  Result<NodePtr> name() {
    const Token& t = next();
    if (equalIgnoreCase(t.value, "true") || equalIgnoreCase(t.value, "false"))
      return constantNode(DataType::Bool, std::int64_t{equalIgnoreCase(t.value, "true")}, t.position, t.length);
    if (equalIgnoreCase(t.value, "null") || equalIgnoreCase(t.value, "missing"))
      return untypedNull(t.position, t.length);
    if (equalIgnoreCase(t.value, "case"))
      return caseWhen(t.position);
    if (isKeyword(t.value))
      return unexpected(t);
    if (isSymbol("("))
      return functionCall(t);
    auto column = columnNode(m_scope, t.value, t.position, t.length);
    if (!column && column.error().code == ErrorCode::NotFound) {
      if (const Function* f = findFunction(t.value); f && !f->isOperator)
        column.error().hint = "'" + f->name + "' is a function: write " + f->signature + ".";
      else if (const std::string why = elsewhere(t.value); !why.empty())
        column.error().hint = why;
    }
    return column;
  }

  static std::string elsewhere(std::string_view name) {
    for (const Elsewhere& e : kElsewhere)
      if (equalIgnoreCase(e.name, name))
        return std::string(e.why);
    return {};
  }

  Result<NodePtr> functionCall(const Token& nameToken) {
    const Function* f = findFunction(nameToken.value);
    if (!f) {
      std::string hint = elsewhere(nameToken.value);
      if (hint.empty()) {
        std::vector<std::string> names;
        for (const Function& known : allFunctions())
          if (isNameStart(known.name[0]))
            names.push_back(known.name);
        hint = didYouMean(nameToken.value, names);
      }
      Error e = error(nameToken, "There is no function '" + nameToken.value + "'.", hint);
      e.code = ErrorCode::NotFound;
      return e;
    }
    next();
    EASEL_TRY(std::vector<NodePtr> args, arguments("the values of '" + f->name + "'"));
    const std::size_t length = endOfLast() - nameToken.position;
    if (f->special == Special::If && args.size() == 3)
      return conditional(std::move(args[0]), std::move(args[1]), std::move(args[2]), nameToken.position);
    return callNode(*f, std::move(args), nameToken.position, length);
  }

  /// After the opening bracket, to the closing one.
  Result<std::vector<NodePtr>> arguments(const std::string& where) {
    std::vector<NodePtr> list;
    if (takeSymbol(")"))
      return list;
    for (;;) {
      EASEL_TRY(NodePtr node, expression());
      list.push_back(std::move(node));
      if (takeSymbol(")"))
        return list;
      if (peek().kind != Token::Kind::End && !isSymbol(","))
        return unexpected(peek());
      EASEL_CHECK(expectSymbol(",", where));
    }
  }

  Result<NodePtr> conditional(NodePtr condition, NodePtr then, NodePtr otherwise, std::size_t begin) {
    if (then->untyped && otherwise->untyped)
      return then;
    return call("if", {std::move(condition), std::move(then), std::move(otherwise)}, begin);
  }

  Result<NodePtr> caseWhen(std::size_t begin) {
    NodePtr subject;
    if (!isWord("when")) {
      EASEL_TRY(subject, expression());
    }
    std::vector<std::pair<NodePtr, NodePtr>> branches;
    while (takeWord("when")) {
      const std::size_t at = peek().position;
      EASEL_TRY(NodePtr condition, expression());
      if (subject) {
        EASEL_TRY(condition, call("=", {subject, std::move(condition)}, at));
      }
      EASEL_CHECK(expectWord("then", "the condition of 'when'"));
      EASEL_TRY(NodePtr result, expression());
      branches.emplace_back(std::move(condition), std::move(result));
    }
    if (branches.empty())
      return error(peek(), "'case' has no 'when'.", "Write case when x < 10 then 'low' else 'high' end.");
    NodePtr otherwise = untypedNull(peek().position, 0);
    if (takeWord("else")) {
      EASEL_TRY(otherwise, expression());
    }
    EASEL_CHECK(expectWord("end", "the last result of 'case'"));
    for (auto branch = branches.rbegin(); branch != branches.rend(); ++branch) {
      EASEL_TRY(otherwise,
                conditional(std::move(branch->first), std::move(branch->second), std::move(otherwise), begin));
    }
    return otherwise;
  }

  std::string_view m_text;
  std::vector<Token> m_tokens;
  std::size_t m_at = 0;
  std::size_t m_nesting = 0;
  Scope& m_scope;
};

} // namespace

Result<NodePtr> parseFormula(std::string_view text, Scope& scope) { return Parser(text, scope).formula(); }

} // namespace easel::expression
