// Text crosses between core and Qt without loss.
#include "widgets/qt_convert.h"

#include <QtTest>

using namespace easel;

class TestQtConvert : public QObject {
  Q_OBJECT
 private slots:
  void textsRoundTrip() {
    for (const std::string text : {"", "plain", "Łódź", "日本", "😀"})
      QCOMPARE(fromQt(toQt(std::string_view(text))), text);
    QCOMPARE(toQt(std::string_view("a\0b", 3)).size(), 3);
  }
  void brokenBytesAreMarked() { QVERIFY(toQt(std::string_view("a\xFF")).contains(QChar(0xFFFD))); }
  void errorsCarryTheirHint() {
    QCOMPARE(toQt(Error(ErrorCode::NotFound, "No file.", "Check the path.")), QString("No file. Check the path."));
  }
  void textsWithoutTranslationStay() { QCOMPARE(translated("Fill missing"), QString("Fill missing")); }
};

QTEST_APPLESS_MAIN(TestQtConvert)
#include "tst_qt_convert.moc"
