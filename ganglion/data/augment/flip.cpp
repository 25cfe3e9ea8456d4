#include <algorithm>

#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Flip : public Transformation {
 public:
  explicit Flip(bool vertical) : vertical_(vertical) {}
  std::string_view name() const override { return vertical_ ? "vflip" : "flip"; }
  void check(SampleKind kind, const Shape&) const override { only_images(kind); }

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    if (random.uniform() < 0.5) return;
    const std::int64_t lines = row.channels() * row.height();
    const std::int64_t width = row.width();
    for (std::int64_t line = 0; !vertical_ && line < lines; ++line) {
      const auto begin = row.values.begin() + line * width;
      std::reverse(begin, begin + width);
    }
    for (std::int64_t channel = 0; vertical_ && channel < row.channels(); ++channel) {
      const auto begin = row.plane(channel).begin();
      for (std::int64_t y = 0; y < row.height() / 2; ++y) {
        std::swap_ranges(begin + y * width, begin + (y + 1) * width,
                         begin + (row.height() - 1 - y) * width);
      }
    }
  }

 private:
  bool vertical_;
};

}  // namespace

TransformationPointer make_flip(bool vertical) {
  return std::make_shared<Flip>(vertical);
}

}  // namespace ganglion::data
