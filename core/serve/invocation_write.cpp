#include "core/serve/invocation.h"

#include "core/base/text.h"
#include "core/learn/metric.h"
#include "core/serve/csv_body.h"

#include <cmath>

namespace easel {

namespace {

std::size_t classOf(const Predictions& p, std::size_t row) {
  return predictedClass({p.row(static_cast<Eigen::Index>(row)).data(), static_cast<std::size_t>(p.cols())});
}

Json number(double v) {
  return std::isfinite(v) ? Json(v) : Json();
} // JSON knows no NaN

Json sageMakerPrediction(const Signature& s, const Predictions& p, std::size_t row) {
  const auto r = static_cast<Eigen::Index>(row);
  if (s.task == Task::Regression)
    return {{"score", number(p(r, 0))}};
  const std::size_t c = classOf(p, row);
  if (s.task == Task::Binary)
    return {{"score", number(p(r, 1))}, {"predicted_label", s.classes[c]}};
  Json scores = Json::array();
  for (Eigen::Index k = 0; k < p.cols(); ++k)
    scores.push_back(number(p(r, k)));
  return {{"score", std::move(scores)}, {"predicted_label", s.classes[c]}};
}

Json mlflowPrediction(const Signature& s, const Predictions& p, std::size_t row) {
  const auto r = static_cast<Eigen::Index>(row);
  if (s.task == Task::Regression)
    return {{"prediction", number(p(r, 0))}};
  Json record{{"prediction", s.classes[classOf(p, row)]}};
  for (Eigen::Index k = 0; k < p.cols(); ++k)
    record["probability_" + s.classes[static_cast<std::size_t>(k)]] = number(p(r, k));
  return record;
}

std::string csvText(const Signature& s, bool header, const Predictions& p) {
  std::string text;
  const auto rows = static_cast<std::size_t>(p.rows());
  if (header) {
    text = "prediction";
    if (s.task != Task::Regression)
      for (const std::string& c : s.classes)
        text += "," + csvCell("probability_" + c);
    text += "\n";
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const auto r = static_cast<Eigen::Index>(row);
    if (s.task == Task::Regression) {
      text += formatNumber(p(r, 0));
    } else {
      text += csvCell(s.classes[classOf(p, row)]);
      for (Eigen::Index k = 0; k < p.cols(); ++k)
        text += "," + formatNumber(p(r, k));
    }
    text += "\n";
  }
  return text;
}

/// The first type of an Accept header that can be given; empty when none can. Quality values only order.
std::string chooseType(std::string_view accept, const std::string& asRequest) {
  if (trim(accept).empty())
    return asRequest;
  for (const std::string_view item : split(accept, ',')) {
    const std::string type = toLowerAscii(trim(split(item, ';').front()));
    if (type == "*/*")
      return asRequest;
    if (type == "application/json" || type == "application/*")
      return "application/json";
    if (type == "text/csv" || type == "text/*")
      return "text/csv";
    if (type == "application/jsonlines" || type == "application/x-jsonlines")
      return "application/jsonlines";
  }
  return {};
}

} // namespace

std::variant<InvocationBody, InvocationError> writePredictions(const Signature& signature, Dialect dialect,
                                                               std::string_view accept,
                                                               const Predictions& predictions) {
  const bool csv = dialect == Dialect::CsvWithHeader || dialect == Dialect::CsvWithoutHeader;
  const std::string type = chooseType(accept, csv                                  ? "text/csv"
                                              : dialect == Dialect::SageMakerLines ? "application/jsonlines"
                                                                                   : "application/json");
  if (type.empty())
    return InvocationError{406, Error(ErrorCode::Unsupported,
                                      "The Accept '" + std::string(accept) + "' cannot be given.",
                                      "Accept application/json, application/jsonlines or text/csv.")};
  if (type == "text/csv")
    return InvocationBody{"text/csv; charset=utf-8",
                          csvText(signature, dialect != Dialect::CsvWithoutHeader, predictions)};
  const bool sageMaker = dialect == Dialect::SageMakerJson || dialect == Dialect::SageMakerLines ||
                         dialect == Dialect::CsvWithoutHeader;
  const auto prediction = sageMaker ? sageMakerPrediction : mlflowPrediction;
  const auto rows = static_cast<std::size_t>(predictions.rows());
  if (type == "application/jsonlines") {
    std::string text;
    for (std::size_t r = 0; r < rows; ++r)
      text += toText(prediction(signature, predictions, r)) + "\n";
    return InvocationBody{type, std::move(text)};
  }
  Json list = Json::array();
  for (std::size_t r = 0; r < rows; ++r)
    list.push_back(prediction(signature, predictions, r));
  return InvocationBody{type, toText(Json{{"predictions", std::move(list)}})};
}

} // namespace easel
