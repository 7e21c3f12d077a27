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
};
Json toJson(const Signature& signature);
Result<Signature> signatureFromJson(const Json& json);

struct Catalogs; // core/learn/catalogs.h

class ModelBundle {
 public:
  struct Parts {
    Signature signature;
    FittedPreparation preparation;
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

  std::string save() const;
  static Result<std::shared_ptr<const ModelBundle>> load(std::string_view bytes, const Catalogs& catalogs);

 private:
  Parts m_parts;
};
using BundlePtr = std::shared_ptr<const ModelBundle>;

} // namespace easel
