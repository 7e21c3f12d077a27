#include "core/learn/bundle.h"

#include "core/learn/metric.h"
#include "core/table/builder.h"

namespace easel {

Result<Features> ModelBundle::features(const Table& rows, const Context& context) const {
  EASEL_TRY(const Table raw, toSignature(m_parts.signature, rows, context));
  if (m_parts.preparation.empty())
    return makeFeatures(raw, m_parts.fields, context);
  EASEL_TRY(const Table prepared, m_parts.preparation.apply(raw, context));
  if (prepared.rows() != rows.rows())
    return Error(ErrorCode::Internal, "The preparation made " + std::to_string(prepared.rows()) + " rows of " +
                                          std::to_string(rows.rows()) + ".");
  return makeFeatures(prepared, m_parts.fields, context);
}

Result<Predictions> ModelBundle::predict(const Table& rows, const Context& context) const {
  EASEL_TRY(const Features x, features(rows, context));
  if (x.rows() != 1)
    return m_parts.model->predict(x, context);
  Predictions out(1, static_cast<Eigen::Index>(m_parts.model->outputs()));
  m_parts.model->predictRow({x.x.data(), static_cast<std::size_t>(x.x.cols())},
                            {out.data(), static_cast<std::size_t>(out.cols())});
  if (!out.allFinite()) // the quick way does not look at its input; the other one says what is wrong with it
    return m_parts.model->predict(x, context);
  return out;
}

Result<Table> ModelBundle::predictionTable(const Table& rows, const Context& context) const {
  EASEL_TRY(const Predictions p, predict(rows, context));
  const auto n = static_cast<std::size_t>(p.rows()), k = static_cast<std::size_t>(p.cols());
  const auto column = [&](std::size_t c) {
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i)
      values[i] = p(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(c));
    return columnOf(std::move(values));
  };
  if (m_parts.signature.task == Task::Regression)
    return Table::make({{"prediction", column(0)}});
  std::vector<std::uint32_t> codes(n);
  for (std::size_t i = 0; i < n; ++i)
    codes[i] = static_cast<std::uint32_t>(predictedClass({p.row(static_cast<Eigen::Index>(i)).data(), k}));
  std::vector<NamedColumn> columns{
      {"prediction", columnOfCodes(std::move(codes), std::make_shared<Dictionary>(m_parts.signature.classes))}};
  for (std::size_t c = 0; c < k; ++c)
    columns.push_back({"probability_" + m_parts.signature.classes[c], column(c)});
  return Table::make(std::move(columns));
}

} // namespace easel
