#include "core/learn/trees/tree_shap.h"

#include "core/base/parallel.h"

#include <algorithm>

namespace easel {

namespace {
constexpr std::size_t kLanes = 16; // rows at once
using Lanes = Eigen::Array<double, kLanes, 1>;
using Mask = std::uint16_t; // one bit a row

struct Turn {
  std::uint32_t node = 0; // within the tree
  bool right = false;
};
/// One feature on the way to a leaf.
struct Element {
  std::uint32_t feature = 0;
  double share = 1; // of the training rows that would pass its splits
  std::uint32_t turns = 0, turnsEnd = 0;
};
struct Leaf {
  double value = 0;
  std::uint32_t elements = 0, elementsEnd = 0;
};
struct TreePaths {
  std::uint32_t root = 0, nodes = 0; // the tree's nodes in the forest
  std::uint32_t group = 0;
  std::vector<Leaf> leaves;
  std::vector<Element> elements;
  std::vector<Turn> turns;
};
struct Paths {
  std::vector<TreePaths> trees;
  std::vector<double> base;
  std::size_t longest = 0; // elements of a leaf
};

/// Depth first through one tree, keeping the way from the root.
class PathBuilder {
 public:
  PathBuilder(const Forest& forest, TreePaths& tree, double& base) : m_parts(forest.parts()), m_forest(forest), m_tree(tree), m_base(base) {}
  std::size_t longest = 0;

  void walk(std::uint32_t node, double share) {
    m_tree.nodes = std::max(m_tree.nodes, node - m_tree.root + 1);
    if (m_forest.isLeaf(node))
      return close(node, share);
    const std::uint32_t left = m_parts.nodes[node].left;
    const double whole = static_cast<double>(m_parts.cover[left]) + static_cast<double>(m_parts.cover[left + 1]);
    for (const std::uint32_t child : {left, left + 1}) {
      // Rows of no weight at all (saturated classes) are halved.
      const double part = whole > 0 ? static_cast<double>(m_parts.cover[child]) / whole : 0.5;
      m_way.push_back({node, child != left, part});
      walk(child, share * part);
      m_way.pop_back();
    }
  }

 private:
  struct Branch {
    std::uint32_t node = 0;
    bool right = false;
    double share = 1;
  };
  void close(std::uint32_t node, double share) {
    Leaf leaf;
    leaf.value = static_cast<double>(m_parts.leaf[node]);
    m_base += leaf.value * share;
    leaf.elements = static_cast<std::uint32_t>(m_tree.elements.size());
    for (std::size_t i = 0; i < m_way.size(); ++i) {
      const std::uint32_t feature = featureOf(i);
      bool known = false;
      for (std::size_t before = 0; before < i && !known; ++before)
        known = featureOf(before) == feature;
      if (known)
        continue;
      Element element;
      element.feature = feature;
      element.turns = static_cast<std::uint32_t>(m_tree.turns.size());
      for (std::size_t k = i; k < m_way.size(); ++k)
        if (featureOf(k) == feature) {
          element.share *= m_way[k].share;
          m_tree.turns.push_back({m_way[k].node - m_tree.root, m_way[k].right});
        }
      element.turnsEnd = static_cast<std::uint32_t>(m_tree.turns.size());
      m_tree.elements.push_back(element);
    }
    leaf.elementsEnd = static_cast<std::uint32_t>(m_tree.elements.size());
    longest = std::max<std::size_t>(longest, leaf.elementsEnd - leaf.elements);
    m_tree.leaves.push_back(leaf);
  }
  std::uint32_t featureOf(std::size_t i) const {
    return m_parts.nodes[m_way[i].node].feature & Forest::kFeatureMask;
  }
  const Forest::Parts& m_parts;
  const Forest& m_forest;
  TreePaths& m_tree;
  double& m_base;
  std::vector<Branch> m_way;
};

Paths pathsOf(const Forest& forest) {
  Paths paths;
  for (const float b : forest.parts().base)
    paths.base.push_back(static_cast<double>(b));
  for (std::size_t t = 0; t < forest.trees(); ++t) {
    TreePaths& tree = paths.trees.emplace_back();
    tree.root = forest.parts().roots[t];
    tree.group = forest.parts().group[t];
    PathBuilder builder(forest, tree, paths.base[tree.group]);
    builder.walk(tree.root, 1);
    paths.longest = std::max(paths.longest, builder.longest);
  }
  return paths;
}

/// Working memory of one thread, and the contributions of one stretch of rows.
class Block {
 public:
  Block(const Forest& forest, const Paths& paths)
      : m_forest(forest), m_paths(paths), m_weight(paths.longest + 1), m_passes(paths.longest),
        m_sums(paths.base.size() * forest.columns()) {}

  /// x: kLanes rows × columns.
  void explain(const float* x) {
    std::fill(m_sums.begin(), m_sums.end(), Lanes::Zero());
    for (const TreePaths& tree : m_paths.trees) {
      decide(tree, x);
      for (const Leaf& leaf : tree.leaves)
        if (leaf.elements != leaf.elementsEnd)
          add(tree, leaf);
    }
  }
  const Lanes& sum(std::size_t group, std::size_t feature) const {
    return m_sums[group * m_forest.columns() + feature];
  }

