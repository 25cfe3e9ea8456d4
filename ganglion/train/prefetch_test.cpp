#include "ganglion/train/prefetch.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/stored/stored_rows.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kWidth = 3;

/// Rows i of which holds i, i, i; the file may end too early.
data::Dataset stored_rows(std::int64_t rows, std::shared_ptr<BulkFile>& file) {
  file = std::make_shared<BulkFile>(
      BulkFile::unnamed(std::filesystem::temp_directory_path().string()));
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::vector<float> values(kWidth, static_cast<float>(row));
    file->append(std::as_bytes(std::span(values)));
  }
  return {.features = Tensor(Shape{rows, 0}),
          .stored = std::make_shared<data::StoredRows>(file, 0, Shape{rows, kWidth})};
}

TEST(Prefetch, GivesTheBatchesInTheirOrder) {
  std::shared_ptr<BulkFile> file;
  const data::Dataset data = stored_rows(101, file);
  data::Batches batches(data.rows(), {.batch_size = 7, .seed = 3});
  for (std::int64_t epoch = 0; epoch < 5; ++epoch) {
    batches.start_epoch(epoch);
    Prefetch prefetch(data, batches);
    for (std::int64_t i = 0; i < batches.count(); ++i) {
      const auto* features = static_cast<const float*>(prefetch.next());
      ASSERT_NE(features, nullptr);
      for (const std::int64_t row : batches.batch(i)) {
        for (std::int64_t k = 0; k < kWidth; ++k) {
          ASSERT_EQ(*features++, static_cast<float>(row));
        }
      }
    }
  }
}

TEST(Prefetch, LeavesFeaturesInMemoryAlone) {
  const data::Dataset data = {.features = Tensor(Shape{9, 2})};
  const data::Batches batches(9, {.batch_size = 2});
  Prefetch prefetch(data, batches);
  EXPECT_EQ(prefetch.next(), nullptr);
  EXPECT_EQ(prefetch.next(), nullptr);
}

TEST(Prefetch, MayEndAtAnyBatch) {
  std::shared_ptr<BulkFile> file;
  const data::Dataset data = stored_rows(64, file);
  const data::Batches batches(data.rows(), {.batch_size = 2});
  for (std::int64_t taken = 0; taken < 20; ++taken) {
    Prefetch prefetch(data, batches);
    for (std::int64_t i = 0; i < taken; ++i) prefetch.next();
  }
}

/// Rows that the file lacks.
TEST(Prefetch, PassesOnWhatReadingThrew) {
  std::shared_ptr<BulkFile> file;
  const data::Dataset data = stored_rows(8, file);
  const data::Batches batches(16, {.batch_size = 2, .shuffle = false});
  Prefetch prefetch(data, batches);
  for (int i = 0; i < 4; ++i) EXPECT_NE(prefetch.next(), nullptr);
  EXPECT_THROW(prefetch.next(), Error);
  EXPECT_THROW(prefetch.next(), Error);
}

}  // namespace
}  // namespace ganglion::train
