// A formula bound to the columns of one table, and the state of one thread that computes it. See evaluator.h.
// Thread rule: a Plan is immutable after bind(); a Worker belongs to one thread.
#pragma once

#include "core/table/expression/node.h"

#include <array>

namespace easel::expression {

struct Plan {
  const Node* node = nullptr;
  std::vector<std::unique_ptr<Plan>> args;
  std::size_t slot = 0; // register
  // Column
  const Dictionary* dictionary = nullptr;

  // Constant: kBatch equal values.
  std::vector<std::byte> constant;

  // Lifted: one value a level of `liftedColumn`, and one more for missing.
  bool lifted = false;
  std::size_t liftedColumn = 0;
  std::size_t levels = 0;
  std::vector<std::byte> table;
  std::vector<std::uint8_t> tablePresent;
  bool levelsPresent = true;
  std::vector<std::string> tableTexts;
  std::vector<std::uint32_t> tableCodes; // Text: into `codes`

  // Where the result can be had as codes.
  DictionaryPtr codes;
  std::vector<std::vector<std::uint32_t>> remaps; // If, Coalesce: per argument, its codes to ours
  std::uint32_t constantCode = 0;
};

/// Binds; columns may be empty when the formula has none.
struct Binding {
  std::span<const Column* const> columns;
  std::size_t rows = 0;
  std::size_t slots = 0;
  bool lift = true;
  Result<std::unique_ptr<Plan>> bind(const Node& node);

 private:
  void bindCodes(Plan& plan);
  Result<bool> liftOnto(Plan& plan, std::size_t column);
};

struct Register {
  alignas(64) std::array<std::byte, kBatch * 16> data;
  std::array<std::uint64_t, kBatchWords> words;
};

class Worker {
 public:
  explicit Worker(std::size_t slots) : m_registers(slots) {}

  struct Failure {
    std::size_t row = 0; // within the batch
    const Node* node = nullptr;
  };

  /// Rows [base, base + n) of these chunks (by Node::column); base is a multiple of kBatch.
  void place(std::span<const ChunkPtr> chunks, std::size_t base, std::size_t n);
  /// Rows are the levels of a dictionary, and after them one missing.
  void placeOnLevels(const Dictionary& dictionary, std::size_t base, std::size_t n);

  /// The result is written to `target` when it is given and the value has to be computed.
  Values evaluate(const Plan& plan, const std::uint64_t* active = nullptr, void* target = nullptr);
  /// Codes into plan.codes, which must be set.
  Values evaluateCodes(const Plan& plan, const std::uint64_t* active = nullptr, void* target = nullptr);
  const std::optional<Failure>& failure() const { return m_failure; }

 private:
  Register& at(std::size_t slot);
  Values column(const Plan& plan);
  Values lifted(const Plan& plan, void* target, bool codes);
  Values call(const Plan& plan, const std::uint64_t* active, void* target);
  Values andOr(const Plan& plan, const std::uint64_t* active, void* target);
  template<bool kCodes>
  Values choose(const Plan& plan, const std::uint64_t* active, void* target);
  Values coalesceCodes(const Plan& plan, const std::uint64_t* active, void* target);
  Values argumentCodes(const Plan& plan, std::size_t i, const std::uint64_t* active);

  std::vector<std::unique_ptr<Register>> m_registers;
  std::span<const ChunkPtr> m_chunks;
  const Dictionary* m_levels = nullptr;
  std::size_t m_base = 0;
  std::size_t m_n = 0;
  Arena m_arena;
  std::optional<Failure> m_failure;
};

/// Bytes a value takes in a register: 16 (string_view) for Text.
std::size_t registerSize(DataType type);

} // namespace easel::expression
