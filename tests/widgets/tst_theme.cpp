// The theme: contrast of every text tone where it is used, data colours for people who see colours
// differently, digits of equal width, icons, and the desktop's setting over a bus of our own.
#include "widgets/theme/digits_font.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QDirIterator>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QtTest>

#include <array>
#include <cmath>
#include <numbers>

using namespace easel;

namespace {

constexpr double kTextContrast = 4.5, kMarkContrast = 2.9, kDistance = 10; // kDistance: CIEDE2000

using Vec = std::array<double, 3>;
using Matrix = std::array<Vec, 3>;

// Machado, Oliveira, Fernandes: A physiologically-based model for simulation of color vision deficiency
// (2009), full severity, on linear RGB.
constexpr Matrix kNormal = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix kProtan = {
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeutan = {
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritan = {
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};

double linear(double c) {
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

Vec times(const Matrix& m, const Vec& v) {
  Vec r{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      r[i] += m[i][j] * v[j];
  return r;
}

/// CIE L*a*b*, D65, of a colour as somebody sees it.
Vec labOf(const QColor& c, const Matrix& eye) {
  Vec rgb = times(eye, {linear(c.redF()), linear(c.greenF()), linear(c.blueF())});
  for (double& x : rgb)
    x = std::clamp(x, 0.0, 1.0);
  const Vec xyz = times({{{0.4124564, 0.3575761, 0.1804375},
                          {0.2126729, 0.7151522, 0.0721750},
                          {0.0193339, 0.1191920, 0.9503041}}},
                        rgb);
  const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  const double x = f(xyz[0] / 0.95047), y = f(xyz[1]), z = f(xyz[2] / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

/// CIEDE2000, after Sharma, Wu, Dalal (2005).
double distance(const Vec& p, const Vec& q) {
  const auto rad = [](double degrees) { return degrees * std::numbers::pi / 180; };
  const double cMean = (std::hypot(p[1], p[2]) + std::hypot(q[1], q[2])) / 2;
  const double g = 0.5 * (1 - std::sqrt(std::pow(cMean, 7) / (std::pow(cMean, 7) + std::pow(25.0, 7))));
  const double a1 = p[1] * (1 + g), a2 = q[1] * (1 + g);
  const double c1 = std::hypot(a1, p[2]), c2 = std::hypot(a2, q[2]);
  const auto hue = [](double b, double a) {
    const double h = a == 0 && b == 0 ? 0 : std::atan2(b, a) * 180 / std::numbers::pi;
    return h < 0 ? h + 360 : h;
  };
  const double h1 = hue(p[2], a1), h2 = hue(q[2], a2);
  double dh = c1 * c2 == 0 ? 0 : h2 - h1;
  dh -= dh > 180 ? 360 : 0;
  dh += dh < -180 ? 360 : 0;
  const double dL = q[0] - p[0], dC = c2 - c1, dH = 2 * std::sqrt(c1 * c2) * std::sin(rad(dh / 2));
  const double L = (p[0] + q[0]) / 2, C = (c1 + c2) / 2;
  double h = c1 * c2 == 0 ? h1 + h2 : (h1 + h2) / 2;
  if (c1 * c2 != 0 && std::abs(h1 - h2) > 180)
    h += h1 + h2 < 360 ? 180 : -180;
  const double t = 1 - 0.17 * std::cos(rad(h - 30)) + 0.24 * std::cos(rad(2 * h)) +
                   0.32 * std::cos(rad(3 * h + 6)) - 0.20 * std::cos(rad(4 * h - 63));
  const double turn = 30 * std::exp(-std::pow((h - 275) / 25, 2));
  const double rc = 2 * std::sqrt(std::pow(C, 7) / (std::pow(C, 7) + std::pow(25.0, 7)));
  const double sl = 1 + 0.015 * (L - 50) * (L - 50) / std::sqrt(20 + (L - 50) * (L - 50));
  const double sc = 1 + 0.045 * C, sh = 1 + 0.015 * C * t, rt = -std::sin(rad(2 * turn)) * rc;
  return std::sqrt(std::pow(dL / sl, 2) + std::pow(dC / sc, 2) + std::pow(dH / sh, 2) +
                   rt * dC / sc * dH / sh);
}

const char* nameOf(Brightness b) {
  return b == Brightness::Light ? "light" : "dark";
}

QByteArray readFile(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList listedIcons() {
  return QString::fromUtf8(readFile(QString(EASEL_SOURCE_DIR) + "/resources/icons.txt"))
      .split('\n', Qt::SkipEmptyParts);
}

/// The settings of a desktop: answers Read, and can be changed.
class Portal : public QObject {
  Q_OBJECT
  Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
 public:
  uint scheme = 1;
 public slots:
  QDBusVariant Read(const QString& area, const QString& key) {
    const bool known = area == "org.freedesktop.appearance" && key == "color-scheme";
    return QDBusVariant(QVariant::fromValue(QDBusVariant(known ? scheme : 0u)));
  }
};

} // namespace

class TestTheme : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    qunsetenv("QT_STYLE_OVERRIDE");
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qputenv("XDG_RUNTIME_DIR", "/nonexistent");
  }

  void textCanBeRead() {
    struct Pair {
      Tone text;
      QList<Tone> grounds;
    };
    const QList<Tone> everywhere = {Tone::Bg, Tone::Surface, Tone::Surface2, Tone::Rail, Tone::AccentSoft};
    const QList<Pair> pairs = {{Tone::Text, everywhere},
                               {Tone::Text2, everywhere},
                               {Tone::Text3, everywhere},
                               {Tone::AccentText, everywhere},
                               {Tone::Good, {Tone::Surface, Tone::GoodSoft}},
                               {Tone::Warn, {Tone::Surface, Tone::WarnSoft}},
                               {Tone::Bad, {Tone::Surface, Tone::BadSoft}},
                               {Tone::Text, {Tone::GoodSoft, Tone::WarnSoft, Tone::BadSoft}},
                               {Tone::Text2, {Tone::BadSoft, Tone::WarnSoft}},
                               {Tone::OnAccent, {Tone::Accent}}};
    for (const Brightness b : {Brightness::Light, Brightness::Dark})
      for (const Pair& pair : pairs)
        for (const Tone ground : pair.grounds) {
          const double ratio = contrast(colorOf(pair.text, b), colorOf(ground, b));
          QVERIFY2(ratio >= kTextContrast, qPrintable(QString("%1: tone %2 on %3 has %4")
                                                          .arg(nameOf(b))
                                                          .arg(static_cast<int>(pair.text))
                                                          .arg(static_cast<int>(ground))
                                                          .arg(ratio)));
        }
  }

  void contrastIsThatOfWcag() {
    QVERIFY(std::abs(contrast(Qt::black, Qt::white) - 21) < 1e-9);
    QVERIFY(std::abs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.478) < 0.001);
    QCOMPARE(contrast(Qt::white, Qt::black), contrast(Qt::black, Qt::white));
  }

  void distanceIsCiede2000() { // two pairs from the paper's table
    QVERIFY(std::abs(distance({50, 2.6772, -79.7751}, {50, 0, -82.7485}) - 2.0425) < 1e-4);
    QVERIFY(std::abs(distance({60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}) - 1.2644) < 1e-4);
  }

  void dataColoursStayApart() {
    const std::pair<const char*, Matrix> eyes[] = {
        {"normal", kNormal}, {"protanopia", kProtan}, {"deuteranopia", kDeutan}, {"tritanopia", kTritan}};
    for (const Brightness b : {Brightness::Light, Brightness::Dark})
      for (int i = static_cast<int>(Tone::C1); i <= static_cast<int>(Tone::C6); ++i) {
        const QColor mine = colorOf(static_cast<Tone>(i), b);
        QVERIFY2(contrast(mine, colorOf(Tone::Surface, b)) >= kMarkContrast, qPrintable(mine.name()));
        for (int j = static_cast<int>(Tone::C1); j < i; ++j)
          for (const auto& [eye, matrix] : eyes) {
            const QColor other = colorOf(static_cast<Tone>(j), b);
            const double d = distance(labOf(mine, matrix), labOf(other, matrix));
            QVERIFY2(d >= kDistance, qPrintable(QString("%1, %2: %3 and %4 are %5 apart")
                                                    .arg(nameOf(b), eye, mine.name(), other.name())
                                                    .arg(d)));
          }
      }
  }

  void tonesFollowTheChoice() {
    applyTheme(ThemeChoice::Light);
    QCOMPARE(brightness(), Brightness::Light);
    QCOMPARE(color(Tone::Text), colorOf(Tone::Text, Brightness::Light));
    QLabel label("x");
    label.ensurePolished();
    applyTheme(ThemeChoice::Dark);
    QCOMPARE(brightness(), Brightness::Dark);
    QCOMPARE(color(Tone::Text), colorOf(Tone::Text, Brightness::Dark));
    QCOMPARE(label.palette().color(QPalette::WindowText), color(Tone::Text));
    QCOMPARE(dataColor(7), color(Tone::C2));
    QCOMPARE(dataColor(-1), color(Tone::C6));
    QCOMPARE(mixed(Tone::Text, Tone::Bg, 1), color(Tone::Text));
    QCOMPARE(mixed(Tone::Text, Tone::Bg, 0), color(Tone::Bg));
    for (const ThemeChoice choice : {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark})
      QCOMPARE(themeChoiceFromId(themeChoiceId(choice)), std::optional(choice));
    QVERIFY(!themeChoiceFromId("sepia"));
  }

  void paletteHasEveryRole() {
    const std::pair<QPalette::ColorRole, QPalette::ColorRole> pairs[] = {
        {QPalette::WindowText, QPalette::Window},
        {QPalette::Text, QPalette::Base},
        {QPalette::ButtonText, QPalette::Button},
        {QPalette::PlaceholderText, QPalette::Base},
        {QPalette::Link, QPalette::Base},
        {QPalette::ToolTipText, QPalette::ToolTipBase},
        {QPalette::HighlightedText, QPalette::Highlight}};
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
      applyTheme(choice);
      const QPalette p = QApplication::palette();
      for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
        for (const auto& [text, ground] : pairs)
          QVERIFY2(
              group == QPalette::Disabled ||
                  contrast(p.color(group, text), p.color(group, ground)) >= kTextContrast,
              qPrintable(QString("%1 group %2 role %3").arg(themeChoiceId(choice)).arg(group).arg(text)));
        QCOMPARE(p.color(group, QPalette::Window), color(Tone::Bg));
      }
      QCOMPARE(p.color(QPalette::Disabled, QPalette::Text), color(Tone::Text3));
    }
  }

  void digitsAreOfEqualWidth() {
    for (const TextSize size : {TextSize::Caption, TextSize::Body, TextSize::Figure})
      for (const QFont::Weight weight : {QFont::Normal, QFont::Medium, QFont::DemiBold, QFont::Bold}) {
        const QFont font = tabularFont(size, weight);
        QVERIFY2(digitsAreEven(font), qPrintable(font.toString()));
        const QFontMetricsF m(font);
        QCOMPARE(m.horizontalAdvance("1111"), m.horizontalAdvance("8080"));
      }
    // Words look as in the font beside it: the copy differs in digits alone.
    QCOMPARE(qRound(QFontMetricsF(tabularFont(TextSize::Figure)).horizontalAdvance("Gradient boosting")),
             qRound(QFontMetricsF(textFont(TextSize::Figure)).horizontalAdvance("Gradient boosting")));
    QVERIFY(QFontMetricsF(tabularFont(TextSize::Figure, QFont::Bold)).horizontalAdvance("mmm") >
            QFontMetricsF(tabularFont(TextSize::Figure)).horizontalAdvance("mmm"));
    const QFontMetricsF code(codeFont());
    QCOMPARE(code.horizontalAdvance("iiii"), code.horizontalAdvance("WWWW"));
  }

  void everyListedIconLoads() {
    const QStringList names = listedIcons();
    QVERIFY(names.size() > 200);
    QStringList sorted = names;
    std::sort(sorted.begin(), sorted.end());
    QCOMPARE(names, sorted);
    for (const QString& name : names) {
      const QImage image = icon(name, Tone::Text).pixmap(QSize(16, 16), 2.0).toImage();
      QCOMPARE(image.size(), QSize(32, 32));
      bool drawn = false;
      for (int y = 0; y < 32 && !drawn; ++y)
        for (int x = 0; x < 32 && !drawn; ++x)
          drawn = qAlpha(image.pixel(x, y)) > 128;
      QVERIFY2(drawn, qPrintable(name));
    }
  }

  void unknownIconsAreSaid() {
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("no-such-icon"));
    QVERIFY(icon("no-such-icon").isNull());
  }

  void iconsFollowTheTheme() {
    const QIcon one = icon("circle-fill", Tone::Text);
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
      applyTheme(choice);
      const QColor middle = one.pixmap(QSize(16, 16), 1.0).toImage().pixelColor(8, 8);
      QCOMPARE(middle.rgb(), color(Tone::Text).rgb());
      QVERIFY(one.pixmap(QSize(16, 16), 1.0, QIcon::Disabled).toImage().pixelColor(8, 8) != middle);
    }
  }

