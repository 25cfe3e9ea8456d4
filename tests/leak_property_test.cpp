#include <ganglion/ganglion.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "ganglion/train/run/run.h"
#include "tests/support/noise_table.h"
#include "tests/support/scratch_folder.h"

/// In tables of noise there is nothing to learn but what gives the class away, and whoever learns
/// that tests better than by chance.
namespace ganglion {
namespace {

using support::Leak;
using support::NoiseTable;

/// Test accuracy above chance.
double gain_on(const NoiseTable& table, const data::ColumnTypes& columns) {
  const support::ScratchFolder folder;
  train::Job job = {.data = folder.write("noise.csv", table.csv),
                    .targets = {table.target},
                    .columns = columns,
                    .network = "dense 16 relu",
                    .learning_rate = 0.02,
                    .epochs = 60,
                    .test = {.fraction = 0.3},
                    .ensemble = 1,
                    .threads = 1,
                    .out = folder / "run"};
  const train::RunResult result = train::run(std::move(job), {.progress = false});
  for (const auto& [name, value] : result.test->metrics) {
    if (name == "accuracy") return value - 0.5;
  }
  ADD_FAILURE() << "no accuracy";
  return 0;
}

struct Mean {
  double mean = 0;
  double standard_error = 0;
};

Mean mean_of(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / (count - 1) / count)};
}

TEST(LeakPropertySlow, NoiseIsTestedAsNoise) {
  std::map<Leak, std::vector<double>> gains;
  std::vector<double> all;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const NoiseTable table = support::noise_table(seed);
    all.push_back(gain_on(table, {}));
    gains[table.leak].push_back(all.back());
  }
  for (const auto& [leak, values] : gains) {
    const Mean gain = mean_of(values);
    EXPECT_LT(gain.mean, 3 * gain.standard_error) << static_cast<int>(leak);
  }
  const Mean gain = mean_of(all);
  EXPECT_LT(std::abs(gain.mean), 2 * gain.standard_error) << gain.mean;
}

/// What the tables would tell: otherwise the test above proved nothing.
TEST(LeakPropertySlow, NumbersOfRowsWouldGiveTheClassAway) {
  std::vector<double> gains;
  for (std::uint64_t seed = 0; seed < 36; ++seed) {
    const NoiseTable table = support::noise_table(seed);
    if (table.column.empty()) continue;
    gains.push_back(gain_on(table, {{table.column, data::ColumnType::number}}));
  }
  EXPECT_GT(mean_of(gains).mean, 0.3);
}

}  // namespace
}  // namespace ganglion
