#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ganglion/core/rng.h"
#include "ganglion/nn/metrics/calibration.h"
#include "ganglion/train/diagnosis/verdicts.h"
#include "ganglion/train/evaluate/resampled_parts.h"

namespace ganglion::train {
namespace {

constexpr int kBins = nn::ExpectedCalibrationError{}.bins;
constexpr std::int64_t kMostDraws = 200;
constexpr std::int64_t kFewestDraws = 20;
constexpr std::int64_t kOutcomes = 20'000'000;  // drawn in all, about
constexpr double kBeyondChance = 3.0;           // standard errors
constexpr double kWorthMending = 0.05;          // beyond what is expected
constexpr std::int64_t kTellingCount = 50;

/// Probabilities, and whether what they are of came.
struct Promises {
  std::vector<double> probability;
  std::vector<char> kept;
};

Promises promises_of(const Evidence& evidence) {
  const Assessment& assessment = evidence.assessment();
  const AnsweredRows rows(evidence.result.job.task, assessment.predictions, assessment.targets, 1,
                          0.5);
  Promises result;
  const auto add = [&](double probability, bool came) {
    result.probability.push_back(probability);
    result.kept.push_back(came ? 1 : 0);
  };
  for (std::int64_t row = 0; row < rows.count; ++row) {
    if (!rows.labels() && rows.columns > 1) {
      const std::int64_t best = rows.predicted(row);
      add(rows.prediction(row, best), rows.actual(row) == best);
      continue;
    }
    for (std::int64_t c = 0; c < rows.columns; ++c) {
      add(rows.prediction(row, c), rows.positive(row, c));
    }
  }
  return result;
}

/// The expected calibration error.
double error_of_bins(const std::vector<double>& probability, const std::vector<char>& kept) {
  std::array<double, kBins> gaps{};
  for (std::size_t i = 0; i < probability.size(); ++i) {
    const int bin =
        std::clamp(static_cast<int>(std::ceil(probability[i] * kBins)) - 1, 0, kBins - 1);
    gaps[static_cast<std::size_t>(bin)] += probability[i] - static_cast<double>(kept[i]);
  }
  double sum = 0.0;
  for (const double gap : gaps) sum += std::abs(gap);
  return sum / static_cast<double>(probability.size());
}

/// The error that probabilities show by chance when they are right: its mean and deviation over
/// outcomes drawn from them (Bröcker and Smith, "Increasing the Reliability of Reliability
/// Diagrams", 2007).
std::pair<double, double> error_by_chance(const std::vector<double>& probability,
                                          std::uint64_t seed) {
  double sum = 0.0;
  double squares = 0.0;
  std::vector<char> drawn(probability.size());
  const std::int64_t draws = std::clamp(kOutcomes / std::ssize(drawn), kFewestDraws, kMostDraws);
  for (std::int64_t draw = 0; draw < draws; ++draw) {
    const std::uint64_t stream = stream_of("calibration_off") + static_cast<std::uint64_t>(draw);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      drawn[i] = random_uniform(seed, stream, i) < probability[i] ? 1 : 0;
    }
    const double error = error_of_bins(probability, drawn);
    sum += error / static_cast<double>(draws);
    squares += error * error / static_cast<double>(draws);
  }
  return {sum, std::sqrt(std::max(squares - sum * sum, 0.0))};
}

/// Fits a temperature where none was, without weights that shift probabilities.
void mend(Job& job, const RunResult& result) {
  const Job& used = result.job.stated;
  if (used.class_weight == ClassWeight::balanced) {
    job.class_weight = ClassWeight::none;
  } else if (!used.calibration) {
    job.calibration = true;
  } else if (result.job.ensemble == 1) {
    job.ensemble = 5;
  } else {
    job.validation = {.fraction = 0.3};
  }
}

}  // namespace

std::optional<Finding> calibration_off(const Evidence& evidence) {
  if (evidence.result.job.task == data::Task::regression || !evidence.has_held_out()) return {};
  const Promises promises = promises_of(evidence);
  if (std::ssize(promises.probability) < kTellingCount) return {};
  const double error = error_of_bins(promises.probability, promises.kept);
  const auto [expected, deviation] =
      error_by_chance(promises.probability, evidence.result.job.stated.seed);
  if (error - expected < std::max(kBeyondChance * deviation, kWorthMending)) return {};
  return Finding{
      .kind = "calibration_off",
      .text = fmt::format("the expected calibration error is {:.3g} on {} rows; chance explains "
                          "{:.2g} ± {:.1g}",
                          error, evidence.part(), expected, deviation),
      .numbers = {{"ece", error}, {"expected", expected}, {"standard_error", deviation}},
      .command = evidence.command([&](Job& job) { mend(job, evidence.result); })};
}

}  // namespace ganglion::train