  void sourcesNameListedIcons() {
    const QStringList names = listedIcons();
    static const QRegularExpression use("(?:\\bicon\\(|paintIcon\\([^;\"]*|iconName\\s*=\\s*|setIconName\\(|"
                                        "IconButton\\(|EmptyState\\()\\s*\"([a-z0-9-]+)\"\\s*[,);]");
    QStringList faults;
    int found = 0;
    for (const char* folder : {"/widgets", "/app/studio"}) {
      QDirIterator it(QString(EASEL_SOURCE_DIR) + folder, {"*.cpp", "*.h"}, QDir::Files,
                      QDirIterator::Subdirectories);
      while (it.hasNext()) {
        const QString path = it.next(), text = QString::fromUtf8(readFile(path));
        for (auto match = use.globalMatch(text); match.hasNext();) {
          const QString name = match.next().captured(1);
          ++found;
          if (!names.contains(name))
            faults << path + " names the icon " + name;
        }
      }
    }
    QVERIFY(found > 5);
    QVERIFY2(faults.isEmpty(), qPrintable("\n" + faults.join('\n')));
  }

  void coloursStandOnlyInTheTokens() {
    static const QRegularExpression literal("QColor\\(\\s*(?:\"#|0x|\\d+\\s*,)|\"#[0-9A-Fa-f]{6}\"|Qt::(?:"
                                            "red|green|blue|yellow|gray|darkGray|lightGray)\\b");
    QStringList faults;
    for (const char* folder : {"/widgets", "/app/studio"}) {
      QDirIterator it(QString(EASEL_SOURCE_DIR) + folder, {"*.cpp", "*.h"}, QDir::Files,
                      QDirIterator::Subdirectories);
      while (it.hasNext()) {
        const QString path = it.next();
        // The drawings are black before they are given a colour.
        if (path.endsWith("theme/tokens.cpp") || path.endsWith("theme/icons.cpp"))
          continue;
        if (const auto match = literal.match(QString::fromUtf8(readFile(path))); match.hasMatch())
          faults << path + " has the colour " + match.captured(0);
      }
    }
    QVERIFY2(faults.isEmpty(), qPrintable("\n" + faults.join('\n')));
  }

