#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Brightness : public Transformation {
 public:
  explicit Brightness(double share) : share_(share) {}
  std::string_view name() const override { return "brightness"; }
  void check(SampleKind kind, const Shape&) const override { only_images(kind); }

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    const auto more = static_cast<float>(random.uniform(-share_, share_) * row.range);
    for (float& value : row.values) value += more;
  }

 private:
  double share_;
};

}  // namespace

TransformationPointer make_brightness(double share) {
  return std::make_shared<Brightness>(share_up_to(share, 1.0));
}

}  // namespace ganglion::data
