// A forest of regression trees as flat arrays: what boosted trees need for serving and explaining, without the library
// that grew them. Splits compare float32 (x < threshold goes left), a missing value takes the split's own side,
// categories of the split's set go right; leaves are added in float32, tree by tree, so margins have the same bits as
// the library's. Immutable after building; may be used from any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace easel {

enum class ForestOutput : std::uint8_t { Value, Sigmoid, Softmax };

class Forest {
 public:
  /// `right` follows `left` directly. A leaf points at itself: threshold NaN, left = own index - 1.
  struct Node {
    float threshold = 0;
    std::uint32_t feature = 0; // with the flags below
    std::uint32_t left = 0;
    std::uint32_t categories = 0; // where its set begins: number of words, then the words
  };
  static constexpr std::uint32_t kDefaultLeft = 1U << 31;
  static constexpr std::uint32_t kCategorical = 1U << 30;
  static constexpr std::uint32_t kFeatureMask = kCategorical - 1;

  struct Parts {
    ForestOutput output = ForestOutput::Value;
    std::uint32_t columns = 0;
    std::uint32_t groups = 1; // margins: 1, or one a class
    std::vector<float> base;  // one a group
    std::vector<std::uint32_t> roots;
    std::vector<std::uint32_t> group; // of each tree
    std::vector<Node> nodes;
    std::vector<float> leaf;  // one a node
    std::vector<float> cover; // one a node: sum of hessians of its training rows
    std::vector<std::uint32_t> sets;
  };

  /// Checks every index; Corrupt when one leads outside.
  static Result<Forest> make(Parts parts);
  /// From xgboost's model in UBJSON; only the first `trees` of it. Sigmoid: the base score is a probability.
  static Result<Forest> fromXgboost(std::string_view ubjson, std::size_t trees, ForestOutput output);

  const Parts& parts() const { return m_parts; }
  std::size_t trees() const { return m_parts.roots.size(); }
  std::size_t columns() const { return m_parts.columns; }
  std::size_t groups() const { return m_parts.groups; }
  /// 1 for values, 2 for Sigmoid, groups for Softmax.
  std::size_t outputs() const { return m_parts.output == ForestOutput::Sigmoid ? 2 : m_parts.groups; }
  std::uint32_t depth(std::size_t tree) const { return m_depth[tree]; }
  bool isLeaf(std::uint32_t node) const { return m_parts.nodes[node].left + 1 == node; }
  bool goesRight(const Node& node, float x) const;

  /// x: rows × columns, row-major; margins: rows × groups. Rows are independent of one another.
  void margins(const float* x, std::size_t rows, float* margins) const;
  /// One row; no allocation.
  void marginsRow(const float* x, float* margins) const;
  /// From the margins of one row to outputs() predictions.
  void finish(const float* margins, double* out) const;

  void save(ByteWriter& writer) const;
  static Result<Forest> load(ByteReader& reader);

 private:
  template<bool WithSets>
  void addBlock(const float* x, std::size_t rows, float* margins) const;
  template<bool WithSets>
  std::uint32_t next(std::uint32_t index, const float* x) const;

  Parts m_parts;
  std::vector<std::uint32_t> m_depth; // of each tree
};

} // namespace easel
