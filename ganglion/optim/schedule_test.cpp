#include "ganglion/optim/schedule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "ganglion/core/error.h"

namespace ganglion::optim {
namespace {

using Json = nlohmann::json;

Schedule schedule_of(const std::string& kind, const Json& options) {
  if (kind == "piecewise_constant_decay") {
    return PiecewiseConstant{options["boundaries"], options["values"]};
  }
  const double initial = options["initial_learning_rate"];
  if (kind == "exponential_decay") {
    return ExponentialDecay{initial, options["decay_rate"], options["decay_steps"],
                            options["staircase"]};
  }
  return CosineDecay{.initial_learning_rate = initial,
                     .decay_steps = options["decay_steps"],
                     .alpha = options["alpha"],
                     .warmup_target = options.value("warmup_target", 0.0),
                     .warmup_steps = options.value("warmup_steps", 0)};
}

TEST(Schedules, AreThoseOfKeras) {
  std::ifstream file(GANGLION_SOURCE_DIR "/tests/golden/optimizers/optimizers.json");
  const Json rows = Json::parse(file)["schedules"];
  ASSERT_EQ(rows.size(), 7u);
  for (const Json& row : rows) {
    const Schedule schedule = schedule_of(row["schedule"], row["options"]);
    for (std::size_t i = 0; i < row["steps"].size(); ++i) {
      const double want = row["learning_rates"][i];
      EXPECT_NEAR(schedule.at(row["steps"][i]), want, 1e-15 + 1e-12 * want)
          << row["schedule"] << row["options"] << " at step " << row["steps"][i];
    }
  }
}

TEST(Schedules, StepDecayFallsAtMultiples) {
  const StepDecay schedule{.initial_learning_rate = 0.8, .factor = 0.5, .every_steps = 20};
  EXPECT_DOUBLE_EQ(schedule.at(0), 0.8);
  EXPECT_DOUBLE_EQ(schedule.at(19), 0.8);
  EXPECT_DOUBLE_EQ(schedule.at(20), 0.4);
  EXPECT_DOUBLE_EQ(schedule.at(60), 0.1);
}

TEST(Schedules, WarmupRisesAndMeetsWhatFollows) {
  const Warmup schedule{.steps = 4, .after = StepDecay{1.0, 0.1, 3}};
  const double want[] = {0.2, 0.4, 0.6, 0.8, 1.0, 1.0, 1.0, 0.1};
  for (int step = 0; step < 8; ++step) EXPECT_DOUBLE_EQ(schedule.at(step), want[step]) << step;
}

TEST(Schedules, SettingsThatCannotWorkAreRefusedAtOnce) {
  EXPECT_THROW(Schedule(StepDecay{.every_steps = 0}), Error);
  EXPECT_THROW(Schedule(StepDecay{.factor = -1}), Error);
  EXPECT_THROW(Schedule(ConstantSchedule{NAN}), Error);
  EXPECT_THROW(Schedule(ConstantSchedule{-0.1}), Error);
  EXPECT_THROW(Schedule(CosineDecay{.decay_steps = 0}), Error);
  EXPECT_THROW(Schedule(PiecewiseConstant{{5, 3}, {1, 2, 3}}), Error);
  EXPECT_THROW(Schedule(PiecewiseConstant{{5}, {1}}), Error);
}

TEST(Schedules, AnyStructWithAtIsOne) {
  struct Half {
    double at(std::int64_t step) const { return 0.5 * static_cast<double>(step); }
  };
  EXPECT_DOUBLE_EQ(Schedule(Half{}).at(3), 1.5);
}

}  // namespace
}  // namespace ganglion::optim
