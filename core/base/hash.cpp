#include "core/base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <vector>

namespace easel {

namespace {
constexpr char kDigits[] = "0123456789abcdef";

std::string toHex(std::span<const std::uint8_t> bytes) {
  std::string s;
  s.reserve(bytes.size() * 2);
  for (const std::uint8_t b : bytes) {
    s.push_back(kDigits[b >> 4]);
    s.push_back(kDigits[b & 15]);
  }
  return s;
}

int digitOf(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}
} // namespace

std::string Hash::hex() const { return toHex(bytes); }

Hash Hash::fromHex(std::string_view text) {
  Hash h;
  if (text.size() != 64)
    return h;
  for (std::size_t i = 0; i < 32; ++i) {
    const int a = digitOf(text[2 * i]);
    const int b = digitOf(text[2 * i + 1]);
    if (a < 0 || b < 0)
      return Hash{};
    h.bytes[i] = static_cast<std::uint8_t>(a * 16 + b);
  }
  return h;
}

struct Hasher::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Hasher::Hasher() : m_state(std::make_unique<State>()) {}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

Hasher& Hasher::add(std::span<const std::byte> data) {
  EVP_DigestUpdate(m_state->context, data.data(), data.size());
  return *this;
}

Hasher& Hasher::add(std::uint64_t number) { return add(std::as_bytes(std::span(&number, 1))); }

Hasher& Hasher::add(std::string_view text) {
  add(static_cast<std::uint64_t>(text.size()));
  return add(std::as_bytes(std::span(text)));
}

Hasher& Hasher::add(const Hash& hash) { return add(std::as_bytes(std::span(hash.bytes))); }

Hash Hasher::finish() {
  Hash h;
  unsigned length = 0;
  EVP_DigestFinal_ex(m_state->context, h.bytes.data(), &length);
  EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr);
  return h;
}

Hash sha256(std::span<const std::byte> data) { return Hasher().add(data).finish(); }
Hash sha256(std::string_view text) { return sha256(std::as_bytes(std::span(text))); }

std::string randomHex(std::size_t n) {
  std::vector<std::uint8_t> bytes(n);
  RAND_bytes(bytes.data(), static_cast<int>(n));
  return toHex(bytes);
}

bool equalSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace easel
