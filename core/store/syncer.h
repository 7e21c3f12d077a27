// Durability in the background. A commit leaves its pages in the write-ahead log, which survives the death of the
// process; this thread flushes the log to the disk within half a second, so that it survives a power cut too, and moves
// a long log into the project file (SQLite's checkpoint), so that nobody who edits has to wait for that.
// Thread rule: wake() from any thread.
#pragma once

#include "core/store/database.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace easel {

class Syncer {
 public:
  explicit Syncer(std::string path);
  ~Syncer(); // flushes what is open
  Syncer(const Syncer&) = delete;
  Syncer& operator=(const Syncer&) = delete;
  /// Something was committed.
  void wake();

 private:
  void loop();
  void flush();

  std::string m_path;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  bool m_dirty = false;
  bool m_stop = false;
  std::unique_ptr<Database> m_database; // of the thread
  std::thread m_thread;
};

} // namespace easel
