#include "app/studio/shell/about.h"

#include "core/base/version.h"
#include "widgets/controls/button.h"
#include "widgets/controls/labels.h"
#include "widgets/qt_convert.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

#include <array>

namespace easel {

namespace {

struct Part {
  const char* name;
  const char* use;
  const char* licence;
};

/// What is linked, loaded or compiled in.
constexpr std::array kParts = {
    Part{"Qt 6 (Core, Gui, Widgets, Svg, Network, DBus)", QT_TR_NOOP("the window"), "LGPL-3.0"},
    Part{"Qt Charts", QT_TR_NOOP("charts"), "GPL-3.0"},
    Part{"Bootstrap Icons", QT_TR_NOOP("icons"), "MIT"},
    Part{"Inter", QT_TR_NOOP("the font, where it is installed"), "OFL-1.1"},
    Part{"JetBrains Mono", QT_TR_NOOP("the font of formulas and paths, where it is installed"), "OFL-1.1"},
    Part{"Eigen", QT_TR_NOOP("matrices"), "MPL-2.0"},
    Part{"XGBoost", QT_TR_NOOP("boosted trees"), "Apache-2.0"},
    Part{"oneTBB", QT_TR_NOOP("work on all cores"), "Apache-2.0"},
    Part{"SQLite", QT_TR_NOOP("the project file"), "public domain"},
    Part{"nlohmann/json", "JSON", "MIT"},
    Part{"Zstandard", QT_TR_NOOP("compression"), "BSD-3-Clause"},
    Part{"zlib", QT_TR_NOOP("compression"), "Zlib"},
    Part{"Boost.Beast, Boost.Asio", QT_TR_NOOP("endpoints"), "BSL-1.0"},
    Part{"OpenSSL", QT_TR_NOOP("SHA-256, random keys"), "Apache-2.0"},
    Part{"Pango, Cairo", QT_TR_NOOP("model cards as PDF"), "LGPL-2.1, MPL-1.1"},
};

} // namespace

About::About(QWidget* parent) : QDialog(parent) {
  setObjectName("about");
  setWindowTitle(tr("About Easel"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(620, 560);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(24, 20, 24, 16);
  layout->setSpacing(8);
  layout->addWidget(label("Easel", TextSize::Page, Tone::Text, QFont::DemiBold));
  layout->addWidget(label(tr("Version %1").arg(toQt(kVersion)), TextSize::Body, Tone::Text2));
  layout->addWidget(paragraph(tr("From a file to a model in service, on this computer. Free software under the GNU General "
                                 "Public License, version 3 or later; without any warranty.")));
  layout->addSpacing(8);
  layout->addWidget(caption(tr("What is inside")));
  auto* table = new QTableWidget(static_cast<int>(kParts.size()), 3);
  table->setAccessibleName(tr("Libraries, icons and fonts with their licences"));
  table->setHorizontalHeaderLabels({tr("Name"), tr("For"), tr("Licence")});
  table->verticalHeader()->hide();
  table->setShowGrid(false);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
  table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const int row = static_cast<int>(i);
    table->setItem(row, 0, new QTableWidgetItem(kParts[i].name));
    table->setItem(row, 1, new QTableWidgetItem(tr(kParts[i].use)));
    table->setItem(row, 2, new QTableWidgetItem(kParts[i].licence));
  }
  layout->addWidget(table, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  auto* close = new Button(tr("Close"));
  close->setDefault(true);
  connect(close, &QPushButton::clicked, this, &QDialog::close);
  buttons->addWidget(close);
  layout->addLayout(buttons);
}

} // namespace easel
