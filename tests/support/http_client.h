// A plain HTTP/1.1 client on a socket, for tests: it can also send what no well-behaved client would.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace easel::test {

struct HttpReply {
  int status = 0;                             // 0: the connection was closed without an answer
  std::map<std::string, std::string> headers; // names in lower case
  std::string body;
};

class HttpConnection {
 public:
  explicit HttpConnection(std::uint16_t port, const std::string& host = "127.0.0.1");
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  bool connected() const { return m_fd >= 0; }
  bool send(std::string_view bytes);
  /// Reads one answer; waits at most `milliseconds`.
  HttpReply receive(int milliseconds = 10'000, bool head = false);
  HttpReply request(const std::string& method, const std::string& target, const std::string& body = {},
                    const std::vector<std::string>& headers = {});
  /// The other side closed the connection within the time.
  bool closed(int milliseconds);

 private:
  bool readMore(int milliseconds);
  int m_fd = -1;
  std::string m_buffer;
};

} // namespace easel::test
