// A model in service is a bundle: preparation + model + signature. It is saved as one artifact and gives bit-equal
// predictions after loading. Immutable; predict() may be called from any thread.
#pragma once

#include "core/learn/estimator.h"
#include "core/prepare/preparation.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace easel {

/// One raw input column as the training rows had it.
struct SignatureField {
  std::string name;
  DataType type = DataType::Float64;
  bool required = true;             // the model uses it
  bool missingSeen = false;         // training had missing values here
  std::optional<double> min, max;   // numbers, dates (days), timestamps (µs)
  std::vector<std::string> levels;  // categories and bools, most frequent first; at most 1000
  std::string example;              // a typical value as text
};

struct Signature {
  std::vector<SignatureField> inputs;
  std::string target;
  Task task = Task::Regression;
  std::vector<std::string> classes; // Binary: classes[1] is the positive one
  std::optional<DataType> targetType; // when the raw rows had the target: steps that name it find it (missing)
};
Json toJson(const Signature& signature);
Result<Signature> signatureFromJson(const Json& json);

/// What training rows say about the inputs: types, ranges, levels, and which columns the fields depend on after the
/// preparation (found by changing one column of a few rows at a time; when in doubt a column counts as used).
Result<Signature> makeSignature(const Table& baseTraining, const std::string& target, const Target& y,
                                const FittedPreparation& preparation, const std::vector<FeatureField>& fields,
                                const Context& context);

/// Raw rows in the signature's columns, order and types. Numbers given as text, whole numbers as fractions and the like
/// are converted; values that cannot be are an error that names column and rows. Absent columns that the model does
/// not use become missing; the error for those that it uses lists them all. Extra columns are left out.
Result<Table> toSignature(const Signature& signature, const Table& rows, const Context& context);

struct Catalogs; // core/learn/catalogs.h

class ModelBundle {
 public:
  struct Parts {
    Signature signature;
    FittedPreparation preparation;    // its lookup tables are resident
    std::vector<FeatureField> fields; // after the preparation, as the model sees them
    std::string algorithm;
    Json params;
    ModelPtr model;
    Json facts; // rows, seed, data hash, engine version, created, metrics … for cards and receipts
  };
  explicit ModelBundle(Parts parts) : m_parts(std::move(parts)) {}

  const Parts& parts() const { return m_parts; }
  const Signature& signature() const { return m_parts.signature; }

  /// Raw rows in (columns by name, types as in the signature or convertible), predictions out: n×k.
  /// Missing required columns are an error that lists them; unseen levels and missing values follow the preparation.
  Result<Predictions> predict(const Table& rows, const Context& context) const;
  /// The features the model sees for raw rows: for explanations.
  Result<Features> features(const Table& rows, const Context& context) const;
  /// Columns "prediction" and, for classifiers, "probability_<class>".
  Result<Table> predictionTable(const Table& rows, const Context& context) const;

  /// Begins with "EASELMDL", the format's version, and ends with the SHA-256 of what stands before it. Equal bundles
  /// have equal bytes.
  std::string save() const;
  /// Errors: Corrupt (damaged or cut), Newer (made by a later version), NotFound (an algorithm or step is not here).
  static Result<std::shared_ptr<const ModelBundle>> load(std::string_view bytes, const Catalogs& catalogs);

 private:
  Parts m_parts;
};
using BundlePtr = std::shared_ptr<const ModelBundle>;

} // namespace easel
