#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Jitter : public Transformation {
 public:
  explicit Jitter(double deviations) : deviations_(deviations) {}
  std::string_view name() const override { return "jitter"; }
  void check(SampleKind, const Shape&) const override {}

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    for (std::int64_t channel = 0; channel < row.channels(); ++channel) {
      const double size = deviations_ * row.std[static_cast<std::size_t>(channel)];
      for (float& value : row.plane(channel)) value += static_cast<float>(size * random.normal());
    }
  }

 private:
  double deviations_;
};

}  // namespace

TransformationPointer make_jitter(double deviations) {
  return std::make_shared<Jitter>(share_up_to(deviations, 10.0));
}

}  // namespace ganglion::data
