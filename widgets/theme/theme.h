// How the whole program looks: palette, style, fonts and sizes from the tokens. The theme is a state of the application,
// like its palette; a change applies at once (every widget gets QEvent::PaletteChange). GUI thread only.
#pragma once

#include "widgets/theme/tokens.h"

#include <QFont>
#include <QString>

#include <optional>

namespace easel {

enum class ThemeChoice { System, Light, Dark };
QString themeChoiceId(ThemeChoice choice); // "system", "light", "dark"
std::optional<ThemeChoice> themeChoiceFromId(const QString& id);

/// Installs style and palette on the QApplication. System follows the desktop (portal, else its palette), also later.
void applyTheme(ThemeChoice choice);
ThemeChoice themeChoice();
Brightness brightness();

enum class TextSize { Caption, Small, Body, Title, Page, Figure }; // 11, 12, 13, 15, 20, 24 px
QFont textFont(TextSize size, QFont::Weight weight = QFont::Normal);
/// For tables and tiles: digits of equal width.
QFont tabularFont(TextSize size = TextSize::Body, QFont::Weight weight = QFont::Normal);
QFont codeFont();

namespace metrics {
inline constexpr int kGap = 4; // everything lies on this grid
inline constexpr int kControlRadius = 7;
inline constexpr int kPanelRadius = 10;
inline constexpr int kControlHeight = 28;
inline constexpr int kFieldHeight = 30;
inline constexpr int kIcon = 16;
inline constexpr int kRailIcon = 19;
} // namespace metrics

} // namespace easel
