#include "core/learn/trees/forest.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace easel {

namespace {
constexpr std::size_t kLanes = 16; // rows, or trees, that descend side by side so that their loads overlap

Error damaged() { return {ErrorCode::Corrupt, "The saved trees are damaged.", "Train the model anew."}; }

/// The category's set is where xgboost sends right; codes beyond the set, or no codes at all, go left.
bool inSet(const std::uint32_t* set, float x) {
  if (!(x >= 0.0F) || x >= 16'777'216.0F)
    return false;
  const auto code = static_cast<std::uint32_t>(x);
  return code / 32 < set[0] && ((set[1 + code / 32] >> (code % 32)) & 1U) != 0;
}
} // namespace

bool Forest::goesRight(const Node& node, float x) const {
  if (std::isnan(x))
    return (node.feature & kDefaultLeft) == 0;
  if (node.feature & kCategorical)
    return inSet(m_parts.sets.data() + node.categories, x);
  return !(x < node.threshold);
}

template<bool WithSets>
std::uint32_t Forest::next(std::uint32_t index, const float* x) const {
  const Node& node = m_parts.nodes[index];
  const float v = x[node.feature & kFeatureMask];
  if constexpr (WithSets) {
    if (node.feature & kCategorical)
      return node.left + (goesRight(node, v) ? 1U : 0U);
  }
  const bool missingRight = (node.feature & kDefaultLeft) == 0;
  const bool right = (v != v) ? missingRight : !(v < node.threshold);
  return node.left + (right ? 1U : 0U);
}

template<bool WithSets>
void Forest::addBlock(const float* x, std::size_t rows, float* margins) const {
  const std::size_t p = m_parts.columns;
  const std::size_t k = m_parts.groups;
  std::array<std::uint32_t, kLanes> at{};
  for (std::size_t t = 0; t < trees(); ++t) {
    const std::uint32_t root = m_parts.roots[t];
    const std::uint32_t depth = m_depth[t];
    float* out = margins + m_parts.group[t];
    std::size_t r = 0;
    for (; r + kLanes <= rows; r += kLanes) {
      at.fill(root);
      for (std::uint32_t d = 0; d < depth; ++d)
        for (std::size_t l = 0; l < kLanes; ++l)
          at[l] = next<WithSets>(at[l], x + (r + l) * p);
      for (std::size_t l = 0; l < kLanes; ++l)
        out[(r + l) * k] += m_parts.leaf[at[l]];
    }
    for (; r < rows; ++r) {
      std::uint32_t node = root;
      for (std::uint32_t d = 0; d < depth; ++d)
        node = next<WithSets>(node, x + r * p);
      out[r * k] += m_parts.leaf[node];
    }
  }
}

void Forest::margins(const float* x, std::size_t rows, float* margins) const {
  const std::size_t k = m_parts.groups;
  constexpr std::size_t kBlock = 128; // their features stay in the first cache while all trees pass
  for (std::size_t r = 0; r < rows; ++r)
    std::copy(m_parts.base.begin(), m_parts.base.end(), margins + r * k);
  for (std::size_t r = 0; r < rows; r += kBlock) {
    const std::size_t n = std::min(kBlock, rows - r);
    const float* from = x + r * m_parts.columns;
    m_parts.sets.empty() ? addBlock<false>(from, n, margins + r * k) : addBlock<true>(from, n, margins + r * k);
  }
}

void Forest::marginsRow(const float* x, float* margins) const {
  std::copy(m_parts.base.begin(), m_parts.base.end(), margins);
  const bool withSets = !m_parts.sets.empty();
  std::array<std::uint32_t, kLanes> at{};
  for (std::size_t t = 0; t < trees(); t += kLanes) {
    const std::size_t n = std::min(kLanes, trees() - t);
    std::uint32_t depth = 0;
    for (std::size_t l = 0; l < n; ++l) {
      at[l] = m_parts.roots[t + l];
      depth = std::max(depth, m_depth[t + l]);
    }
    for (std::uint32_t d = 0; d < depth; ++d)
      for (std::size_t l = 0; l < n; ++l)
        at[l] = withSets ? next<true>(at[l], x) : next<false>(at[l], x);
    for (std::size_t l = 0; l < n; ++l)
      margins[m_parts.group[t + l]] += m_parts.leaf[at[l]];
  }
}

