// The condition made from a cell chooses exactly the rows with its value, whatever the type and the name.
#include "core/table/builder.h"
#include "core/table/expression/cell_condition.h"
#include "core/table/expression/expression.h"
#include "core/table/kernels.h"

#include <QtTest>

#include <limits>

using namespace easel;

class TestCellCondition : public QObject {
  Q_OBJECT

 private slots:
  void choosesTheRows() {
    const std::vector<std::uint8_t> valid{1, 1, 0, 1};
    const auto levels = std::make_shared<const Dictionary>(std::vector<std::string>{"it's", "b"});
    const Table table =
        Table::make({{"a name, quoted `", columnOf(std::vector<double>{1.5, 0.1 + 0.2, 0, 1.5}, valid)},
                     {"whole", columnOf(std::vector<std::int64_t>{7, -8, 0, 7}, valid)},
                     {"and", columnOfTexts(std::vector<std::string>{"", "x 'y'", "z", ""}, valid)},
                     {"level", columnOfCodes({0, 1, 0, 0}, levels, valid)},
                     {"day", columnOfDates({0, 19'000, 0, 0}, valid)},
                     {"instant", columnOf(std::vector<std::int64_t>{1'500'000, 7, 0, 1'500'000}, valid, DataType::Timestamp)},
                     {"span", columnOf(std::vector<std::int64_t>{90'000'000, 0, 0, 90'000'000}, valid, DataType::Duration)},
                     {"flag", columnOfBools({1, 0, 0, 1}, valid)}})
            .value();
    const std::vector<std::vector<RowIndex>> kept{{0, 3}, {1}, {2}, {0, 3}};
    const std::vector<std::vector<RowIndex>> others{{1, 2}, {0, 2, 3}, {0, 1, 3}, {1, 2}};
    for (std::size_t c = 0; c < table.columnCount(); ++c)
      for (std::size_t row = 0; row < 4; ++row)
        for (const bool keep : {true, false}) {
          const auto text = cellCondition(table, table.name(c), row, keep);
          QVERIFY2(text.has_value(), table.name(c).c_str());
          const auto formula = Expression::parse(*text, table.schema());
          QVERIFY2(formula.has_value(), text->c_str());
          const auto rows = rowsWhere(*formula->evaluate(table, Context()), Context());
          QVERIFY2(*rows == (keep ? kept : others)[row], text->c_str());
        }
  }

  void saysWhatCannotBeWritten() {
    const Table table = Table::make({{"x", columnOf(std::vector<double>{std::numeric_limits<double>::infinity(), 1})}}).value();
    QVERIFY(!cellCondition(table, "x", 0, true));
    QCOMPARE(*cellCondition(table, "x", 1, false), std::string("x != 1"));
    QVERIFY(!cellCondition(table, "x", 2, true));
    QVERIFY(!cellCondition(table, "y", 0, true));
  }
};

QTEST_APPLESS_MAIN(TestCellCondition)
#include "tst_cell_condition.moc"
