// A step before it is one: its type and parameters as they are filled in for a column. And how steps look in lists. Pure.
#pragma once

#include "core/base/json.h"
#include "core/explore/profile.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>

namespace easel {

struct StepDraft {
  std::string type;
  Json params = Json::object();
  std::string node = {};   // the step that is edited; empty: a new one
  std::string after = {};  // a new one comes behind this step; empty: the last
  std::string joined = {}; // data set of a join
};

QString stepIcon(const std::string& type);

StepDraft dropDraft(const QStringList& columns);
StepDraft renameDraft(const QString& column);
/// type: empty: to be chosen.
StepDraft typeDraft(const QStringList& columns, std::string_view type = {});
StepDraft fillDraft(const QStringList& columns, const std::optional<ColumnProfile>& profile);
/// A condition to begin with: what the column is most often, or its upper half.
StepDraft filterDraft(const QString& column, const std::optional<ColumnProfile>& profile);
StepDraft sortDraft(const QStringList& columns, bool descending);
StepDraft encodeDraft(const QStringList& columns, const QString& target);
StepDraft scaleDraft(const QStringList& columns);
StepDraft deriveDraft(const QString& column);
StepDraft datePartsDraft(const QStringList& columns);

} // namespace easel
