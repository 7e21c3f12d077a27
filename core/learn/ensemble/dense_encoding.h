// Features with categories and missing values as plain numbers, for a member of an ensemble that cannot take them
// itself: numbers filled with their median (and marked where many are missing), categories as one yes/no column a
// level. Learned from training features; later rows are encoded the same way, one by one or many at a time.
// Immutable after learn(); any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/learn/features.h"

namespace easel {

class DenseEncoding {
 public:
  /// An infinite value is passed on; a code that is no level counts as missing.
  static DenseEncoding learn(const Features& training);
  static Result<DenseEncoding> load(ByteReader& reader);
  void save(ByteWriter& writer) const;

  std::size_t sources() const { return m_sources.size(); }
  std::size_t columns() const { return m_names.size(); }
  /// Which source each column was made of.
  const std::vector<std::uint32_t>& origins() const { return m_origins; }

  Features apply(const Features& features) const;
  /// out has columns() entries.
  void applyRow(const float* x, float* out) const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
  struct Source {
    bool categorical = false;
    float fill = 0;                    // numbers
    std::uint32_t first = 0;           // its first column
    std::uint32_t width = 1;           // how many it has
    std::uint32_t missing = kNone;     // the column that says a value is missing
    std::vector<std::uint32_t> places; // categories: level → column, or kNone
  };
  void addNumber(const Features& training, Eigen::Index j);
  void addCategory(const Features& training, Eigen::Index j);
  std::uint32_t addColumn(std::string name);

  std::vector<Source> m_sources;
  std::vector<std::string> m_names;
  std::vector<std::uint32_t> m_origins;
};

} // namespace easel
