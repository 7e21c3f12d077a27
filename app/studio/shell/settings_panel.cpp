#include "app/studio/shell/settings_panel.h"

#include "widgets/controls/button.h"
#include "widgets/controls/labels.h"
#include "widgets/theme/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QVBoxLayout>

namespace easel {

SettingsPanel::SettingsPanel(Settings& settings, QWidget* window)
    : Popover(tr("Settings"), window), m_settings(settings), m_themes(new QButtonGroup(this)) {
  setObjectName("settings");
  setFixedWidth(300);
  body()->addWidget(caption(tr("Theme")));
  const std::pair<ThemeChoice, QString> choices[] = {{ThemeChoice::System, tr("As the desktop")},
                                                     {ThemeChoice::Light, tr("Light")},
                                                     {ThemeChoice::Dark, tr("Dark")}};
  for (const auto& [choice, text] : choices) {
    auto* button = new QRadioButton(text);
    button->setObjectName("settings.theme." + themeChoiceId(choice));
    m_themes->addButton(button, static_cast<int>(choice));
    body()->addWidget(button);
  }
  connect(m_themes, &QButtonGroup::idClicked, this, [this](int id) {
    const auto choice = static_cast<ThemeChoice>(id);
    applyTheme(choice);
    m_settings.setTheme(themeChoiceId(choice));
  });
  body()->addSpacing(8);
  body()->addWidget(paragraph(tr("Everything runs on this computer. Nothing leaves it.")));
  auto* about = new Button(tr("About Easel"), "info-circle");
  about->setObjectName("settings.about");
  connect(about, &QPushButton::clicked, this, [this] {
    close();
    emit aboutWanted();
  });
  body()->addWidget(about, 0, Qt::AlignLeft);
}

void SettingsPanel::refresh() {
  if (QAbstractButton* button = m_themes->button(static_cast<int>(themeChoice())))
    button->setChecked(true);
}

} // namespace easel
