#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Mask : public Transformation {
 public:
  Mask(std::int64_t most, bool bands) : most_(most), bands_(bands) {}
  std::string_view name() const override { return bands_ ? "freqmask" : "timemask"; }
  void check(SampleKind kind, const Shape& shape) const override {
    if (kind == SampleKind::signal) throw Error("is for spectrograms, but these are signals");
    if (most_ < shape[bands_ ? -2 : -1]) return;
    throw Error(fmt::format("{} covers the whole spectrogram: {}", most_, shape.to_string()));
  }

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    const std::int64_t size = random.index(most_ + 1);
    const std::int64_t side = bands_ ? row.height() : row.width();
    const std::int64_t first = random.index(side - size + 1);
    const std::int64_t lines = bands_ ? size : row.height();
    const std::int64_t wide = bands_ ? row.width() : size;
    const std::int64_t start = bands_ ? first * row.width() : first;
    for (std::int64_t channel = 0; channel < row.channels(); ++channel) {
      const auto mean = static_cast<float>(row.mean[static_cast<std::size_t>(channel)]);
      const auto begin = row.plane(channel).begin() + start;
      for (std::int64_t y = 0; y < lines; ++y) std::fill_n(begin + y * row.width(), wide, mean);
    }
  }

 private:
  std::int64_t most_;
  bool bands_;
};

}  // namespace

TransformationPointer make_band_mask(double most) {
  return std::make_shared<Mask>(whole_at_least_one(most), true);
}

TransformationPointer make_time_mask(double most) {
  return std::make_shared<Mask>(whole_at_least_one(most), false);
}

}  // namespace ganglion::data
