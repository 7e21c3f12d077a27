#include "widgets/theme/theme.h"

#include "widgets/theme/desktop_scheme.h"
#include "widgets/theme/digits_font.h"
#include "widgets/theme/easel_style.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QPointer>
#include <QToolTip>

namespace easel {

namespace {

struct State {
  ThemeChoice choice = ThemeChoice::System;
  Brightness shown = Brightness::Light;
  Brightness fallback = Brightness::Light; // what the palette that was there first looks like
  bool applied = false;
  QPointer<DesktopScheme> desktop;
};

State& state() {
  static State s;
  return s;
}

Brightness wantedBrightness() {
  switch (state().choice) {
  case ThemeChoice::Light:
    return Brightness::Light;
  case ThemeChoice::Dark:
    return Brightness::Dark;
  case ThemeChoice::System:
    break;
  }
  return state().desktop ? state().desktop->preferred().value_or(state().fallback) : state().fallback;
}

void showWanted() {
  const Brightness wanted = wantedBrightness();
  if (state().applied && wanted == state().shown)
    return;
  state().applied = true;
  state().shown = wanted;
  QApplication::setPalette(paletteOfTokens());
  // Qt would tell the windows in the next turn of the event loop; a picture taken before would show both
  // themes.
  QCoreApplication::sendPostedEvents(nullptr, QEvent::ApplicationPaletteChange);
  QToolTip::setPalette(QApplication::palette());
}

/// Once: the style, the fonts, and the ear for the desktop.
void prepare() {
  state().fallback = QApplication::palette().color(QPalette::Window).lightness() < 128 ? Brightness::Dark
                                                                                       : Brightness::Light;
  // Who set another style on purpose keeps it; the palette is ours all the same.
  if (qEnvironmentVariableIsEmpty("QT_STYLE_OVERRIDE"))
    QApplication::setStyle(new EaselStyle);
  QApplication::setFont(textFont(TextSize::Body));
  QApplication::setFont(textFont(TextSize::Small, QFont::DemiBold), "QHeaderView");
  QApplication::setFont(textFont(TextSize::Small), "QTipLabel");
  QToolTip::setFont(textFont(TextSize::Small));
  state().desktop = new DesktopScheme(qApp);
  QObject::connect(state().desktop, &DesktopScheme::changed, qApp, showWanted);
}

} // namespace

QPalette paletteOfTokens() {
  QPalette p;
  const auto set = [&p](QPalette::ColorRole role, const QColor& normal) {
    p.setColor(QPalette::All, role, normal);
  };
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
  for (const auto role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
    p.setColor(QPalette::Disabled, role, color(Tone::Text3));
  p.setColor(QPalette::Disabled, QPalette::Base, color(Tone::Surface2));
  p.setColor(QPalette::Inactive, QPalette::Highlight, mixed(Tone::Accent, Tone::Surface, 0.2));
  return p;
}

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
  if (!state().applied || state().desktop.isNull())
    prepare();
  state().choice = choice;
  if (choice == ThemeChoice::System)
    state().desktop->ask();
  showWanted();
}

ThemeChoice themeChoice() {
  return state().choice;
}
Brightness brightness() {
  return state().shown;
}

QFont textFont(TextSize size, QFont::Weight weight) {
  static constexpr int kPixels[] = {11, 12, 13, 15, 20, 24};
  static const QString family =
      QFontDatabase::hasFamily("Inter") ? QString("Inter") : QApplication::font().family();
  QFont font(family);
  font.setPixelSize(kPixels[static_cast<int>(size)]);
  font.setWeight(weight);
  return font;
}

QFont tabularFont(TextSize size, QFont::Weight weight) {
  QFont font = textFont(size, weight);
  const QString family = familyWithEvenDigits(font);
  if (family != font.family()) {
    font.setFamily(family);
    if (family.contains("Even Digits")) // the family is of this weight already
      font.setWeight(QFont::Normal);
  }
  return font;
}

QFont codeFont() {
  QFont font(QFontDatabase::hasFamily("JetBrains Mono")
                 ? QString("JetBrains Mono")
                 : QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
  font.setPixelSize(12);
  font.setStyleHint(QFont::Monospace);
  return font;
}

} // namespace easel