 private:
  /// Which rows go right at each node.
  void decide(const TreePaths& tree, const float* x) {
    m_right.assign(tree.nodes, 0);
    for (std::uint32_t i = 0; i < tree.nodes; ++i) {
      if (m_forest.isLeaf(tree.root + i))
        continue;
      const Forest::Node& node = m_forest.parts().nodes[tree.root + i];
      const float* column = x + (node.feature & Forest::kFeatureMask);
      unsigned mask = 0;
      for (std::size_t l = 0; l < kLanes; ++l)
        mask |= (m_forest.goesRight(node, column[l * m_forest.columns()]) ? 1U : 0U) << l;
      m_right[i] = static_cast<Mask>(mask);
    }
  }

  void add(const TreePaths& tree, const Leaf& leaf) {
    const Element* elements = tree.elements.data() + leaf.elements;
    const std::size_t n = leaf.elementsEnd - leaf.elements;
    // Weights of the subsets, by their size: EXTEND of algorithm 2, one element after the other.
    m_weight[0].setOnes();
    for (std::size_t e = 0; e < n; ++e) {
      unsigned mask = 0xFFFF;
      for (std::uint32_t t = elements[e].turns; t < elements[e].turnsEnd; ++t) {
        const unsigned right = m_right[tree.turns[t].node];
        mask &= tree.turns[t].right ? right : ~right;
      }
      Lanes& passes = m_passes[e];
      for (std::size_t l = 0; l < kLanes; ++l)
        passes[static_cast<Eigen::Index>(l)] = static_cast<double>((mask >> l) & 1U);
      const double size = static_cast<double>(e) + 2; // with the empty first element
      m_weight[e + 1] = passes * m_weight[e] * (static_cast<double>(e + 1) / size);
      for (std::size_t i = e; i > 0; --i)
        m_weight[i] = m_weight[i] * (elements[e].share * static_cast<double>(e + 1 - i) / size) +
                      passes * m_weight[i - 1] * (static_cast<double>(i) / size);
      m_weight[0] = m_weight[0] * (elements[e].share * static_cast<double>(e + 1) / size);
    }
    // Rows that do not pass an element: the same for every such element, its share cancels.
    const double length = static_cast<double>(n) + 1;
    Lanes blocked = Lanes::Zero();
    for (std::size_t j = 0; j < n; ++j)
      blocked += m_weight[j] * (length / static_cast<double>(n - j));
    blocked *= -leaf.value;
    Lanes* sums = m_sums.data() + tree.group * m_forest.columns();
    for (std::size_t e = 0; e < n; ++e) {
      // Rows that pass it: the weights without it (UNWIND).
      Lanes next = m_weight[n];
      Lanes total = Lanes::Zero();
      for (std::size_t j = n; j-- > 0;) {
        const Lanes part = next * (length / static_cast<double>(j + 1));
        total += part;
        next = m_weight[j] - part * (elements[e].share * static_cast<double>(n - j) / length);
      }
      total *= (1 - elements[e].share) * leaf.value;
      const Lanes& passes = m_passes[e];
      sums[elements[e].feature] += passes * total + (1 - passes) * blocked;
    }
  }

  const Forest& m_forest;
  const Paths& m_paths;
  std::vector<Lanes> m_weight;
  std::vector<Lanes> m_passes;
  std::vector<Lanes> m_sums; // group-major
  std::vector<Mask> m_right;
};
} // namespace

Result<Attributions> treeShap(const Forest& forest, const Features& features, const Context& context) {
  EASEL_CHECK(context.checkpoint());
  const Paths paths = pathsOf(forest);
  const std::size_t n = features.rows();
  const std::size_t p = forest.columns();
  Attributions result;
  for (const FeatureField& field : features.fields)
    result.features.push_back(field.name);
  result.base = paths.base;
  result.rows.assign(forest.groups(), Eigen::MatrixXd(features.x.rows(), features.x.cols()));
  constexpr std::size_t kRows = 4 * kLanes;
  EASEL_CHECK(tryParallelFor(context, (n + kRows - 1) / kRows, [&](std::size_t part) -> Result<void> {
    Block block(forest, paths);
    std::vector<float> padded;
    for (std::size_t begin = part * kRows; begin < std::min(n, (part + 1) * kRows); begin += kLanes) {
      const std::size_t rows = std::min(kLanes, n - begin);
      const float* x = features.x.data() + begin * p;
      if (rows < kLanes) {
        padded.assign(kLanes * p, 0.0F);
        std::copy_n(x, rows * p, padded.begin());
        x = padded.data();
      }
      block.explain(x);
      for (std::size_t g = 0; g < result.rows.size(); ++g)
        for (std::size_t j = 0; j < p; ++j)
          std::copy_n(block.sum(g, j).data(), rows,
                      result.rows[g].col(static_cast<Eigen::Index>(j)).data() + begin);
    }
    return {};
  }));
  return result;
}

} // namespace easel
