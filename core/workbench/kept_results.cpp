#include "core/workbench/kept_results.h"

#include "core/base/fence.h"
#include "core/base/time.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

namespace easel {

namespace {

constexpr std::size_t kMostWaiting = 8; // results that wait to be written
constexpr std::uint64_t kShare = 4;     // one result gets at most this part of the budget
constexpr std::uint64_t kPacked = 3;    // values take about so many times less in the file

using FramePtr = std::shared_ptr<const Frame>;

/// What would have to be written: values in memory that do not come from the project file.
std::uint64_t newBytes(const Frame& frame) {
  std::uint64_t bytes = frame.roles ? frame.roles->size() : 0;
  for (const NamedColumn& c : frame.table.columns())
    bytes += c.column.memory();
  for (const NamedColumn& c : frame.base.columns()) {
    const auto same = frame.table.find(c.name);
    if (!same || !frame.table.column(*same).sameAs(c.column))
      bytes += c.column.memory();
  }
  return bytes;
}

/// Puts the parts of frames into the project and lists the artifacts.
class FrameWriter {
 public:
  explicit FrameWriter(Project& project) : m_project(project) {}

  Result<Json> frame(const Frame& frame) {
    Json json = {{"fitted_before_split", frame.fittedBeforeSplit}, {"learned", frame.learned}, {"leaked", frame.leaked}};
    EASEL_TRY(json["table"], table(frame.table));
    EASEL_TRY(json["base"], table(frame.base));
    if (frame.roles) {
      const auto* bytes = reinterpret_cast<const char*>(frame.roles->data());
      EASEL_TRY(const std::string hash,
                m_project.putBytes("roles", {bytes, frame.roles->size()}, {Project::Keep::Cached, &m_written}));
      json["roles"] = add(hash);
    }
    json["preparation"] = Json::array();
    for (const StepSpec& step : frame.preparation) {
      Json s = {{"id", step.id}, {"version", step.version}, {"params", step.params}};
      if (step.lookup) {
        EASEL_TRY(s["lookup"], table(*step.lookup));
      }
      json["preparation"].push_back(std::move(s));
    }
    return json;
  }
  const std::set<std::string>& artifacts() const { return m_artifacts; }
  std::uint64_t written() const { return m_written; }

 private:
  Result<std::string> table(const Table& table) {
    EASEL_TRY(const std::string hash, m_project.putTable(table, Context(), {Project::Keep::Cached, &m_written}));
    return add(hash);
  }
  std::string add(const std::string& hash) {
    m_artifacts.insert(hash);
    return hash;
  }

