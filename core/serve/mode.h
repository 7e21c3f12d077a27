// How a model is put in service. A mode is a catalogue entry with its settings; starting it gives a Service
// that answers until it is stopped.
#pragma once

#include "core/serve/endpoint.h"

namespace easel {

class Service {
 public:
  virtual ~Service() = default;
  virtual std::string url() const = 0;
  virtual std::uint16_t port() const = 0;
  /// Lets running requests end, then closes.
  virtual void stop() = 0;
};

class ServingMode {
 public:
  virtual ~ServingMode() = default;
  /// loadSeconds: how long the bundle took to load, for the metrics.
  virtual Result<std::unique_ptr<Service>> start(BundlePtr bundle, EndpointSettings settings,
                                                 double loadSeconds) const = 0;
};

/// core/serve/modes, one file each.
Catalog<ServingMode> builtinModes();

} // namespace easel
