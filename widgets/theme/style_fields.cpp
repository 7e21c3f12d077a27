#include "widgets/theme/style_paint.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace easel::paint {

namespace {

constexpr int kSide = 10, kArrow = 28, kSteps = 24;

bool flagged(const QWidget* widget, const char* property) {
  return widget != nullptr && widget->property(property).toBool();
}

void field(const QStyleOption& option, QPainter& painter, const QWidget* widget, bool focused) {
  const bool live = option.state & QStyle::State_Enabled;
  const bool quiet = flagged(widget, "quiet");
  QColor edge = color(!live || quiet ? Tone::Line : Tone::LineStrong);
  if (live && option.state & QStyle::State_MouseOver)
    edge = mixed(Tone::Text3, Tone::LineStrong, 0.5);
  if (flagged(widget, "invalid"))
    edge = color(Tone::Bad);
  box(painter, option.rect, metrics::kControlRadius, color(live && !quiet ? Tone::Surface : Tone::Surface2),
      edge);
  if (focused && live)
    ring(painter, option.rect, metrics::kControlRadius,
         color(flagged(widget, "invalid") ? Tone::Bad : Tone::Accent));
}

bool isInside(const QWidget* widget) {
  const QWidget* parent = widget != nullptr ? widget->parentWidget() : nullptr;
  return qobject_cast<const QAbstractSpinBox*>(parent) != nullptr ||
         qobject_cast<const QComboBox*>(parent) != nullptr;
}

void spinArrow(const QStyleOptionSpinBox& option, const Call& call, QStyle::SubControl part,
               const char* direction, QAbstractSpinBox::StepEnabledFlag able) {
  if (!(option.subControls & part))
    return;
  const QRect where = call.style->subControlRect(QStyle::CC_SpinBox, &option, part, call.widget);
  const bool live = option.state & QStyle::State_Enabled && option.stepEnabled & able;
  const bool active = option.activeSubControls & part;
  if (live && active)
    box(*call.painter, QRectF(where).adjusted(1, 1, -2, -1), 4,
        color(option.state & QStyle::State_Sunken ? Tone::Line : Tone::Surface2));
  const QRectF middle = QRectF(where);
  call.painter->save();
  if (!live)
    call.painter->setOpacity(0.45);
  chevron(*call.painter, middle, direction, active && live ? Tone::Text : Tone::Text2, 9);
  call.painter->restore();
}

void comboLabel(const QStyleOptionComboBox& option, const Call& call) {
  QRect room =
      call.style->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, call.widget);
  QPainter& painter = *call.painter;
  painter.save();
  const bool mirrored = option.direction == Qt::RightToLeft;
  if (!option.currentIcon.isNull()) {
    const QSize size = option.iconSize;
    const QRect logical(room.left(), room.top(), size.width(), room.height());
    option.currentIcon.paint(&painter, QStyle::visualRect(option.direction, room, logical), Qt::AlignCenter,
                             option.state & QStyle::State_Enabled ? QIcon::Normal : QIcon::Disabled);
    room.adjust(mirrored ? 0 : size.width() + 7, 0, mirrored ? -size.width() - 7 : 0, 0);
  }
  if (!option.editable) {
    const auto* combo = qobject_cast<const QComboBox*>(call.widget);
    const bool prompting = combo != nullptr && combo->currentIndex() < 0;
    painter.setPen(color(textTone(option, prompting ? Tone::Text3 : Tone::Text)));
    painter.drawText(room,
                     static_cast<int>(Qt::AlignVCenter | Qt::AlignAbsolute) | Qt::TextSingleLine |
                         static_cast<int>(mirrored ? Qt::AlignRight : Qt::AlignLeft),
                     painter.fontMetrics().elidedText(option.currentText, Qt::ElideRight, room.width()));
  }
  painter.restore();
}

} // namespace

bool fieldPrimitive(QStyle::PrimitiveElement element, const Call& call) {
  const QStyleOption& option = *call.option;
  switch (element) {
  case QStyle::PE_PanelLineEdit: {
    if (isInside(call.widget))
      return true; // the box around it is drawn already
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(&option);
    if (frame == nullptr || frame->lineWidth > 0)
      field(option, *call.painter, call.widget, option.state & QStyle::State_HasFocus);
    else
      call.painter->fillRect(option.rect, option.palette.brush(QPalette::Base));
    return true;
  }
  case QStyle::PE_FrameLineEdit:
    field(option, *call.painter, call.widget, option.state & QStyle::State_HasFocus);
    return true;
  case QStyle::PE_Frame:
    if (call.widget != nullptr && call.widget->inherits("QComboBoxPrivateContainer")) {
      const bool clear = call.widget->testAttribute(Qt::WA_TranslucentBackground);
      box(*call.painter, option.rect, clear ? 8 : 0, color(Tone::Surface), color(Tone::LineStrong));
    } else if (qobject_cast<const QTextEdit*>(call.widget) != nullptr ||
               qobject_cast<const QPlainTextEdit*>(call.widget) != nullptr) {
      field(option, *call.painter, call.widget, call.widget->hasFocus());
    } else if (qobject_cast<const QAbstractItemView*>(call.widget) != nullptr) {
      box(*call.painter, option.rect, metrics::kControlRadius, color(Tone::Surface), color(Tone::Line));
    } else {
      box(*call.painter, option.rect, metrics::kControlRadius, {}, color(Tone::Line));
    }
    return true;
  case QStyle::PE_FrameGroupBox:
    box(*call.painter, option.rect, metrics::kPanelRadius, {}, color(Tone::Line));
    return true;
  case QStyle::PE_FrameStatusBarItem:
  case QStyle::PE_PanelStatusBar:
    return true;
  default:
    return false;
  }
}

