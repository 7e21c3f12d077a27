#include "tests/support/http_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace easel::test {

HttpConnection::HttpConnection(std::uint16_t port, const std::string& host) {
  m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  if (::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(m_fd);
    m_fd = -1;
    return;
  }
  const int on = 1;
  ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

HttpConnection::~HttpConnection() {
  if (m_fd >= 0)
    ::close(m_fd);
}

bool HttpConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool HttpConnection::readMore(int milliseconds) {
  pollfd p{m_fd, POLLIN, 0};
  if (::poll(&p, 1, milliseconds) <= 0)
    return false;
  char buffer[1 << 16];
  const ssize_t n = ::recv(m_fd, buffer, sizeof buffer, 0);
  if (n <= 0)
    return false;
  m_buffer.append(buffer, static_cast<std::size_t>(n));
  return true;
}

HttpReply HttpConnection::receive(int milliseconds, bool head) {
  HttpReply reply;
  std::size_t end;
  while ((end = m_buffer.find("\r\n\r\n")) == std::string::npos)
    if (!readMore(milliseconds))
      return reply;
  const std::string top = m_buffer.substr(0, end);
  m_buffer.erase(0, end + 4);
  reply.status = std::atoi(top.substr(9, 3).c_str());
  std::size_t at = top.find("\r\n");
  while (at != std::string::npos) {
    const std::size_t next = top.find("\r\n", at + 2);
    const std::string line = top.substr(at + 2, next == std::string::npos ? next : next - at - 2);
    const std::size_t colon = line.find(':');
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    reply.headers[name] = line.substr(std::min(line.size(), colon + 2));
    at = next;
  }
  if (reply.status == 100)
    return receive(milliseconds, head);
  const std::size_t length = head ? 0 : std::strtoul(reply.headers["content-length"].c_str(), nullptr, 10);
  while (m_buffer.size() < length)
    if (!readMore(milliseconds))
      break;
  reply.body = m_buffer.substr(0, length);
  m_buffer.erase(0, std::min(length, m_buffer.size()));
  return reply;
}

HttpReply HttpConnection::request(const std::string& method, const std::string& target,
                                  const std::string& body, const std::vector<std::string>& headers) {
  std::string text = method + " " + target + " HTTP/1.1\r\n";
  if (std::none_of(headers.begin(), headers.end(),
                   [](const std::string& h) { return h.rfind("Host:", 0) == 0; }))
    text += "Host: localhost\r\n";
  for (const std::string& h : headers)
    text += h + "\r\n";
  if (!body.empty() || method == "POST")
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  if (!send(text + "\r\n" + body))
    return {};
  return receive(10'000, method == "HEAD");
}

bool HttpConnection::closed(int milliseconds) {
  pollfd p{m_fd, POLLIN, 0};
  if (::poll(&p, 1, milliseconds) <= 0)
    return false;
  char c;
  return ::recv(m_fd, &c, 1, MSG_PEEK) == 0;
}

} // namespace easel::test
