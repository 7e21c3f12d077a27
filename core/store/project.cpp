#include "core/store/project.h"

#include "core/base/file.h"
#include "core/store/migrations.h"
#include "core/store/project_state.h"

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace easel {

namespace {
namespace fs = std::filesystem;

constexpr std::array<const char*, 6> kSmallTables = {"document", "edit", "setting", "artifact", "run", "audit"};

/// The same file has the same path, whatever links lead to it: lock and log lie beside the file itself.
std::string canonicalPath(const std::string& path) {
  std::error_code code;
  const fs::path canonical = fs::weakly_canonical(fs::absolute(path, code), code);
  return code ? path : canonical.string();
}

/// Bytes of a file; -1: there is none.
std::int64_t fileSize(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::int64_t>(status.st_size) : -1;
}

std::vector<std::string> backupsOf(const std::string& path) {
  std::vector<std::string> found;
  for (std::int64_t version = 99; version > 0; --version)
    if (fileSize(backupPath(path, version)) > 0)
      found.push_back("'" + backupPath(path, version) + "'");
  return found;
}

/// Damage, told with what a person can do about it.
Error explained(Error error, const std::string& path) {
  if (error.code != ErrorCode::Corrupt)
    return error;
  const std::vector<std::string> backups = backupsOf(path);
  error.hint = backups.empty() ? "Nothing was changed in it. Restore it from a copy, if you have one."
                               : "Nothing was changed in it. An older copy is in " + backups.front() + ".";
  return error;
}

Result<void> checkPlace(const std::string& path, const Project::OpenOptions& options) {
  std::error_code code;
  if (path.empty())
    return Error(ErrorCode::InvalidArgument, "The project has no file name.", "Name a file, e.g. my_project.easel.");
  if (fs::is_directory(path, code))
    return systemError(EISDIR, "open", path);
  if (fileSize(path) >= 0)
    return {};
  if (!options.create || options.access == Project::Access::Read)
    return systemError(ENOENT, "open", path);
  if (const fs::path folder = fs::path(path).parent_path(); !folder.empty() && !fs::is_directory(folder, code))
    return Error(ErrorCode::NotFound, "There is no folder '" + folder.string() + "' for the project.",
                 "Make the folder first, or choose another.")
        .at({ErrorPlace::Kind::File, path});
  return {};
}

Result<void> checkIdentity(Database& database, const std::string& path) {
  EASEL_TRY(const auto id, database.integer("PRAGMA application_id"));
  if (id.value_or(0) != kApplicationId)
    return Error(ErrorCode::Corrupt, "'" + path + "' is not an Easel project.", "").at({ErrorPlace::Kind::File, path});
  for (const char* table : kSmallTables) {
    EASEL_TRY(const auto found,
              database.integer("SELECT count(*) FROM sqlite_master WHERE type='table' AND name=?", {std::string(table)}));
    if (found.value_or(0) != 1)
      return Error(ErrorCode::Corrupt, "'" + path + "' is damaged: its table '" + table + "' is not there.", "")
          .at({ErrorPlace::Kind::File, path});
  }
  return {};
}

/// Looks through everything but the chunks, which carry checksums of their own and can be very big.
Result<void> checkSmallTables(Database& database, const std::string& path) {
  for (const char* table : kSmallTables) {
    std::string answer;
    EASEL_CHECK(database.query("PRAGMA quick_check('" + std::string(table) + "')", {}, [&](const Row& row) -> Result<void> {
      if (answer.empty())
        answer = row.text(0);
      return {};
    }));
    if (answer != "ok")
      return Error(ErrorCode::Corrupt, "'" + path + "' is damaged (" + answer + ").", "")
          .at({ErrorPlace::Kind::File, path});
  }
  return {};
}

Error readOnlyPlace(const std::string& path, const char* why) {
  return Error(ErrorCode::Permission, "'" + path + "' cannot be written: " + why + ".",
               "Change the permissions, copy it to another place, or open it for reading only.")
      .at({ErrorPlace::Kind::File, path});
}

Result<void> openForWriting(Project::State& state, const Project::OpenOptions& options) {
  const std::int64_t size = fileSize(state.path);
  if (size >= 0 && ::faccessat(AT_FDCWD, state.path.c_str(), W_OK, AT_EACCESS) != 0)
    return readOnlyPlace(state.path, "the file is read-only");
  auto lock = WriterLock::take(state.path, options.program);
  if (!lock && lock.error().code == ErrorCode::Permission && size >= 0)
    return readOnlyPlace(state.path, "its folder is read-only");
  if (!lock)
    return std::move(lock).error();
  state.lock = std::move(lock).value();
  if (size == 0 && (!options.create || fileSize(state.path + "-wal") > 0 || !backupsOf(state.path).empty()))
    return Error(ErrorCode::Corrupt, "'" + state.path + "' is empty.", "").at({ErrorPlace::Kind::File, state.path});
  EASEL_TRY(state.database, Database::open(state.path, size > 0 ? Database::Mode::ReadWrite : Database::Mode::Create));
  Database& database = *state.database;
  if (size <= 0) {
    EASEL_CHECK(database.script("PRAGMA page_size=16384"));
    EASEL_CHECK(migrate(database, migrations())); // still with a rollback journal: all of it or an empty file
  } else {
    EASEL_TRY(const auto id, database.integer("PRAGMA application_id"));
    if (id.value_or(0) == kApplicationId)
      EASEL_CHECK(migrate(database, migrations()));
    EASEL_CHECK(checkIdentity(database, state.path));
  }
  state.recovered = state.lock->abandoned() && size > 0;
  if (state.recovered)
    EASEL_CHECK(checkSmallTables(database, state.path));
  EASEL_CHECK(database.script("PRAGMA journal_mode=WAL"));
  // NORMAL: a commit survives the death of the process; the syncer sees to power cuts and to the log's length.
  return database.script("PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-32000;"
                         "PRAGMA journal_size_limit=67108864");
}

Result<Database::Mode> openForReading(Project::State& state) {
  Database::Mode mode = Database::Mode::ReadOnly;
  const auto usable = [&]() -> Result<void> {
    EASEL_TRY(state.database, Database::open(state.path, mode));
    return checkIdentity(*state.database, state.path);
  };
  Result<void> opened = usable();
  if (!opened && opened.error().code == ErrorCode::Permission && ::faccessat(AT_FDCWD, state.path.c_str(), R_OK, AT_EACCESS) == 0) {
    if (fileSize(state.path + "-wal") > 0)
      return Error(ErrorCode::Permission,
                   "'" + state.path + "' was not closed properly, and its folder is read-only, so its last changes "
                                      "cannot be read.",
                   "Copy it together with '" + state.path + "-wal' to a folder that you can write.")
          .at({ErrorPlace::Kind::File, state.path});
    mode = Database::Mode::Immutable; // a folder where no side files can be made
    opened = usable();
  }
  if (!opened)
    return std::move(opened).error();
  EASEL_TRY(const auto version, state.database->integer("PRAGMA user_version"));
  if (version.value_or(0) < migrations().back().version)
    return Error(ErrorCode::Unsupported, "'" + state.path + "' was written by an older version of Easel.",
                 "Open it for writing once; that brings it up to date and keeps a copy.")
        .at({ErrorPlace::Kind::File, state.path});
  return mode;
}
} // namespace

Project::Project() : m_state(std::make_unique<State>()) {}

Project::~Project() {
  if (!m_state->database || m_state->readOnly)
    return;
  m_state->syncer.reset();
  m_state->reader.reset(); // tables that still live keep it
  // Into the file, so that one file is the whole project. Should it fail, the log stays and is used next time.
  (void)m_state->database->script("PRAGMA busy_timeout=500; PRAGMA wal_checkpoint(TRUNCATE)");
  m_state->database.reset();
}

Result<std::unique_ptr<Project>> Project::open(const std::string& path, const OpenOptions& options) {
  std::unique_ptr<Project> project(new Project());
  State& state = *project->m_state;
  state.path = canonicalPath(path);
  EASEL_CHECK(checkPlace(path.empty() ? path : state.path, options));
  state.readOnly = options.access == Access::Read;
  Database::Mode mode = Database::Mode::ReadWrite;
  if (state.readOnly) {
    auto opened = openForReading(state);
    if (!opened)
      return explained(std::move(opened).error(), state.path);
    mode = *opened;
  } else if (Result<void> opened = openForWriting(state, options); !opened) {
    state.database.reset();
    return explained(std::move(opened).error(), state.path);
  } else {
    state.syncer = std::make_unique<Syncer>(state.path);
  }
  state.reader = std::make_shared<ChunkReader>(state.path, mode);
  chunkCache().setBudget(options.cacheBytes);
  return project;
}

std::optional<ProjectOwner> Project::owner(const std::string& path) { return WriterLock::owner(canonicalPath(path)); }

const std::string& Project::path() const { return m_state->path; }
bool Project::readOnly() const { return m_state->readOnly; }
bool Project::recovered() const { return m_state->recovered; }

Result<void> Project::State::read(const std::function<Result<void>(Database&)>& work) {
  const std::lock_guard guard(mutex);
  return work(*database);
}

Result<void> Project::State::write(const std::function<Result<void>(Database&)>& work) {
  if (readOnly)
    return Error(ErrorCode::Permission, "'" + path + "' is open for reading only.", "Open it for writing.")
        .at({ErrorPlace::Kind::File, path});
  const std::lock_guard guard(mutex);
  EASEL_CHECK(database->transaction([&] { return work(*database); }));
  syncer->wake();
  return {};
}

Result<void> Project::withDatabase(const std::function<Result<void>(Database&)>& f) const {
  EASEL_CHECK(m_state->read(f));
  if (m_state->syncer)
    m_state->syncer->wake();
  return {};
}

} // namespace easel
