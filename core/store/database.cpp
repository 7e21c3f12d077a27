#include "core/store/database.h"

#include "core/base/file.h"

#include <cctype>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sqlite3.h>
#include <unistd.h>
#include <unordered_map>

namespace easel {

namespace {
constexpr std::size_t kStatements = 96; // more than this different texts: start afresh
constexpr int kBusyMilliseconds = 5000;

sqlite3_stmt* asStatement(void* statement) { return static_cast<sqlite3_stmt*>(statement); }

/// "file:…" with everything escaped that has a meaning there.
std::string uriOf(const std::string& path, std::string_view query) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '/' || c == '.' || c == '-' || c == '_') {
      uri.push_back(c);
    } else {
      uri.push_back('%');
      uri.push_back(digits[byte >> 4]);
      uri.push_back(digits[byte & 15]);
    }
  }
  return uri + "?" + std::string(query);
}

int bind(sqlite3_stmt* statement, int index, const SqlValue& value) {
  struct Binder {
    sqlite3_stmt* s;
    int i;
    int operator()(std::monostate) const { return sqlite3_bind_null(s, i); }
    int operator()(std::int64_t v) const { return sqlite3_bind_int64(s, i, v); }
    int operator()(double v) const { return sqlite3_bind_double(s, i, v); }
    int operator()(const std::string& v) const {
      return sqlite3_bind_text64(s, i, v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    int operator()(const Blob& v) const { return blob(v.bytes); }
    int operator()(const BlobView& v) const { return blob(v.bytes); }
    int blob(std::string_view v) const {
      return v.empty() ? sqlite3_bind_zeroblob(s, i, 0) : sqlite3_bind_blob64(s, i, v.data(), v.size(), SQLITE_STATIC);
    }
  };
  return std::visit(Binder{statement, index}, value);
}

/// The code for what the file system said below SQLite, if it was that.
bool isDiskFull(int code, int number) {
  return (code & 0xff) == SQLITE_FULL ||
         ((code & 0xff) == SQLITE_IOERR && (number == ENOSPC || number == EDQUOT || number == EFBIG));
}

Error describe(int code, int number, const std::string& path, const std::string& detail) {
  const std::string name = "'" + path + "'";
  const auto make = [&](ErrorCode c, std::string message, std::string hint) {
    return Error(c, std::move(message), std::move(hint)).at({ErrorPlace::Kind::File, path});
  };
  if (isDiskFull(code, number))
    return make(ErrorCode::DiskFull, "The disk is full: " + name + " could not be written.",
                "What was saved before is safe. Free some space and try again.");
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return make(ErrorCode::Busy, name + " is being used by another program.", "Wait a moment and try again.");
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return make(ErrorCode::Corrupt, name + " is damaged or not a project file (" + detail + ").",
                "Restore it from a copy.");
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return make(ErrorCode::Permission, name + " cannot be written: the file or its folder is read-only.",
                "Change its permissions, copy it to another place, or open it for reading only.");
  case SQLITE_CANTOPEN:
    if (number == ENOENT || number == ENOTDIR)
      return systemError(number, "open", path);
    return make(ErrorCode::Permission, name + " cannot be opened.",
                "Check that you may read and write the file and its folder.");
  case SQLITE_NOMEM:
    return make(ErrorCode::OutOfMemory, "There is not enough memory for " + name + ".", "Close other programs.");
  case SQLITE_INTERRUPT: return Error(ErrorCode::Cancelled, "Cancelled.");
  case SQLITE_CONSTRAINT:
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
      return Error(ErrorCode::AlreadyExists, "There is one already (" + detail + ").", "Choose another name.");
    break;
  case SQLITE_TOOBIG:
    return make(ErrorCode::Unsupported, "A value is too big for " + name + ".", "Split it into smaller parts.");
  case SQLITE_IOERR:
    return make(ErrorCode::Io, "Reading or writing " + name + " failed (" + detail + ").",
                "Check the disk and try again.");
  default: break;
  }
  return make(ErrorCode::Internal, name + ": " + detail + ".", "");
}
} // namespace

std::int64_t Row::integer(int column) const { return sqlite3_column_int64(asStatement(m_statement), column); }
double Row::real(int column) const { return sqlite3_column_double(asStatement(m_statement), column); }

std::string Row::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(asStatement(m_statement), column));
  return text ? std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(asStatement(m_statement), column)))
              : std::string();
}

std::string_view Row::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(asStatement(m_statement), column));
  return bytes
             ? std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(asStatement(m_statement), column)))
             : std::string_view();
}

bool Row::isNull(int column) const {
  return sqlite3_column_type(asStatement(m_statement), column) == SQLITE_NULL;
}

/// Prepared statements by their text. One that is running (a query inside a query) is not given out twice.
struct Database::Statements {
  struct Entry {
    sqlite3_stmt* statement = nullptr;
    bool running = false;
  };
  std::unordered_map<std::string, Entry> byText;

