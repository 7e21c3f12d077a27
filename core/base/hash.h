// SHA-256 (FIPS 180-4, through OpenSSL): content addresses, fingerprints, the audit chain. One hash for all of them.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace easel {

struct Hash {
  std::array<std::uint8_t, 32> bytes{};

  std::string hex() const;
  /// All zeros when the text is not 64 hex digits.
  static Hash fromHex(std::string_view text);
  bool empty() const { return *this == Hash{}; }
  auto operator<=>(const Hash&) const = default;
};

Hash sha256(std::span<const std::byte> data);
Hash sha256(std::string_view text);

/// Incremental form. Not shared between threads.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  Hasher& add(std::span<const std::byte> data);
  Hasher& add(std::string_view text); // length-prefixed, so that ("ab","c") differs from ("a","bc")
  Hasher& add(const Hash& hash);
  Hasher& add(std::uint64_t number);
  Hash finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// n bytes from the system's cryptographic generator, as lower-case hex (2n characters).
std::string randomHex(std::size_t n);
/// Equality in time that does not depend on the contents.
bool equalSecret(std::string_view a, std::string_view b);

} // namespace easel
