// Text. Positions and lengths count characters (Unicode code points), from 1. Upper and lower case follow the simple
// mappings of Unicode as the C library's C.UTF-8 has them, whatever the user's locale is.
#include "core/base/text.h"
#include "core/table/expression/function.h"
#include "core/table/expression/like.h"

#include <algorithm>
#include <clocale>
#include <cwctype>

namespace easel::expression {

namespace {

using Int = std::int64_t;
using View = std::string_view;
constexpr auto kText = EASEL_TR("Text");

bool isTail(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Byte position after `count` characters.
std::size_t afterCharacters(View s, Int count) {
  std::size_t at = 0;
  for (; count > 0 && at < s.size(); --count) {
    ++at;
    while (at < s.size() && isTail(s[at]))
      ++at;
  }
  return at;
}

Int characters(View s) {
  return std::count_if(s.begin(), s.end(), [](char c) { return !isTail(c); });
}

View leftOf(View s, Int n) { return s.substr(0, afterCharacters(s, n)); }
View rightOf(View s, Int n) {
  std::size_t at = s.size();
  for (; n > 0 && at > 0; --n) {
    --at;
    while (at > 0 && isTail(s[at]))
      --at;
  }
  return s.substr(at);
}

/// start from 1; a negative one counts from the end.
View fromPosition(View s, Int start) {
  if (start < 0)
    return rightOf(s, start == std::numeric_limits<Int>::min() ? std::numeric_limits<Int>::max() : -start);
  return s.substr(afterCharacters(s, start - (start > 0)));
}

locale_t unicodeLocale() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

/// One code point at the start of s; its length in bytes. What is not UTF-8 is one byte, code 0xFFFFFFFF.
std::size_t decode(View s, std::uint32_t& code) {
  const auto b = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(s[i])); };
  const std::uint32_t lead = b(0);
  const std::size_t n = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  code = 0xFFFF'FFFF;
  if (n == 0 || n > s.size())
    return 1;
  for (std::size_t i = 1; i < n; ++i)
    if (!isTail(s[i]))
      return 1;
  code = n == 1   ? lead
         : n == 2 ? (lead & 0x1F) << 6 | (b(1) & 0x3F)
         : n == 3 ? (lead & 0x0F) << 12 | (b(1) & 0x3F) << 6 | (b(2) & 0x3F)
                  : (lead & 0x07) << 18 | (b(1) & 0x3F) << 12 | (b(2) & 0x3F) << 6 | (b(3) & 0x3F);
  return n;
}

char* encode(std::uint32_t code, char* to) {
  const auto put = [&](std::uint32_t v) { *to++ = static_cast<char>(v); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return to;
}

enum class Case { Upper, Lower, Title };

View changeCase(View s, Case wanted, Arena& arena) {
  char* start = arena.take(s.size() * 2); // a mapped character may be longer by a byte or two
  char* to = start;
  bool wordStart = true;
  while (!s.empty()) {
    const bool up = wanted == Case::Upper || (wanted == Case::Title && wordStart);
    const char c = s.front();
    if (static_cast<unsigned char>(c) < 0x80) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      *to++ = !letter ? c : static_cast<char>(up ? c & ~0x20 : c | 0x20);
      wordStart = !letter && !(c >= '0' && c <= '9') && c != '\'';
      s.remove_prefix(1);
      continue;
    }
    std::uint32_t code = 0;
    const std::size_t n = decode(s, code);
    if (code == 0xFFFF'FFFF || !unicodeLocale())
      to = std::copy_n(s.data(), n, to);
    else
      to = encode(up ? ::towupper_l(code, unicodeLocale()) : ::towlower_l(code, unicodeLocale()), to);
    wordStart = false;
    s.remove_prefix(n);
  }
  return {start, static_cast<std::size_t>(to - start)};
}

View replaced(View s, View from, View to, Arena& arena) {
  if (from.empty() || s.find(from) == View::npos)
    return s;
  std::string out;
  for (std::size_t at; (at = s.find(from)) != View::npos; s.remove_prefix(at + from.size())) {
    out += s.substr(0, at);
    out += to;
  }
  out += s;
  return arena.keep(out);
}

std::optional<View> part(View s, View separator, Int number) {
  if (separator.empty() || number == 0)
    return std::nullopt;
  if (number < 0) {
    Int count = 1;
    for (std::size_t at = 0; (at = s.find(separator, at)) != View::npos; at += separator.size())
      ++count;
    if (number < -count)
      return std::nullopt;
    number += count + 1;
  }
  for (; number > 1; --number) {
    const std::size_t at = s.find(separator);
    if (at == View::npos)
      return std::nullopt;
    s.remove_prefix(at + separator.size());
  }
  return s.substr(0, s.find(separator));
}

constexpr Int kLongest = 1'000'000; // of texts made by padding and repeating

View padding(View fill, Int count, Arena& arena) {
  std::string out;
  while (count > 0) {
    const Int whole = characters(fill);
    out += whole <= count ? fill : leftOf(fill, count);
    count -= whole;
  }
  return arena.keep(out);
}

std::optional<View> padded(View s, Int n, View fill, bool left, Arena& arena) {
  const Int have = characters(s);
  if (n > kLongest)
    return std::nullopt;
  if (have >= n || characters(fill) == 0)
    return s;
  const View extra = padding(fill, n - have, arena);
  return arena.keep(left ? std::string(extra) + std::string(s) : std::string(s) + std::string(extra));
}

View joinedTexts(View a, View b, Arena& arena) {
  char* p = arena.take(a.size() + b.size());
  std::copy_n(b.data(), b.size(), std::copy_n(a.data(), a.size(), p));
  return {p, a.size() + b.size()};
}

/// Missing texts count as empty.
void concatKernel(std::span<const Values> args, Output& out, const void*) {
  auto* o = out.as<View>();
  std::string joined;
  for (std::size_t i = 0; i < out.n; ++i) {
    joined.clear();
    for (const Values& a : args)
      if (a.present(i))
        joined += a.as<View>()[i];
    o[i] = out.arena->keep(joined);
  }
}

Result<State> prepareLike(std::span<const std::shared_ptr<const Node>> args) {
  const auto pattern = constantText(*args[1]);
  return pattern ? State(std::make_shared<const LikePattern>(*pattern)) : State();
}

void likeKernel(std::span<const Values> args, Output& out, const void* state) {
  const View* texts = args[0].as<View>();
  const View* patterns = args[1].as<View>();
  auto* o = out.as<std::uint8_t>();
  const auto* fixed = static_cast<const LikePattern*>(state);
  for (std::size_t i = 0; i < out.n; ++i)
    o[i] = fixed ? fixed->matches(texts[i]) : LikePattern(patterns[i]).matches(texts[i]);
}

View trimmed(View s, View set, bool left, bool right) {
  if (left)
    s.remove_prefix(std::min(s.size(), s.find_first_not_of(set)));
  if (right)
    s.remove_suffix(s.size() - (s.find_last_not_of(set) + 1));
  return s;
}
constexpr View kBlanks = " \t\n\r\f\v";

} // namespace

void addTextFunctions(std::vector<Function>& list) {
  constexpr DataType kT = DataType::Text;
  constexpr DataType kB = DataType::Bool;
  constexpr DataType kI = DataType::Int64;
  const auto add = [&](FunctionDeclaration d, std::vector<Overload> overloads) {
    d.category = kText;
    list.push_back({std::move(d), std::move(overloads)});
  };
  FunctionDeclaration join{"&", "a & b", EASEL_TR("Joins texts. Missing when one of them is; concat(…) skips those."),
                           {}, {{"'a' & 'b'", "ab"}, {"'a' & null", "missing"}}, {}, true};
  add(std::move(join), {{"tt", kT, map([](View a, View b, Arena& arena) { return joinedTexts(a, b, arena); })}});
  FunctionDeclaration like{
      "like", "text like pattern",
      EASEL_TR("Whether the text fits a pattern: % stands for any characters, _ for one; \\ takes the next as it is."),
      {}, {{"'refund asked' like '%fund%'", "true"}, {"'cat' like 'c_t'", "true"}, {"'cat' like 'C%'", "false"}}, {},
      true};
  add(std::move(like), {{"tt", kB, likeKernel, false, prepareLike}});
  add({"contains", "contains(text, part)", EASEL_TR("Whether the part occurs in the text. Also: text contains part."), {},
       {{"contains('refund', 'fun')", "true"}, {"'refund' contains 'x'", "false"}}, {}},
      {{"tt", kB, map([](View s, View p) { return s.find(p) != View::npos; })}});
  add({"starts_with", "starts_with(text, part)", EASEL_TR("Whether the text begins with the part."), {},
       {{"starts_with('refund', 're')", "true"}}, {}},
      {{"tt", kB, map([](View s, View p) { return s.starts_with(p); })}});
  add({"ends_with", "ends_with(text, part)", EASEL_TR("Whether the text ends with the part."), {},
       {{"ends_with('refund', 'nd')", "true"}}, {}},
      {{"tt", kB, map([](View s, View p) { return s.ends_with(p); })}});
  add({"upper", "upper(text)", EASEL_TR("In capital letters."), {}, {{"upper('Łódź')", "ŁÓDŹ"}}, {"uppercase"}},
      {{"t", kT, map([](View s, Arena& arena) { return changeCase(s, Case::Upper, arena); })}});
  add({"lower", "lower(text)", EASEL_TR("In small letters."), {}, {{"lower('ÉTÉ 1')", "été 1"}}, {"lowercase"}},
      {{"t", kT, map([](View s, Arena& arena) { return changeCase(s, Case::Lower, arena); })}});
  add({"proper", "proper(text)", EASEL_TR("Every word with a capital letter first."), {},
       {{"proper('new YORK city')", "New York City"}}, {"title", "initcap"}},
      {{"t", kT, map([](View s, Arena& arena) { return changeCase(s, Case::Title, arena); })}});
  add({"trim", "trim(text, characters)", EASEL_TR("Without blanks (or the given characters) at both ends."), {},
       {{"trim('  a b ')", "a b"}, {"trim('--a-', '-')", "a"}}, {}},
      {{"t", kT, map([](View s) { return trimmed(s, kBlanks, true, true); })},
       {"tt", kT, map([](View s, View set) { return trimmed(s, set, true, true); })}});
  add({"trim_start", "trim_start(text)", EASEL_TR("Without blanks at the start."), {}, {{"trim_start('  a')", "a"}}, {"ltrim"}},
      {{"t", kT, map([](View s) { return trimmed(s, kBlanks, true, false); })}});
  add({"trim_end", "trim_end(text)", EASEL_TR("Without blanks at the end."), {}, {{"trim_end('a  ')", "a"}}, {"rtrim"}},
      {{"t", kT, map([](View s) { return trimmed(s, kBlanks, false, true); })}});
  add({"length", "length(text)", EASEL_TR("The number of characters."), {}, {{"length('Łódź')", "4"}, {"length('')", "0"}},
       {"len"}},
      {{"t", kI, map([](View s) { return characters(s); })}});
  add({"substr", "substr(text, start, count)",
       EASEL_TR("A part of the text from character number start (the first is 1; negative: from the end), to the end "
                "when the count is left out."),
       {}, {{"substr('abcdef', 2, 3)", "bcd"}, {"substr('abcdef', 4)", "def"}, {"substr('abcdef', -2)", "ef"}},
       {"substring", "mid"}},
      {{"ti", kT, map([](View s, Int start) { return fromPosition(s, start); })},
       {"tii", kT, map([](View s, Int start, Int n) { return leftOf(fromPosition(s, start), n); })}});
  add({"left", "left(text, count)", EASEL_TR("The first characters."), {}, {{"left('Łódź', 2)", "Łó"}}, {}},
      {{"ti", kT, map([](View s, Int n) { return leftOf(s, n); })}});
  add({"right", "right(text, count)", EASEL_TR("The last characters."), {}, {{"right('Łódź', 2)", "dź"}}, {}},
      {{"ti", kT, map([](View s, Int n) { return rightOf(s, n); })}});
  add({"position", "position(text, part)", EASEL_TR("The number of the character where the part begins, 0 when it is not there."),
       {}, {{"position('Łódź', 'dź')", "3"}, {"position('abc', 'x')", "0"}}, {"instr", "find"}},
      {{"tt", kI, map([](View s, View p) {
          const std::size_t at = s.find(p);
          return at == View::npos ? Int{0} : characters(s.substr(0, at)) + 1;
        })}});
  add({"replace", "replace(text, old, new)", EASEL_TR("With every occurrence of the old part replaced by the new one."), {},
       {{"replace('1.234.567', '.', '')", "1234567"}}, {}},
      {{"ttt", kT, map([](View s, View from, View to, Arena& arena) { return replaced(s, from, to, arena); })}});
  add({"concat", "concat(a, b, …)", EASEL_TR("Joins texts; missing ones are skipped."), {},
       {{"concat('a', null, 'b')", "ab"}}, {}},
      {{"t*", kT, concatKernel, true}});
  add({"split_part", "split_part(text, separator, number)",
       EASEL_TR("The part with that number between separators (negative: from the end); missing when there are fewer."),
       {}, {{"split_part('a-b-c', '-', 2)", "b"}, {"split_part('a-b-c', '-', -1)", "c"}, {"split_part('a', '-', 2)", "missing"}},
       {}},
      {{"tti", kT, map([](View s, View separator, Int n) { return part(s, separator, n); })}});
  add({"pad_left", "pad_left(text, length, fill)", EASEL_TR("Filled up at the left to that many characters."), {},
       {{"pad_left('7', 3, '0')", "007"}, {"pad_left('7', 3)", "  7"}}, {"lpad"}},
      {{"ti", kT, map([](View s, Int n, Arena& arena) { return padded(s, n, " ", true, arena); })},
       {"tit", kT, map([](View s, Int n, View fill, Arena& arena) { return padded(s, n, fill, true, arena); })}});
  add({"pad_right", "pad_right(text, length, fill)", EASEL_TR("Filled up at the right to that many characters."), {},
       {{"pad_right('ab', 4, '.')", "ab.."}}, {"rpad"}},
      {{"ti", kT, map([](View s, Int n, Arena& arena) { return padded(s, n, " ", false, arena); })},
       {"tit", kT, map([](View s, Int n, View fill, Arena& arena) { return padded(s, n, fill, false, arena); })}});
  add({"repeat", "repeat(text, count)", EASEL_TR("The text that many times."), {}, {{"repeat('ab', 3)", "ababab"}}, {}},
      {{"ti", kT, map([](View s, Int n, Arena& arena) -> std::optional<View> {
          if (n <= 0 || s.empty())
            return View();
          if (n > kLongest / static_cast<Int>(s.size()))
            return std::nullopt;
          return padding(s, n * characters(s), arena);
        })}});
  add({"reverse", "reverse(text)", EASEL_TR("The characters in opposite order."), {}, {{"reverse('Łódź')", "źdóŁ"}}, {}},
      {{"t", kT, map([](View s, Arena& arena) {
          std::string out;
          while (!s.empty()) {
            const View last = rightOf(s, 1);
            out += last;
            s.remove_suffix(last.size());
          }
          return arena.keep(out);
        })}});
}

} // namespace easel::expression
