#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Shift : public Transformation {
 public:
  Shift(std::int64_t most, bool along_time) : most_(most), along_time_(along_time) {}
  std::string_view name() const override { return along_time_ ? "timeshift" : "shift"; }
  void check(SampleKind, const Shape& shape) const override {
    if (most_ < shape[-1] && (along_time_ || shape.rank() == 2 || most_ < shape[-2])) return;
    throw Error(fmt::format("{} is larger than the data: {}", most_, shape.to_string()));
  }

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    const auto draw = [&] { return static_cast<double>(random.index(2 * most_ + 1) - most_); };
    Places places;
    if (row.height() > 1 && !along_time_) places.y0 = draw();
    places.x0 = draw();
    resample(row, places);
  }

 private:
  std::int64_t most_;
  bool along_time_;
};

}  // namespace

TransformationPointer make_shift(double most) {
  return std::make_shared<Shift>(whole_at_least_one(most), false);
}

TransformationPointer make_time_shift(double most) {
  return std::make_shared<Shift>(whole_at_least_one(most), true);
}

}  // namespace ganglion::data
