#include "ganglion/data/stored/stored_rows.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/batches.h"
#include "ganglion/data/dataset.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

Tensor numbers(std::int64_t rows, std::int64_t width) {
  Tensor tensor(Shape{rows, width});
  auto values = tensor.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(random_normal(1, 2, i));
  }
  return tensor;
}

std::shared_ptr<const StoredRows> stored(const Tensor& tensor, std::uint64_t offset) {
  auto file = std::make_shared<BulkFile>(
      BulkFile::unnamed(std::filesystem::temp_directory_path().string()));
  file->write_at(offset, std::as_bytes(tensor.values<float>()));
  return std::make_shared<StoredRows>(file, offset, tensor.shape());
}

RC_GTEST_PROP(StoredRows, GiveTheSameRowsAsATensor, ()) {
  const auto rows = *rc::gen::inRange<std::int64_t>(1, 40);
  const auto width = *rc::gen::inRange<std::int64_t>(1, 9);
  const auto wanted = *rc::gen::container<std::vector<std::int64_t>>(
      rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, rows),
                     rc::gen::inRange<std::int64_t>(std::max<std::int64_t>(0, rows - 3), rows)));
  const Tensor tensor = numbers(rows, width);
  const auto file = stored(tensor, *rc::gen::inRange<std::uint64_t>(0, 100));
  const Tensor expected = tensor.rows(wanted);
  const Tensor found = file->rows(wanted);
  RC_ASSERT(found.shape() == expected.shape());
  const auto a = found.values<float>();
  const auto b = expected.values<float>();
  RC_ASSERT(std::equal(a.begin(), a.end(), b.begin(), b.end()));
}

TEST(StoredRows, RefuseRowsThatAreNotThere) {
  const auto file = stored(numbers(4, 3), 0);
  for (const std::int64_t row : {-1, 4, 100}) {
    EXPECT_THROW(file->rows(std::vector<std::int64_t>{row}), Error);
    EXPECT_THROW(file->rows(std::vector<std::int64_t>{3, row}), Error);
  }
}

TEST(StoredRows, AFileThatIsCutIsRefused) {
  auto file = std::make_shared<BulkFile>(
      BulkFile::unnamed(std::filesystem::temp_directory_path().string()));
  file->append(std::as_bytes(numbers(4, 3).values<float>()));
  EXPECT_THROW(StoredRows(file, 0, Shape{5, 3}), Error);
  EXPECT_THROW(StoredRows(file, 4, Shape{4, 3}), Error);
  EXPECT_NO_THROW(StoredRows(file, 0, Shape{4, 3}));
}

TEST(StoredRows, DatasetsGiveRowsOfThem) {
  const Tensor features = numbers(6, 2);
  const Dataset data = {.features = Tensor(Shape{6, 0}),
                        .targets = Tensor::of<float>(Shape{6}, {0, 1, 2, 3, 4, 5}),
                        .stored = stored(features, 8)};
  EXPECT_EQ(data.rows(), 6);
  EXPECT_EQ(data.feature_shape(), (Shape{6, 2}));
  const Dataset some = data.rows(std::vector<std::int64_t>{4, 1});
  EXPECT_FALSE(some.stored);
  EXPECT_EQ(some.features.values<float>()[0], features.values<float>()[8]);
  EXPECT_EQ(some.targets.values<float>()[1], 1.0F);
  EXPECT_EQ(data.in_memory().features.shape(), (Shape{6, 2}));
  Dataset wrong = data;
  wrong.features = Tensor(Shape{5, 0});
  EXPECT_THROW(wrong.check(), Error);
}

}  // namespace
}  // namespace ganglion::data
