#include "app/cli/progress.h"

#include "core/base/text.h"

#include <algorithm>
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

/// At most n characters (UTF-8), the last one "…" when more were there.
std::string firstCharacters(const std::string& text, std::size_t n) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto count = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
  if (count <= n)
    return text;
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end)
    if (begins(text[end]) && ++seen >= n)
      break;
  return n == 0 ? std::string() : text.substr(0, end) + "…";
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
  // One line and never more: a line that wraps cannot be taken back. The last column stays free.
  const auto width = static_cast<std::size_t>(terminalWidth() - 1);
  const double share = std::clamp(m_context.progress(), 0.0, 1.0);
  const std::size_t cells = std::min<std::size_t>(24, width / 3);
  const auto full = static_cast<std::size_t>(std::lround(share * static_cast<double>(cells)));
  std::string line = " ";
  for (std::size_t i = 0; i < cells; ++i)
    line += i < full ? "█" : "░";
  std::string number = std::to_string(static_cast<int>(share * 100));
  line += std::string(4 - std::min<std::size_t>(4, number.size()), ' ') + number + " %";
  std::string left;
  if (share > 0.03 && seconds > 2) {
    const double more = seconds * (1 - share) / share;
    left = more < 1 ? std::string(", nearly done") : ", about " + duration(more) + " left";
  }
  const std::size_t used = 1 + cells + 4 + 2 + 2; // with the gap before the stage
  const std::size_t room = width > used ? width - used : 0;
  if (left.size() + 12 > room)
    left.clear();
  const std::string stage = firstCharacters(m_context.stage(), room - left.size());
  if (stage.empty() && !left.empty())
    left.erase(0, 2); // the comma
  std::fprintf(stderr, "\r\033[K%s  %s%s", line.c_str(), stage.c_str(), left.c_str());
  std::fflush(stderr);
  m_drawn = true;
}

} // namespace easel
