// The keys of two tables in one numbering: the distinct keys of the right table are numbered, the left rows look
// theirs up. Categories look up each level once; whole and decimal numbers, dates and instants are compared by value.
#pragma once

#include "core/table/kernels.h"
#include "core/table/row_ids.h"

#include <memory>

namespace easel {

/// The keys of the right table, numbered once and then found for any number of left tables. Immutable after of(), except
/// that takeNumbers() ends it; find() may be called from any thread.
class KeyIndex {
 public:
  /// leftTypes: of the left key columns, which decide how keys are compared; leftKeys: their names, for errors.
  static Result<KeyIndex> of(const Table& right, std::span<const std::string> rightKeys,
                             std::span<const std::string> leftKeys, std::span<const DataType> leftTypes,
                             bool missingMatches, const Context& context);
  KeyIndex(KeyIndex&&) noexcept;
  KeyIndex& operator=(KeyIndex&&) noexcept;
  ~KeyIndex();

  /// The number of every left row's key; kNoId: nothing is equal to it. Columns of the types given to of().
  Result<IdArray> find(std::span<const Column* const> left, const Context& context) const;
  std::size_t count() const;
  RowIndex firstRow(std::uint32_t number) const;
  /// Of the right rows; kNoId: a missing key.
  const IdArray& numbers() const;
  IdArray takeNumbers() &&;

 private:
  struct Parts;
  explicit KeyIndex(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> m_parts;
};

struct JoinKeys {
  IdArray left;  // kNoId: this row matches nothing
  IdArray right;
  std::size_t count = 0;
};
Result<JoinKeys> joinKeys(const Table& left, const Table& right, const JoinOptions& options, const Context& context);

} // namespace easel
