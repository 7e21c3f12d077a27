// Reads xgboost's UBJSON model (its documented model schema) as a stream of events, so that no tree of JSON values is
// built: large models have millions of numbers.
#include "core/learn/trees/forest.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <cmath>
#include <deque>
#include <limits>
#include <map>

namespace easel {

namespace {
using Arrays = std::map<std::string, std::vector<double>, std::less<>>;

/// Keeps the arrays of every tree, "tree_info", and the texts of the learner.
class ModelEvents : public nlohmann::json_sax<Json> {
 public:
  std::vector<Arrays> trees;
  std::vector<double> treeInfo;
  std::map<std::string, std::string, std::less<>> texts; // base_score, num_class, num_feature, objective name

  bool null() override { return true; }
  bool boolean(bool v) override { return number(v ? 1 : 0); }
  bool number_integer(number_integer_t v) override { return number(static_cast<double>(v)); }
  bool number_unsigned(number_unsigned_t v) override { return number(static_cast<double>(v)); }
  bool number_float(number_float_t v, const string_t&) override { return number(v); }
  bool binary(binary_t&) override { return true; }
  bool string(string_t& v) override {
    if (!m_inTree && (m_key == "base_score" || m_key == "num_class" || m_key == "num_feature"))
      texts.try_emplace(m_key, v);
    return true;
  }
  bool key(string_t& k) override {
    m_key = k;
    return true;
  }
  bool start_object(std::size_t) override {
    ++m_depth;
    if (m_treesDepth > 0 && m_depth == m_treesDepth + 1) {
      trees.emplace_back();
      m_inTree = true;
    }
    return true;
  }
  bool end_object() override {
    if (m_treesDepth > 0 && m_depth == m_treesDepth + 1)
      m_inTree = false;
    --m_depth;
    return true;
  }
  bool start_array(std::size_t) override {
    ++m_depth;
    if (m_inTree) {
      m_into = &trees.back()[m_key];
    } else if (m_key == "trees") {
      m_treesDepth = m_depth;
    } else if (m_key == "tree_info") {
      m_into = &treeInfo;
    }
    return true;
  }
  bool end_array() override {
    m_into = nullptr;
    if (m_depth == m_treesDepth)
      m_treesDepth = 0;
    --m_depth;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool number(double v) {
    if (m_into)
      m_into->push_back(v);
    return true;
  }
  std::string m_key;
  std::size_t m_depth = 0;
  std::size_t m_treesDepth = 0;
  bool m_inTree = false;
  std::vector<double>* m_into = nullptr;
};

Error unexpected(std::string_view what) {
  return {ErrorCode::Internal, "The trees that xgboost made have an unexpected form (" + std::string(what) + ")."};
}

/// Appends one tree, breadth first: children side by side, behind their parent.
Result<void> append(Forest::Parts& parts, const Arrays& tree) {
  const auto of = [&](std::string_view name) -> const std::vector<double>& {
    static const std::vector<double> kNothing;
    const auto it = tree.find(name);
    return it == tree.end() ? kNothing : it->second;
  };
  const auto& left = of("left_children");
  const auto& right = of("right_children");
  const auto& feature = of("split_indices");
  const auto& value = of("split_conditions");
  const auto& defaultLeft = of("default_left");
  const auto& cover = of("sum_hessian");
  const auto& type = of("split_type");
  const std::size_t n = left.size();
  if (n == 0 || right.size() != n || feature.size() != n || value.size() != n || defaultLeft.size() != n ||
      cover.size() != n)
    return unexpected("arrays of a tree");

  // Where the set of each categorical node begins.
  std::map<std::size_t, std::uint32_t> sets;
  const auto& nodes = of("categories_nodes");
  const auto& segments = of("categories_segments");
  const auto& sizes = of("categories_sizes");
  const auto& categories = of("categories");
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i >= segments.size() || i >= sizes.size() ||
        segments[i] + sizes[i] > static_cast<double>(categories.size()))
      return unexpected("categories");
    const auto begin = static_cast<std::size_t>(segments[i]);
    const auto size = static_cast<std::size_t>(sizes[i]);
    std::vector<std::uint32_t> words;
    for (std::size_t c = begin; c < begin + size; ++c) {
      const auto code = static_cast<std::size_t>(categories[c]);
      words.resize(std::max(words.size(), code / 32 + 1));
      words[code / 32] |= 1U << (code % 32);
    }
    sets[static_cast<std::size_t>(nodes[i])] = static_cast<std::uint32_t>(parts.sets.size());
    parts.sets.push_back(static_cast<std::uint32_t>(words.size()));
    parts.sets.insert(parts.sets.end(), words.begin(), words.end());
  }

