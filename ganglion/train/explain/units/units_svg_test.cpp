#include "ganglion/train/explain/units/units_svg.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ganglion/io/json.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/own_numbers.h"
#include "ganglion/train/explain/units/unit_columns.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// 2-3-1 with initial weights.
Explanation two_three_one() {
  return own_network({.network = "dense 3 sigmoid; dense 1", .input = {0.3, -2}, .target = {1}})
      .explanation();
}

TEST(UnitColumns, NumbersAreThoseOfTheExplanation) {
  const Explanation e = two_three_one();
  const std::vector<UnitColumn> columns = unit_columns(e);
  ASSERT_EQ(columns.size(), 4U) << "input, two layers, loss";
  EXPECT_EQ(columns[0].units[1].name, "x2");
  EXPECT_EQ(columns[1].units[2].name, "a3[1]");
  const Unit& unit = columns[1].units[2];
  EXPECT_EQ(unit.a.value, e.layers[0].output.value.values<double>()[2]);
  EXPECT_EQ(unit.z->derivative, e.layers[0].z->derivative->values<double>()[2]);
  EXPECT_EQ(unit.b->value, e.layers[0].parameters[1].value.values<double>()[2]);
  const UnitLinks& links = columns[1].inputs.at(0);
  ASSERT_EQ(links.kind, UnitLinks::Kind::weights);
  ASSERT_EQ(links.links.size(), 6U);
  const UnitLink& link = links.links[1 * 3 + 2];
  EXPECT_EQ(link.from, 1U);
  EXPECT_EQ(link.to, 2U);
  // The chain rule: dJ/dw = x dJ/dz.
  EXPECT_DOUBLE_EQ(*link.derivative, columns[0].units[1].a.value * *unit.z->derivative);
  EXPECT_EQ(columns[3].units[0].a.value, *e.loss);
}

TEST(UnitColumns, LayersThatHandOnHaveNoColumnAndMapsAreUnits) {
  OwnNumbers numbers{.network = "reshape 1x4x4; conv2d 2 3x3 relu; dropout 0.5; flatten; dense 3",
                     .target = {1, 2, 3}};
  for (int i = 0; i < 16; ++i) numbers.input.push_back(std::sin(i));
  const Explanation e = own_network(numbers).explanation();
  const std::vector<UnitColumn> columns = unit_columns(e);
  ASSERT_EQ(columns.size(), 4U) << "image, convolution, dense, loss";
  ASSERT_EQ(columns[0].units.size(), 1U);
  EXPECT_EQ(columns[0].units[0].map->shape(), Shape({4, 4}));
  ASSERT_EQ(columns[1].units.size(), 2U);
  EXPECT_EQ(columns[1].inputs[0].kind, UnitLinks::Kind::norms);
  // A link from a map to a dense unit is the norm of the rows of the kernel that belong to the map.
  const auto kernel = e.layers.back().parameters[0].value.values<double>();
  double squares = 0.0;
  for (std::size_t row = 4; row < 8; ++row) squares += kernel[row * 3 + 2] * kernel[row * 3 + 2];
  const UnitLink& link = columns[2].inputs[0].links[1 * 3 + 2];
  EXPECT_DOUBLE_EQ(link.weight, std::sqrt(squares));
  EXPECT_EQ(columns[2].kernel, nullptr) << "no matrix of many weights a link";
}

TEST(UnitColumns, ALayerWhoseValuesHappenToStayHasAColumn) {
  OwnNetwork own =
      own_network({.network = "dense 1; activation relu", .input = {2}, .target = {1}});
  own.options.exact.emplace("dense/kernel", Tensor::of<double>({1, 1}, {1.0}));
  const std::vector<UnitColumn> columns = unit_columns(own.explanation());
  ASSERT_EQ(columns.size(), 4U) << "input 2, z = 1 * 2 + 0, relu(2), loss";
  EXPECT_EQ(columns[2].units[0].a.value, 2.0);
}

TEST(UnitColumns, ProbabilitiesOfLogitsHaveAColumnOfTheirOwn) {
  const OwnNumbers numbers{.network = "dense 3",
                           .input = {1},
                           .target = {2},
                           .loss = "sparse_categorical_crossentropy from_logits"};
  const Explanation e = own_network(numbers).explanation();
  const std::vector<UnitColumn> columns = unit_columns(e);
  ASSERT_EQ(columns.size(), 4U);
  EXPECT_EQ(columns[2].role, UnitColumn::Role::prediction);
  EXPECT_EQ(columns[2].units[2].a.value, e.prediction[2].second);
  EXPECT_EQ(columns[2].units[2].name, "class 2");
}

TEST(UnitsSvg, TitlesHaveAllDigitsOfTheJson) {
  const Explanation e = two_three_one();
  const std::string svg = units_svg(e);
  const io::Json json = to_json(e, true);
  for (const io::Json& layer : json.array("layers")) {
    for (const char* part : {"z", "output"}) {
      for (const char* kind : {"values", "derivatives"}) {
        for (const io::Json& number : layer.at(part).array(kind)) {
          EXPECT_THAT(svg, HasSubstr(" = " + number.dump())) << part << " " << kind;
        }
      }
    }
    for (const io::Json& weight : layer.array("parameters")) {
      for (const io::Json& number : weight.at("value").array("values")) {
        EXPECT_THAT(svg, HasSubstr(" = " + number.dump()));
      }
    }
  }
  EXPECT_THAT(svg, HasSubstr("W[1]: dense/kernel [2, 3]"));
  EXPECT_THAT(svg, HasSubstr("b[2]"));
}

TEST(UnitsSvg, LongLayersAreShortenedUnlessAllIsAsked) {
  const Explanation e =
      own_network({.network = "dense 40 relu; dense 1", .input = {1, -1}, .target = {1}})
          .explanation();
  const std::string svg = units_svg(e);
  EXPECT_THAT(svg, HasSubstr("… 28 more"));
  EXPECT_THAT(svg, HasSubstr("the 12 strongest units"));
  EXPECT_THAT(svg, Not(HasSubstr("W[1]")));
  const std::string full = units_svg(e, {.full = true});
  EXPECT_THAT(full, Not(HasSubstr(" more</text>")));
  EXPECT_THAT(full, HasSubstr("a40[1]"));
  EXPECT_THAT(full, HasSubstr("W[1]"));
}

TEST(UnitsSvg, NamesAreNeverMarkup) {
  Explanation e = two_three_one();
  e.title = "<script>";
  e.feature_names[0] = "a<b>&\"";
  e.layers[0].name = "<dense>";
  e.layers[1].inputs[0] = "<dense>";
  e.target = "<i>";
  const std::string svg = units_svg(e, {.standalone = false});
  for (const char* markup : {"<script", "<b>", "<dense", "<i>", "http"}) {
    EXPECT_THAT(svg, Not(HasSubstr(markup)));
  }
}

}  // namespace
}  // namespace ganglion::train
