// Dictionaries of text columns: joining those of the workers, and going back to plain texts when values hardly repeat.
// Thread rule: pure functions.
#pragma once

#include "core/io/csv_columns.h"

namespace easel::csv {

/// The words of all tables in order of their first row; codes[t][code of table t] is the place in it. codes[t][0]
/// (missing) is 0.
std::vector<std::string> mergeWords(const std::vector<const WordTable*>& tables,
                                    std::vector<std::vector<std::uint32_t>>& codes);

Result<Column> textsOfCodes(const std::vector<ChunkPtr>& chunks, const std::vector<std::string>& words,
                            const std::string& column, const Context& context);

} // namespace easel::csv
