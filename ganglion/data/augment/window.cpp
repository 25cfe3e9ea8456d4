#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/data/augment/transformations.h"

namespace ganglion::data {
namespace {

class Window : public Transformation {
 public:
  explicit Window(std::int64_t length) : length_(length) {}
  std::string_view name() const override { return "window"; }
  void check(SampleKind kind, const Shape& shape) const override {
    only_signals(kind);
    if (length_ <= shape[1]) return;
    throw Error(fmt::format("{} is larger than the data: {}", length_, shape.to_string()));
  }

  void apply(const AugmentedRow& row, RowRandom& random) const override {
    const double step = static_cast<double>(length_) / static_cast<double>(row.width());
    const auto first = static_cast<double>(random.index(row.width() - length_ + 1));
    resample(row, {.x0 = first + 0.5 * step - 0.5, .xx = step});
  }

 private:
  std::int64_t length_;
};

}  // namespace

TransformationPointer make_window(double length) {
  return std::make_shared<Window>(whole_at_least_one(length));
}

}  // namespace ganglion::data
