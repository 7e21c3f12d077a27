#include "widgets/forms/editors/editors.h"
#include "widgets/forms/editors/segmented.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>

namespace easel {

namespace {
constexpr int kNarrowest = 250; // a form in the inspector
} // namespace

ChoiceEditor::ChoiceEditor(const ParamSpec& spec, QWidget* parent) : ParamEditor(spec, parent) {
  QStringList labels;
  if (spec.optional) {
    labels << tr("Not set");
    m_values.emplace_back();
  }
  if (spec.kind == ParamKind::Bool) {
    labels << tr("Off") << tr("On");
    m_values.emplace_back(false);
    m_values.emplace_back(true);
  }
  for (const ParamChoice& choice : spec.choices) {
    labels << (choice.label.empty() ? toQt(choice.value) : translated(choice.label.c_str()));
    m_values.emplace_back(choice.value);
  }
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  const auto said = [this] {
    emit edited();
    emit committed();
  };
  if (Segmented::fits(labels, kNarrowest)) {
    m_segments = new Segmented(labels, this);
    adopt(m_segments, "segments");
    row->addWidget(m_segments);
    connect(m_segments, &Segmented::chosen, this, said);
  } else {
    m_combo = new QComboBox(this);
    m_combo->addItems(labels);
    m_combo->setMinimumHeight(metrics::kFieldHeight);
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(6);
    ignoreWheelUnlessFocused(m_combo);
    adopt(m_combo, "combo");
    row->addWidget(m_combo);
    connect(m_combo, &QComboBox::activated, this, said);
  }
  write(spec.defaultValue);
}

Result<Json> ChoiceEditor::read() const {
  const int i = m_combo ? m_combo->currentIndex() : m_segments->current();
  if (i < 0 || i >= static_cast<int>(m_values.size()))
    return unreadable(tr("Choose one."));
  return m_values[static_cast<std::size_t>(i)];
}

void ChoiceEditor::write(const Json& value) {
  for (std::size_t i = 0; i < m_values.size(); ++i)
    if (m_values[i] == value) {
      if (m_combo)
        m_combo->setCurrentIndex(static_cast<int>(i));
      else
        m_segments->setCurrent(static_cast<int>(i));
    }
}

} // namespace easel
