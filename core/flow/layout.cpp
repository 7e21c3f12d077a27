#include "core/flow/layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_map>

namespace easel {

namespace {

using Index = std::size_t;
using Indices = std::vector<Index>;
constexpr double kGrid = 4;
constexpr int kOrderSweeps = 8;
constexpr int kRowSweeps = 12;
constexpr double kPull = 8; // how much more a long wire wants to be straight than two nodes want to be level

double onGrid(double v) { return std::round(v / kGrid) * kGrid; }

/// Stacks and single nodes as the vertices of a graph without circles.
struct Blocks {
  std::vector<Indices> members; // indices into graph.nodes
  std::vector<Indices> next, before;

  Blocks(const Graph& graph, const Stacks& stacks) {
    std::unordered_map<std::string_view, Index> nodes;
    for (Index i = 0; i < graph.nodes.size(); ++i)
      nodes.emplace(graph.nodes[i].id, i);
    constexpr Index kNone = static_cast<Index>(-1);
    Indices block(graph.nodes.size(), kNone);
    std::unordered_map<Index, Indices> stackOf; // by first member
    std::vector<char> inStack(graph.nodes.size(), 0);
    for (const auto& stack : stacks) {
      Indices ids;
      for (const std::string& id : stack)
        if (const auto it = nodes.find(id); it != nodes.end() && !inStack[it->second]) {
          inStack[it->second] = 1;
          ids.push_back(it->second);
        }
      if (!ids.empty())
        stackOf.emplace(ids.front(), std::move(ids));
    }
    for (Index i = 0; i < graph.nodes.size(); ++i) {
      const auto stack = stackOf.find(i);
      if (inStack[i] && stack == stackOf.end())
        continue;
      const Indices own = stack == stackOf.end() ? Indices{i} : stack->second;
      for (const Index m : own)
        block[m] = members.size();
      members.push_back(own);
    }
    // Ranks need an order; a wire that points backwards in it belongs to a circle of a damaged file and is left out.
    std::unordered_map<std::string_view, Index> place;
    const std::vector<std::string> order = graph.order();
    for (Index i = 0; i < order.size(); ++i)
      place.emplace(order[i], i);
    next.resize(members.size());
    before.resize(members.size());
    std::set<std::pair<Index, Index>> seen;
    for (const Wire& w : graph.wires) {
      const auto from = nodes.find(w.from), to = nodes.find(w.to);
      if (from == nodes.end() || to == nodes.end() || place.at(w.from) >= place.at(w.to))
        continue;
      const Index a = block[from->second], b = block[to->second];
      if (a != b && seen.emplace(a, b).second) {
        next[a].push_back(b);
        before[b].push_back(a);
      }
    }
  }
};

/// The column of every block: one right of its last source; a source stands just before what it feeds.
std::vector<int> ranksOf(const Blocks& blocks) {
  const Index n = blocks.members.size();
  std::vector<int> rank(n, 0);
  Indices waiting(n), open;
  for (Index i = 0; i < n; ++i) {
    waiting[i] = blocks.before[i].size();
    if (waiting[i] == 0)
      open.push_back(i);
  }
  for (Index k = 0; k < open.size(); ++k)
    for (const Index b : blocks.next[open[k]]) {
      rank[b] = std::max(rank[b], rank[open[k]] + 1);
      if (--waiting[b] == 0)
        open.push_back(b);
    }
  for (Index i = 0; i < n; ++i)
    if (blocks.before[i].empty() && !blocks.next[i].empty()) {
      int nearest = rank[blocks.next[i].front()];
      for (const Index b : blocks.next[i])
        nearest = std::min(nearest, rank[b]);
      rank[i] = nearest - 1;
    }
  return rank;
}

/// Layers with bends for wires that cross several columns.
struct Layers {
  std::vector<Indices> rows; // vertices of a layer from top to bottom
  std::vector<Indices> next, before;
  std::vector<char> bend;

  Layers(const Blocks& blocks, const std::vector<int>& rank)
      : next(blocks.members.size()), before(blocks.members.size()), bend(blocks.members.size(), 0) {
    const int last = rank.empty() ? -1 : *std::max_element(rank.begin(), rank.end());
    rows.resize(static_cast<Index>(last + 1));
    std::vector<int> at = rank;
    for (Index a = 0; a < blocks.members.size(); ++a)
      for (const Index b : blocks.next[a]) {
        Index from = a;
        for (int r = rank[a] + 1; r < rank[b]; ++r) {
          const Index v = next.size();
          next.emplace_back();
          before.emplace_back();
          bend.push_back(1);
          at.push_back(r);
          join(from, v);
          from = v;
        }
        join(from, b);
      }
    // First order: as one walks down the wires from the first source.
    std::vector<char> seen(next.size(), 0);
    for (Index start = 0; start < blocks.members.size(); ++start)
      if (before[start].empty())
        walk(start, at, seen);
    for (Index v = 0; v < next.size(); ++v)
      walk(v, at, seen);
  }

