#include "app/studio/views/data/step_drafts.h"

#include "core/base/text.h"
#include "core/table/expression/expression.h"
#include "widgets/qt_convert.h"

#include <map>

namespace easel {

namespace {

Json namesOf(const QStringList& columns) {
  Json names = Json::array();
  for (const QString& column : columns)
    names.push_back(fromQt(column));
  return names;
}

} // namespace

QString stepIcon(const std::string& type) {
  static const std::map<std::string, const char*> kIcons = {
      {"import", "file-earmark-arrow-down"}, {"dataset", "table"},
      {"filter_rows", "funnel"},             {"sort_rows", "sort-down"},
      {"remove_duplicates", "intersect"},    {"sample_rows", "shuffle"},
      {"group", "collection"},               {"set_type", "input-cursor"},
      {"rename_columns", "input-cursor-text"}, {"drop_columns", "trash"},
      {"keep_columns", "list-check"},        {"reorder_columns", "columns-gap"},
      {"derive_column", "plus-square"},      {"fill_missing", "droplet-half"},
      {"encode_categories", "tags"},         {"scale", "rulers"},
      {"date_parts", "calendar3"},           {"join", "union"},
      {"pivot", "table"},                    {"unpivot", "list-columns"}};
  const auto found = kIcons.find(type);
  return found == kIcons.end() ? QString("gear") : QString(found->second);
}

StepDraft dropDraft(const QStringList& columns) { return {"drop_columns", {{"columns", namesOf(columns)}}}; }

StepDraft renameDraft(const QString& column) {
  Json names = Json::object();
  names[fromQt(column)] = fromQt(column);
  return {"rename_columns", {{"names", names}}};
}

StepDraft typeDraft(const QStringList& columns, std::string_view type) {
  StepDraft draft{"set_type", {{"columns", namesOf(columns)}}};
  if (!type.empty())
    draft.params["type"] = std::string(type);
  return draft;
}

StepDraft fillDraft(const QStringList& columns, const std::optional<ColumnProfile>& profile) {
  const bool median = profile && profile->numbers && !isTextual(profile->type) && profile->type != DataType::Bool;
  StepDraft draft{"fill_missing", {{"columns", namesOf(columns)}}};
  if (profile)
    draft.params["method"] = median ? "median" : "mode";
  return draft;
}

StepDraft filterDraft(const QString& column, const std::optional<ColumnProfile>& profile) {
  const std::string name = quotedColumn(fromQt(column));
  std::string condition = name + " is not null";
  if (profile && isTextual(profile->type) && !profile->top.empty())
    condition = name + " = " + quotedText(profile->top.front().value);
  else if (profile && profile->numbers && profile->type == DataType::Bool)
    condition = name + " = true";
  else if (profile && profile->numbers && isNumeric(profile->type))
    condition = name + " >= " + formatNumber(profile->numbers->median());
  return {"filter_rows", {{"condition", condition}}};
}

StepDraft sortDraft(const QStringList& columns, bool descending) {
  return {"sort_rows", {{"columns", namesOf(columns)}, {"descending", descending ? namesOf(columns) : Json::array()}}};
}

StepDraft encodeDraft(const QStringList& columns, const QString& target) {
  StepDraft draft{"encode_categories", {{"columns", namesOf(columns)}}};
  if (!target.isEmpty() && !columns.contains(target))
    draft.params["target"] = fromQt(target);
  return draft;
}

StepDraft scaleDraft(const QStringList& columns) { return {"scale", {{"columns", namesOf(columns)}}}; }

StepDraft deriveDraft(const QString& column) {
  if (column.isEmpty())
    return {"derive_column"};
  return {"derive_column", {{"name", fromQt(column + "_new")}, {"formula", quotedColumn(fromQt(column))}}};
}

StepDraft datePartsDraft(const QStringList& columns) { return {"date_parts", {{"columns", namesOf(columns)}}}; }

} // namespace easel
