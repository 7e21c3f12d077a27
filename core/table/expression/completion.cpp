// What may be written at a place of a formula.
#include "core/base/text.h"
#include "core/table/expression/expression.h"
#include "core/table/expression/function.h"
#include "core/table/expression/lexer.h"

#include <algorithm>

namespace easel {

namespace {
using expression::Token;

constexpr std::size_t kMostValues = 200; // levels offered

/// 0: begins with the word, 1: contains it, 2: neither.
int rankOf(std::string_view candidate, std::string_view word) {
  const std::string c = toLowerAscii(candidate);
  const std::string w = toLowerAscii(word);
  return c.starts_with(w) ? 0 : c.find(w) != std::string::npos ? 1 : 2;
}

std::string unquoted(std::string_view text) {
  if (!text.empty() && (text.front() == '\'' || text.front() == '"' || text.front() == '`' || text.front() == '['))
    text.remove_prefix(1);
  return std::string(text);
}

/// The column whose values are compared at token `at`: before "=", "in (" and the list so far.
const Field* comparedColumn(const std::vector<Token>& list, std::size_t at, const TableSchema& schema) {
  const auto isValue = [](const Token& t) {
    return t.kind == Token::Kind::Text || t.kind == Token::Kind::Number ||
           (t.kind == Token::Kind::Symbol && (t.value == "," || t.value == "("));
  };
  const auto isComparison = [](const Token& t) {
    return (t.kind == Token::Kind::Symbol && (t.value == "=" || t.value == "==" || t.value == "!=" || t.value == "<>")) ||
           (t.kind == Token::Kind::Name && (equalIgnoreCase(t.value, "in") || equalIgnoreCase(t.value, "not")));
  };
  while (at > 0 && isValue(list[at - 1]))
    --at;
  const std::size_t operators = at;
  while (at > 0 && isComparison(list[at - 1]))
    --at;
  if (at == 0 || at == operators)
    return nullptr;
  const Token& t = list[at - 1];
  if (t.kind != Token::Kind::Name && t.kind != Token::Kind::QuotedName)
    return nullptr;
  const auto i = schema.find(t.value);
  return i ? &schema.fields()[*i] : nullptr;
}
} // namespace

std::string quotedColumn(std::string_view name) {
  const bool plain = !name.empty() && expression::isNameStart(name[0]) &&
                     std::all_of(name.begin(), name.end(), expression::isNamePart) && !expression::isKeyword(name);
  if (plain)
    return std::string(name);
  std::string s = "`";
  for (const char c : name) {
    s += c;
    if (c == '`')
      s += c;
  }
  return s + "`";
}

std::vector<Completion> completions(std::string_view text, std::size_t cursor, const TableSchema& schema) {
  cursor = std::min(cursor, text.size());
  const std::vector<Token> list = expression::tokens(text.substr(0, cursor));
  // The word that is being written ends at the cursor.
  std::size_t at = list.size() - 1;
  std::string word;
  std::size_t start = cursor;
  bool inText = false;
  bool inName = false;
  if (at > 0 && list[at - 1].position + list[at - 1].length == cursor) {
    const Token& last = list[at - 1];
    const char first = text[last.position];
    const bool open = last.kind == Token::Kind::Invalid;
    inText = open && (first == '\'' || first == '"');
    inName = open && (first == '`' || first == '[');
    if (last.kind == Token::Kind::Name || inText || inName) {
      --at;
      start = last.position;
      word = unquoted(text.substr(start, cursor - start));
    } else if (last.kind == Token::Kind::Text || last.kind == Token::Kind::QuotedName ||
               last.kind == Token::Kind::Number || open) {
      return {};
    }
  }

  std::vector<std::pair<int, Completion>> found;
  const auto offer = [&](Completion c, std::string_view name, int group) {
    const int rank = rankOf(name, word);
    if (rank == 2)
      return;
    c.start = start;
    c.length = cursor - start;
    found.emplace_back(rank * 10 + group, std::move(c));
  };
  if (const Field* field = inName ? nullptr : comparedColumn(list, at, schema);
      field && field->dictionary && field->type == DataType::Category) {
    std::size_t offered = 0;
    for (const std::string& value : field->dictionary->values()) {
      if (offered == kMostValues)
        break;
      const std::size_t before = found.size();
      offer({quotedText(value), value, Completion::Kind::Value, {}, {}}, value, 0);
      offered += found.size() - before;
    }
  }
  if (!inText) {
    for (const Field& field : schema.fields())
      offer({quotedColumn(field.name), field.name, Completion::Kind::Column, std::string(dataTypeId(field.type)), {}},
            field.name, 1);
    if (!inName) {
      for (const FunctionDeclaration& f : functions())
        if (!f.isOperator)
          offer({f.name + "(", f.name, Completion::Kind::Function, f.signature, f.help}, f.name, 2);
      for (const std::string& k : expression::keywords())
        offer({k, k, Completion::Kind::Keyword, {}, {}}, k, 3);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Completion> result;
  for (auto& f : found)
    result.push_back(std::move(f.second));
  return result;
}

} // namespace easel
