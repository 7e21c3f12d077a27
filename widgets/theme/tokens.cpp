#include "widgets/theme/tokens.h"

#include "widgets/theme/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace easel {

namespace {

struct Shades {
  Tone tone;
  QRgb light, dark;
};

// In the order of Tone. Text tones, states and data colours were moved from the first sketch only as far as
// contrast and colour-vision deficiencies ask; the tests hold the limits.
constexpr std::array<Shades, static_cast<std::size_t>(Tone::Count)> kShades = {{
    {Tone::Bg, 0xFFF6F7F9, 0xFF14171D},         {Tone::Surface, 0xFFFFFFFF, 0xFF1B1F27},
    {Tone::Surface2, 0xFFF1F3F6, 0xFF232833},   {Tone::Rail, 0xFFFBFBFC, 0xFF171A21},
    {Tone::Line, 0xFFE1E4EA, 0xFF2C323E},       {Tone::LineStrong, 0xFFCBD0DA, 0xFF3B4352},
    {Tone::Text, 0xFF1B2130, 0xFFE7EAF0},       {Tone::Text2, 0xFF566074, 0xFFA7B0C0},
    {Tone::Text3, 0xFF636C80, 0xFF9098A6},      {Tone::Accent, 0xFF3D5AFE, 0xFF7B90FF},
    {Tone::AccentSoft, 0xFFE9EDFF, 0xFF262E52}, {Tone::AccentText, 0xFF2A41C9, 0xFFA9B7FF},
    {Tone::OnAccent, 0xFFFFFFFF, 0xFF10131A},   {Tone::Good, 0xFF177D4F, 0xFF4CC38A},
    {Tone::GoodSoft, 0xFFE3F5EC, 0xFF173327},   {Tone::Warn, 0xFFA16000, 0xFFE3A44A},
    {Tone::WarnSoft, 0xFFFFF2DC, 0xFF3A2D14},   {Tone::Bad, 0xFFC73339, 0xFFF07177},
    {Tone::BadSoft, 0xFFFDE8E8, 0xFF3D1F22},    {Tone::C1, 0xFF3D5AFE, 0xFF7B90FF},
    {Tone::C2, 0xFFD58244, 0xFFE49C65},         {Tone::C3, 0xFF15A294, 0xFF51CCBB},
    {Tone::C4, 0xFFAB44AE, 0xFFDA9FDF},         {Tone::C5, 0xFFA07000, 0xFFEDC843},
    {Tone::C6, 0xFF5A6E80, 0xFF899AAF},         {Tone::Grid, 0xFFEDEFF3, 0xFF252B36},
    {Tone::Shadow, 0x10141C2D, 0x66000000},
}};

constexpr bool inOrder() {
  for (std::size_t i = 0; i < kShades.size(); ++i)
    if (static_cast<std::size_t>(kShades[i].tone) != i)
      return false;
  return true;
}
static_assert(inOrder());

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c) {
  return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

} // namespace

QColor colorOf(Tone tone, Brightness which) {
  const Shades& shades = kShades[std::min(static_cast<std::size_t>(tone), kShades.size() - 1)];
  return QColor::fromRgba(which == Brightness::Light ? shades.light : shades.dark);
}

QColor color(Tone tone) {
  return colorOf(tone, brightness());
}

QColor mixed(Tone first, Tone second, double share) {
  const QColor a = color(first), b = color(second);
  const float s = static_cast<float>(std::clamp(share, 0.0, 1.0)), t = 1 - s;
  return QColor::fromRgbF(a.redF() * s + b.redF() * t, a.greenF() * s + b.greenF() * t,
                          a.blueF() * s + b.blueF() * t, a.alphaF() * s + b.alphaF() * t);
}

QColor dataColor(int i) {
  constexpr int kCount = static_cast<int>(Tone::C6) - static_cast<int>(Tone::C1) + 1;
  const int k = ((i % kCount) + kCount) % kCount;
  return color(static_cast<Tone>(static_cast<int>(Tone::C1) + k));
}

double contrast(const QColor& a, const QColor& b) {
  const double one = luminance(a), other = luminance(b);
  return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

} // namespace easel
