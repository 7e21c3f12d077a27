#include "core/store/syncer.h"

#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace easel {

namespace {
constexpr auto kDelay = std::chrono::milliseconds(400); // bursts share one flush
constexpr off_t kLongLog = off_t{64} << 20;
} // namespace

Syncer::Syncer(std::string path) : m_path(std::move(path)), m_thread([this] { loop(); }) {}

Syncer::~Syncer() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_changed.notify_all();
  m_thread.join();
}

void Syncer::wake() {
  {
    const std::lock_guard lock(m_mutex);
    m_dirty = true;
  }
  m_changed.notify_one();
}

void Syncer::loop() {
  std::unique_lock lock(m_mutex);
  while (!m_stop) {
    m_changed.wait(lock, [this] { return m_dirty || m_stop; });
    if (m_stop)
      break; // closing moves the whole log into the file and syncs that
    m_changed.wait_for(lock, kDelay, [this] { return m_stop; });
    if (m_stop)
      break;
    m_dirty = false;
    lock.unlock();
    flush();
    lock.lock();
  }
}

void Syncer::flush() {
  // SQLite keeps no locks on the log itself, so opening and closing it here takes none away.
  const int fd = ::open((m_path + "-wal").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return;
  struct stat status {};
  const bool isLong = ::fstat(fd, &status) == 0 && status.st_size > kLongLog;
  (void)::fdatasync(fd);
  ::close(fd);
  if (!isLong)
    return;
  if (!m_database) {
    auto opened = Database::open(m_path, Database::Mode::ReadWrite);
    if (!opened)
      return;
    m_database = std::move(opened).value();
  }
  (void)m_database->script("PRAGMA synchronous=NORMAL; PRAGMA wal_checkpoint(PASSIVE)"); // a failure shows at closing
}

} // namespace easel
