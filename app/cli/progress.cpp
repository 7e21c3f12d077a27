#include "app/cli/progress.h"

#include "core/base/text.h"

#include <cmath>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace easel {

namespace {

int terminalWidth() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

std::string duration(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  return s < 60 ? std::to_string(s) + " s" : std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
}

} // namespace

ProgressBar::ProgressBar(const Context& context, bool shown) : m_context(context) {
  if (!shown || !::isatty(STDERR_FILENO))
    return;
  m_thread = std::thread([this] {
    const auto start = Context::Clock::now();
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, std::chrono::milliseconds(100), [this] { return m_done; })) {
      const double seconds = std::chrono::duration<double>(Context::Clock::now() - start).count();
      if (seconds > 0.4)
        draw(seconds);
    }
  });
}

ProgressBar::~ProgressBar() {
  if (!m_thread.joinable())
    return;
  {
    const std::lock_guard lock(m_mutex);
    m_done = true;
  }
  m_wake.notify_all();
  m_thread.join();
  if (m_drawn)
    std::fputs("\r\033[K", stderr);
}

void ProgressBar::draw(double seconds) {
  constexpr int kCells = 24;
  const double share = m_context.progress();
  const int full = static_cast<int>(std::lround(share * kCells));
  std::string line = " ";
  for (int i = 0; i < kCells; ++i)
    line += i < full ? "█" : "░";
  line += " " + std::to_string(static_cast<int>(share * 100)) + " %";
  if (share > 0.03 && seconds > 2)
    line += ", about " + duration(seconds * (1 - share) / share) + " left";
  std::string stage = m_context.stage();
  const std::size_t room = static_cast<std::size_t>(std::max(0, terminalWidth() - kCells - 36));
  if (stage.size() > room)
    stage.resize(room);
  std::fprintf(stderr, "\r\033[K%s  %s", line.c_str(), stage.c_str());
  std::fflush(stderr);
  m_drawn = true;
}

} // namespace easel
