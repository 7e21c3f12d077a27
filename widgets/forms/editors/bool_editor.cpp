#include "widgets/controls/toggle.h"
#include "widgets/forms/editors/editors.h"
#include "widgets/forms/editors/frame.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>

namespace easel {

BoolEditor::BoolEditor(const ParamSpec& spec, QWidget* parent) : ParamEditor(spec, parent), m_toggle(new Toggle(this)) {
  setFixedHeight(metrics::kFieldHeight);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(10, 0, 10, 0);
  row->addWidget(m_toggle);
  row->addStretch(1);
  m_toggle->setCheckable(true);
  adopt(m_toggle, "toggle");
  write(spec.defaultValue);
  connect(m_toggle, &QAbstractButton::toggled, this, [this] { sayState(); });
  connect(m_toggle, &QAbstractButton::clicked, this, [this] {
    emit edited();
    emit committed();
  });
}

Result<Json> BoolEditor::read() const { return Json(m_toggle->isChecked()); }

void BoolEditor::write(const Json& value) {
  m_toggle->setChecked(value.is_boolean() && value.get<bool>());
  sayState();
}

void BoolEditor::sayState() { m_toggle->setText(m_toggle->isChecked() ? tr("On") : tr("Off")); }

void BoolEditor::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintFieldFrame(painter, rect(), m_toggle->hasFocus(), problem(), isEnabled());
}

void BoolEditor::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
    m_toggle->click(); // the whole field switches
}

} // namespace easel
