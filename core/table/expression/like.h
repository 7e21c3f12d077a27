// Patterns of "like": % any characters, _ one character, \ takes the next as it is. The pattern is cut into pieces
// between the %; each is searched for from where the last one ended, which is right because taking the first place
// leaves most room for the rest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace easel::expression {

class LikePattern {
 public:
  explicit LikePattern(std::string_view pattern);
  bool matches(std::string_view text) const;

 private:
  struct Piece {
    std::string bytes;
    std::vector<bool> any; // this character is '_'; empty when there is none in the piece
  };
  /// Bytes that the piece takes at the start of the text, npos when it does not fit there.
  static std::size_t fitsAt(const Piece& piece, std::string_view text);

  std::vector<Piece> m_pieces;
  bool m_startsFree = false; // begins with %
  bool m_endsFree = false;
};

} // namespace easel::expression
