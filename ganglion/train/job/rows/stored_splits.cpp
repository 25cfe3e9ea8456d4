#include "ganglion/train/job/rows/stored_splits.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>

#include "ganglion/data/stored/stored_rows.h"
#include "ganglion/data/text/parallel.h"

namespace ganglion::train {
namespace {

constexpr std::array<Split, 3> kUsed = {Split::train, Split::validation, Split::test};

/// Copies rows of one tensor behind those of another that are there.
void append_rows(const Tensor& from, Tensor& to, std::int64_t first, std::int64_t all_rows) {
  if (to.shape().rank() == 0 || to.shape()[0] != all_rows) {
    to = Tensor(from.shape().with(0, all_rows), from.dtype());
  }
  const std::size_t row = to.bytes() / static_cast<std::size_t>(all_rows);
  std::memcpy(static_cast<std::byte*>(to.data()) + static_cast<std::size_t>(first) * row,
              from.data(), from.bytes());
}

/// The data set of one split on its way.
class SplitMaker {
 public:
  SplitMaker(std::int64_t rows, std::int64_t width, const std::shared_ptr<BulkFile>& file,
             std::uint64_t offset)
      : rows_(rows), width_(width), file_(file), offset_(offset), to_(offset) {}

  std::uint64_t end() const {
    return offset_ + static_cast<std::uint64_t>(rows_ * width_) * sizeof(float);
  }

  void add(const data::Dataset& chunk) {
    if (chunk.rows() == 0) return;
    if (done_ == 0) {
      names_.feature_names = chunk.feature_names;
      names_.target_names = chunk.target_names;
      names_.class_names = chunk.class_names;
    }
    if (file_) {
      const auto values = std::as_bytes(chunk.features.values<float>());
      file_->write_at(to_, values);
      to_ += values.size();
    } else {
      append_rows(chunk.features, features_, done_, rows_);
    }
    append_rows(chunk.targets, targets_, done_, rows_);
    if (chunk.exact_targets) append_rows(*chunk.exact_targets, exact_targets_, done_, rows_);
    done_ += chunk.rows();
  }

  std::optional<data::Dataset> finish() {
    if (rows_ == 0) return std::nullopt;
    data::Dataset result = std::move(names_);
    result.targets = std::move(targets_).shared();
    if (exact_targets_.size() > 0) result.exact_targets = std::move(exact_targets_).shared();
    if (file_) {
      result.features = Tensor(Shape{rows_, 0});
      result.stored = std::make_shared<data::StoredRows>(file_, offset_, Shape{rows_, width_});
    } else {
      result.features = std::move(features_).shared();
    }
    return result;
  }

 private:
  std::int64_t rows_;
  std::int64_t width_;
  std::shared_ptr<BulkFile> file_;
  std::uint64_t offset_;
  std::uint64_t to_;
  std::int64_t done_ = 0;
  data::Dataset names_;
  Tensor features_;
  Tensor targets_;
  Tensor exact_targets_;
};

std::vector<std::string> used_columns(const data::Preprocessing& preprocessing) {
  std::vector<std::string> names = preprocessing.target_names();
  for (const data::FeatureColumn& column : preprocessing.state().features) {
    names.push_back(column.name);
  }
  return names;
}

std::array<data::Dataset, kUsed.size()> apply_chunk(const data::StoredTable& table,
                                                    const RowSplits& splits,
                                                    const data::Preprocessing& preprocessing,
                                                    std::span<const std::string> names,
                                                    std::int64_t chunk) {
  std::array<std::vector<std::int64_t>, kUsed.size()> rows;
  const data::Table all = table.part(chunk, names);
  for (std::int64_t row = 0; row < all.rows(); ++row) {
    const Split split = splits[table.first_row(chunk) + row];
    if (split != Split::dropped) rows[static_cast<std::size_t>(split)].push_back(row);
  }
  std::array<data::Dataset, kUsed.size()> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].empty()) result[i] = data::apply_scaled(preprocessing, all.rows(rows[i]));
  }
  return result;
}

}  // namespace

SplitData make_splits(const data::StoredTable& table, const RowSplits& splits,
                      const data::Preprocessing& preprocessing,
                      const std::shared_ptr<BulkFile>& file, int threads) {
  std::vector<SplitMaker> makers;
  std::uint64_t offset = 0;
  for (const Split split : kUsed) {
    makers.emplace_back(splits.count(split), preprocessing.width(), file, offset);
    offset = makers.back().end();
  }
  const auto wave = static_cast<std::int64_t>(
      threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
  const std::vector<std::string> names = used_columns(preprocessing);
  for (std::int64_t first = 0; first < table.parts(); first += wave) {
    const std::int64_t count = std::min(wave, table.parts() - first);
    std::vector<std::array<data::Dataset, kUsed.size()>> made(static_cast<std::size_t>(count));
    data::in_parallel(made.size(), threads, [&](std::size_t i) {
      made[i] =
          apply_chunk(table, splits, preprocessing, names, first + static_cast<std::int64_t>(i));
    });
    for (const auto& chunks : made) {
      for (std::size_t i = 0; i < chunks.size(); ++i) makers[i].add(chunks[i]);
    }
  }
  return {makers[0].finish(), makers[1].finish(), makers[2].finish()};
}

}  // namespace ganglion::train
