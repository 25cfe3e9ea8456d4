#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Contrast : public Transformation {
 public:
  explicit Contrast(double share) : share_(share) {}
  std::string_view name() const override { return "contrast"; }
  void check(SampleKind kind, const Shape&) const override { only_images(kind); }

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    const auto factor = static_cast<float>(random.uniform(1.0 - share_, 1.0 + share_));
    for (std::int64_t channel = 0; channel < row.channels(); ++channel) {
      const std::span<float> plane = row.plane(channel);
      double sum = 0.0;
      for (const float value : plane) sum += static_cast<double>(value);
      const auto mean = static_cast<float>(sum / static_cast<double>(plane.size()));
      for (float& value : plane) value = mean + (value - mean) * factor;
    }
  }

 private:
  double share_;
};

}  // namespace

TransformationPointer make_contrast(double share) {
  return std::make_shared<Contrast>(share_up_to(share, 1.0));
}

}  // namespace ganglion::data