  void join(Index from, Index to) {
    next[from].push_back(to);
    before[to].push_back(from);
  }

  void walk(Index start, const std::vector<int>& at, std::vector<char>& seen) {
    Indices open{start};
    while (!open.empty()) {
      const Index v = open.back();
      open.pop_back();
      if (seen[v])
        continue;
      seen[v] = 1;
      rows[static_cast<Index>(at[v])].push_back(v);
      for (auto it = next[v].rbegin(); it != next[v].rend(); ++it)
        open.push_back(*it);
    }
  }

  std::vector<double> places() const {
    std::vector<double> place(next.size(), 0);
    for (const Indices& row : rows)
      for (Index i = 0; i < row.size(); ++i)
        place[row[i]] = static_cast<double>(i);
    return place;
  }

  std::size_t crossings() const {
    const std::vector<double> place = places();
    std::size_t count = 0;
    for (const Indices& row : rows) {
      std::vector<std::pair<double, double>> wires;
      for (const Index v : row)
        for (const Index w : next[v])
          wires.emplace_back(place[v], place[w]);
      for (Index i = 0; i < wires.size(); ++i)
        for (Index j = i + 1; j < wires.size(); ++j)
          count += (wires[i].first - wires[j].first) * (wires[i].second - wires[j].second) < 0;
    }
    return count;
  }

  void sortRow(Indices& row, const std::vector<Indices>& neighbours, const std::vector<double>& place) const {
    std::unordered_map<Index, double> key;
    for (const Index v : row) {
      double sum = 0;
      for (const Index w : neighbours[v])
        sum += place[w];
      key[v] = neighbours[v].empty() ? place[v] : sum / static_cast<double>(neighbours[v].size());
    }
    std::stable_sort(row.begin(), row.end(), [&](Index a, Index b) { return key[a] < key[b]; });
  }

  void orderRows() {
    std::vector<Indices> best = rows;
    std::size_t fewest = crossings();
    for (int sweep = 0; sweep < kOrderSweeps && fewest > 0; ++sweep) {
      for (Index i = 1; i < rows.size(); ++i)
        sortRow(rows[i], before, places());
      for (Index i = rows.size(); i-- > 1;)
        sortRow(rows[i - 1], next, places());
      if (const std::size_t c = crossings(); c < fewest) {
        fewest = c;
        best = rows;
      }
    }
    rows = std::move(best);
  }

  /// Rows as near to the wishes as the order and a distance of 1 allow: isotonic regression, pooling neighbours.
  static void settle(const Indices& row, const std::vector<double>& wish, const std::vector<double>& weight,
                     std::vector<double>& y) {
    struct Pool {
      double sum, weight;
      Index count;
      double mean() const { return sum / weight; }
    };
    std::vector<Pool> pools;
    for (Index i = 0; i < row.size(); ++i) {
      const double w = weight[row[i]];
      pools.push_back({(wish[row[i]] - static_cast<double>(i)) * w, w, 1});
      while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
        const Pool last = pools.back();
        pools.pop_back();
        pools.back().sum += last.sum;
        pools.back().weight += last.weight;
        pools.back().count += last.count;
      }
    }
    Index i = 0;
    for (const Pool& pool : pools)
      for (Index k = 0; k < pool.count; ++k, ++i)
        y[row[i]] = pool.mean() + static_cast<double>(i);
  }

  std::vector<double> heights() const {
    std::vector<double> y = places(), wish(next.size()), weight(next.size());
    const auto pull = [&](const Indices& row, bool left, bool right) {
      for (const Index v : row) {
        double sum = 0, total = 0;
        const auto add = [&](Index w) {
          const double strength = bend[v] && bend[w] ? kPull : 1;
          sum += y[w] * strength;
          total += strength;
        };
        if (left)
          std::for_each(before[v].begin(), before[v].end(), add);
        if (right)
          std::for_each(next[v].begin(), next[v].end(), add);
        wish[v] = total > 0 ? sum / total : y[v];
        weight[v] = std::max(total, 0.1);
      }
      settle(row, wish, weight, y);
    };
    for (int sweep = 0; sweep < kRowSweeps; ++sweep) {
      for (const Indices& row : rows)
        pull(row, true, sweep + 2 > kRowSweeps);
      for (auto row = rows.rbegin(); row != rows.rend(); ++row)
        pull(*row, sweep + 1 == kRowSweeps, true);
    }
    for (const Indices& row : rows) // chains run straight behind what feeds them
      pull(row, true, false);
    return y;
  }
};

} // namespace

