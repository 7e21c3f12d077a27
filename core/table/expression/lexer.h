// Words of a formula. Never fails: what is no word becomes an Invalid token with a message, so that completion works
// on half-written text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace easel::expression {

struct Token {
  enum class Kind { Name, QuotedName, Number, Text, Symbol, Invalid, End };
  Kind kind = Kind::End;
  std::size_t position = 0;
  std::size_t length = 0;
  std::string value; // name or text without quotes; symbol; number as written; message for Invalid
};

/// The last token is End.
std::vector<Token> tokens(std::string_view text);

bool isNameStart(char c); // a letter, '_' or a byte of a non-ASCII letter
bool isNamePart(char c);  // the same, a digit or '.'
/// Words that cannot be bare column names, in lower case.
const std::vector<std::string>& keywords();
bool isKeyword(std::string_view word); // in any case of letters

} // namespace easel::expression
