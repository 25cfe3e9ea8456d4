#include "ganglion/train/job/rows/row_parts.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/stored/stored_rows.h"
#include "ganglion/data/text/parallel.h"

namespace ganglion::train {
namespace {

constexpr std::array<RowPart, 3> kUsed = {RowPart::train, RowPart::validation, RowPart::test};

/// Copies rows of one tensor behind those of another that are there.
void append_rows(const Tensor& from, Tensor& to, std::int64_t first, std::int64_t all_rows) {
  if (to.shape().rank() == 0 || to.shape()[0] != all_rows) {
    to = Tensor(from.shape().with(0, all_rows), from.dtype());
  }
  const std::size_t row = to.bytes() / static_cast<std::size_t>(all_rows);
  std::memcpy(static_cast<std::byte*>(to.data()) + static_cast<std::size_t>(first) * row,
              from.data(), from.bytes());
}

/// One part on its way.
class PartMaker {
 public:
  PartMaker(std::int64_t rows, std::int64_t width, const std::shared_ptr<BulkFile>& file,
            std::uint64_t offset)
      : rows_(rows), width_(width), file_(std::move(file)), offset_(offset), to_(offset) {}

  std::uint64_t end() const {
    return offset_ + static_cast<std::uint64_t>(rows_ * width_) * sizeof(float);
  }

  void add(const data::Dataset& piece) {
    if (piece.rows() == 0) return;
    if (done_ == 0) {
      names_.feature_names = piece.feature_names;
      names_.target_names = piece.target_names;
      names_.class_names = piece.class_names;
    }
    if (file_) {
      const auto values = std::as_bytes(piece.features.values<float>());
      file_->write_at(to_, values);
      to_ += values.size();
    } else {
      append_rows(piece.features, features_, done_, rows_);
    }
    append_rows(piece.targets, targets_, done_, rows_);
    done_ += piece.rows();
  }

  std::optional<data::Dataset> finish() {
    if (rows_ == 0) return std::nullopt;
    data::Dataset result = std::move(names_);
    result.targets = std::move(targets_).shared();
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
};

std::vector<std::string> used_columns(const data::Preprocessing& preprocessing) {
  std::vector<std::string> names = preprocessing.target_names();
  for (const data::FeatureColumn& column : preprocessing.state().features) {
    names.push_back(column.name);
  }
  return names;
}

std::array<data::Dataset, kUsed.size()> apply_piece(const data::StoredTable& table,
                                                    const RowParts& parts,
                                                    const data::Preprocessing& preprocessing,
                                                    std::span<const std::string> names,
                                                    std::int64_t piece) {
  std::array<std::vector<std::int64_t>, kUsed.size()> rows;
  const data::Table all = table.part(piece, names);
  for (std::int64_t row = 0; row < all.rows(); ++row) {
    const RowPart part = parts[table.first_row(piece) + row];
    if (part != RowPart::dropped) rows[static_cast<std::size_t>(part)].push_back(row);
  }
  std::array<data::Dataset, kUsed.size()> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].empty()) result[i] = data::apply_scaled(preprocessing, all.rows(rows[i]));
  }
  return result;
}

}  // namespace

void RowParts::move(const std::vector<std::uint8_t>& flags, RowPart to) {
  std::size_t at = 0;
  for (RowPart& part : part_of_) {
    if (part == RowPart::train && flags[at++] != 0) part = to;
  }
}

std::int64_t RowParts::count(RowPart part) const {
  return std::ranges::count(part_of_, part);
}

std::int64_t RowParts::end_of_first(std::int64_t most, RowPart part) const {
  std::int64_t row = 0;
  for (std::int64_t seen = 0; row < rows() && seen < most; ++row) seen += (*this)[row] == part;
  return row;
}

PartData make_parts(const data::StoredTable& table, const RowParts& parts,
                    const data::Preprocessing& preprocessing, const std::shared_ptr<BulkFile>& file,
                    int threads) {
  std::vector<PartMaker> makers;
  std::uint64_t offset = 0;
  for (const RowPart part : kUsed) {
    makers.emplace_back(parts.count(part), preprocessing.width(), file, offset);
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
          apply_piece(table, parts, preprocessing, names, first + static_cast<std::int64_t>(i));
    });
    for (const auto& pieces : made) {
      for (std::size_t i = 0; i < pieces.size(); ++i) makers[i].add(pieces[i]);
    }
  }
  return {makers[0].finish(), makers[1].finish(), makers[2].finish()};
}

}  // namespace ganglion::train
