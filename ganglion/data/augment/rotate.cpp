#include <cmath>
#include <numbers>

#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Rotate : public Transformation {
 public:
  explicit Rotate(double degrees) : most_(degrees * std::numbers::pi / 180.0) {}
  std::string_view name() const override { return "rotate"; }
  void check(SampleKind kind, const Shape&) const override { only_images(kind); }

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    const double angle = random.uniform(-most_, most_);
    const double sine = std::sin(angle);
    const double cosine = std::cos(angle);
    const double y = 0.5 * static_cast<double>(row.height() - 1);  // the middle stays
    const double x = 0.5 * static_cast<double>(row.width() - 1);
    resample(row, {.y0 = y - cosine * y - sine * x,
                   .x0 = x + sine * y - cosine * x,
                   .yy = cosine,
                   .yx = sine,
                   .xy = -sine,
                   .xx = cosine});
  }

 private:
  double most_;  // radians
};

}  // namespace

TransformationPointer make_rotate(double degrees) {
  return std::make_shared<Rotate>(share_up_to(degrees, 180.0));
}

}  // namespace ganglion::data
