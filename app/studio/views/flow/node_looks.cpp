#include "app/studio/views/flow/node_looks.h"

#include "widgets/qt_convert.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>
#include <cmath>

namespace easel {

namespace {

QString words(const char* text) { return QCoreApplication::translate("easel::Flow", text); }

struct Look {
  std::string_view id;
  const char* icon;
};
constexpr std::array kTypes = std::to_array<Look>({
    {"import", "file-earmark-arrow-down"}, {"dataset", "table"},       {"join", "union"},
    {"split", "scissors"},                 {"train", "graph-up"},      {"automl", "stars"},
    {"evaluate", "clipboard-check"},       {"register_model", "journal-check"}, {"deploy", "rocket-takeoff"},
    {"filter_rows", "funnel"},             {"sort_rows", "sort-down"}, {"remove_duplicates", "intersect"},
    {"sample_rows", "shuffle"},            {"group", "collection"},    {"set_type", "input-cursor"},
    {"rename_columns", "input-cursor-text"}, {"drop_columns", "trash"}, {"keep_columns", "list-check"},
    {"reorder_columns", "columns-gap"},    {"derive_column", "plus-square"}, {"fill_missing", "droplet-half"},
    {"encode_categories", "tags"},         {"scale", "rulers"},        {"date_parts", "calendar3"},
});
constexpr std::array kCategories = std::to_array<Look>({
    {"Data", "database"}, {"Model", "trophy"}, {"Serving", "rocket-takeoff"}, {"Columns", "columns"}, {"Rows", "table"},
    {"Values", "magic"}, {"Text", "body-text"}, {"Dates", "calendar3"}, {"Joins", "union"},
});

} // namespace

QString nodeIcon(const std::string& type, const std::string& category) {
  for (const Look& look : kTypes)
    if (look.id == type)
      return look.icon;
  for (const Look& look : kCategories)
    if (look.id == category)
      return look.icon;
  return "box";
}

QString portKind(PortType type) {
  switch (type) {
  case PortType::Frame: return words("a table");
  case PortType::Model: return words("a model");
  case PortType::Report: return words("a report");
  }
  return {};
}

CanvasPort portLook(const Port& port) {
  CanvasPort look;
  look.name = toQt(port.name);
  look.label = translated(port.label.c_str());
  look.kind = portKind(port.type);
  switch (port.type) {
  case PortType::Frame: break;
  case PortType::Model:
    look.shape = PortShape::Diamond;
    look.tone = Tone::C4;
    break;
  case PortType::Report:
    look.shape = PortShape::Square;
    look.tone = Tone::C2;
    break;
  }
  return look;
}

QString secondsText(double seconds) {
  if (seconds >= 60) {
    const int whole = static_cast<int>(std::lround(seconds));
    return words("%1 min %2 s").arg(whole / 60).arg(whole % 60);
  }
  return words("%1 s").arg(QLocale().toString(seconds, 'f', seconds < 0.095 ? 2 : seconds < 10 ? 1 : 0));
}

} // namespace easel
