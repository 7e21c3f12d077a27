// Keeps some rows by chance, in their order.
#include "core/prepare/step.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/table/kernels.h"

#include <algorithm>
#include <cmath>

namespace easel::steps {

namespace {

enum class SampleBy { Rows, Share };

struct SampleRowsParams {
  SampleBy by = SampleBy::Rows;
  std::int64_t rows = 1000;
  double share = 0.1;
  std::int64_t seed = 0;
  static void describe(Describe<SampleRowsParams>& d) {
    d.field(&SampleRowsParams::by, "by")
        .label(EASEL_TR("Size given as"))
        .help(EASEL_TR("A number of rows, or a share of all rows."))
        .choices({{SampleBy::Rows, "rows", EASEL_TR("Number of rows")}, {SampleBy::Share, "share", EASEL_TR("Share")}});
    d.field(&SampleRowsParams::rows, "rows")
        .label(EASEL_TR("Rows"))
        .help(EASEL_TR("How many rows to keep; all, when there are fewer."))
        .range(0, 4'294'967'294.0)
        .uiRange(1, 1e6)
        .enabledIf("by", {"rows"});
    d.field(&SampleRowsParams::share, "share")
        .label(EASEL_TR("Share"))
        .help(EASEL_TR("Which part of the rows to keep: 0.1 is one row of ten."))
        .range(0, 1)
        .enabledIf("by", {"share"});
    d.field(&SampleRowsParams::seed, "seed")
        .label(EASEL_TR("Seed"))
        .help(EASEL_TR("Another number chooses other rows; the same number the same rows."))
        .atLeast(0)
        .advanced();
  }
};

class SampleRows final : public Step {
 public:
  explicit SampleRows(SampleRowsParams p) : m_p(std::move(p)) {}
  StepKind kind() const override { return StepKind::Rows; }

  std::string outline() const override {
    return m_p.by == SampleBy::Rows ? plural(m_p.rows, "row", "rows") + " by chance"
                                    : formatNumber(m_p.share * 100, 4) + "% of the rows";
  }

  Result<std::vector<RowIndex>> rows(const Table& table, const Context& context) const override {
    EASEL_CHECK(context.checkpoint());
    const auto all = static_cast<double>(table.rows());
    const auto wanted = m_p.by == SampleBy::Rows ? static_cast<std::size_t>(m_p.rows)
                                                 : static_cast<std::size_t>(std::llround(m_p.share * all));
    return sampledRows(table.rows(), std::min(wanted, table.rows()),
                       context.withSeed(mixSeed(context.seed(), static_cast<std::uint64_t>(m_p.seed))));
  }

 private:
  SampleRowsParams m_p;
};

} // namespace

Entry<Step> sampleRows() {
  return entry<Step, SampleRows, SampleRowsParams>("sample_rows")
      .title(EASEL_TR("Sample rows"))
      .summary(EASEL_TR("Keeps some rows, chosen by chance, in their order."))
      .category(EASEL_TR("Rows"))
      .keywords({EASEL_TR("random"), EASEL_TR("subset"), EASEL_TR("smaller")});
}

} // namespace easel::steps