void Forest::finish(const float* margins, double* out) const {
  switch (m_parts.output) {
  case ForestOutput::Value: out[0] = static_cast<double>(margins[0]); return;
  case ForestOutput::Sigmoid: {
    // In float32, bounded so that the exponential stays finite: the same bits as xgboost's.
    const float e = std::exp(std::min(-margins[0], 88.7F));
    const float p = 1.0F / (e + 1.0F + 1e-16F);
    out[1] = static_cast<double>(p);
    out[0] = 1.0 - out[1];
    return;
  }
  case ForestOutput::Softmax: {
    const std::size_t k = m_parts.groups;
    const float top = *std::max_element(margins, margins + k);
    double sum = 0;
    for (std::size_t c = 0; c < k; ++c) {
      const float e = std::exp(margins[c] - top);
      sum += static_cast<double>(e);
      out[c] = static_cast<double>(e);
    }
    for (std::size_t c = 0; c < k; ++c)
      out[c] = static_cast<double>(static_cast<float>(out[c]) / static_cast<float>(sum));
    return;
  }
  }
}

Result<Forest> Forest::make(Parts parts) {
  const std::size_t nodes = parts.nodes.size();
  if (parts.groups == 0 || parts.base.size() != parts.groups || parts.group.size() != parts.roots.size() ||
      parts.leaf.size() != nodes || parts.cover.size() != nodes || parts.columns == 0 ||
      parts.columns >= kCategorical || (parts.output != ForestOutput::Softmax && parts.groups != 1) ||
      parts.output > ForestOutput::Softmax)
    return damaged();
  for (const std::uint32_t g : parts.group)
    if (g >= parts.groups)
      return damaged();
  Forest forest;
  forest.m_parts = std::move(parts);
  const Parts& p = forest.m_parts;
  for (std::uint32_t i = 0; i < nodes; ++i) {
    const Node& node = p.nodes[i];
    if ((node.feature & kFeatureMask) >= p.columns)
      return damaged();
    // Children stand after their parent, so a walk always ends.
    if (!forest.isLeaf(i) && (node.left <= i || node.left + 1 >= nodes))
      return damaged();
    if ((node.feature & kCategorical) &&
        (node.categories >= p.sets.size() || p.sets[node.categories] > p.sets.size() - node.categories - 1))
      return damaged();
  }
  // Depths from the last node back: a node's children are known before it.
  std::vector<std::uint32_t> height(nodes, 0);
  for (std::size_t i = nodes; i-- > 0;)
    if (!forest.isLeaf(static_cast<std::uint32_t>(i)))
      height[i] = 1 + std::max(height[p.nodes[i].left], height[p.nodes[i].left + 1]);
  for (const std::uint32_t root : p.roots) {
    if (root >= nodes)
      return damaged();
    forest.m_depth.push_back(height[root]);
  }
  return forest;
}

void Forest::save(ByteWriter& writer) const {
  writer.put(m_parts.output);
  writer.put(m_parts.columns);
  writer.put(m_parts.groups);
  writer.put(m_parts.base);
  writer.put(m_parts.roots);
  writer.put(m_parts.group);
  writer.put(m_parts.nodes);
  writer.put(m_parts.leaf);
  writer.put(m_parts.cover);
  writer.put(m_parts.sets);
}

Result<Forest> Forest::load(ByteReader& reader) {
  Parts parts;
  parts.output = reader.get<ForestOutput>();
  parts.columns = reader.get<std::uint32_t>();
  parts.groups = reader.get<std::uint32_t>();
  parts.base = reader.values<float>();
  parts.roots = reader.values<std::uint32_t>();
  parts.group = reader.values<std::uint32_t>();
  parts.nodes = reader.values<Node>();
  parts.leaf = reader.values<float>();
  parts.cover = reader.values<float>();
  parts.sets = reader.values<std::uint32_t>();
  if (!reader.ok())
    return damaged();
  return make(std::move(parts));
}

} // namespace easel
