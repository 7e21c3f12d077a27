// Building columns: value by value, or from whole vectors. For the hot loops of import and kernels, fill buffers and
// make Chunks directly.
#pragma once

#include "core/table/table.h"

#include <span>
#include <string_view>
#include <unordered_map>

namespace easel {

/// Appends values of one type. Not shared between threads.
class ColumnBuilder {
 public:
  /// Category: codes are given out in order of first appearance.
  explicit ColumnBuilder(DataType type, std::size_t dimension = 1);
  /// Category with known levels; appendText of another value is an error of the caller (it becomes missing).
  explicit ColumnBuilder(DictionaryPtr dictionary);
  ~ColumnBuilder();
  ColumnBuilder(ColumnBuilder&&) noexcept;

  void appendMissing();
  void appendBool(bool v);
  void appendInt(std::int64_t v); // Int64, Date, Timestamp, Duration
  void appendDouble(double v);
  void appendText(std::string_view v); // Text, Category, Image
  void appendCode(std::uint32_t v);    // Category with a dictionary
  void appendVector(std::span<const float> v);
  std::size_t size() const;
  Column finish() &&;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Whole vectors, cut into chunks. `valid`: empty, or one entry a row (0 = missing).
Column columnOf(std::vector<double> values, const std::vector<std::uint8_t>& valid = {});
Column columnOf(std::vector<std::int64_t> values, const std::vector<std::uint8_t>& valid = {},
                DataType type = DataType::Int64); // or Timestamp, Duration
Column columnOfDates(std::vector<std::int32_t> days, const std::vector<std::uint8_t>& valid = {});
Column columnOfBools(std::vector<std::uint8_t> values, const std::vector<std::uint8_t>& valid = {});
Column columnOfCodes(std::vector<std::uint32_t> codes, DictionaryPtr dictionary,
                     const std::vector<std::uint8_t>& valid = {});
Column columnOfTexts(std::span<const std::string> values, const std::vector<std::uint8_t>& valid = {});
/// n rows, all missing.
Column missingColumn(DataType type, std::size_t n, DictionaryPtr dictionary = {});

} // namespace easel
