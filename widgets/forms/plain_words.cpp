#include "widgets/forms/plain_words.h"

#include "widgets/qt_convert.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>
#include <limits>

namespace easel {

namespace {

QString say(const char* text) { return QCoreApplication::translate("ParamForm", text); }

QString number(double v) {
  if (v == std::floor(v) && std::abs(v) < 1e15)
    return QLocale().toString(static_cast<qlonglong>(v));
  return toQt(formatNumber(v, 6));
}

/// A limit of the type is no limit that a person set.
std::optional<double> limit(const std::optional<double>& v) {
  if (v && std::abs(*v) >= static_cast<double>(std::numeric_limits<int>::max()))
    return std::nullopt;
  return v;
}

QString rangeWords(const std::optional<double>& min, const std::optional<double>& max, const char* both, const char* low,
                   const char* high) {
  if (min && max)
    return say(both).arg(number(*min), number(*max));
  return min ? say(low).arg(number(*min)) : say(high).arg(number(max.value_or(0)));
}

} // namespace

QString plainWords(const ParamSpec& spec, const Json& value, const Error& error) {
  if (value.is_null())
    return say(QT_TRANSLATE_NOOP("ParamForm", "This is needed."));
  const auto min = limit(spec.min), max = limit(spec.max);
  switch (spec.kind) {
  case ParamKind::Int:
  case ParamKind::Float:
    if (value.is_number() && (min || max))
      return rangeWords(min, max, QT_TRANSLATE_NOOP("ParamForm", "It must be from %1 to %2."),
                        QT_TRANSLATE_NOOP("ParamForm", "It must be at least %1."),
                        QT_TRANSLATE_NOOP("ParamForm", "It must be at most %1."));
    return say(QT_TRANSLATE_NOOP("ParamForm", "This number is too large."));
  case ParamKind::Text:
  case ParamKind::Column:
  case ParamKind::Formula:
  case ParamKind::File:
    if (value.is_string() && value.get_ref<const std::string&>().empty())
      return say(QT_TRANSLATE_NOOP("ParamForm", "This is needed."));
    if (min || max)
      return rangeWords(min, max, QT_TRANSLATE_NOOP("ParamForm", "It must have from %1 to %2 characters."),
                        QT_TRANSLATE_NOOP("ParamForm", "It must have at least %1 characters."),
                        QT_TRANSLATE_NOOP("ParamForm", "It must have at most %1 characters."));
    break;
  case ParamKind::Columns:
  case ParamKind::Texts:
    if (min && *min == 1 && !max)
      return spec.kind == ParamKind::Columns ? say(QT_TRANSLATE_NOOP("ParamForm", "Choose at least one column."))
                                             : say(QT_TRANSLATE_NOOP("ParamForm", "At least one is needed."));
    if (min || max)
      return rangeWords(min, max, QT_TRANSLATE_NOOP("ParamForm", "Give from %1 to %2."),
                        QT_TRANSLATE_NOOP("ParamForm", "Give at least %1."),
                        QT_TRANSLATE_NOOP("ParamForm", "Give at most %1."));
    break;
  default:
    break;
  }
  return toQt(error);
}

} // namespace easel
