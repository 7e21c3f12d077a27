#include "widgets/forms/editors/editors.h"
#include "widgets/forms/editors/frame.h"
#include "widgets/qt_convert.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QSlider>
#include <QWheelEvent>

#include <cmath>

namespace easel {

namespace {
constexpr int kPlaces = 200;         // of the slider
constexpr double kWideRatio = 1000;  // from here on a slider goes by powers
constexpr int kLineWidth = 84;       // beside a slider
constexpr int kRoomForSlider = 190;  // a narrower field has the line alone
constexpr double kExact = 9007199254740992.0; // 2^53

QString written(const Json& value) {
  if (value.is_null())
    return {};
  return value.is_number_integer() ? toQt(std::to_string(value.get<std::int64_t>()))
                                   : toQt(formatNumber(value.get<double>()));
}
} // namespace

NumberEditor::NumberEditor(const ParamSpec& spec, QWidget* parent)
    : ParamEditor(spec, parent), m_line(new QLineEdit) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(3 * metrics::kGap);
  if (spec.uiMin && spec.uiMax && *spec.uiMax > *spec.uiMin) {
    m_logarithmic = *spec.uiMin > 0 && ((spec.tuning && spec.tuning->scale == SearchScale::Log) ||
                                        *spec.uiMax / *spec.uiMin >= kWideRatio);
    m_slider = new QSlider(Qt::Horizontal);
    const bool fewWhole = spec.kind == ParamKind::Int && *spec.uiMax - *spec.uiMin <= kPlaces && !m_logarithmic;
    m_slider->setRange(0, fewWhole ? static_cast<int>(*spec.uiMax - *spec.uiMin) : kPlaces);
    m_slider->setPageStep(std::max(1, m_slider->maximum() / 10));
    m_slider->setMinimumWidth(60);
    ignoreWheelUnlessFocused(m_slider);
    adopt(m_slider, "slider", false);
    m_line->setFixedWidth(kLineWidth);
    setToolTip(tr("Usually from %1 to %2").arg(toQt(formatNumber(*spec.uiMin, 6)), toQt(formatNumber(*spec.uiMax, 6))));
    connect(m_slider, &QSlider::valueChanged, this, [this](int place) {
      const double v = valueAt(place);
      m_line->setText(this->spec().kind == ParamKind::Int ? written(Json(static_cast<std::int64_t>(v))) : written(Json(v)));
      emit edited();
      if (!m_slider->isSliderDown())
        emit committed();
    });
    connect(m_slider, &QSlider::sliderReleased, this, &ParamEditor::committed);
  }
  m_line->setFont(tabularFont());
  m_line->setMinimumHeight(metrics::kFieldHeight);
  if (spec.optional) {
    m_line->setPlaceholderText(tr("Not set"));
    offerClearing(m_line);
  }
  m_line->installEventFilter(this);
  row->addWidget(m_line, m_slider ? 0 : 1); // first: it is what Tab reaches
  if (m_slider)
    row->addWidget(m_slider, 1);
  adopt(m_line, "line");
  connect(m_line, &QLineEdit::textEdited, this, [this] {
    showOnSlider();
    emit edited();
  });
  connect(m_line, &QLineEdit::editingFinished, this, &ParamEditor::committed);
  write(spec.defaultValue);
}

Result<Json> NumberEditor::read() const {
  const QString text = m_line->text().trimmed();
  if (text.isEmpty())
    return spec().optional ? Result<Json>(Json()) : unreadable(tr("A number is needed."));
  const std::string plain = fromQt(text);
  if (spec().kind == ParamKind::Int)
    if (const auto v = parseInt(plain))
      return Json(*v);
  std::optional<double> v = parseDouble(plain);
  if (!v) { // as the person's country writes it
    bool ok = false;
    const double local = QLocale().toDouble(text, &ok);
    if (ok)
      v = local;
  }
  if (!v || !std::isfinite(*v))
    return unreadable(tr("This is not a number."));
  if (spec().kind == ParamKind::Float)
    return Json(*v);
  if (*v != std::floor(*v))
    return unreadable(tr("A whole number is needed."));
  if (std::abs(*v) > kExact)
    return unreadable(tr("This number is too large."));
  return Json(static_cast<std::int64_t>(*v));
}

void NumberEditor::write(const Json& value) {
  m_line->setText(written(value));
  m_line->setCursorPosition(0);
  showOnSlider();
}

void NumberEditor::showOnSlider() {
  if (!m_slider)
    return;
  const auto value = read();
  if (!value || !value->is_number())
    return;
  const QSignalBlocker quiet(m_slider);
  m_slider->setValue(placeOf(value->get<double>()));
}

double NumberEditor::valueAt(int place) const {
  const double low = *spec().uiMin, high = *spec().uiMax, share = static_cast<double>(place) / m_slider->maximum();
  double v = m_logarithmic ? low * std::pow(high / low, share) : low + (high - low) * share;
  if (spec().kind == ParamKind::Int)
    v = std::round(v);
  else // no more digits than a place of the slider is worth
    v = parseDouble(formatNumber(v, 3)).value_or(v);
  if (spec().min)
    v = std::max(v, *spec().min);
  if (spec().max)
    v = std::min(v, *spec().max);
  return v;
}

int NumberEditor::placeOf(double value) const {
  const double low = *spec().uiMin, high = *spec().uiMax;
  const double v = std::clamp(value, low, high);
  const double share = m_logarithmic ? std::log(v / low) / std::log(high / low) : (v - low) / (high - low);
  return static_cast<int>(std::lround(share * m_slider->maximum()));
}

void NumberEditor::step(int steps) {
  const auto value = read();
  if (!value)
    return;
  double v = value->is_number() ? value->get<double>() : spec().min.value_or(0);
  // One digit of what stands there: 0.05 steps by 0.01, 120 by 1 or 10.
  double width = 1;
  if (spec().kind == ParamKind::Float && std::abs(v) < 10)
    width = std::pow(10, std::floor(std::log10(std::max(std::abs(v), 1e-6))) - 1);
  v = parseDouble(formatNumber(v + steps * width, 12)).value_or(v);
  if (spec().min)
    v = std::max(v, *spec().min);
  if (spec().max)
    v = std::min(v, *spec().max);
  m_line->setText(spec().kind == ParamKind::Int ? written(Json(static_cast<std::int64_t>(v))) : written(Json(v)));
  showOnSlider();
  emit edited();
}

void NumberEditor::resizeEvent(QResizeEvent* event) {
  ParamEditor::resizeEvent(event);
  if (!m_slider)
    return;
  const bool room = width() >= kRoomForSlider;
  m_slider->setVisible(room);
  m_line->setMinimumWidth(room ? kLineWidth : 0);
  m_line->setMaximumWidth(room ? kLineWidth : QWIDGETSIZE_MAX);
}

bool NumberEditor::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_line && event->type() == QEvent::KeyPress) {
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Up:
      step(1);
      return true;
    case Qt::Key_Down:
      step(-1);
      return true;
    case Qt::Key_PageUp:
      step(10);
      return true;
    case Qt::Key_PageDown:
      step(-10);
      return true;
    default:
      break;
    }
  }
  return ParamEditor::eventFilter(watched, event);
}

} // namespace easel
