#include "core/table/expression/expression.h"

#include "core/base/text.h"
#include "core/table/expression/evaluator.h"

#include <algorithm>

namespace easel {

namespace {
constexpr std::size_t kMaxFormula = 1 << 20;

/// Text and Category stand for one another; everything else must be what it was.
bool sameKind(DataType a, DataType b) { return a == b || (isTextual(a) && isTextual(b)); }
} // namespace

Result<Expression> Expression::parse(std::string_view text, const TableSchema& schema) {
  if (text.size() > kMaxFormula)
    return Error(ErrorCode::Unsupported, "The formula is longer than a million characters.",
                 "Split it into several columns.");
  expression::Scope scope{schema, {}, {}};
  EASEL_TRY(auto root, expression::parseFormula(text, scope));
  Expression e;
  e.m_text = text;
  e.m_type = expression::yieldsCategory(*root, scope.types) ? DataType::Category : root->type;
  e.m_columns = std::move(scope.columns);
  e.m_columnTypes = std::move(scope.types);
  e.m_root = std::move(root);
  return e;
}

Result<Column> Expression::evaluate(const Table& table, const Context& context) const {
  if (!m_root)
    return Error(ErrorCode::Internal, "The formula was not parsed.");
  EASEL_CHECK(context.checkpoint());
  std::vector<const Column*> columns;
  for (std::size_t i = 0; i < m_columns.size(); ++i) {
    EASEL_TRY(const Column* column, table.require(m_columns[i]));
    if (!sameKind(column->type(), m_columnTypes[i]))
      return Error(ErrorCode::Data,
                   "Column '" + m_columns[i] + "' holds " + expression::typeWords(column->type()) +
                       ", but the formula was written for " + expression::typeWords(m_columnTypes[i]) + ".",
                   "Change the type of the column back, or write the formula anew.")
          .at({ErrorPlace::Kind::Column, m_columns[i]});
    columns.push_back(column);
  }
  if (m_root->kind == expression::Node::Kind::Column && columns.front()->type() == m_type)
    return *columns.front();
  return expression::evaluateTree(*m_root, m_type, table.rows(), columns, context);
}

std::string quotedText(std::string_view text) {
  std::string s = "'";
  for (const char c : text) {
    s += c;
    if (c == '\'')
      s += c;
  }
  return s + "'";
}

} // namespace easel
