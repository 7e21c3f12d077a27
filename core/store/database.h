// A thin layer over SQLite: statements with bound values, transactions, errors as values. One connection, used by one
// thread at a time (its owner locks).
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct sqlite3;

namespace easel {

struct Blob {
  std::string bytes;
};
/// Bytes that live at least until the statement ends: bound without a copy.
struct BlobView {
  std::string_view bytes;
};
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string, Blob, BlobView>;

class Row {
 public:
  explicit Row(void* statement) : m_statement(statement) {}
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::string_view blob(int column) const; // valid until the next row
  bool isNull(int column) const;

 private:
  void* m_statement;
};

class Database {
 public:
  /// Immutable: nobody writes the file and no side file is made (a read-only folder).
  enum class Mode { ReadOnly, ReadWrite, Create, Immutable };
  static Result<std::unique_ptr<Database>> open(const std::string& path, Mode mode);
  ~Database();

  Result<void> run(std::string_view sql, std::initializer_list<SqlValue> values = {});
  /// Several statements, without values.
  Result<void> script(const std::string& sql);
  Result<void> query(std::string_view sql, std::initializer_list<SqlValue> values,
                     const std::function<Result<void>(const Row&)>& row);
  Result<std::optional<std::int64_t>> integer(std::string_view sql, std::initializer_list<SqlValue> values = {});
  std::int64_t lastInsertId() const;
  /// Rows that the last statement changed.
  std::int64_t changes() const;
  /// All or nothing (BEGIN IMMEDIATE); nested calls join the outer one (and are undone alone when they fail).
  Result<void> transaction(const std::function<Result<void>()>& work);
  sqlite3* handle() const { return m_handle; }
  const std::string& path() const { return m_path; }
  /// The Error for what SQLite just answered; says what to do.
  Error error(int code) const;
  /// A consistent copy of the whole database as another file (written beside it, synced, renamed).
  Result<void> copyTo(const std::string& path) const;

 private:
  Database() = default;
  struct Statements;
  Result<void> step(std::string_view sql, std::initializer_list<SqlValue> values,
                    const std::function<Result<void>(const Row&)>* row);
  sqlite3* m_handle = nullptr;
  std::unique_ptr<Statements> m_statements;
  int m_depth = 0;
  std::string m_path;
};

} // namespace easel
