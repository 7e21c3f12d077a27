// What the files of the style share: boxes, rings, and one function a family of controls. A function returns false where
// the element is none of its own; then Fusion paints it. GUI thread.
#pragma once

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOption>

#include <optional>

namespace easel::paint {

inline constexpr qreal kRing = 2; // width of the ring around what has the focus

/// A filled box with an edge of one crisp pixel; colours that are not valid are left out.
void box(QPainter& painter, const QRectF& where, qreal radius, const QColor& fill, const QColor& edge = {},
         qreal edgeWidth = 1);
/// The ring lies inside the rectangle.
void ring(QPainter& painter, const QRectF& where, qreal radius, const QColor& ink = color(Tone::Accent));
/// Focus that came from the keyboard; a click leaves no ring on a button.
bool keyboardFocus(const QStyleOption& option);
/// A chevron in the middle of a rectangle.
void chevron(QPainter& painter, const QRectF& where, const char* direction, Tone tone, qreal side = 10);
/// A rectangle as it lies in a right-to-left window.
QRect visual(const QStyleOption& option, const QRect& logical);
Tone textTone(const QStyleOption& option, Tone live = Tone::Text);

struct Call {
  const QStyleOption* option;
  QPainter* painter;
  const QWidget* widget;
  const QStyle* style;
};

// style_buttons.cpp: push and tool buttons, check boxes, radio buttons
bool buttonPrimitive(QStyle::PrimitiveElement element, const Call& call);
bool buttonControl(QStyle::ControlElement element, const Call& call);
std::optional<QSize> buttonSize(QStyle::ContentsType type, const Call& call, const QSize& contents, const QSize& base);
// style_fields.cpp: line and text editors, combo and spin boxes, frames
bool fieldPrimitive(QStyle::PrimitiveElement element, const Call& call);
bool fieldControl(QStyle::ControlElement element, const Call& call);
bool fieldComplex(QStyle::ComplexControl control, const Call& call);
std::optional<QRect> fieldPart(QStyle::ComplexControl control, const Call& call, QStyle::SubControl part);
std::optional<QSize> fieldSize(QStyle::ContentsType type, const Call& call, const QSize& contents, const QSize& base);
// style_bars.cpp: sliders, progress, scroll bars, splitters
bool barControl(QStyle::ControlElement element, const Call& call);
bool barComplex(QStyle::ComplexControl control, const Call& call);
std::optional<QRect> barPart(QStyle::ComplexControl control, const Call& call, QStyle::SubControl part);
std::optional<QRect> barElement(QStyle::SubElement element, const Call& call);
std::optional<QSize> barSize(QStyle::ContentsType type, const Call& call, const QSize& contents, const QSize& base);
// style_lists.cpp: item views, headers, tabs
bool listPrimitive(QStyle::PrimitiveElement element, const Call& call);
bool listControl(QStyle::ControlElement element, const Call& call);
std::optional<QSize> listSize(QStyle::ContentsType type, const Call& call, const QSize& contents, const QSize& base);
// style_menus.cpp: menus, menu bar, tooltips
bool menuPrimitive(QStyle::PrimitiveElement element, const Call& call);
bool menuControl(QStyle::ControlElement element, const Call& call);
std::optional<QSize> menuSize(QStyle::ContentsType type, const Call& call, const QSize& contents, const QSize& base);

} // namespace easel::paint
