#include "widgets/controls/toast.h"

#include "widgets/controls/labels.h"
#include "widgets/theme/icons.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QEvent>
#include <QPainter>
#include <QTimer>

namespace easel {

namespace {

constexpr int kWide = 360, kAtOnce = 3, kMargin = 16;
constexpr int kShort = 5000, kLong = 9000; // ms; long where there is something to click or to mind

class Toast : public QWidget {
 public:
  Toast(const Notice& notice, std::function<void()> gone, QWidget* parent)
      : QWidget(parent), m_kind(notice.kind), m_gone(std::move(gone)) {
    auto* text = paragraph(notice.text, Tone::Text);
    text->setFont(textFont(TextSize::Body, QFont::DemiBold));
    auto* words = new QVBoxLayout;
    words->setSpacing(metrics::kGap);
    words->setContentsMargins(0, 5, 0, 3); // the first line stands level with the button that closes
    words->addWidget(text);
    if (!notice.hint.isEmpty())
      words->addWidget(paragraph(notice.hint));
    if (!notice.actionText.isEmpty()) {
      auto* act = new Button(notice.actionText);
      connect(act, &QPushButton::clicked, this, [this, action = notice.action] {
        leave();
        if (action)
          action();
      });
      words->addSpacing(metrics::kGap);
      words->addWidget(act, 0, Qt::AlignLeft);
    }
    auto* close = new IconButton("x-lg", ToastArea::tr("Close the message"));
    connect(close, &QToolButton::clicked, this, [this] { leave(); });
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(7, 7, 7, 7);
    all->setSpacing(2 * metrics::kGap);
    all->addSpacing(7 + metrics::kIcon + 2); // the icon is painted there; margins would not change sides
    all->addLayout(words, 1);
    all->addWidget(close, 0, Qt::AlignTop);
    m_first = text;
    setAccessibleName(notice.hint.isEmpty() ? notice.text : notice.text + ' ' + notice.hint);
    setFixedWidth(kWide);
    m_clock.setSingleShot(true);
    connect(&m_clock, &QTimer::timeout, this, [this] { leave(); });
    if (notice.kind != NoticeKind::Bad)
      m_clock.start(notice.kind == NoticeKind::Warn || !notice.actionText.isEmpty() ? kLong : kShort);
  }

  bool leaving() const { return m_leaving; }
  void leave() {
    m_leaving = true;
    hide();
    deleteLater();
    m_gone();
  }
  NoticeKind kind() const { return m_kind; }

 protected:
  void enterEvent(QEnterEvent*) override {
    m_rest = m_clock.isActive() ? m_clock.remainingTime() : 0, m_clock.stop();
  }
  void leaveEvent(QEvent*) override {
    if (m_rest > 0)
      m_clock.start(qMax(m_rest, 1500));
  }
  void paintEvent(QPaintEvent*) override {
    static constexpr Tone kInks[] = {Tone::Good, Tone::Warn, Tone::Bad};
    static const QString kIcons[] = {"check-circle-fill", "exclamation-triangle-fill",
                                     "exclamation-octagon-fill"};
    const auto kind = static_cast<std::size_t>(m_kind);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(Tone::LineStrong), 1));
    painter.setBrush(color(Tone::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius,
                            metrics::kPanelRadius);
    const int left = layoutDirection() == Qt::RightToLeft ? width() - 14 - metrics::kIcon : 14;
    const int line = QFontMetrics(m_first->font()).height();
    paintIcon(painter,
              QRectF(left, m_first->y() + (line - metrics::kIcon) / 2.0, metrics::kIcon, metrics::kIcon),
              kIcons[kind], kInks[kind]);
  }

 private:
  NoticeKind m_kind;
  std::function<void()> m_gone;
  QTimer m_clock;
  int m_rest = 0;
  bool m_leaving = false;
  QLabel* m_first = nullptr;
};

QList<Toast*> toastsOf(const QWidget* area) {
  QList<Toast*> list;
  for (QObject* child : area->children())
    if (auto* toast = dynamic_cast<Toast*>(child); toast != nullptr && !toast->leaving())
      list << toast;
  return list;
}

} // namespace

ToastArea::ToastArea(QWidget* parent) : QWidget(parent) {
  parent->installEventFilter(this);
  setAccessibleName(tr("Messages"));
  hide();
}

void ToastArea::show(const Notice& notice) {
  auto* toast = new Toast(
      notice, [this] { arrange(); }, this);
  for (QList<Toast*> all = toastsOf(this); all.size() > kAtOnce; all = toastsOf(this)) {
    // The oldest goes; an error only where there is nothing else: it waits to be read.
    Toast* oldest = all.first();
    for (Toast* other : all)
      if (other != toast && other->kind() != NoticeKind::Bad) {
        oldest = other;
        break;
      }
    oldest->leave();
  }
  toast->setVisible(true);
  setVisible(true);
  arrange();
  QAccessibleEvent alert(toast, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

int ToastArea::count() const {
  return static_cast<int>(toastsOf(this).size());
}

bool ToastArea::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parent() &&
      (event->type() == QEvent::Resize || event->type() == QEvent::LayoutDirectionChange))
    arrange();
  return QWidget::eventFilter(watched, event);
}

void ToastArea::arrange() {
  const QList<Toast*> all = toastsOf(this);
  if (all.isEmpty() || parentWidget() == nullptr) {
    hide();
    return;
  }
  int y = 0;
  for (Toast* toast : all) {
    const int high = toast->hasHeightForWidth() ? toast->heightForWidth(kWide) : toast->sizeHint().height();
    toast->setGeometry(0, y, kWide, high);
    y += high + 2 * metrics::kGap;
  }
  const QSize room = parentWidget()->size();
  const int high = y - 2 * metrics::kGap;
  const int left = layoutDirection() == Qt::RightToLeft ? kMargin : room.width() - kWide - kMargin;
  setGeometry(left, room.height() - high - kMargin, kWide, high);
  raise();
}

} // namespace easel