  const auto add = [&](std::size_t from) {
    parts.nodes.emplace_back();
    parts.leaf.push_back(0);
    parts.cover.push_back(static_cast<float>(cover[from]));
  };
  parts.roots.push_back(static_cast<std::uint32_t>(parts.nodes.size()));
  std::deque<std::pair<std::size_t, std::size_t>> queue{{0, parts.nodes.size()}}; // from, to
  add(0);
  for (std::size_t seen = 0; !queue.empty(); ++seen) {
    const auto [from, to] = queue.front();
    queue.pop_front();
    if (seen >= n)
      return unexpected("a circle");
    Forest::Node node;
    if (left[from] < 0) {
      node.threshold = std::numeric_limits<float>::quiet_NaN();
      node.left = static_cast<std::uint32_t>(to) - 1;
      parts.leaf[to] = static_cast<float>(value[from]);
    } else {
      const auto l = static_cast<std::size_t>(left[from]);
      const auto r = static_cast<std::size_t>(right[from]);
      if (l >= n || r >= n || right[from] < 0)
        return unexpected("children");
      node.threshold = static_cast<float>(value[from]);
      node.feature = static_cast<std::uint32_t>(feature[from]);
      if (defaultLeft[from] != 0)
        node.feature |= Forest::kDefaultLeft;
      if (from < type.size() && type[from] != 0) {
        const auto set = sets.find(from);
        if (set == sets.end())
          return unexpected("a split without categories");
        node.feature |= Forest::kCategorical;
        node.categories = set->second;
      }
      node.left = static_cast<std::uint32_t>(parts.nodes.size());
      queue.emplace_back(l, parts.nodes.size());
      add(l);
      queue.emplace_back(r, parts.nodes.size());
      add(r);
    }
    parts.nodes[to] = node;
  }
  return {};
}
} // namespace

Result<Forest> Forest::fromXgboost(std::string_view ubjson, std::size_t trees, ForestOutput output) {
  ModelEvents events;
  if (!Json::sax_parse(ubjson.begin(), ubjson.end(), &events, Json::input_format_t::ubjson))
    return unexpected("not UBJSON");
  if (events.treeInfo.size() < events.trees.size())
    return unexpected("tree_info");
  const auto number = [&](std::string_view name) {
    const auto it = events.texts.find(name);
    return it == events.texts.end() ? std::nullopt : parseDouble(it->second);
  };
  const auto base = number("base_score");
  const auto classes = number("num_class");
  const auto columns = number("num_feature");
  if (!base || !classes || !columns)
    return unexpected("learner parameters");
  Parts parts;
  parts.columns = static_cast<std::uint32_t>(*columns);
  parts.groups = *classes > 1 ? static_cast<std::uint32_t>(*classes) : 1;
  parts.output = output;
  const auto score = static_cast<float>(*base);
  parts.base.assign(parts.groups, output == ForestOutput::Sigmoid ? -std::log(1.0F / score - 1.0F) : score);
  for (std::size_t t = 0; t < std::min(trees, events.trees.size()); ++t) {
    EASEL_CHECK(append(parts, events.trees[t]));
    parts.group.push_back(static_cast<std::uint32_t>(events.treeInfo[t]));
  }
  return make(std::move(parts));
}

} // namespace easel
