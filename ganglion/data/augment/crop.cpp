#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Crop : public Transformation {
 public:
  explicit Crop(std::int64_t size) : size_(size) {}
  std::string_view name() const override { return "crop"; }
  void check(SampleKind kind, const Shape& shape) const override {
    only_images(kind);
    if (size_ <= shape[1] && size_ <= shape[2]) return;
    throw Error(fmt::format("{} is larger than the data: {}", size_, shape.to_string()));
  }

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    const double step_y = static_cast<double>(size_) / static_cast<double>(row.height());
    const double step_x = static_cast<double>(size_) / static_cast<double>(row.width());
    const auto top = static_cast<double>(random.index(row.height() - size_ + 1));
    const auto left = static_cast<double>(random.index(row.width() - size_ + 1));
    resample(row, {.y0 = top + 0.5 * step_y - 0.5,  // middles of pixels go to middles
                   .x0 = left + 0.5 * step_x - 0.5,
                   .yy = step_y,
                   .xx = step_x});
  }

 private:
  std::int64_t size_;
};

}  // namespace

TransformationPointer make_crop(double size) {
  return std::make_shared<Crop>(whole_at_least_one(size));
}

}  // namespace ganglion::data
