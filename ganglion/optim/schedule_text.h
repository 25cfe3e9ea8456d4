#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "ganglion/optim/reduce_on_plateau.h"
#include "ganglion/optim/schedule.h"

namespace ganglion::optim {

/// What a schedule's text leaves open.
struct ScheduleContext {
  double learning_rate = 1e-3;       ///< the optimizer's
  std::int64_t steps_per_epoch = 1;  ///< > 0
  std::int64_t total_steps = 1;      ///< of the whole training; > 0
};

/// A schedule, and a plateau rule upon it if the text asks for one.
struct ParsedSchedule {
  Schedule schedule;
  std::optional<ReduceOnPlateau> plateau;
};

/// A schedule as typed for `--schedule`:
///   constant
///   step FACTOR EPOCHS               times FACTOR every EPOCHS epochs
///   exponential RATE STEPS           times RATE every STEPS steps, smoothly
///   cosine [STEPS [ALPHA]]           half a cosine down to ALPHA (0) of the rate within STEPS
///                                    (all that are left of the training)
///   piecewise RATE STEPS RATE …      each RATE up to that step, the last to the end
///   plateau [FACTOR [EPOCHS]]        times FACTOR (0.1) after EPOCHS (10) without improvement
///   warmup STEPS [any of these]      a straight line up to the rate first; the others count from
///                                    its end
/// An "e" behind a count means epochs and an "s" steps: "warmup 2e cosine", "step 0.5 400s". Small
/// letters only; any number of blanks.
class ScheduleText {
 public:
  /// Throws Error naming the place in the text, what was found and what is expected there.
  explicit ScheduleText(std::string_view text);

  /// The words with single blanks between them.
  const std::string& text() const { return text_; }
  /// The schedule of a training. Throws Error where only its length shows that boundaries in steps
  /// and in epochs don't ascend.
  ParsedSchedule resolve(const ScheduleContext& context) const;
  /// Whether the learning rate reaches 0 and stays there, as with "cosine" and "warmup 2e cosine",
  /// if the training is long enough for the counts in the text.
  bool ends_at_zero() const { return ends_at_zero_; }

 private:
  std::string text_;
  bool ends_at_zero_;
};

}  // namespace ganglion::optim
