#include "ganglion/train/callbacks/progress_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <limits>
#include <utility>

#include "ganglion/train/callbacks/monitor.h"

namespace ganglion::train {
namespace {

using Clock = std::chrono::steady_clock;

class Line final : public Callback {
 public:
  explicit Line(const ProgressLine& options)
      : file_(options.file),
        estimate_(options.estimate),
        terminal_(options.style == ProgressLine::Style::terminal ||
                  (options.style == ProgressLine::Style::automatic &&
                   isatty(fileno(options.file)) == 1)) {}

  void on_train_begin(TrainingState& state) override {
    every_ = epochs_per_line(state.epochs);
    shown_ = std::numeric_limits<double>::quiet_NaN();
    first_ = true;
    // The first redraw comes a moment later: short epochs never show one.
    drawn_ = Clock::now();
  }

  void on_epoch_begin(TrainingState&) override { began_ = Clock::now(); }

  void on_step_end(TrainingState& state) override {
    if (estimate_) estimate(state);
    if (!terminal_) return;
    const auto now = Clock::now();
    if (now - drawn_ < std::chrono::milliseconds(100)) return;
    drawn_ = now;
    const double seconds = std::chrono::duration<double>(now - began_).count();
    draw(running_line(state, seconds, width()));
  }

  void on_epoch_settled(TrainingState& state) override {
    if (!wanted(state)) return;
    clear();
    std::fputs((epoch_line(state) + '\n').c_str(), file_);
    std::fflush(file_);
  }

  void on_train_end(TrainingState& state) override {
    clear();
    if (!state.stop_reason.empty()) std::fputs((state.stop_reason + '\n').c_str(), file_);
    std::fflush(file_);
  }

 private:
  bool wanted(const TrainingState& state) {
    const bool regular = state.epoch % every_ == 0 || state.epoch == state.epochs || state.stop;
    const bool due = std::exchange(first_, false) || regular || clearly_better(state);
    if (due) remember(state);
    return due;
  }

  /// Without the first step, before which plans are made.
  void estimate(const TrainingState& state) {
    const auto now = Clock::now();
    if (measured_++ == 0) measured_since_ = now;
    const double seconds = std::chrono::duration<double>(now - measured_since_).count();
    if (seconds < 1.0) return;
    const std::string text = estimate_(state, seconds / static_cast<double>(measured_ - 1));
    estimate_ = {};
    if (text.empty()) return;
    clear();
    std::fputs((text + '\n').c_str(), file_);
    std::fflush(file_);
  }

  static double watched(const TrainingState& state) {
    return state.history.epochs.back().at(state.has_validation ? "val_loss" : "loss");
  }
  /// By 5 % of the best that was shown: at the start of training nearly every epoch is a best one.
  bool clearly_better(const TrainingState& state) const {
    const double margin = 0.05 * (shown_ < 0 ? -shown_ : shown_);
    return Monitor{"loss", Mode::minimize}.better(watched(state), shown_, margin);
  }
  void remember(const TrainingState& state) {
    if (Monitor{"loss", Mode::minimize}.better(watched(state), shown_)) shown_ = watched(state);
  }

  int width() const {
    constexpr int kUsual = 80;
    winsize size{};
    const bool known = ioctl(fileno(file_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return (known ? size.ws_col : kUsual) - 1;  // writing in the last column would wrap
  }
  void draw(const std::string& text) {
    std::fputs(("\r" + text + "\x1b[K").c_str(), file_);
    std::fflush(file_);
    dirty_ = true;
  }
  void clear() {
    if (dirty_) std::fputs("\r\x1b[K", file_);
    dirty_ = false;
  }

  std::FILE* file_;
  std::function<std::string(const TrainingState&, double)> estimate_;  ///< empty once asked
  std::int64_t measured_ = 0;                                          ///< steps
  Clock::time_point measured_since_;
  bool terminal_;
  std::int64_t every_ = 1;
  bool first_ = true;
  double shown_ = std::numeric_limits<double>::quiet_NaN();  ///< best value that got a line
  Clock::time_point drawn_;
  Clock::time_point began_;
  bool dirty_ = false;  ///< there is a running line on the terminal
};

}  // namespace

std::shared_ptr<Callback> ProgressLine::make() const {
  return std::make_shared<Line>(*this);
}

}  // namespace ganglion::train
