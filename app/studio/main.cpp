// easel-studio: the window. See --help.
#include "app/studio/application.h"
#include "app/studio/shell/opener.h"
#include "app/studio/tour.h"
#include "core/base/version.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

#include <clocale>
#include <cstdio>

using namespace easel;

int main(int argc, char** argv) {
  QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
  QApplication program(argc, argv);
  QApplication::setApplicationName("easel");
  QApplication::setApplicationDisplayName("Easel");
  QApplication::setApplicationVersion(EASEL_VERSION);
  QApplication::setDesktopFileName("easel-studio");
  std::setlocale(LC_NUMERIC, "C"); // the engine reads and writes numbers in the C locale

  QCommandLineParser line;
  line.setApplicationDescription(QApplication::translate("main", "Easel: from a file to a model in service."));
  line.addHelpOption();
  line.addVersionOption();
  const QCommandLineOption tourOption("tour", QApplication::translate("main", "Walk through every view, save a picture of each in DIR, and end."), "DIR");
  const QCommandLineOption themeOption("theme", QApplication::translate("main", "system, light or dark."), "THEME");
  line.addOptions({tourOption, themeOption});
  line.addPositionalArgument("file", QApplication::translate("main", "A project (.easel) or a data file to open."), "[file]");
  line.process(program);

  Application application;
  QString theme = application.settings().theme();
  if (line.isSet(themeOption))
    theme = line.value(themeOption);
  const auto choice = themeChoiceFromId(theme);
  if (!choice && line.isSet(themeOption)) {
    std::fprintf(stderr, "easel-studio: there is no theme '%s'. Known are: system, light, dark.\n", qPrintable(theme));
    return 2;
  }
  applyTheme(choice.value_or(ThemeChoice::System));

  std::unique_ptr<Tour> tour;
  if (line.isSet(tourOption)) {
    tour = std::make_unique<Tour>(application, line.value(tourOption), line.positionalArguments().value(0));
    tour->start();
  } else if (const QString file = line.positionalArguments().value(0); !file.isEmpty()) {
    application.window().opener().openFile(file);
  }
  application.window().show();
  return QApplication::exec();
}
