#include "ganglion/train/explain/own_numbers.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ganglion/core/file.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using support::error_of;
using support::numbers_of;
using support::ScratchFolder;

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string weights_file(const ScratchFolder& folder, const std::string& text,
                         const std::string& name = "w.json") {
  write_file_atomically(folder / name, text);
  return folder / name;
}

// J = (w x + b - y)^2 / 2 with w = 2, b = 8, x = -2, y = 2: c = -4, a = 4, d = 2, J = 2.
TEST(OwnNumbers, TheSmallGraphOfTheNotes) {
  const ScratchFolder folder;
  const Explanation e =
      own_network({.network = "dense 1",
                   .input = {-2},
                   .target = {2},
                   .loss = "huber delta=5",
                   .weights = weights_file(folder, R"({"dense": {"kernel": [[2]], "bias": [8]}})")})
          .explanation();
  EXPECT_THAT(numbers_of(e.layers[0].output.value), ElementsAre(4.0));
  EXPECT_EQ(e.loss, 2.0);
  EXPECT_THAT(numbers_of(*e.layers[0].output.derivative), ElementsAre(2.0));
  EXPECT_THAT(numbers_of(*e.layers[0].parameters[0].derivative), ElementsAre(-4.0));
  EXPECT_THAT(numbers_of(*e.layers[0].parameters[1].derivative), ElementsAre(2.0));
  EXPECT_THAT(e.feature_names, ElementsAre("x"));
  EXPECT_EQ(e.target, "2");
}

TEST(OwnNumbers, NumbersAreThoseThatWereWritten) {
  const ScratchFolder folder;
  const std::string weights =
      weights_file(folder,
                   "[dense]\nkernel = [[0.1, -1], [0.5, 2]]\nbias = [0.1, -0.3]\n"
                   "[dense_1]\nkernel = [[2.0], [-1.5]]\nbias = [0.25]\n",
                   "w.toml");
  const Explanation e = own_network({.network = "dense 2 sigmoid; dense 1 linear",
                                     .input = {0.1, 0.2},
                                     .target = {3.3},
                                     .weights = weights})
                            .explanation();
  const auto sigmoid = [](double z) { return 1 / (1 + std::exp(-z)); };
  const double z1 = 0.1 * 0.1 + 0.2 * 0.5 + 0.1;
  const double z2 = -0.1 + 0.2 * 2 - 0.3;
  EXPECT_DOUBLE_EQ(numbers_of(e.layers[0].z->value)[0], z1);
  EXPECT_NEAR(numbers_of(e.layers[0].z->value)[1], z2, 1e-16);
  const double y = 2 * sigmoid(z1) - 1.5 * sigmoid(z2) + 0.25;
  EXPECT_DOUBLE_EQ(numbers_of(e.layers[1].output.value)[0], y);
  EXPECT_DOUBLE_EQ(*e.loss, (y - 3.3) * (y - 3.3));
  EXPECT_DOUBLE_EQ(e.outputs[0].at_row, y) << "contributions, too, are of these numbers";
}

TEST(OwnNumbers, WithoutAFileWeightsAreTheInitialOnesOfTheSeed) {
  const OwnNumbers numbers{.network = "dense 2 tanh; dense 3 softmax", .input = {1}, .target = {2}};
  const Explanation e = own_network(numbers).explanation();
  const Model model(own_network(numbers).model.network(), 1);
  EXPECT_EQ(numbers_of(e.layers[0].parameters[0].value)[0],
            static_cast<double>(model.weight("dense/kernel").values<float>()[0]));
  EXPECT_EQ(e.loss_name, "sparse_categorical_crossentropy");
  EXPECT_DOUBLE_EQ(*e.loss, -std::log(numbers_of(e.layers[1].output.value)[2]));
  OwnNumbers other = numbers;
  other.seed = 2;
  EXPECT_NE(*own_network(other).explanation().loss, *e.loss);
}

TEST(OwnNumbers, WithoutATargetDerivativesAreThoseOfTheOutput) {
  const Explanation e = own_network({.network = "dense 1", .input = {1, 2}}).explanation();
  EXPECT_FALSE(e.loss.has_value());
  EXPECT_THAT(numbers_of(*e.layers[0].output.derivative), ElementsAre(1.0));
}

std::string refused(const std::string& weights, OwnNumbers numbers = {}) {
  const ScratchFolder folder;
  if (numbers.network.empty()) numbers.network = "dense 2 relu";
  if (numbers.input.empty()) numbers.input = {1, 2};
  if (!weights.empty()) numbers.weights = weights_file(folder, weights);
  return error_of([&] { own_network(numbers); });
}

TEST(OwnNumbers, ErrorsNameTheWeightAndTheShape) {
  EXPECT_THAT(refused(R"({"dense": {"kernel": [[1, 2]], "bias": [0, 0]}})"),
              HasSubstr("w.json: dense/kernel has the shape [1, 2]; this network needs [2, 2]: a "
                        "row for each input, a column for each unit"));
  EXPECT_THAT(refused(R"({"dense": {"kernel": [[1, 2], [3, 4]]}})"),
              HasSubstr("the weight dense/bias [2] is missing"));
  EXPECT_THAT(refused(R"({"dens": {"kernel": [[1, 2], [3, 4]], "bias": [0, 0]}})"),
              HasSubstr("no weight \"dens/kernel\"; did you mean \"dense/kernel\"?"));
  EXPECT_THAT(refused(R"({"dense": {"kernel": [[1, 2], [3]], "bias": [0, 0]}})"),
              HasSubstr("dense/kernel: expected a list of 2, not \"[3]\""));
  EXPECT_THAT(refused(R"({"dense": {"kernel": [[1, "x"], [3, 4]], "bias": [0, 0]}})"),
              HasSubstr("dense/kernel: expected a number, not \"x\""));
  EXPECT_THAT(refused(R"({"dense": {"kernel": [[1, 1e999], [3, 4]], "bias": [0, 0]}})"),
              HasSubstr("w.json"));
  EXPECT_THAT(refused("{"), HasSubstr("w.json"));
}

TEST(OwnNumbers, ErrorsNameTheSetting) {
  EXPECT_THAT(refused("", {.network = "#"}), HasSubstr("`network` has no layers"));
  EXPECT_THAT(refused("", {.target = {1}}),
              HasSubstr("`target` has 1 number; with the loss mean_squared_error this network "
                        "takes 2"));
  EXPECT_THAT(refused("", {.network = "dense 3 softmax", .target = {0.5}}),
              HasSubstr("0.5 is no class"));
  EXPECT_THAT(refused("", {.network = "dense 3 softmax", .target = {3}}), HasSubstr("3 classes"));
  EXPECT_THAT(refused("", {.input = {1, std::nan("")}}),
              HasSubstr("`input`: nan is not a finite number"));
  EXPECT_THAT(refused("", {.target = {1, 2}, .loss = "msee"}), HasSubstr("msee"));
}

}  // namespace
}  // namespace ganglion::train
