#include "ganglion/optim/schedule_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"

namespace ganglion::optim {
namespace {

enum class Unit { steps, epochs };

constexpr std::string_view kBlanks = " \t";

/// The words of a schedule, read from left to right.
class Reader {
 public:
  Reader(std::string_view text, const ScheduleContext& context) : text_(text), context_(context) {
    skip_blanks();
  }

  bool done() const { return at_ == text_.size(); }
  const ScheduleContext& context() const { return context_; }

  /// These steps of the training are spoken for.
  void spend(std::int64_t steps) {
    context_.total_steps = std::max<std::int64_t>(context_.total_steps - steps, 1);
  }

  bool next_is(std::string_view word) const {
    return text_.substr(at_, text_.find_first_of(kBlanks, at_) - at_) == word;
  }

  std::string_view word(const char* wanted) {
    if (done()) fail(at_, "the text ends", wanted);
    begin_ = at_;
    const std::size_t end = std::min(text_.find_first_of(kBlanks, at_), text_.size());
    const std::string_view result = text_.substr(at_, end - at_);
    at_ = end;
    skip_blanks();
    return result;
  }

  double number(const char* wanted, double low, double high) {
    const std::string_view found = word(wanted);
    double value = 0;
    if (!read(found, value) || !(value >= low && value <= high)) {
      fail(begin_, shown(found), wanted);
    }
    return value;
  }

  /// A count of steps; "3e" is three epochs and "3s" three steps.
  std::int64_t steps(const char* wanted, Unit unit) {
    const std::string_view found = word(wanted);
    std::string_view digits = found;
    if (digits.ends_with('e')) unit = Unit::epochs;
    if (digits.ends_with('s')) unit = Unit::steps;
    if (digits.ends_with('e') || digits.ends_with('s')) digits.remove_suffix(1);
    std::int64_t value = 0;
    constexpr std::int64_t kMax = 1'000'000'000;
    if (!read(digits, value) || value < 1 || value > kMax) fail(begin_, shown(found), wanted);
    return unit == Unit::epochs ? value * context_.steps_per_epoch : value;
  }

  [[noreturn]] void fail(std::size_t place, const std::string& found, const std::string& wanted) {
    throw Error(fmt::format("schedule {}: {} at character {}; expected {}", shown(text_), found,
                            place + 1, wanted));
  }
  std::size_t begin() const { return begin_; }

