#include "widgets/qt_convert.h"

#include <QCoreApplication>

namespace easel {

QString toQt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

QStringList toQt(std::span<const std::string> texts) {
  QStringList list;
  for (const std::string& t : texts)
    list << toQt(t);
  return list;
}

std::string fromQt(const QString& text) { return text.toStdString(); }

QString translated(const char* text) { return QCoreApplication::translate("core", text); }

QString toQt(const Error& error) { return toQt(error.text()); }

} // namespace easel
