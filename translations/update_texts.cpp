// Brings the texts of every declaration into the .ts files named on the command line; translations that are
// there stay, texts that nobody declares any more go. Run by the target `update_translations`.
#include "core/flow/node.h"
#include "core/govern/card.h"
#include "core/io/format.h"
#include "core/learn/catalogs.h"
#include "core/schema/texts.h"
#include "core/serve/mode.h"

#include <QFile>
#include <QMap>
#include <QSaveFile>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

#include <cstdio>

using namespace easel;

namespace {

template<class Base>
void collect(const Catalog<Base>& catalog, QMap<QString, QString>& texts) {
  for (const Entry<Base>& e : catalog.entries())
    for (const TranslatableText& t : translatableTexts(e.declaration))
      if (const QString text = QString::fromStdString(t.text); !texts.contains(text))
        texts[text] = QString::fromStdString(t.where);
}

QMap<QString, QString> declaredTexts() {
  QMap<QString, QString> texts; // sorted: a change shows as a small difference
  const Catalogs catalogs = builtinCatalogs();
  collect(catalogs.steps, texts);
  collect(catalogs.algorithms, texts);
  collect(catalogs.metrics, texts);
  collect(builtinNodes(catalogs.steps), texts);
  collect(builtinFormats(), texts);
  collect(builtinModes(), texts);
  for (const TranslatableText& t : translatableTexts(cardFields()))
    texts[QString::fromStdString(t.text)] = QString::fromStdString(t.where);
  return texts;
}

struct Translations {
  QString language;
  QMap<QString, QString> finished;
};

Translations read(const QString& path) {
  Translations t;
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return t;
  QXmlStreamReader xml(&file);
  QString source;
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement)
      continue;
    if (xml.name() == u"TS")
      t.language = xml.attributes().value("language").toString();
    else if (xml.name() == u"source")
      source = xml.readElementText();
    else if (xml.name() == u"translation" && xml.attributes().value("type") != u"unfinished")
      t.finished[source] = xml.readElementText();
  }
  return t;
}

bool write(const QString& path, const Translations& t, const QMap<QString, QString>& texts) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly))
    return false;
  QXmlStreamWriter xml(&file);
  xml.setAutoFormatting(true);
  xml.setAutoFormattingIndent(1);
  xml.writeStartDocument();
  xml.writeDTD("<!DOCTYPE TS>");
  xml.writeStartElement("TS");
  xml.writeAttribute("version", "2.1");
  xml.writeAttribute("language", t.language);
  xml.writeAttribute("sourcelanguage", "en");
  xml.writeStartElement("context");
  xml.writeTextElement("name", "core");
  for (auto it = texts.begin(); it != texts.end(); ++it) {
    xml.writeStartElement("message");
    xml.writeTextElement("source", it.key());
    xml.writeTextElement("extracomment", it.value());
    xml.writeStartElement("translation");
    if (t.finished.contains(it.key()))
      xml.writeCharacters(t.finished[it.key()]);
    else
      xml.writeAttribute("type", "unfinished");
    xml.writeEndElement();
    xml.writeEndElement();
  }
  xml.writeEndDocument();
  return file.commit();
}

} // namespace

int main(int argc, char** argv) {
  const QMap<QString, QString> texts = declaredTexts();
  for (int i = 1; i < argc; ++i) {
    const QString path = QString::fromLocal8Bit(argv[i]);
    if (!write(path, read(path), texts)) {
      std::fprintf(stderr, "cannot write %s\n", argv[i]);
      return 1;
    }
  }
  std::printf("%lld texts\n", static_cast<long long>(texts.size()));
  return 0;
}
