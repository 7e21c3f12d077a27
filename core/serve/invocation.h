// One call of /invocations as values: the body becomes a table of raw rows in the dialect that the caller
// speaks, the predictions become a body in the same dialect. Dialects: MLflow scoring server
// (dataframe_split, dataframe_records, instances, inputs; CSV with header) and the SageMaker container
// contract (CSV without header, instances with features, JSON Lines). Which one was understood is told in the
// response header X-Easel-Dialect. Pure functions; any thread.
#pragma once

#include "core/learn/bundle.h"

#include <string>
#include <string_view>

namespace easel {

enum class Dialect { MlflowJson, SageMakerJson, SageMakerLines, CsvWithHeader, CsvWithoutHeader };
std::string_view dialectId(Dialect dialect);

/// A refusal with its HTTP status: 400, 406 or 415.
struct InvocationError {
  int status = 400;
  Error error;
};

struct Invocation {
  Dialect dialect = Dialect::MlflowJson;
  Table rows; // columns of the signature that the caller sent
};

struct InvocationBody {
  std::string contentType;
  std::string text;
};

/// contentType with its parameters ("text/csv; header=present"). Errors name row and column: "row 7, column
/// age: …".
std::variant<Invocation, InvocationError> readInvocation(const Signature& signature,
                                                         std::string_view contentType, std::string_view body);
/// accept: the header's value; empty or */*: as the request came. InvocationError 406 when nothing fits.
std::variant<InvocationBody, InvocationError> writePredictions(const Signature& signature, Dialect dialect,
                                                               std::string_view accept,
                                                               const Predictions& predictions);

} // namespace easel
