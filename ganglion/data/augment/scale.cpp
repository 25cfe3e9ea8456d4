#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Scale : public Transformation {
 public:
  explicit Scale(double share) : share_(share) {}
  std::string_view name() const override { return "scale"; }
  void check(SampleKind, const Shape&) const override {}

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    const double factor = random.uniform(1.0 - share_, 1.0 + share_);
    if (row.shape.rank() == 2) return stronger(row, static_cast<float>(factor));
    const double step = 1.0 / factor;
    resample(row, {.y0 = 0.5 * static_cast<double>(row.height() - 1) * (1.0 - step),
                   .x0 = 0.5 * static_cast<double>(row.width() - 1) * (1.0 - step),
                   .yy = step,
                   .xx = step});
  }

 private:
  static void stronger(const AugmentedRow& row, float factor) {
    for (std::int64_t channel = 0; channel < row.channels(); ++channel) {
      const auto mean = static_cast<float>(row.mean[static_cast<std::size_t>(channel)]);
      for (float& value : row.plane(channel)) value = mean + (value - mean) * factor;
    }
  }

  double share_;
};

}  // namespace

TransformationPointer make_scale(double share) {
  return std::make_shared<Scale>(share_up_to(share, 0.9));
}

}  // namespace ganglion::data
