#include "widgets/theme/compositor.h"

#include <QGuiApplication>
#include <QLibrary>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace easel {

namespace {

// The few names of libxcb that are needed, looked up in the library that Qt has loaded already.
struct Cookie {
  unsigned int sequence;
};
struct Reply {
  std::uint8_t type, pad;
  std::uint16_t sequence;
  std::uint32_t length;
  std::uint32_t value; // the atom, or the window that owns it
};
using InternAtom = Cookie (*)(void*, std::uint8_t, std::uint16_t, const char*);
using GetOwner = Cookie (*)(void*, std::uint32_t);
using TakeReply = Reply* (*)(void*, Cookie, void**);

bool compositorRuns(void* connection) {
  QLibrary xcb("xcb", 1);
  const auto atomOf = reinterpret_cast<InternAtom>(xcb.resolve("xcb_intern_atom"));
  const auto atomReply = reinterpret_cast<TakeReply>(xcb.resolve("xcb_intern_atom_reply"));
  const auto ownerOf = reinterpret_cast<GetOwner>(xcb.resolve("xcb_get_selection_owner"));
  const auto ownerReply = reinterpret_cast<TakeReply>(xcb.resolve("xcb_get_selection_owner_reply"));
  if (atomOf == nullptr || atomReply == nullptr || ownerOf == nullptr || ownerReply == nullptr)
    return false;
  static constexpr char kName[] = "_NET_WM_CM_S0";
  const auto ask = [&](TakeReply take, Cookie cookie) -> std::uint32_t {
    Reply* reply = take(connection, cookie, nullptr);
    const std::uint32_t value = reply != nullptr ? reply->value : 0;
    std::free(reply);
    return value;
  };
  const std::uint32_t atom =
      ask(atomReply, atomOf(connection, 0, static_cast<std::uint16_t>(std::strlen(kName)), kName));
  return atom != 0 && ask(ownerReply, ownerOf(connection, atom)) != 0;
}

} // namespace

bool cornersMayBeClear() {
  static const bool may = [] {
    if (QGuiApplication::platformName() != "xcb") // others answer too, with no connection behind
      return true;
    auto* x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    return x11 != nullptr && x11->connection() != nullptr && compositorRuns(x11->connection());
  }();
  return may;
}

} // namespace easel
