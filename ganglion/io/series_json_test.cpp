#include "ganglion/io/series_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "ganglion/core/error.h"
#include "tests/support/error_of.h"

namespace ganglion::io {
namespace {

data::SeriesRecipe recipe() {
  return {.target = "y",
          .time_column = "when",
          .series_column = "shop",
          .columns = {{.name = "x", .format = {.decimal = ','}}, {.name = "w", .is_text = true}},
          .horizon = 12,
          .lags = 13,
          .season = 7,
          .seasons = 2,
          .differencing = data::Differencing::log_ratio,
          .clock = {.unit = data::ClockUnit::weekdays, .start = -3, .step = 2, .hour = 9.5},
          .weekday = true,
          .trained_until = -5,
          .scales = {{"a", 1.25}, {"b", std::nan("")}}};
}

TEST(SeriesJson, IsReadAsItWasWritten) {
  const std::string text = to_json(recipe()).dump();
  const data::SeriesRecipe read = series_from_json(parse_json(text, "recipe"));
  EXPECT_EQ(to_json(read).dump(), text);
  EXPECT_EQ(read.columns[0].format.decimal, ',');
  EXPECT_EQ(read.scale_of("a"), 1.25);
  EXPECT_TRUE(std::isnan(read.scale_of("b")));
  EXPECT_TRUE(std::isnan(read.scale_of("c")));
}

TEST(SeriesJson, RefusesWhatNoRecipeIs) {
  const auto refusal = [](const std::function<void(data::SeriesRecipe&)>& change) {
    data::SeriesRecipe changed = recipe();
    change(changed);
    const std::string text = to_json(changed).dump();
    return support::error_of([&] { series_from_json(parse_json(text, "recipe")); });
  };
  EXPECT_EQ(refusal([](auto& r) { r.horizon = 0; }), "series: 'horizon' is 0");
  EXPECT_EQ(refusal([](auto& r) { r.lags = -1; }), "series: 'lags' is -1");
  EXPECT_EQ(refusal([](auto& r) { r.seasons = 3; }), "series: 'seasons' is 3");
  EXPECT_EQ(refusal([](auto& r) { r.season = 0; }), "series: 'seasons' without a season");
  EXPECT_EQ(refusal([](auto& r) { r.clock.step = 0; }), "series: 'step' is 0");
  EXPECT_EQ(refusal([](auto& r) { r.clock.step = 1.5; }),
            "series: 'start' and 'step' of dates must be whole");
  EXPECT_EQ(refusal([](auto& r) { r.clock.unit = data::ClockUnit::number; }),
            "series: parts of a date, but its times are numbers");
}

}  // namespace
}  // namespace ganglion::io
