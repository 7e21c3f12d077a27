// A folder that goes away with the test, a table of every type, and short ways into a project.
#pragma once

#include "core/base/random.h"
#include "core/store/project.h"
#include "core/table/builder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <limits>

namespace easel::test {

/// The value, or the test fails with the error's text.
template<class T>
T take(Result<T> result) {
  if (!result)
    qFatal("%s", result.error().text().c_str());
  return std::move(result).value();
}
inline void check(const Result<void>& result) {
  if (!result)
    qFatal("%s", result.error().text().c_str());
}
template<class T>
QString errorOf(const Result<T>& result) {
  return result ? QString("no error") : QString::fromStdString(std::string(errorCodeId(result.error().code)));
}

inline std::unique_ptr<Project> open(const std::string& path, Project::Access access = Project::Access::Write,
                                     std::size_t cacheBytes = std::size_t{64} << 20) {
  return take(Project::open(path, {.access = access, .create = true, .cacheBytes = cacheBytes, .program = "test"}));
}

struct Folder {
  QTemporaryDir folder;
  std::string path(const char* name = "p.easel") const { return folder.filePath(name).toStdString(); }
};

/// Every type, several chunks, missing values, and the values that are hard to keep: extremes, NaN, -0, infinities.
inline Table everyType(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  const auto holes = [&] {
    std::vector<std::uint8_t> valid(rows);
    for (auto& v : valid)
      v = random.below(7) != 0;
    return valid;
  };
  std::vector<std::int64_t> id(rows), wide(rows), stamp(rows), length(rows), constant(rows, -17);
  std::vector<double> price(rows), noise(rows), odd(rows);
  std::vector<std::int32_t> day(rows);
  std::vector<std::uint8_t> flag(rows);
  std::vector<std::uint32_t> code(rows);
  std::vector<std::string> text(rows);
  const double hard[] = {-0.0,
                         std::numeric_limits<double>::quiet_NaN(),
                         std::numeric_limits<double>::infinity(),
                         -std::numeric_limits<double>::infinity(),
                         std::numeric_limits<double>::denorm_min(),
                         std::numeric_limits<double>::max()};
  for (std::size_t i = 0; i < rows; ++i) {
    id[i] = static_cast<std::int64_t>(i) * 3 + 5;
    wide[i] = static_cast<std::int64_t>(random.next());
    stamp[i] = (1'500'000'000 + static_cast<std::int64_t>(random.below(100'000'000))) * 1'000'000;
    length[i] = static_cast<std::int64_t>(random.below(1000)) - 500;
    price[i] = static_cast<double>(static_cast<std::int64_t>(random.below(1'000'000)) - 500'000) / 100;
    noise[i] = random.normal();
    odd[i] = random.below(40) == 0 ? hard[random.below(6)] : static_cast<double>(random.below(100)) / 4;
    day[i] = static_cast<std::int32_t>(random.below(20'000)) - 10'000;
    flag[i] = random.below(2) == 1;
    code[i] = static_cast<std::uint32_t>(random.below(300));
    text[i] = std::string(random.below(12), static_cast<char>('a' + random.below(26))) + (i % 5 ? "" : "żółw 🐢");
  }
  if (rows > 2) {
    wide[0] = std::numeric_limits<std::int64_t>::min();
    wide[1] = std::numeric_limits<std::int64_t>::max();
  }
  std::vector<std::string> levels;
  for (int i = 0; i < 300; ++i)
    levels.push_back("level " + std::to_string(i));
  const auto dictionary = std::make_shared<const Dictionary>(levels, true);
  ColumnBuilder vectors(DataType::Vector, 3);
  ColumnBuilder images(DataType::Image);
  for (std::size_t i = 0; i < rows; ++i) {
    const float v[] = {static_cast<float>(i), 0.5F, -1.0F};
    if (i % 11 == 3) {
      vectors.appendMissing();
      images.appendMissing();
    } else {
      vectors.appendVector(v);
      images.appendText("picture_" + std::to_string(i % 100) + ".png");
    }
  }
  return test::take(Table::make({{"id", columnOf(id)},
                                 {"wide", columnOf(wide, holes())},
                                 {"stamp", columnOf(stamp, holes(), DataType::Timestamp)},
                                 {"length", columnOf(length, {}, DataType::Duration)},
                                 {"constant", columnOf(constant)},
                                 {"price", columnOf(price, holes())},
                                 {"noise", columnOf(noise)},
                                 {"odd", columnOf(odd, holes())},
                                 {"day", columnOfDates(day, holes())},
                                 {"flag", columnOfBools(flag, holes())},
                                 {"code", columnOfCodes(code, dictionary, holes())},
                                 {"text", columnOfTexts(text, holes())},
                                 {"nothing", missingColumn(DataType::Float64, rows)},
                                 {"no_level", missingColumn(DataType::Category, rows, std::make_shared<const Dictionary>())},
                                 {"vector", std::move(vectors).finish()},
                                 {"image", std::move(images).finish()}}));
}

/// Empty when both are equal to the last bit; else where they differ.
inline QString difference(const Table& a, const Table& b) {
  if (a.rows() != b.rows() || a.columnCount() != b.columnCount())
    return "shape";
  for (std::size_t i = 0; i < a.columnCount(); ++i) {
    const QString name = QString::fromStdString(a.name(i));
    const Column& x = a.column(i);
    const Column& y = b.column(i);
    if (a.name(i) != b.name(i) || x.type() != y.type() || x.missing() != y.missing() || x.chunkCount() != y.chunkCount())
      return name + ": description";
    if (!x.dictionary() != !y.dictionary() ||
        (x.dictionary() && (x.dictionary()->values() != y.dictionary()->values() ||
                            x.dictionary()->ordered() != y.dictionary()->ordered())))
      return name + ": dictionary";
    for (std::size_t c = 0; c < x.chunkCount(); ++c) {
      const ChunkPtr p = test::take(x.chunk(c));
      const ChunkPtr q = test::take(y.chunk(c));
      if (p->size() != q->size() || p->dimension() != q->dimension() || p->missing() != q->missing())
        return name + ": chunk";
      const auto same = [](const Buffer& left, const Buffer& right) {
        return left.size() == right.size() && (left.size() == 0 || std::memcmp(left.data(), right.data(), left.size()) == 0);
      };
      if (!same(p->valueBuffer(), q->valueBuffer()) || !same(p->byteBuffer(), q->byteBuffer()) ||
          !same(p->validity().buffer(), q->validity().buffer()))
        return name + ": values of chunk " + QString::number(c);
    }
  }
  return {};
}

} // namespace easel::test
