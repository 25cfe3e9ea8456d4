#include "ganglion/graph/fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/nn/activation.h"
#include "ganglion/nn/layers/table.h"
#include "ganglion/ops/ops.h"
#include "tests/support/error_of.h"

namespace ganglion::nn {
namespace {

using support::error_of;
using testing::HasSubstr;

/// A layer that lists its settings, and says nothing else of how it is saved.
struct Shift {
  double by = 1.0;
  Activation activation = Activation::linear;

  static constexpr std::string_view kind = "shift";
  Value build(GraphBuilder&, Value x) const { return apply(activation, x + by); }
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("by", self.by);
    visit("activation", self.activation);
  }
};

TEST(Fields, AreWrittenAndReadFromOneList) {
  const Layer shift = Shift{.by = 2.5, .activation = relu};
  EXPECT_TRUE(shift.savable());
  EXPECT_EQ(shift.config().to_string(), "activation=relu, by=2.5");
  const LayerKind custom[] = {layer_kind<Shift>()};
  const Layer again = make_layer("shift", shift.config(), custom);
  EXPECT_EQ(again.as<Shift>()->by, 2.5);
  EXPECT_EQ(again.as<Shift>()->activation, relu);
  EXPECT_EQ(make_layer("shift", {{"by", std::int64_t{3}}}, custom).as<Shift>()->by, 3.0);
  EXPECT_THAT(error_of([&] {
                make_layer("shift", {{"bye", 2.0}}, custom);
              }),
              HasSubstr("shift: has no setting \"bye\"; did you mean \"by\"?"));
  EXPECT_THAT(error_of([&] {
                make_layer("shift", {{"by", true}}, custom);
              }),
              HasSubstr("shift: by = true must be a number"));
}

}  // namespace
}  // namespace ganglion::nn
