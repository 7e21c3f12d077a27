#include "core/base/bytes.h"

#include "core/base/hash.h"

namespace easel {

std::string sealed(std::string_view mark, std::uint32_t version, std::string_view payload) {
  ByteWriter writer;
  writer.put(mark);
  writer.put(version);
  writer.put(payload);
  std::string bytes = std::move(writer).take();
  const Hash hash = sha256(std::string_view(bytes));
  bytes.append(reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size());
  return bytes;
}

Result<Unsealed> unseal(std::string_view bytes, std::string_view mark, std::uint32_t newest) {
  const Error damaged(ErrorCode::Corrupt, "The saved bytes of '" + std::string(mark) + "' are damaged.",
                      "Restore them from a copy, or make them anew.");
  constexpr std::size_t kHashSize = sizeof(Hash::bytes);
  constexpr std::size_t kHead = sizeof(std::uint64_t);
  const std::size_t fixed = kHead + mark.size() + sizeof(std::uint32_t) + kHead + kHashSize;
  if (bytes.size() < fixed || bytes.substr(kHead, mark.size()) != mark)
    return damaged;
  const std::string_view body = bytes.substr(0, bytes.size() - kHashSize);
  const Hash hash = sha256(body);
  if (std::memcmp(hash.bytes.data(), bytes.data() + body.size(), kHashSize) != 0)
    return damaged;
  ByteReader reader(body);
  if (reader.text() != mark)
    return damaged;
  Unsealed result;
  result.version = reader.get<std::uint32_t>();
  const auto size = reader.get<std::uint64_t>();
  if (result.version > newest)
    return Error(ErrorCode::Newer, "The saved '" + std::string(mark) + "' was written by a newer version of Easel.",
                 "Open it with that version or a later one.");
  if (size != bytes.size() - fixed)
    return damaged;
  result.payload = body.substr(body.size() - size);
  return result;
}

} // namespace easel
