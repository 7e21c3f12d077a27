// The endpoint described for programs (OpenAPI 3.0.3) and for people (a page with a form), both made from the
// model's signature alone. Pure functions.
#pragma once

#include "core/learn/bundle.h"

namespace easel {

struct EndpointName {
  std::string name;  // of the endpoint
  std::string model; // "churn"
  std::string version;
};

Json openApi(const Signature& signature, const EndpointName& name, bool needsKey);
/// A self-contained page: no scripts or fonts from elsewhere.
std::string tryPage(const Signature& signature, const EndpointName& name, bool needsKey);

} // namespace easel
