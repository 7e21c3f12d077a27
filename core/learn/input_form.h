// A model's inputs as a schema, so that the one form shows them and checks what is typed; and a row of such values as
// the table that the model reads. Only the columns that the model uses. Thread rule: pure functions.
#pragma once

#include "core/learn/bundle.h"
#include "core/schema/schema.h"

namespace easel {

/// One parameter a used input column, named like it. Numbers with the range of training as the range of their slider,
/// few levels as a choice; every one may be left empty. Defaults are the typical values of training.
Schema inputSchema(const Signature& signature);
/// A row of raw values; values that are absent or null are missing.
Result<Table> inputRow(const Signature& signature, const Json& values);
/// The used cells of a row of raw data, as values of inputSchema(). Cells that do not fit it are null.
Result<Json> inputValues(const Signature& signature, const Table& rows, std::size_t row);

} // namespace easel
