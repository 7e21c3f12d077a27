// A bundle as bytes: "EASELMDL", format version (u32), then sections (u32 kind, u64 length, bytes), then the SHA-256 of
// all that. Kinds: 1 the description as CBOR (RFC 8949), 2 the model, 3 a lookup table of the preparation (in order).
// The hash is checked first, so everything after it only has to tell a later format from a wrong one. Little endian.
#include "core/base/hash.h"
#include "core/learn/bundle.h"
#include "core/learn/catalogs.h"
#include "core/learn/table_bytes.h"

#include <cstring>

namespace easel {

namespace {

constexpr std::string_view kMagic = "EASELMDL";
constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kHashSize = 32;
enum Section : std::uint32_t { kDescription = 1, kModel = 2, kLookup = 3 };

Error damaged(const std::string& what) {
  return Error(ErrorCode::Corrupt, "The model file is damaged: " + what + ".",
               "Use another copy of it, or train the model again.");
}

template<class T>
void put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out.push_back(static_cast<char>((value >> (8 * i)) & 0xFF));
}
template<class T>
T get(std::string_view bytes) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value |= static_cast<T>(static_cast<T>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  return value;
}

void putSection(std::string& out, Section kind, std::string_view bytes) {
  put(out, static_cast<std::uint32_t>(kind));
  put(out, static_cast<std::uint64_t>(bytes.size()));
  out.append(bytes);
}

Json fieldsToJson(const std::vector<FeatureField>& fields) {
  Json list = Json::array();
  for (const FeatureField& f : fields)
    list.push_back({{"name", f.name}, {"type", std::string(dataTypeId(f.type))}, {"levels", f.levels}});
  return list;
}

Result<std::vector<FeatureField>> fieldsFromJson(const Json& json) {
  std::vector<FeatureField> fields;
  for (const Json& j : json) {
    FeatureField f;
    const auto type = dataTypeFromId(j.value("type", ""));
    if (!type)
      return damaged("a feature has an unknown type");
    f.type = *type;
    f.name = j.value("name", "");
    f.levels = j.value("levels", std::vector<std::string>());
    fields.push_back(std::move(f));
  }
  return fields;
}

struct Sections {
  std::string_view description, model;
  std::vector<std::string_view> lookups;
};

/// Checks hash and version and cuts the bytes.
Result<Sections> sectionsOf(std::string_view bytes) {
  if (bytes.size() < kMagic.size() + sizeof(std::uint32_t) + kHashSize || bytes.substr(0, kMagic.size()) != kMagic)
    return damaged("it does not begin like a model of Easel");
  const std::string_view body = bytes.substr(0, bytes.size() - kHashSize);
  const Hash hash = sha256(body);
  if (std::memcmp(hash.bytes.data(), bytes.data() + body.size(), kHashSize) != 0)
    return damaged("its checksum is wrong");
  const auto format = get<std::uint32_t>(body.substr(kMagic.size()));
  if (format > kFormat)
    return Error(ErrorCode::Newer,
                 "The model was saved by a newer version of Easel (format " + std::to_string(format) + ").",
                 "Use that version, or train the model again with this one.");
  Sections sections;
  std::string_view rest = body.substr(kMagic.size() + sizeof(std::uint32_t));
  while (!rest.empty()) {
    if (rest.size() < 12)
      return damaged("a section is cut");
    const auto kind = get<std::uint32_t>(rest);
    const auto length = get<std::uint64_t>(rest.substr(4));
    rest.remove_prefix(12);
    if (length > rest.size())
      return damaged("a section is cut");
    const std::string_view content = rest.substr(0, static_cast<std::size_t>(length));
    rest.remove_prefix(static_cast<std::size_t>(length));
    if (kind == kDescription)
      sections.description = content;
    else if (kind == kModel)
      sections.model = content;
    else if (kind == kLookup)
      sections.lookups.push_back(content);
    else
      return damaged("it has a section of unknown kind");
  }
  return sections;
}

/// The library reports wrong kinds of JSON values by exceptions; the fence stands here.
Result<ModelBundle::Parts> partsOf(const Sections& sections, const Catalogs& catalogs) {
  try {
    const Json json = Json::from_cbor(sections.description, true, false);
    if (!json.is_object())
      return damaged("its description cannot be read");
    ModelBundle::Parts parts;
    EASEL_TRY(parts.signature, signatureFromJson(json.at("signature")));
    EASEL_TRY(parts.fields, fieldsFromJson(json.at("fields")));
    std::vector<std::shared_ptr<const Table>> lookups;
    for (const std::string_view bytes : sections.lookups) {
      EASEL_TRY(Table table, tableFromBytes(bytes));
      lookups.push_back(std::make_shared<const Table>(std::move(table)));
    }
    if (!json.at("preparation").at("steps").empty()) {
      EASEL_TRY(parts.preparation,
                FittedPreparation::fromJson(catalogs.steps, json.at("preparation"), std::move(lookups)));
    }
    parts.algorithm = json.at("algorithm").get<std::string>();
    parts.params = json.at("params");
    parts.facts = json.at("facts");
    EASEL_TRY(const auto estimator, catalogs.algorithms.make(parts.algorithm, parts.params, "algorithm"));
    EASEL_TRY(parts.model, estimator->load(sections.model));
    const std::size_t outputs = parts.signature.task == Task::Regression ? 1 : parts.signature.classes.size();
    if (parts.model->outputs() != outputs)
      return damaged("model and signature do not belong together");
    return parts;
  } catch (const Json::exception&) {
    return damaged("its description is not complete");
  }
}

} // namespace

std::string ModelBundle::save() const {
  const bool prepared = !m_parts.preparation.empty();
  const Json description{{"signature", toJson(m_parts.signature)},
                         {"preparation", prepared ? m_parts.preparation.toJson() : Json{{"steps", Json::array()}}},
                         {"fields", fieldsToJson(m_parts.fields)},
                         {"algorithm", m_parts.algorithm},
                         {"params", m_parts.params},
                         {"facts", m_parts.facts}};
  std::string out(kMagic);
  put(out, kFormat);
  const std::vector<std::uint8_t> cbor = Json::to_cbor(description);
  putSection(out, kDescription, {reinterpret_cast<const char*>(cbor.data()), cbor.size()});
  putSection(out, kModel, m_parts.model->save());
  for (const StepSpec& spec : m_parts.preparation.specs())
    if (spec.lookup)
      putSection(out, kLookup, tableToBytes(*spec.lookup).value_or("")); // resident, so it can be read
  const Hash hash = sha256(out);
  out.append(reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size());
  return out;
}

Result<std::shared_ptr<const ModelBundle>> ModelBundle::load(std::string_view bytes, const Catalogs& catalogs) {
  EASEL_TRY(const Sections sections, sectionsOf(bytes));
  EASEL_TRY(Parts parts, partsOf(sections, catalogs));
  return std::make_shared<const ModelBundle>(std::move(parts));
}

} // namespace easel
