#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Cutout : public Transformation {
 public:
  explicit Cutout(std::int64_t size) : size_(size) {}
  std::string_view name() const override { return "cutout"; }
  void check(SampleKind kind, const Shape& shape) const override {
    only_images(kind);
    if (size_ < shape[1] || size_ < shape[2]) return;
    throw Error(fmt::format("{} covers the whole image: {}", size_, shape.to_string()));
  }

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    const std::int64_t top = random.index(row.height()) - size_ / 2;
    const std::int64_t left = random.index(row.width()) - size_ / 2;
    const std::int64_t first = std::max<std::int64_t>(left, 0);
    const std::int64_t last = std::min(left + size_, row.width());
    for (std::int64_t channel = 0; channel < row.channels(); ++channel) {
      const auto mean = static_cast<float>(row.mean[static_cast<std::size_t>(channel)]);
      const auto begin = row.plane(channel).begin();
      for (std::int64_t y = std::max<std::int64_t>(top, 0); y < std::min(top + size_, row.height());
           ++y) {
        std::fill(begin + y * row.width() + first, begin + y * row.width() + last, mean);
      }
    }
  }

 private:
  std::int64_t size_;
};

}  // namespace

TransformationPointer make_cutout(double size) {
  return std::make_shared<Cutout>(whole_at_least_one(size));
}

}  // namespace ganglion::data