  Project& m_project;
  std::set<std::string> m_artifacts;
  std::uint64_t m_written = 0;
};

/// `json` may be anything: the fence stands around the caller.
Result<FramePtr> readFrame(const Project& project, const Json& json) {
  auto frame = std::make_shared<Frame>();
  EASEL_TRY(frame->table, project.table(json.at("table").get<std::string>()));
  if (json.at("base") == json.at("table")) {
    frame->base = frame->table;
  } else {
    EASEL_TRY(frame->base, project.table(json.at("base").get<std::string>()));
  }
  if (json.contains("roles")) {
    EASEL_TRY(const std::string bytes, project.bytes(json.at("roles").get<std::string>()));
    auto roles = std::make_shared<std::vector<RowRole>>();
    for (const char c : bytes)
      roles->push_back(static_cast<RowRole>(c));
    if (roles->size() != frame->table.rows())
      return Error(ErrorCode::Corrupt, "The rows and their roles do not fit together.");
    frame->roles = std::move(roles);
  }
  frame->fittedBeforeSplit = json.at("fitted_before_split").get<std::vector<std::string>>();
  frame->learned = json.at("learned").get<std::map<std::string, std::vector<std::string>>>();
  frame->leaked = json.at("leaked").get<std::vector<std::string>>();
  for (const Json& s : json.at("preparation")) {
    StepSpec step{s.at("id").get<std::string>(), s.at("version").get<int>(), s.at("params"), nullptr};
    if (s.contains("lookup")) {
      EASEL_TRY(Table lookup, project.table(s.at("lookup").get<std::string>()));
      step.lookup = std::make_shared<const Table>(std::move(lookup));
    }
    frame->preparation.push_back(std::move(step));
  }
  return FramePtr(std::move(frame));
}

/// None when the entry is damaged.
Project::Group artifactsOf(const std::string& content) {
  const auto json = parseJson(content);
  const Json list = json && json->is_object() ? json->value("artifacts", Json()) : Json();
  Project::Group artifacts;
  for (const Json& artifact : list)
    if (artifact.is_string())
      artifacts.push_back(artifact.get<std::string>());
  return artifacts;
}

class KeptResults final : public ResultCache {
 public:
  KeptResults(Project& project, const KeptResultsOptions& options)
      : m_project(project), m_options(options), m_memory(memoryCache(options.memoryBytes)),
        m_writing(options.fileBytes > 0 && !project.readOnly()) {
    if (m_writing)
      (void)makeRoom(); // what cannot be read or removed now is no reason not to open the project
  }
  ~KeptResults() override {
    {
      const std::lock_guard lock(m_mutex);
      m_stop = true;
    }
    m_work.notify_all();
    if (m_thread.joinable())
      m_thread.join();
  }

  std::optional<NodeValues> find(const Hash& fingerprint) override {
    if (auto values = m_memory->find(fingerprint))
      return values;
    if (m_options.fileBytes == 0)
      return std::nullopt;
    auto read = fenced("Reading a kept result", [&] { return stored(fingerprint.hex()); });
    if (!read) {
      if (m_writing && read.error().code != ErrorCode::NotFound)
        forget(fingerprint.hex());
      return std::nullopt;
    }
    m_memory->keep(fingerprint, *read, 0);
    return std::move(*read);
  }

  void keep(const Hash& fingerprint, const NodeValues& values, double seconds) override {
    m_memory->keep(fingerprint, values, seconds);
    if (!m_writing || seconds < m_options.worthSeconds || values.empty())
      return;
    std::uint64_t bytes = 0;
    for (const auto& [port, value] : values) {
      const auto* frame = std::get_if<FramePtr>(&value);
      if (!frame || !*frame)
        return;
      bytes += newBytes(**frame);
    }
    if (bytes / kPacked > m_options.fileBytes / kShare || seconds < static_cast<double>(bytes) / m_options.storingRate)
      return;
    const std::lock_guard lock(m_mutex);
    if (m_stop || m_full || m_waiting.size() >= kMostWaiting)
      return;
    m_waiting.push_back({fingerprint, values});
    if (!m_thread.joinable())
      m_thread = std::thread([this] { loop(); });
    m_work.notify_one();
  }

 private:
  struct Waiting {
    Hash fingerprint;
    NodeValues values;
  };

  Result<NodeValues> stored(const std::string& fingerprint) {
    std::string content;
    EASEL_CHECK(m_project.withDatabase([&](Database& database) {
      return database.query("SELECT content FROM result WHERE fingerprint=?", {fingerprint},
                            [&](const Row& row) -> Result<void> {
                              content = row.text(0);
                              return {};
                            });
    }));
    if (content.empty())
      return Error(ErrorCode::NotFound, "Not kept.");
    EASEL_TRY(const Json json, parseJson(content));
    for (const Json& artifact : json.at("artifacts"))
      EASEL_CHECK(m_project.checkArtifact(artifact.get<std::string>()));
    NodeValues values;
    const Json& ports = json.at("ports");
    for (const auto& [port, frame] : ports.items()) {
      EASEL_TRY(values[port], readFrame(m_project, frame));
    }
    if (m_writing)
      EASEL_CHECK(m_project.withDatabase([&](Database& database) {
        return database.run("UPDATE result SET used=? WHERE fingerprint=?", {nowMicros(), fingerprint});
      }));
    return values;
  }

