// A process with pipes to its input and from its output, killed at the latest with the test.
#pragma once

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace easel::test {

class ChildProcess {
 public:
  explicit ChildProcess(std::vector<std::string> arguments) {
    int in[2];
    int out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0)
      return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::vector<char*> argv;
    for (std::string& argument : arguments)
      argv.push_back(argument.data());
    argv.push_back(nullptr);
    if (::posix_spawn(&m_pid, argv[0], &actions, nullptr, argv.data(), environ) != 0)
      m_pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    m_in = in[1];
    m_out = out[0];
  }
  ~ChildProcess() {
    kill();
    ::close(m_in);
    ::close(m_out);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return m_pid; }
  /// The next line; empty when the process ended or said nothing for so long.
  std::string line(int milliseconds = 20'000) {
    for (;;) {
      if (const auto end = m_read.find('\n'); end != std::string::npos) {
        std::string text = m_read.substr(0, end);
        m_read.erase(0, end + 1);
        return text;
      }
      pollfd waiting{m_out, POLLIN, 0};
      if (::poll(&waiting, 1, milliseconds) <= 0)
        return {};
      char buffer[4096];
      const ssize_t n = ::read(m_out, buffer, sizeof buffer);
      if (n <= 0)
        return {};
      m_read.append(buffer, static_cast<std::size_t>(n));
    }
  }
  void closeInput() {
    ::close(m_in);
    m_in = -1;
  }
  /// -1: it did not end by itself.
  int wait() {
    int status = 0;
    if (m_pid > 0)
      ::waitpid(m_pid, &status, 0);
    m_pid = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void kill() {
    if (m_pid <= 0)
      return;
    ::kill(m_pid, SIGKILL);
    wait();
  }

 private:
  pid_t m_pid = -1;
  int m_in = -1;
  int m_out = -1;
  std::string m_read;
};

} // namespace easel::test
