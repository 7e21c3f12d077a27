// How one column of categories becomes numbers once its levels were learned: where each level, a missing value and an
// unseen value go. Shared by the methods of the step "encode_categories". Immutable after fitting; any thread.
#pragma once

#include "core/base/json.h"
#include "core/prepare/columns.h"
#include "core/prepare/levels.h"
#include "core/prepare/target_encoding.h"

#include <string>
#include <vector>

namespace easel {

enum class UnseenPolicy { Ignore, Other, Error, Missing };

/// How many levels are kept, and what happens to the others.
struct LevelChoice {
  std::size_t maxLevels = 50;
  UnseenPolicy unseen = UnseenPolicy::Ignore;
  bool missingIsLevel = true;
  bool dropFirst = false;
};

struct LevelEncoding {
  enum class Form { OneHot, Ordinal, Means };
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF; // no column says yes; the number is missing

  Form form = Form::OneHot;
  ColumnRef column;
  LevelMap map;                    // level → its number
  std::vector<std::uint32_t> slot; // number → output column, code, or row of `means`
  std::uint32_t missingSlot = kNone;
  std::uint32_t unseenSlot = kNone;
  bool unseenIsError = false;
  std::vector<std::string> names;   // of the columns that are made; complete after setColumn
  LevelMeans means;                 // only for Means
  std::vector<std::string> endings; // OneHot: what comes behind "<column>=" in names

  std::size_t levelCount() const { return map.levels().size(); }
  void setColumn(const std::string& name, std::size_t hint);
  /// The last row but one of `m` is that of missing values, the last the mean of all rows.
  void setMeans(LevelMeans m) { means = std::move(m); }
};

LevelEncoding oneHotEncoding(LevelCounts counts, const LevelChoice& choice);
/// Codes from 0 in the order of the levels, then "other", then "missing".
LevelEncoding ordinalEncoding(LevelCounts counts, const LevelChoice& choice);
/// Without its means. missingIsLevel: missing values occur in training and count as a level.
LevelEncoding meanEncoding(LevelCounts counts, UnseenPolicy unseen, bool missingIsLevel);

/// The columns called `names`.
Result<std::vector<Column>> encoded(const LevelEncoding& encoding, const Column& column, const Context& context);
/// Training rows: each by the means of the other folds. number: as for outOfFoldMeans.
std::vector<Column> outOfFoldColumns(const std::vector<std::uint32_t>& number, const std::vector<LevelMeans>& means,
                                     const std::vector<std::uint8_t>& fold, std::size_t outputs);

Json toJson(const LevelEncoding& encoding);
Result<LevelEncoding> levelEncodingFromJson(const Json& json);

} // namespace easel
