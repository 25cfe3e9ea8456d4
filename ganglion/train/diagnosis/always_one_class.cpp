#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "ganglion/core/suggestion.h"
#include "ganglion/train/diagnosis/remedies.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

constexpr double kNearlyAll = 0.95;  // of the rows: predicted as one class
constexpr double kUneven = 1.5;      // times an even share: what weights of classes can mend

/// Rows by actual and by predicted class.
struct ClassSums {
  explicit ClassSums(const nn::ConfusionMatrix& matrix)
      : actual(static_cast<std::size_t>(matrix.classes()), 0), predicted(actual) {
    for (std::int64_t i = 0; i < matrix.classes(); ++i) {
      for (std::int64_t j = 0; j < matrix.classes(); ++j) {
        actual[static_cast<std::size_t>(i)] += matrix.count(i, j);
        predicted[static_cast<std::size_t>(j)] += matrix.count(i, j);
      }
    }
  }

  std::vector<std::int64_t> actual;
  std::vector<std::int64_t> predicted;
};

std::string command_for(const Evidence& evidence, double share, std::size_t classes) {
  const Job& used = evidence.result.job.stated;
  const bool uneven = share * static_cast<double>(classes) >= kUneven;
  if (uneven && used.class_weight == ClassWeight::none) {
    return evidence.command([](Job& job) { job.class_weight = ClassWeight::balanced; });
  }
  return freer_command(evidence);
}

}  // namespace

std::optional<Finding> always_one_class(const Evidence& evidence) {
  const Evaluation& scores = evidence.scores();
  if (!scores.confusion || scores.rows < 2) return {};
  const ClassSums sums(*scores.confusion);
  const auto most = std::ranges::max_element(sums.predicted) - sums.predicted.begin();
  const auto rows = static_cast<double>(scores.rows);
  const auto said = static_cast<double>(sums.predicted[static_cast<std::size_t>(most)]) / rows;
  const auto share = static_cast<double>(sums.actual[static_cast<std::size_t>(most)]) / rows;
  const bool none_found =
      sums.actual.size() == 2 && scores.confusion->count(1 - most, 1 - most) == 0;
  if (share == 1.0 || said < kNearlyAll || (said < 1.0 && !none_found)) return {};
  const std::string name = shown(scores.class_names[static_cast<std::size_t>(most)]);
  std::string text = fmt::format("{} of {} {} rows are predicted as {}, which {:.3g} % are",
                                 sums.predicted[static_cast<std::size_t>(most)], scores.rows,
                                 evidence.part(), name, 100.0 * share);
  if (none_found && scores.positive == scores.class_names[static_cast<std::size_t>(1 - most)]) {
    text += fmt::format("; F1 of {} is 0", shown(scores.positive));
  }
  return Finding{.kind = "always_one_class",
                 .text = text,
                 .numbers = {{"predicted_share", said}, {"actual_share", share}},
                 .command = command_for(evidence, share, sums.actual.size())};
}

}  // namespace ganglion::train
