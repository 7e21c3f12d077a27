#include "core/table/expression/like.h"

namespace easel::expression {

namespace {
bool isTail(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
constexpr auto kNo = std::string_view::npos;
} // namespace

LikePattern::LikePattern(std::string_view pattern) {
  Piece piece;
  bool wild = false;
  const auto finish = [&] {
    if (piece.bytes.empty())
      return;
    if (!wild)
      piece.any.clear();
    m_pieces.push_back(std::move(piece));
    piece = {};
    wild = false;
  };
  m_startsFree = pattern.starts_with('%');
  m_endsFree = m_startsFree && pattern.size() == 1;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    char c = pattern[i];
    if (c == '%') {
      finish();
      m_endsFree = true;
      continue;
    }
    m_endsFree = false;
    const bool any = c == '_';
    if (c == '\\' && i + 1 < pattern.size())
      c = pattern[++i];
    piece.bytes += c;
    piece.any.push_back(any);
    wild = wild || any;
  }
  finish();
}

std::size_t LikePattern::fitsAt(const Piece& piece, std::string_view text) {
  if (piece.any.empty())
    return text.starts_with(piece.bytes) ? piece.bytes.size() : kNo;
  std::size_t at = 0;
  for (std::size_t i = 0; i < piece.bytes.size(); ++i) {
    if (at >= text.size() || (!piece.any[i] && text[at] != piece.bytes[i]))
      return kNo;
    ++at;
    if (piece.any[i])
      while (at < text.size() && isTail(text[at]))
        ++at;
  }
  return at;
}

bool LikePattern::matches(std::string_view text) const {
  if (m_pieces.empty())
    return m_startsFree || text.empty();
  std::size_t first = 0;
  std::size_t count = m_pieces.size();
  if (!m_startsFree) {
    const std::size_t taken = fitsAt(m_pieces[0], text);
    if (taken == kNo)
      return false;
    text.remove_prefix(taken);
    if (count == 1)
      return m_endsFree || text.empty();
    first = 1;
  }
  if (!m_endsFree) {
    // The last piece must end the text: try it where as many characters are left as it has.
    const Piece& last = m_pieces[count - 1];
    --count;
    std::size_t start = text.size();
    std::size_t characters = 0;
    for (std::size_t i = 0; i < last.bytes.size(); ++i)
      characters += (!last.any.empty() && last.any[i]) || !isTail(last.bytes[i]);
    for (; characters > 0; --characters) {
      if (start == 0)
        return false;
      --start;
      while (start > 0 && isTail(text[start]))
        --start;
    }
    if (fitsAt(last, text.substr(start)) != text.size() - start)
      return false;
    text = text.substr(0, start);
  }
  for (std::size_t p = first; p < count; ++p) {
    const Piece& piece = m_pieces[p];
    if (piece.any.empty()) {
      const std::size_t at = text.find(piece.bytes);
      if (at == kNo)
        return false;
      text.remove_prefix(at + piece.bytes.size());
      continue;
    }
    std::size_t at = 0;
    std::size_t taken = kNo;
    for (; at < text.size(); ++at)
      if (!isTail(text[at]) && (taken = fitsAt(piece, text.substr(at))) != kNo)
        break;
    if (taken == kNo)
      return false;
    text.remove_prefix(at + taken);
  }
  return true;
}

} // namespace easel::expression