  void forget(const std::string& fingerprint) {
    (void)m_project.withDatabase(
        [&](Database& database) { return database.run("DELETE FROM result WHERE fingerprint=?", {fingerprint}); });
  }

  void loop() {
    std::unique_lock lock(m_mutex);
    while (true) {
      m_work.wait(lock, [this] { return m_stop || !m_waiting.empty(); });
      if (m_waiting.empty())
        return;
      const Waiting next = std::move(m_waiting.front());
      m_waiting.pop_front();
      lock.unlock();
      const auto done = fenced("Keeping a result", [&] { return write(next); });
      lock.lock();
      // A full disk or the like: the person's own work needs the place that is left.
      if (!done || m_written > m_options.fileBytes)
        m_full = true;
    }
  }

  Result<void> write(const Waiting& result) {
    FrameWriter writer(m_project);
    Json ports = Json::object();
    for (const auto& [port, value] : result.values) {
      EASEL_TRY(ports[port], writer.frame(*std::get<FramePtr>(value)));
    }
    const Json content = {{"artifacts", writer.artifacts()}, {"ports", std::move(ports)}};
    m_written += writer.written();
    return m_project.withDatabase([&](Database& database) {
      return database.transaction([&]() -> Result<void> {
        EASEL_CHECK(database.run("INSERT OR REPLACE INTO result(fingerprint, content, used) VALUES(?, ?, ?)",
                                 {result.fingerprint.hex(), toText(content), nowMicros()}));
        return database.run("UPDATE setting SET value=value+? WHERE name='result_bytes'",
                            {static_cast<std::int64_t>(writer.written())});
      });
    });
  }

  /// Drops the least recently used results until the rest fits, when more was written than the budget allows.
  Result<void> makeRoom() {
    std::vector<std::string> fingerprints;
    std::vector<Project::Group> groups;
    bool full = false;
    EASEL_CHECK(m_project.withDatabase([&](Database& database) -> Result<void> {
      EASEL_TRY(const auto written, database.integer("SELECT value FROM setting WHERE name='result_bytes'"));
      full = static_cast<std::uint64_t>(std::max<std::int64_t>(0, written.value_or(0))) > m_options.fileBytes;
      if (!full)
        return {};
      return database.query("SELECT fingerprint, content FROM result ORDER BY used DESC", {},
                            [&](const Row& row) -> Result<void> {
                              fingerprints.push_back(row.text(0));
                              groups.push_back(artifactsOf(row.text(1)));
                              return {};
                            });
    }));
    if (!full)
      return {};
    EASEL_TRY(const Project::Swept swept, m_project.sweepCached(groups, m_options.fileBytes));
    return m_project.withDatabase([&](Database& database) {
      return database.transaction([&]() -> Result<void> {
        for (std::size_t i = 0; i < groups.size(); ++i)
          if (!swept.kept[i] || groups[i].empty())
            EASEL_CHECK(database.run("DELETE FROM result WHERE fingerprint=?", {fingerprints[i]}));
        return database.run("UPDATE setting SET value=? WHERE name='result_bytes'", {static_cast<std::int64_t>(swept.bytes)});
      });
    });
  }

  Project& m_project;
  const KeptResultsOptions m_options;
  const std::unique_ptr<ResultCache> m_memory;
  const bool m_writing;
  std::uint64_t m_written = 0; // only the thread looks at it
  std::mutex m_mutex;          // guards what follows
  std::condition_variable m_work;
  std::deque<Waiting> m_waiting;
  bool m_full = false;
  bool m_stop = false;
  std::thread m_thread;
};

} // namespace

std::unique_ptr<ResultCache> keptResults(Project& project, const KeptResultsOptions& options) {
  return std::make_unique<KeptResults>(project, options);
}

} // namespace easel
