#include "widgets/theme/easel_style.h"

#include "widgets/theme/compositor.h"
#include "widgets/theme/style_paint.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSlider>
#include <QSplitterHandle>
#include <QTabBar>
#include <QTextEdit>
#include <QTimerEvent>

namespace easel {

namespace paint {

void box(QPainter& painter, const QRectF& where, qreal radius, const QColor& fill, const QColor& edge,
         qreal edgeWidth) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
  if (edge.isValid()) {
    const qreal half = edgeWidth / 2;
    painter.setPen(QPen(edge, edgeWidth));
    painter.drawRoundedRect(where.adjusted(half, half, -half, -half), qMax(0.0, radius - half),
                            qMax(0.0, radius - half));
  } else {
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(where, radius, radius);
  }
  painter.restore();
}

void ring(QPainter& painter, const QRectF& where, qreal radius, const QColor& ink) {
  box(painter, where, radius, {}, ink, kRing);
}

bool keyboardFocus(const QStyleOption& option) {
  return option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange;
}

void chevron(QPainter& painter, const QRectF& where, const char* direction, Tone tone, qreal side) {
  const QPointF middle = where.center();
  paintIcon(painter, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side),
            QString("chevron-%1").arg(direction), tone);
}

QRect visual(const QStyleOption& option, const QRect& logical) {
  return QStyle::visualRect(option.direction, option.rect, logical);
}

Tone textTone(const QStyleOption& option, Tone live) {
  return option.state & QStyle::State_Enabled ? live : Tone::Text3;
}

} // namespace paint

namespace {

constexpr int kBusyTick = 33; // ms

bool isTextEdit(const QWidget* widget) {
  return qobject_cast<const QTextEdit*>(widget) != nullptr ||
         qobject_cast<const QPlainTextEdit*>(widget) != nullptr;
}

bool isPopup(const QWidget* widget) {
  return qobject_cast<const QMenu*>(widget) != nullptr || widget->inherits("QComboBoxPrivateContainer") ||
         widget->inherits("QTipLabel");
}

QString standardName(QStyle::StandardPixmap which, Tone& tone) {
  tone = Tone::Text2;
  switch (which) {
  case QStyle::SP_MessageBoxWarning:
    tone = Tone::Warn;
    return "exclamation-triangle-fill";
  case QStyle::SP_MessageBoxCritical:
    tone = Tone::Bad;
    return "exclamation-octagon-fill";
  case QStyle::SP_MessageBoxInformation:
    tone = Tone::Accent;
    return "info-circle-fill";
  case QStyle::SP_MessageBoxQuestion:
    tone = Tone::Accent;
    return "question-circle";
  case QStyle::SP_LineEditClearButton:
    return "x";
  case QStyle::SP_DirIcon:
  case QStyle::SP_DirClosedIcon:
    return "folder";
  case QStyle::SP_DirOpenIcon:
    return "folder2-open";
  case QStyle::SP_FileIcon:
    return "file-earmark";
  case QStyle::SP_DirHomeIcon:
    return "house";
  case QStyle::SP_DriveHDIcon:
  case QStyle::SP_ComputerIcon:
    return "hdd";
  case QStyle::SP_FileDialogNewFolder:
    return "folder-plus";
  case QStyle::SP_FileDialogToParent:
  case QStyle::SP_ArrowUp:
    return "arrow-up";
  case QStyle::SP_ArrowDown:
    return "arrow-down";
  case QStyle::SP_ArrowBack:
  case QStyle::SP_FileDialogBack:
  case QStyle::SP_ArrowLeft:
    return "arrow-left";
  case QStyle::SP_ArrowForward:
  case QStyle::SP_ArrowRight:
    return "arrow-right";
  case QStyle::SP_FileDialogDetailedView:
    return "list-columns";
  case QStyle::SP_FileDialogListView:
    return "list-ul";
  case QStyle::SP_BrowserReload:
    return "arrow-clockwise";
  case QStyle::SP_TitleBarCloseButton:
  case QStyle::SP_DockWidgetCloseButton:
    return "x-lg";
  case QStyle::SP_ToolBarHorizontalExtensionButton:
    return "three-dots";
  case QStyle::SP_ToolBarVerticalExtensionButton:
    return "three-dots-vertical";
  default:
    return {};
  }
}

} // namespace

EaselStyle::EaselStyle() : QProxyStyle("Fusion") {}

void EaselStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
  const paint::Call call{option, painter, widget, this};
  if (!paint::buttonPrimitive(element, call) && !paint::fieldPrimitive(element, call) &&
      !paint::listPrimitive(element, call) && !paint::menuPrimitive(element, call))
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void EaselStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
  const paint::Call call{option, painter, widget, this};
  if (element == CE_ProgressBarContents)
    if (const auto* bar = qobject_cast<const QProgressBar*>(widget);
        bar != nullptr && bar->minimum() == bar->maximum())
      keepMoving(bar);
  if (!paint::buttonControl(element, call) && !paint::fieldControl(element, call) &&
      !paint::barControl(element, call) && !paint::listControl(element, call) &&
      !paint::menuControl(element, call))
    QProxyStyle::drawControl(element, option, painter, widget);
}

void EaselStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                    QPainter* painter, const QWidget* widget) const {
  const paint::Call call{option, painter, widget, this};
  if (!paint::fieldComplex(control, call) && !paint::barComplex(control, call))
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect EaselStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                 const QWidget* widget) const {
  const paint::Call call{option, nullptr, widget, this};
  if (const auto rect = paint::fieldPart(control, call, part))
    return *rect;
  if (const auto rect = paint::barPart(control, call, part))
    return *rect;
  return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect EaselStyle::subElementRect(SubElement element, const QStyleOption* option,
                                 const QWidget* widget) const {
  if (element == SE_LineEditContents) {
    // Editors inside of a spin or combo box, and those of cells, have no frame and no room to lose.
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    const int side = frame != nullptr && frame->lineWidth > 0 ? 8 : 1;
    return option->rect.adjusted(side, 1, -side, -1);
  }
  if (const auto rect = paint::barElement(element, {option, nullptr, widget, this}))
    return *rect;
  return QProxyStyle::subElementRect(element, option, widget);
}

QSize EaselStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                   const QWidget* widget) const {
  const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
  const paint::Call call{option, nullptr, widget, this};
  for (const auto family :
       {paint::buttonSize, paint::fieldSize, paint::barSize, paint::listSize, paint::menuSize})
    if (const auto own = family(type, call, size, base))
      return *own;
  return base;
}

int EaselStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
  case PM_DefaultFrameWidth:
    if (widget != nullptr && widget->inherits("QComboBoxPrivateContainer"))
      return 5;
    // Wide enough that the square inside does not cover the rounded corners.
    if (widget != nullptr &&
        (isTextEdit(widget) || qobject_cast<const QAbstractItemView*>(widget) != nullptr))
      return 3;
    return 1;
  case PM_ButtonShiftHorizontal:
  case PM_ButtonShiftVertical:
  case PM_ButtonDefaultIndicator:
  case PM_MenuBarPanelWidth:
  case PM_TabBarBaseOverlap:
  case PM_TabBarTabShiftHorizontal:
  case PM_TabBarTabShiftVertical:
  case PM_ScrollView_ScrollBarSpacing:
    return 0;
  case PM_FocusFrameHMargin:
    return 7; // the room beside the text of a cell
  case PM_MenuPanelWidth:
  case PM_SplitterWidth: // Qt widens the area that can be grabbed
    return 1;
  case PM_MenuHMargin:
  case PM_MenuVMargin:
    return 5;
  case PM_MenuBarHMargin:
  case PM_MenuBarVMargin:
  case PM_MenuBarItemSpacing:
    return 2;
  case PM_ToolTipLabelFrameWidth:
    return 7;
  case PM_ScrollBarExtent:
    return 12;
  case PM_ScrollBarSliderMin:
    return 28;
  case PM_SliderThickness:
  case PM_SliderControlThickness:
    return 20;
  case PM_SliderLength:
    return 18;
  case PM_IndicatorWidth:
  case PM_IndicatorHeight:
  case PM_ExclusiveIndicatorWidth:
  case PM_ExclusiveIndicatorHeight:
    return 20; // 16, and room for the ring of the focus
  case PM_CheckBoxLabelSpacing:
  case PM_RadioButtonLabelSpacing:
    return 6;
  case PM_SmallIconSize:
  case PM_ButtonIconSize:
  case PM_ToolBarIconSize:
  case PM_ListViewIconSize:
  case PM_TabBarIconSize:
    return metrics::kIcon;
  case PM_MessageBoxIconSize:
    return 32;
  case PM_LayoutLeftMargin:
  case PM_LayoutTopMargin:
  case PM_LayoutRightMargin:
  case PM_LayoutBottomMargin:
    return 3 * metrics::kGap;
  case PM_LayoutHorizontalSpacing:
  case PM_LayoutVerticalSpacing:
    return 2 * metrics::kGap;
  case PM_TabBarTabHSpace:
    return 24;
  case PM_TabBarTabVSpace:
    return 16;
  case PM_HeaderMarkSize:
    return 12;
  case PM_MenuButtonIndicator:
    return 16;
  case PM_TreeViewIndentation:
    return 20;
  default:
    return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int EaselStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* data) const {
  switch (hint) {
  case SH_ComboBox_Popup:
  case SH_DialogButtonBox_ButtonsHaveIcons:
  case SH_EtchDisabledText:
  case SH_ScrollBar_Transient:
  case SH_ItemView_ActivateItemOnSingleClick:
  case SH_DitherDisabledText:
    return 0;
  case SH_ComboBox_PopupFrameStyle:
    return static_cast<int>(QFrame::StyledPanel) | static_cast<int>(QFrame::Plain);
  case SH_ItemView_ShowDecorationSelected:
  case SH_MenuBar_MouseTracking:
  case SH_Menu_MouseTracking:
  case SH_ComboBox_ListMouseTracking:
  case SH_ToolTip_WakeUpDelay:
    return hint == SH_ToolTip_WakeUpDelay ? 500 : 1;
  case SH_Slider_AbsoluteSetButtons:
    return static_cast<int>(Qt::LeftButton); // the handle goes where one clicks
  case SH_Slider_PageSetButtons:
    return static_cast<int>(Qt::NoButton);
  case SH_Table_GridLineColor:
    return static_cast<int>(color(Tone::Line).rgba());
  case SH_ToolTip_Mask:
  case SH_Menu_Mask:
    return 0;
  default:
    return QProxyStyle::styleHint(hint, option, widget, data);
  }
}

