// Computes a typed formula. The tree is bound to a table as a plan, then every chunk is computed in batches of kBatch
// rows with registers that stay in the cache. A part that depends on one Category column alone is computed once per
// level and looked up by code ("lifted"), missing included. Conditions pass on which rows matter, so that an overflow
// in a branch that is not taken is no error.
#pragma once

#include "core/table/expression/node.h"

namespace easel::expression {

/// The same node as a constant. It must depend on constants only.
Result<NodePtr> fold(std::shared_ptr<Node> call);

/// columns[i]: the table's column for Node::column i. The result has `type`.
Result<Column> evaluateTree(const Node& root, DataType type, std::size_t rows, std::span<const Column* const> columns,
                            const Context& context);

/// Whether the values come from few levels that are known before the rows are seen: literals and Category columns.
/// categoryColumn(i): Node::column i is a Category column.
bool yieldsCategory(const Node& root, std::span<const DataType> columnTypes);

} // namespace easel::expression