  ~Statements() {
    for (auto& [text, entry] : byText)
      sqlite3_finalize(entry.statement);
  }
  void forgetIdle() {
    std::erase_if(byText, [](auto& item) {
      if (item.second.running)
        return false;
      sqlite3_finalize(item.second.statement);
      return true;
    });
  }
};

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Mode mode) {
  std::unique_ptr<Database> database(new Database());
  database->m_path = path;
  database->m_statements = std::make_unique<Statements>();
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  switch (mode) {
  case Mode::ReadOnly:
  case Mode::Immutable: flags |= SQLITE_OPEN_READONLY; break;
  case Mode::ReadWrite: flags |= SQLITE_OPEN_READWRITE; break;
  case Mode::Create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE; break;
  }
  // An absolute path: a relative one would be looked up again after a change of folder.
  std::error_code code;
  const std::string absolute = std::filesystem::absolute(path, code).string();
  const std::string uri = uriOf(code ? path : absolute, mode == Mode::Immutable ? "immutable=1" : "");
  errno = 0;
  if (const int opened = sqlite3_open_v2(uri.c_str(), &database->m_handle, flags, nullptr); opened != SQLITE_OK)
    return database->error(opened);
  sqlite3_busy_timeout(database->m_handle, kBusyMilliseconds);
  sqlite3_db_config(database->m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database->m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // The file may come from anywhere: look at every page before believing it. Freed pages need no wiping.
  EASEL_CHECK(database->script("PRAGMA cell_size_check=ON; PRAGMA secure_delete=OFF; PRAGMA mmap_size=0;"));
  return database;
}

Database::~Database() {
  m_statements.reset();
  sqlite3_close_v2(m_handle);
}

Error Database::error(int code) const {
  // SQLite does not tell why a write failed ("file too large", quota); the system's own number still stands then.
  const int system = errno;
  const int told = m_handle ? sqlite3_system_errno(m_handle) : 0;
  const int number = told ? told : system;
  const std::string detail = m_handle && sqlite3_errcode(m_handle) != SQLITE_OK ? sqlite3_errmsg(m_handle) : sqlite3_errstr(code);
  return describe(code, number, m_path, detail);
}

Result<void> Database::step(std::string_view sql, std::initializer_list<SqlValue> values,
                            const std::function<Result<void>(const Row&)>* row) {
  if (m_statements->byText.size() >= kStatements)
    m_statements->forgetIdle();
  Statements::Entry& cached = m_statements->byText[std::string(sql)]; // references stay valid in this map
  const bool own = cached.running;
  sqlite3_stmt* statement = own ? nullptr : cached.statement;
  if (!statement) {
    const int prepared = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()),
                                            own ? 0 : SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (prepared != SQLITE_OK)
      return error(prepared);
    if (!own)
      cached.statement = statement;
  }
  if (!own)
    cached.running = true;
  struct Ending {
    sqlite3_stmt* statement;
    Statements::Entry* entry;
    ~Ending() {
      if (!entry) {
        sqlite3_finalize(statement);
        return;
      }
      sqlite3_reset(statement);
      sqlite3_clear_bindings(statement);
      entry->running = false;
    }
  } const ending{statement, own ? nullptr : &cached};

  int index = 0;
  for (const SqlValue& value : values)
    if (const int bound = bind(statement, ++index, value); bound != SQLITE_OK)
      return error(bound);
  for (;;) {
    errno = 0;
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE)
      return {};
    if (code != SQLITE_ROW)
      return error(code);
    if (row)
      EASEL_CHECK((*row)(Row(statement)));
  }
}

Result<void> Database::run(std::string_view sql, std::initializer_list<SqlValue> values) {
  return step(sql, values, nullptr);
}

Result<void> Database::script(const std::string& sql) {
  errno = 0;
  const int code = sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    return error(code);
  return {};
}

Result<void> Database::query(std::string_view sql, std::initializer_list<SqlValue> values,
                             const std::function<Result<void>(const Row&)>& row) {
  return step(sql, values, &row);
}

Result<std::optional<std::int64_t>> Database::integer(std::string_view sql, std::initializer_list<SqlValue> values) {
  std::optional<std::int64_t> found;
  EASEL_CHECK(query(sql, values, [&](const Row& row) -> Result<void> {
    if (!found && !row.isNull(0))
      found = row.integer(0);
    return {};
  }));
  return found;
}

std::int64_t Database::lastInsertId() const { return sqlite3_last_insert_rowid(m_handle); }
std::int64_t Database::changes() const { return sqlite3_changes64(m_handle); }

Result<void> Database::transaction(const std::function<Result<void>()>& work) {
  const bool outer = m_depth == 0;
  EASEL_CHECK(run(outer ? "BEGIN IMMEDIATE" : "SAVEPOINT inner"));
  ++m_depth;
  Result<void> done = work();
  --m_depth;
  if (done)
    done = run(outer ? "COMMIT" : "RELEASE inner");
  if (done)
    return done;
  // After a full disk SQLite may have rolled back by itself; then there is nothing left to roll back.
  if (sqlite3_get_autocommit(m_handle) == 0)
    (void)sqlite3_exec(m_handle, outer ? "ROLLBACK" : "ROLLBACK TO inner; RELEASE inner", nullptr, nullptr, nullptr);
  return done;
}

Result<void> Database::copyTo(const std::string& path) const {
  const std::string partial = path + ".part" + std::to_string(::getpid());
  ::unlink(partial.c_str());
  {
    EASEL_TRY(const auto copy, open(partial, Mode::Create));
    EASEL_CHECK(copy->script("PRAGMA synchronous=OFF"));
    sqlite3_backup* backup = sqlite3_backup_init(copy->m_handle, "main", m_handle, "main");
    if (!backup)
      return copy->error(sqlite3_errcode(copy->m_handle));
    const int stepped = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (stepped != SQLITE_DONE) {
      const Error failure = copy->error(stepped);
      ::unlink(partial.c_str());
      return failure;
    }
  }
  const int fd = ::open(partial.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int number = errno;
  if (fd >= 0)
    ::close(fd);
  if (!synced || ::rename(partial.c_str(), path.c_str()) != 0) {
    const int failed = synced ? errno : number;
    ::unlink(partial.c_str());
    return systemError(failed, "write", path);
  }
  return {};
}

} // namespace easel
