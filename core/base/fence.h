// The wall between libraries that throw and core, which does not: whatever a call throws becomes an Error value.
// Thread rule: none of its own.
#pragma once

#include "core/base/result.h"

#include <exception>
#include <new>

namespace easel {

/// f() gives a Result; an exception becomes its error. `what` names the work: "The node".
template<class F>
auto fenced(std::string_view what, F&& f) noexcept -> decltype(f()) {
  try {
    return f();
  } catch (const std::bad_alloc&) {
    return Error(ErrorCode::OutOfMemory, std::string(what) + " needs more memory than there is.",
                 "Work on fewer rows or columns, or close other programs.");
  } catch (const std::exception& e) {
    return Error(ErrorCode::Internal, std::string(what) + " stopped unexpectedly: " + e.what() + ".",
                 "This is a defect of Easel: please report it.");
  } catch (...) {
    return Error(ErrorCode::Internal, std::string(what) + " stopped unexpectedly.",
                 "This is a defect of Easel: please report it.");
  }
}

} // namespace easel