Stacks stacks(const Graph& graph, const StackKey& key) {
  std::unordered_map<std::string_view, std::string> keys;
  std::unordered_map<std::string_view, int> in, out;
  std::unordered_map<std::string_view, std::string_view> follower, feeder;
  for (const Node& n : graph.nodes)
    keys.emplace(n.id, key(n));
  for (const Wire& w : graph.wires) {
    ++out[w.from];
    ++in[w.to];
    follower[w.from] = w.to;
    feeder[w.to] = w.from;
  }
  const auto joined = [&](std::string_view a, std::string_view b) {
    const auto ka = keys.find(a), kb = keys.find(b);
    return ka != keys.end() && kb != keys.end() && !ka->second.empty() && ka->second == kb->second && out[a] == 1 && in[b] == 1;
  };
  Stacks found;
  for (const std::string& id : graph.order()) {
    if (in[id] == 1 && joined(feeder[id], id))
      continue; // not the first
    std::vector<std::string> chain{id};
    while (out[chain.back()] == 1 && joined(chain.back(), follower[chain.back()]) && chain.size() <= graph.nodes.size())
      chain.emplace_back(follower[chain.back()]);
    if (chain.size() > 1)
      found.push_back(std::move(chain));
  }
  return found;
}

Graph arranged(Graph graph, const Stacks& stacks, const LayoutPitch& pitch) {
  const Blocks blocks(graph, stacks);
  if (blocks.members.empty())
    return graph;
  const std::vector<int> rank = ranksOf(blocks);
  Layers layers(blocks, rank);
  layers.orderRows();
  const std::vector<double> y = layers.heights();
  double top = y.front();
  for (Index b = 0; b < blocks.members.size(); ++b)
    top = std::min(top, y[b]);
  for (Index b = 0; b < blocks.members.size(); ++b)
    for (const Index m : blocks.members[b]) {
      graph.nodes[m].x = onGrid(pitch.left + rank[b] * pitch.column);
      graph.nodes[m].y = onGrid(pitch.top + (y[b] - top) * pitch.row);
    }
  return graph;
}

Graph placed(Graph graph, const Stacks& stacks, const LayoutPitch& pitch) {
  if (std::none_of(graph.nodes.begin(), graph.nodes.end(), [](const Node& n) { return n.x != 0; }))
    return arranged(std::move(graph), stacks, pitch);
  const Blocks blocks(graph, stacks);
  std::vector<char> done(blocks.members.size(), 0);
  const auto head = [&](Index b) -> Node& { return graph.nodes[blocks.members[b].front()]; };
  const auto isFree = [&](double x, double y) {
    for (Index b = 0; b < blocks.members.size(); ++b)
      if (done[b] && std::abs(head(b).x - x) < pitch.column - kGrid && std::abs(head(b).y - y) < pitch.row - kGrid)
        return false;
    return true;
  };
  const auto taken = [&](Index self) { // two heads on the very same spot: the later one has to move
    for (Index b = 0; b < blocks.members.size(); ++b)
      if (b != self && done[b] && head(b).x == head(self).x && head(b).y == head(self).y)
        return true;
    return false;
  };
  for (Index b = 0; b < blocks.members.size(); ++b)
    if (head(b).x != 0 && !taken(b))
      done[b] = 1;
  std::unordered_map<std::string_view, Index> place;
  const std::vector<std::string> order = graph.order();
  for (Index i = 0; i < order.size(); ++i)
    place.emplace(order[i], i);
  Indices waiting;
  for (Index b = 0; b < blocks.members.size(); ++b)
    if (!done[b])
      waiting.push_back(b);
  std::stable_sort(waiting.begin(), waiting.end(),
                   [&](Index a, Index b) { return place.at(head(a).id) < place.at(head(b).id); });
  for (const Index b : waiting) {
    double x = pitch.left, y = pitch.top;
    for (const Index source : blocks.before[b])
      if (done[source] && head(source).x + pitch.column > x) {
        x = head(source).x + pitch.column;
        y = head(source).y;
      }
    while (!isFree(x, y))
      y += pitch.row;
    head(b).x = onGrid(x);
    head(b).y = onGrid(y);
    done[b] = 1;
  }
  for (Index b = 0; b < blocks.members.size(); ++b)
    for (const Index m : blocks.members[b]) {
      graph.nodes[m].x = head(b).x;
      graph.nodes[m].y = head(b).y;
    }
  return graph;
}

std::map<std::string, Hash> dependencyMarks(const Graph& graph) {
  std::unordered_map<std::string_view, const Node*> nodes;
  for (const Node& n : graph.nodes)
    nodes.emplace(n.id, &n);
  std::unordered_map<std::string_view, std::vector<const Wire*>> inputs;
  for (const Wire& w : graph.wires)
    inputs[w.to].push_back(&w);
  std::map<std::string, Hash> marks;
  for (const std::string& id : graph.order()) {
    const Node& node = *nodes.at(id);
    Hasher hasher;
    hasher.add(node.type).add(static_cast<std::uint64_t>(node.version)).add(toText(node.params));
    hasher.add(static_cast<std::uint64_t>(node.enabled));
    std::vector<const Wire*>& wires = inputs[id];
    std::sort(wires.begin(), wires.end(), [](const Wire* a, const Wire* b) { return a->toPort < b->toPort; });
    for (const Wire* w : wires)
      if (const auto source = marks.find(w->from); source != marks.end())
        hasher.add(w->toPort).add(w->fromPort).add(source->second);
    marks[id] = hasher.finish();
  }
  return marks;
}

} // namespace easel