QIcon EaselStyle::standardIcon(StandardPixmap which, const QStyleOption* option,
                               const QWidget* widget) const {
  Tone tone;
  const QString name = standardName(which, tone);
  return name.isEmpty() ? QProxyStyle::standardIcon(which, option, widget) : icon(name, tone);
}

QPixmap EaselStyle::standardPixmap(StandardPixmap which, const QStyleOption* option,
                                   const QWidget* widget) const {
  Tone tone;
  const QString name = standardName(which, tone);
  if (name.isEmpty())
    return QProxyStyle::standardPixmap(which, option, widget);
  const int side = which <= SP_MessageBoxQuestion && which >= SP_MessageBoxInformation ? 32 : metrics::kIcon;
  return icon(name, tone).pixmap(QSize(side, side), widget != nullptr ? widget->devicePixelRatioF() : 1.0);
}

QPalette EaselStyle::standardPalette() const {
  return paletteOfTokens();
}

void EaselStyle::polish(QWidget* widget) {
  QProxyStyle::polish(widget);
  if (isPopup(widget) && cornersMayBeClear())
    widget->setAttribute(Qt::WA_TranslucentBackground);
  if (qobject_cast<QScrollBar*>(widget) != nullptr)
    widget->setAttribute(Qt::WA_OpaquePaintEvent, false); // it lies on whatever is below
  if (qobject_cast<QLineEdit*>(widget) != nullptr || qobject_cast<QSplitterHandle*>(widget) != nullptr ||
      qobject_cast<QSlider*>(widget) != nullptr || isTextEdit(widget) ||
      qobject_cast<QTabBar*>(widget) != nullptr)
    widget->setAttribute(Qt::WA_Hover);
  // Texts stand at the leading side, headers over them too, unless a view wants it otherwise.
  if (auto* header = qobject_cast<QHeaderView*>(widget); header != nullptr &&
                                                         header->orientation() == Qt::Horizontal &&
                                                         header->defaultAlignment() == Qt::AlignCenter)
    header->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
  if (isTextEdit(widget))
    widget->installEventFilter(this);
}

void EaselStyle::unpolish(QWidget* widget) {
  widget->removeEventFilter(this);
  QProxyStyle::unpolish(widget);
}

bool EaselStyle::eventFilter(QObject* watched, QEvent* event) {
  // The frame of a text edit shows the focus; Qt draws only its inside again.
  if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
    if (auto* widget = qobject_cast<QWidget*>(watched))
      widget->update();
  return QProxyStyle::eventFilter(watched, event);
}

void EaselStyle::keepMoving(const QProgressBar* bar) const {
  auto* own = const_cast<QProgressBar*>(bar);
  if (!m_moving.contains(own))
    m_moving << own;
  if (!m_tick.isActive())
    m_tick.start(kBusyTick, const_cast<EaselStyle*>(this));
}

void EaselStyle::timerEvent(QTimerEvent* event) {
  if (event->timerId() != m_tick.timerId()) {
    QProxyStyle::timerEvent(event);
    return;
  }
  m_moving.removeIf([](const QPointer<QProgressBar>& bar) {
    return bar.isNull() || !bar->isVisible() || bar->minimum() != bar->maximum();
  });
  for (const auto& bar : m_moving)
    bar->update();
  if (m_moving.isEmpty())
    m_tick.stop();
}

} // namespace easel