  void followsTheDesktop() {
    QTemporaryDir home;
    QProcess bus;
    bus.start("dbus-daemon",
              {"--session", "--nofork", "--print-address=1", "--address=unix:dir=" + home.path()});
    QVERIFY2(bus.waitForStarted(), "The test needs dbus-daemon.");
    QTRY_VERIFY(bus.canReadLine());
    const QString address = QString::fromUtf8(bus.readLine()).trimmed();
    QDBusConnection desk = QDBusConnection::connectToBus(address, "desktop");
    QVERIFY(desk.isConnected());
    Portal portal;
    QVERIFY(desk.registerObject("/org/freedesktop/portal/desktop", &portal, QDBusConnection::ExportAllSlots));
    QVERIFY(desk.registerService("org.freedesktop.portal.Desktop"));
    applyTheme(ThemeChoice::Light);
    qputenv("DBUS_SESSION_BUS_ADDRESS", address.toUtf8());

    applyTheme(ThemeChoice::System);
    QTRY_COMPARE(brightness(), Brightness::Dark);
    const auto change = [&](uint scheme) {
      QDBusMessage said = QDBusMessage::createSignal("/org/freedesktop/portal/desktop",
                                                     "org.freedesktop.portal.Settings", "SettingChanged");
      said << QString("org.freedesktop.appearance") << QString("color-scheme")
           << QVariant::fromValue(QDBusVariant(scheme));
      QVERIFY(desk.send(said));
    };
    change(2);
    QTRY_COMPARE(brightness(), Brightness::Light);
    change(1);
    QTRY_COMPARE(brightness(), Brightness::Dark);
    applyTheme(ThemeChoice::Light); // the person's choice wins
    change(2);
    change(1);
    QTest::qWait(100);
    QCOMPARE(brightness(), Brightness::Light);
    applyTheme(ThemeChoice::System);
    QCOMPARE(brightness(), Brightness::Dark);
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    bus.terminate();
    bus.waitForFinished();
  }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