 private:
  template <class T>
  static bool read(std::string_view word, T& value) {
    const char* end = word.data() + word.size();
    const auto [stop, code] = std::from_chars(word.data(), end, value);
    return stop == end && code == std::errc{};
  }
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  std::string_view text_;
  ScheduleContext context_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
};

constexpr double kTiny = 1e-300;  // numbers above 0
constexpr double kHuge = 1e300;

ParsedSchedule step(Reader& reader) {
  const double factor = reader.number("a factor above 0, as in \"step 0.5 20\"", kTiny, kHuge);
  const std::int64_t every =
      reader.steps("a number of epochs, as in \"step 0.5 20\"", Unit::epochs);
  return {StepDecay{reader.context().learning_rate, factor, every}, {}};
}

ParsedSchedule exponential(Reader& reader) {
  const double rate =
      reader.number("a rate above 0, as in \"exponential 0.96 1000\"", kTiny, kHuge);
  const std::int64_t every =
      reader.steps("a number of steps, as in \"exponential 0.96 1000\"", Unit::steps);
  return {ExponentialDecay{reader.context().learning_rate, rate, every}, {}};
}

ParsedSchedule cosine(Reader& reader) {
  CosineDecay result{.initial_learning_rate = reader.context().learning_rate,
                     .decay_steps = reader.context().total_steps};
  if (!reader.done()) result.decay_steps = reader.steps("a number of steps", Unit::steps);
  if (!reader.done())
    result.alpha = reader.number("the final fraction of the learning rate, 0 to 1", 0, 1);
  return {result, {}};
}

ParsedSchedule piecewise(Reader& reader) {
  PiecewiseConstant result;
  for (;;) {
    result.values.push_back(
        reader.number("a learning rate, as in \"piecewise 0.1 1000 0.01\"", 0, kHuge));
    if (reader.done()) return {result, {}};
    const std::int64_t boundary = reader.steps("a number of steps", Unit::steps);
    if (!result.boundaries.empty() && boundary <= result.boundaries.back()) {
      reader.fail(reader.begin(), fmt::format("step {}", boundary),
                  fmt::format("one after {}", result.boundaries.back()));
    }
    result.boundaries.push_back(boundary);
  }
}

ParsedSchedule plateau(Reader& reader) {
  ReduceOnPlateau result;
  if (!reader.done()) result.factor = reader.number("a factor between 0 and 1", kTiny, 1 - 1e-12);
  if (!reader.done()) {
    constexpr double kMax = 1e9;
    const double epochs = reader.number("an integer number of epochs", 1, kMax);
    if (epochs != std::floor(epochs)) {
      reader.fail(reader.begin(), fmt::to_string(epochs), "an integer number of epochs");
    }
    result.patience = static_cast<std::int64_t>(epochs);
  }
  return {ConstantSchedule{reader.context().learning_rate}, result};
}

ParsedSchedule constant(Reader& reader) {
  return {ConstantSchedule{reader.context().learning_rate}, {}};
}

struct ScheduleEntry {
  std::string_view name;
  ParsedSchedule (*read)(Reader& reader);
};
constexpr std::array kSchedules = {
    ScheduleEntry{"constant", constant},       ScheduleEntry{"step", step},
    ScheduleEntry{"exponential", exponential}, ScheduleEntry{"cosine", cosine},
    ScheduleEntry{"piecewise", piecewise},     ScheduleEntry{"plateau", plateau}};

ParsedSchedule whole(Reader& reader, ParsedSchedule result) {
  if (reader.done()) return result;
  const std::string rest = shown(reader.word(""));
  reader.fail(reader.begin(), rest, "the end of the text");
}

ParsedSchedule read_one(Reader& reader) {
  constexpr const char* kWanted =
      "constant, step, exponential, cosine, piecewise, plateau or warmup";
  const std::string_view name = reader.word(kWanted);
  std::vector<std::string> names = {"warmup"};
  for (const ScheduleEntry& entry : kSchedules) {
    if (entry.name == name) return whole(reader, entry.read(reader));
    names.emplace_back(entry.name);
  }
  const std::string near = nearest_name(name, names);
  reader.fail(reader.begin(), shown(name),
              kWanted + (near.empty() ? "" : fmt::format(" (did you mean {}?)", near)));
}

ParsedSchedule parse_schedule(std::string_view text, const ScheduleContext& context) {
  Reader reader(text, context);
  if (!reader.next_is("warmup")) return read_one(reader);
  reader.word("warmup");
  const std::int64_t steps =
      reader.steps("a number of steps, as in \"warmup 500 cosine\"", Unit::steps);
  reader.spend(steps);
  ParsedSchedule result = reader.done() ? constant(reader) : read_one(reader);
  return {Warmup{steps, result.schedule}, result.plateau};
}

std::string single_blanks(std::string_view text) {
  std::string result;
  for (std::size_t from = 0; (from = text.find_first_not_of(kBlanks, from)) < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kBlanks, from), text.size());
    if (!result.empty()) result += ' ';
    result += text.substr(from, end - from);
    from = end;
  }
  return result;
}

/// Long enough for what people type.
constexpr ScheduleContext kSomeTraining = {.steps_per_epoch = 100, .total_steps = 100'000};

}  // namespace

ScheduleText::ScheduleText(std::string_view text)
    : text_(single_blanks(text)),
      ends_at_zero_(parse_schedule(text, kSomeTraining).schedule.final_rate() == 0.0) {}

ParsedSchedule ScheduleText::resolve(const ScheduleContext& context) const {
  return parse_schedule(text_, context);
}

}  // namespace ganglion::optim
