// Fitting on the training rows only: the one place of the flow where a statistic may be learned. Test and validation
// rows get what the training rows taught and never take part in it. Thread rule: pure.
#pragma once

#include "core/prepare/frame.h"

#include <functional>

namespace easel {

using TableChange = std::function<Result<Table>(const Table&)>;

/// `learn` changes the training rows and keeps what it learned for `apply`, which changes the others; the rows come back
/// in their order. A column that neither changed keeps its chunks. Without roles: `learn` gets all rows.
/// Error: there are roles but no training row.
Result<Table> fitOnTrainingRows(const Table& table, const std::shared_ptr<const std::vector<RowRole>>& roles,
                                const TableChange& learn, const TableChange& apply, const Context& context);

/// The same rows of table, base and roles. Columns that table and base share stay shared.
Result<Frame> takeRows(const Frame& frame, std::span<const RowIndex> rows, const Context& context);

/// The frame begins anew with this table: no preparation, no roles (with a warning when there were some); `what` names
/// the work in the warning.
Frame restarted(const Frame& frame, Table table, std::string_view what, const Context& context);

/// Changes `frame.table` to what the preparation, fitted on the training rows of `frame.roles`, makes of `frame.base`.
/// A preparation that learns nothing leaves the table as it is.
Result<void> refit(Frame& frame, const Catalog<Step>& steps, const Context& context);

/// Adds the items that are not there yet.
void addNames(std::vector<std::string>& names, const std::vector<std::string>& more);

/// Ids of the fitted steps whose columns the parameters of a step speak of. When its first list of columns is empty, it
/// speaks of all; "exclude" names those that it leaves alone.
std::vector<std::string> learnedIn(const Frame& frame, const Schema& schema, const Json& params);
/// Frame::learned after a step: a column that the step made or changed carries what the columns it speaks of carry, and
/// `self` (when not empty: the step's id) too.
std::map<std::string, std::vector<std::string>> learnedAfter(const Frame& before, const Table& after,
                                                             const std::vector<std::string>& spoken,
                                                             const std::string& self);

} // namespace easel
