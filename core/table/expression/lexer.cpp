#include "core/table/expression/lexer.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace easel::expression {

namespace {
bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Longest first.
constexpr std::array<std::string_view, 21> kSymbols = {"<=", ">=", "<>", "!=", "==", "&&", "||", "+", "-", "*", "/",
                                                       "%",  "^",  "=",  "<",  ">",  "(",  ")",  ",", "&", "!"};

/// Reads to the closing quote; a doubled quote stands for itself. False: it is not closed.
bool readQuoted(std::string_view text, std::size_t& at, char close, std::string& value) {
  for (++at; at < text.size(); ++at) {
    if (text[at] != close) {
      value += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == close) {
      value += close;
      ++at;
    } else {
      ++at;
      return true;
    }
  }
  return false;
}

void readNumber(std::string_view text, std::size_t& at) {
  const auto digits = [&] {
    while (at < text.size() && isDigit(text[at]))
      ++at;
  };
  digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits();
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t exponent = at + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-'))
      ++exponent;
    if (exponent < text.size() && isDigit(text[exponent])) {
      at = exponent;
      digits();
    }
  }
}

Token readToken(std::string_view text, std::size_t& at) {
  Token t;
  const std::size_t begin = at;
  t.position = begin;
  const char c = text[at];
  if (isNameStart(c)) {
    while (at < text.size() && isNamePart(text[at]))
      ++at;
    t.kind = Token::Kind::Name;
    t.value = text.substr(begin, at - begin);
  } else if (isDigit(c) || (c == '.' && at + 1 < text.size() && isDigit(text[at + 1]))) {
    readNumber(text, at);
    t.kind = Token::Kind::Number;
    if (at < text.size() && isNamePart(text[at])) {
      while (at < text.size() && isNamePart(text[at]))
        ++at;
      t.kind = Token::Kind::Invalid;
      t.value = "'" + std::string(text.substr(begin, at - begin)) +
                "' is neither a number nor a name. Put a name that begins with a digit in backticks.";
    } else {
      t.value = text.substr(begin, at - begin);
    }
  } else if (c == '\'' || c == '"' || c == '`' || c == '[') {
    const bool closed = readQuoted(text, at, c == '[' ? ']' : c, t.value);
    t.kind = c == '`' || c == '[' ? Token::Kind::QuotedName : Token::Kind::Text;
    if (!closed) {
      t.kind = Token::Kind::Invalid;
      t.value = c == '\'' || c == '"' ? "A text begins here and does not end. Close it with the same quote."
                : c == '`'            ? "A column name begins here and does not end. Close it with a backtick."
                                      : "A column name begins here and does not end. Close it with ']'.";
    }
  } else {
    const auto symbol = std::find_if(kSymbols.begin(), kSymbols.end(),
                                     [&](std::string_view s) { return text.substr(at).starts_with(s); });
    if (symbol != kSymbols.end()) {
      t.kind = Token::Kind::Symbol;
      t.value = *symbol;
      at += symbol->size();
    } else {
      ++at;
      t.kind = Token::Kind::Invalid;
      t.value = "'" + std::string(1, c) + "' has no meaning in a formula.";
    }
  }
  t.length = at - begin;
  return t;
}
} // namespace

bool isNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool isNamePart(char c) { return isNameStart(c) || isDigit(c) || c == '.'; }

const std::vector<std::string>& keywords() {
  static const std::vector<std::string> words = {"and",  "or",   "not",  "in",   "between", "like", "is",    "null",
                                                 "missing", "case", "when", "then", "else", "end",  "true", "false"};
  return words;
}

bool isKeyword(std::string_view word) {
  return std::any_of(keywords().begin(), keywords().end(),
                     [&](const std::string& k) { return equalIgnoreCase(k, word); });
}

std::vector<Token> tokens(std::string_view text) {
  std::vector<Token> list;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
      ++at;
    else
      list.push_back(readToken(text, at));
  }
  Token end;
  end.position = text.size();
  list.push_back(end);
  return list;
}

} // namespace easel::expression