bool fieldControl(QStyle::ControlElement element, const Call& call) {
  if (element == QStyle::CE_ComboBoxLabel)
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(call.option)) {
      comboLabel(*combo, call);
      return true;
    }
  return false;
}

bool fieldComplex(QStyle::ComplexControl control, const Call& call) {
  if (control == QStyle::CC_ComboBox) {
    const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(call.option);
    if (combo == nullptr)
      return false;
    const bool open = combo->state & QStyle::State_On;
    // One that is not edited is a button: a click leaves no ring.
    const bool focused = combo->editable ? static_cast<bool>(combo->state & QStyle::State_HasFocus)
                                         : keyboardFocus(*combo) || open;
    field(*combo, *call.painter, call.widget, focused);
    const QRect arrow = call.style->subControlRect(control, combo, QStyle::SC_ComboBoxArrow, call.widget);
    chevron(*call.painter, arrow, "down", textTone(*combo, Tone::Text2), 12);
    return true;
  }
  if (control == QStyle::CC_SpinBox) {
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(call.option);
    if (spin == nullptr)
      return false;
    if (spin->frame)
      field(*spin, *call.painter, call.widget, spin->state & QStyle::State_HasFocus);
    else
      call.painter->fillRect(spin->rect, color(Tone::Surface)); // the editor of a cell
    if (spin->buttonSymbols != QAbstractSpinBox::NoButtons) {
      spinArrow(*spin, call, QStyle::SC_SpinBoxUp, "up", QAbstractSpinBox::StepUpEnabled);
      spinArrow(*spin, call, QStyle::SC_SpinBoxDown, "down", QAbstractSpinBox::StepDownEnabled);
    }
    return true;
  }
  return false;
}

std::optional<QRect> fieldPart(QStyle::ComplexControl control, const Call& call, QStyle::SubControl part) {
  const QStyleOption& option = *call.option;
  const QRect r = option.rect;
  if (control == QStyle::CC_ComboBox) {
    switch (part) {
    case QStyle::SC_ComboBoxEditField:
      return visual(option, r.adjusted(kSide, 1, -kArrow, -1));
    case QStyle::SC_ComboBoxArrow:
      return visual(option, QRect(r.right() + 1 - kArrow, r.top(), kArrow, r.height()));
    case QStyle::SC_ComboBoxListBoxPopup:
    case QStyle::SC_ComboBoxFrame:
      return r;
    default:
      return std::nullopt;
    }
  }
  if (control == QStyle::CC_SpinBox) {
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(&option);
    const bool steps = spin != nullptr && spin->buttonSymbols != QAbstractSpinBox::NoButtons;
    const QRect column(r.right() + 1 - kSteps, r.top() + 2, kSteps - 2, r.height() - 4);
    switch (part) {
    case QStyle::SC_SpinBoxEditField:
      return visual(option, r.adjusted(spin != nullptr && spin->frame ? kSide - 3 : 2, 1,
                                       steps ? -kSteps : -kSide + 2, -1));
    case QStyle::SC_SpinBoxUp:
      return steps ? visual(option, QRect(column.left(), column.top(), column.width(), column.height() / 2))
                   : QRect();
    case QStyle::SC_SpinBoxDown:
      return steps ? visual(option, QRect(column.left(), column.top() + column.height() / 2, column.width(),
                                          column.height() - column.height() / 2))
                   : QRect();
    case QStyle::SC_SpinBoxFrame:
      return r;
    default:
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<QSize> fieldSize(QStyle::ContentsType type, const Call& call, const QSize& contents,
                               const QSize& base) {
  switch (type) {
  case QStyle::CT_LineEdit: {
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(call.option);
    if (frame != nullptr && frame->lineWidth == 0)
      return base;
    return QSize(contents.width() + 2 * 8, qMax(contents.height() + 2, metrics::kFieldHeight));
  }
  case QStyle::CT_ComboBox: {
    const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(call.option);
    const int icon = combo != nullptr && !combo->currentIcon.isNull() ? 7 : 0;
    return QSize(contents.width() + kSide + kArrow + icon + 2,
                 qMax(contents.height() + 2, metrics::kFieldHeight));
  }
  case QStyle::CT_SpinBox:
    return QSize(contents.width() + kSide + kSteps, qMax(contents.height() + 2, metrics::kFieldHeight));
  default:
    return std::nullopt;
  }
}

} // namespace easel::paint
