#include "core/base/result.h"

namespace easel {

std::string_view errorCodeId(ErrorCode code) {
  switch (code) {
  case ErrorCode::InvalidArgument: return "invalid_argument";
  case ErrorCode::NotFound: return "not_found";
  case ErrorCode::AlreadyExists: return "already_exists";
  case ErrorCode::Parse: return "parse";
  case ErrorCode::Data: return "data";
  case ErrorCode::Unsupported: return "unsupported";
  case ErrorCode::Permission: return "permission";
  case ErrorCode::Io: return "io";
  case ErrorCode::DiskFull: return "disk_full";
  case ErrorCode::Busy: return "busy";
  case ErrorCode::Corrupt: return "corrupt";
  case ErrorCode::Newer: return "newer";
  case ErrorCode::Cancelled: return "cancelled";
  case ErrorCode::OutOfMemory: return "out_of_memory";
  case ErrorCode::Internal: return "internal";
  }
  return "internal";
}

std::string Error::text() const { return hint.empty() ? message : message + " " + hint; }

Error Error::within(std::string_view context) && {
  message = std::string(context) + ": " + message;
  return std::move(*this);
}

} // namespace easel
