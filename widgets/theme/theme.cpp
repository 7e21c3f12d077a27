#include "widgets/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>

namespace easel {

namespace {

struct State {
  ThemeChoice choice = ThemeChoice::System;
  Brightness shown = Brightness::Light;
  bool applied = false;
};

State& state() {
  static State s;
  return s;
}

QPalette paletteOfTokens() {
  QPalette p;
  const auto set = [&p](QPalette::ColorRole role, const QColor& normal) { p.setColor(QPalette::All, role, normal); };
  set(QPalette::Window, color(Tone::Bg));
  set(QPalette::WindowText, color(Tone::Text));
  set(QPalette::Base, color(Tone::Surface));
  set(QPalette::AlternateBase, color(Tone::Surface2));
  set(QPalette::Text, color(Tone::Text));
  set(QPalette::Button, color(Tone::Surface));
  set(QPalette::ButtonText, color(Tone::Text));
  set(QPalette::BrightText, color(Tone::Bad));
  set(QPalette::ToolTipBase, color(Tone::Surface));
  set(QPalette::ToolTipText, color(Tone::Text));
  set(QPalette::PlaceholderText, color(Tone::Text3));
  set(QPalette::Link, color(Tone::AccentText));
  set(QPalette::LinkVisited, color(Tone::AccentText));
  set(QPalette::Highlight, mixed(Tone::Accent, Tone::Surface, 0.3));
  set(QPalette::HighlightedText, color(Tone::Text));
  set(QPalette::Light, color(Tone::Surface));
  set(QPalette::Midlight, color(Tone::Line));
  set(QPalette::Mid, color(Tone::LineStrong));
  set(QPalette::Dark, color(Tone::LineStrong));
  set(QPalette::Shadow, color(Tone::LineStrong));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
    p.setColor(QPalette::Disabled, role, color(Tone::Text3));
  return p;
}

} // namespace

QString themeChoiceId(ThemeChoice choice) {
  switch (choice) {
  case ThemeChoice::Light:
    return "light";
  case ThemeChoice::Dark:
    return "dark";
  case ThemeChoice::System:
    break;
  }
  return "system";
}

std::optional<ThemeChoice> themeChoiceFromId(const QString& id) {
  for (const ThemeChoice choice : {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark})
    if (themeChoiceId(choice) == id)
      return choice;
  return std::nullopt;
}

void applyTheme(ThemeChoice choice) {
  state().choice = choice;
  state().shown = choice == ThemeChoice::Dark ? Brightness::Dark : Brightness::Light;
  if (!state().applied)
    QApplication::setStyle("Fusion");
  state().applied = true;
  QApplication::setFont(textFont(TextSize::Body));
  QApplication::setPalette(paletteOfTokens());
}

ThemeChoice themeChoice() { return state().choice; }
Brightness brightness() { return state().shown; }

QFont textFont(TextSize size, QFont::Weight weight) {
  static constexpr int kPixels[] = {11, 12, 13, 15, 20, 24};
  static const QString family = QFontDatabase::hasFamily("Inter") ? QString("Inter") : QApplication::font().family();
  QFont font(family);
  font.setPixelSize(kPixels[static_cast<int>(size)]);
  font.setWeight(weight);
  return font;
}

QFont tabularFont(TextSize size, QFont::Weight weight) { return textFont(size, weight); }

QFont codeFont() {
  QFont font(QFontDatabase::hasFamily("JetBrains Mono")
                 ? QString("JetBrains Mono")
                 : QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
  font.setPixelSize(12);
  font.setStyleHint(QFont::Monospace);
  return font;
}

} // namespace easel
