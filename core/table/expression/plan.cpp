// Binding: constants are spread, parts over one Category column are computed per level, dictionaries are merged.
#include "core/table/expression/plan.h"

#include <algorithm>

namespace easel::expression {

namespace {

/// The only column below the node, if there is exactly one.
struct ColumnsBelow {
  bool any = false;
  bool many = false;
  std::size_t column = 0;
  void visit(const Node& node) {
    if (node.kind == Node::Kind::Column) {
      many = many || (any && column != node.column);
      any = true;
      column = node.column;
    }
    for (const NodePtr& a : node.args)
      if (!many)
        visit(*a);
  }
};

template<class T>
void spread(std::vector<std::byte>& bytes, T value) {
  bytes.resize(kBatch * sizeof(T));
  T* to = reinterpret_cast<T*>(bytes.data());
  std::fill(to, to + kBatch, value);
}

void bindConstant(Plan& plan) {
  const Node& node = *plan.node;
  if (node.missing()) {
    plan.constant.resize(kBatch * registerSize(node.type));
    return;
  }
  if (const auto* text = std::get_if<std::string>(&node.value))
    return spread(plan.constant, std::string_view(*text));
  if (const auto* number = std::get_if<double>(&node.value))
    return spread(plan.constant, *number);
  const std::int64_t whole = std::get<std::int64_t>(node.value);
  if (node.type == DataType::Bool)
    spread(plan.constant, static_cast<std::uint8_t>(whole));
  else if (node.type == DataType::Date)
    spread(plan.constant, static_cast<std::int32_t>(whole));
  else
    spread(plan.constant, whole);
}

/// Adds texts and gives each its code.
class Levels {
 public:
  std::uint32_t code(std::string_view text) {
    const auto it = m_codes.find(std::string(text));
    if (it != m_codes.end())
      return it->second;
    const auto code = static_cast<std::uint32_t>(m_values.size());
    m_values.emplace_back(text);
    m_codes.emplace(m_values.back(), code);
    return code;
  }
  DictionaryPtr finish() { return std::make_shared<Dictionary>(std::move(m_values)); }

 private:
  std::vector<std::string> m_values;
  std::unordered_map<std::string, std::uint32_t> m_codes;
};

bool isChoice(const Node& node) {
  return node.kind == Node::Kind::Call &&
         (node.function->special == Special::If || node.function->special == Special::Coalesce);
}
} // namespace

std::size_t registerSize(DataType type) {
  return type == DataType::Text || type == DataType::Category ? sizeof(std::string_view) : dataTypeSize(type);
}

Result<std::unique_ptr<Plan>> Binding::bind(const Node& node) {
  auto plan = std::make_unique<Plan>();
  plan->node = &node;
  plan->slot = slots++;
  if (node.kind == Node::Kind::Constant) {
    bindConstant(*plan);
  } else if (node.kind == Node::Kind::Column) {
    if (lift && columns[node.column]->type() == DataType::Category) {
      plan->codes = columns[node.column]->dictionary();
      plan->dictionary = plan->codes.get();
    }
  } else {
    ColumnsBelow below;
    if (lift)
      below.visit(node);
    if (below.any && !below.many && columns[below.column]->type() == DataType::Category) {
      EASEL_TRY(const bool done, liftOnto(*plan, below.column));
      if (done)
        return plan;
    }
    for (const NodePtr& a : node.args) {
      EASEL_TRY(auto argument, bind(*a));
      plan->args.push_back(std::move(argument));
    }
    if (lift && isChoice(node) && node.type == DataType::Text)
      bindCodes(*plan);
  }
  return plan;
}

/// A choice between literals and categories gives a category with the levels of all of them.
void Binding::bindCodes(Plan& plan) {
  const std::size_t first = plan.node->function->special == Special::If ? 1 : 0;
  for (std::size_t i = first; i < plan.args.size(); ++i)
    if (!plan.args[i]->codes && plan.args[i]->node->kind != Node::Kind::Constant)
      return;
  Levels levels;
  plan.remaps.resize(plan.args.size());
  for (std::size_t i = first; i < plan.args.size(); ++i) {
    Plan& argument = *plan.args[i];
    if (argument.node->kind == Node::Kind::Constant) {
      if (const auto text = constantText(*argument.node))
        argument.constantCode = levels.code(*text);
    } else {
      for (const std::string& value : argument.codes->values())
        plan.remaps[i].push_back(levels.code(value));
    }
  }
  plan.codes = levels.finish();
}

/// False when it is not worth it or a level fails: then rows are computed one by one.
Result<bool> Binding::liftOnto(Plan& plan, std::size_t column) {
  const Column& source = *columns[column];
  const Dictionary& dictionary = *source.dictionary();
  const std::size_t levels = dictionary.size();
  if (levels > 2 * rows + 1000)
    return false;
  Binding inner{columns, levels, 0, false};
  EASEL_TRY(const std::unique_ptr<Plan> tree, inner.bind(*plan.node));
  const std::size_t count = levels + (source.missing() > 0 ? 1 : 0);
  const std::size_t size = registerSize(plan.node->type);
  const bool text = plan.node->type == DataType::Text;
  plan.table.resize((levels + 1) * size);
  plan.tablePresent.assign(levels + 1, 0);
  if (text)
    plan.tableTexts.resize(levels + 1);
  Worker worker(inner.slots);
  for (std::size_t base = 0; base < count; base += kBatch) {
    const std::size_t n = std::min(kBatch, count - base);
    worker.placeOnLevels(dictionary, base, n);
    const Values values = worker.evaluate(*tree);
    if (worker.failure())
      return false;
    for (std::size_t i = 0; i < n; ++i)
      plan.tablePresent[base + i] = values.present(i);
    if (text) {
      for (std::size_t i = 0; i < n; ++i)
        if (values.present(i))
          plan.tableTexts[base + i] = values.as<std::string_view>()[i];
    } else {
      std::memcpy(plan.table.data() + base * size, values.data, n * size);
    }
  }
  plan.levelsPresent = std::all_of(plan.tablePresent.begin(), plan.tablePresent.end() - 1,
                                   [](std::uint8_t p) { return p != 0; });
  if (text) {
    Levels results;
    auto* views = reinterpret_cast<std::string_view*>(plan.table.data());
    plan.tableCodes.resize(levels + 1);
    for (std::size_t i = 0; i <= levels; ++i) {
      views[i] = plan.tableTexts[i];
      if (plan.tablePresent[i])
        plan.tableCodes[i] = results.code(plan.tableTexts[i]);
    }
    plan.codes = results.finish();
  }
  plan.lifted = true;
  plan.liftedColumn = column;
  plan.levels = levels;
  return true;
}

} // namespace easel::expression
