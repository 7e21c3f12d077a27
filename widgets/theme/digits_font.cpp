#include "widgets/theme/digits_font.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QHash>
#include <QRawFont>
#include <QtEndian>

namespace easel {

namespace {

constexpr const char* kTables[] = {"BASE", "CFF ", "CFF2", "GDEF", "GPOS", "GSUB", "OS/2", "VORG",
                                   "cmap", "cvt ", "fpgm", "gasp", "glyf", "head", "hhea", "hmtx",
                                   "kern", "loca", "maxp", "name", "post", "prep", "vhea", "vmtx"};
constexpr const char* kAlwaysOn[] = {"rclt", "clig", "rlig", "ccmp"}; // shapers apply these unasked

quint16 u16(const QByteArray& bytes, qsizetype at) {
  return at + 2 <= bytes.size() ? qFromBigEndian<quint16>(bytes.constData() + at) : quint16(0);
}

void put16(QByteArray& bytes, uint value) {
  char raw[2];
  qToBigEndian(static_cast<quint16>(value), raw);
  bytes.append(raw, 2);
}

void put32(QByteArray& bytes, quint32 value) {
  char raw[4];
  qToBigEndian(value, raw);
  bytes.append(raw, 4);
}

/// Gives "tnum" the tag of a feature that is on by itself and that the font has not. False: the font has no
/// "tnum".
bool switchOnEvenDigits(QByteArray& gsub) {
  const qsizetype list = u16(gsub, 6);
  const int count = u16(gsub, list);
  if (list == 0 || list + 2 + 6 * count > gsub.size())
    return false;
  QList<QByteArray> tags;
  for (int i = 0; i < count; ++i)
    tags << gsub.mid(list + 2 + 6 * i, 4);
  if (!tags.contains("tnum"))
    return false;
  for (const char* tag : kAlwaysOn) {
    if (tags.contains(tag))
      continue;
    for (int i = 0; i < count; ++i)
      if (tags[i] == "tnum")
        gsub.replace(list + 2 + 6 * i, 4, tag);
    return true;
  }
  return false;
}

/// A table with the family, the style and the names made of them.
QByteArray nameTable(const QString& family, const QString& style) {
  const std::pair<int, QString> names[] = {{1, family + ' ' + style},
                                           {2, "Regular"},
                                           {4, family + ' ' + style},
                                           {6, QString(family + "-" + style).remove(QChar(0x20))},
                                           {16, family},
                                           {17, style}};
  QByteArray records, texts;
  for (const auto& [id, text] : names) {
    QByteArray encoded;
    for (const QChar c : text)
      put16(encoded, c.unicode());
    for (const uint value : {3u, 1u, 0x409u, static_cast<uint>(id), static_cast<uint>(encoded.size()),
                             static_cast<uint>(texts.size())})
      put16(records, value);
    texts += encoded;
  }
  QByteArray table;
  put16(table, 0);
  put16(table, static_cast<uint>(std::size(names)));
  put16(table, static_cast<uint>(6 + records.size()));
  return table + records + texts;
}

/// The font as a file again, with even digits; empty where that cannot be.
QByteArray rebuilt(const QRawFont& font, const QString& family, const QString& style) {
  if (!font.isValid() ||
      !font.fontTable("fvar").isEmpty()) // one file with many weights: only one would come out
    return {};
  QList<std::pair<QByteArray, QByteArray>> tables;
  for (const char* tag : kTables) {
    QByteArray bytes = font.fontTable(tag);
    if (bytes.isEmpty())
      continue;
    if (qstrcmp(tag, "GSUB") == 0 && !switchOnEvenDigits(bytes))
      return {};
    if (qstrcmp(tag, "name") == 0)
      bytes = nameTable(family, style);
    tables << std::pair(QByteArray(tag), bytes);
  }
  const bool outlines = !font.fontTable("CFF ").isEmpty() || !font.fontTable("glyf").isEmpty();
  if (!outlines || font.fontTable("GSUB").isEmpty())
    return {};
  QByteArray file, body;
  put32(file, font.fontTable("CFF ").isEmpty() ? 0x00010000u : 0x4F54544Fu);
  int power = 1, steps = 0;
  while (power * 2 <= tables.size()) {
    power *= 2;
    ++steps;
  }
  const uint count = static_cast<uint>(tables.size()), range = static_cast<uint>(power) * 16;
  for (const uint value : {count, range, static_cast<uint>(steps), count * 16 - range})
    put16(file, value);
  const qsizetype start = 12 + 16 * tables.size();
  for (const auto& [tag, bytes] : tables) {
    file += tag;
    put32(file, 0); // readers of fonts do not compare the sums
    put32(file, static_cast<quint32>(start + body.size()));
    put32(file, static_cast<quint32>(bytes.size()));
    body += bytes;
    while (body.size() % 4 != 0)
      body += '\0';
  }
  return file + body;
}

} // namespace

bool digitsAreEven(const QFont& font) {
  QFont large = font;
  large.setPixelSize(100);
  const QFontMetricsF metrics(large);
  const qreal zero = metrics.horizontalAdvance("00");
  for (char c = '1'; c <= '9'; ++c)
    if (qAbs(metrics.horizontalAdvance(QString(2, QChar(c))) - zero) > 0.5)
      return false;
  return true;
}

QString familyWithEvenDigits(const QFont& font) {
  static QHash<QString, QString> known;
  const QString key = font.family() + '|' + QString::number(font.weight());
  if (const auto it = known.constFind(key); it != known.constEnd())
    return *it;
  QString family = font.family();
  if (!digitsAreEven(font)) {
    // A family for each weight: no matching of weights can then go wrong.
    const QString own = QString("%1 Even Digits %2").arg(family).arg(font.weight());
    const QByteArray file = rebuilt(QRawFont::fromFont(font), own, "Regular");
    const int id = file.isEmpty() ? -1 : QFontDatabase::addApplicationFontFromData(file);
    const QStringList added = id < 0 ? QStringList() : QFontDatabase::applicationFontFamilies(id);
    QFont candidate = font;
    bool found = false;
    for (const QString& name : added + QStringList{"Noto Sans", "Liberation Sans", "DejaVu Sans"}) {
      if (!added.contains(name) && !QFontDatabase::hasFamily(name))
        continue;
      candidate.setFamily(name);
      if (digitsAreEven(candidate)) {
        found = true;
        break;
      }
    }
    if (found)
      family = candidate.family();
  }
  known.insert(key, family);
  return family;
}

} // namespace easel
