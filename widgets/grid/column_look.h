// What a header says about its column besides the name: icon of the type, share of missing values, bars, one line of
// remark. Made from a profile of core; pure.
#pragma once

#include "core/explore/profile.h"
#include "widgets/controls/type_look.h"

#include <QStringList>

#include <vector>

namespace easel {

struct ColumnLook {
  QStringList remarks;          // the same in fewer and fewer words; the first that fits is shown
  double missingShare = 0;      // 0 … 1
  std::vector<double> bars;     // heights, 0 … 1
  std::vector<QString> barTips; // what each bar stands for
  bool categories = false;      // bars stand apart
};

ColumnLook columnLook(const ColumnProfile& profile, bool target);
/// For people: some digits, thousands separators where they help to read.
QString shownNumber(double value, DataType type = DataType::Float64);

} // namespace easel
