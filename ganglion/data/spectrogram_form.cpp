#include "ganglion/data/spectrogram_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::int64_t kMaxBands = 512;
constexpr double kMaxMilliseconds = 60'000.0;

std::vector<std::string> parts_of_setting(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (!blank && !inside) words.emplace_back();
    if (!blank) words.back() += c;
    inside = !blank;
  }
  return words;
}

void set_part(SpectrogramSettings& settings, const std::string& part) {
  const std::vector<std::string> words = parts_of_setting(part);
  if (words.empty()) return;
  const std::vector<std::string> names = {"bands", "frame", "hop"};
  if (std::ranges::find(names, words[0]) == names.end()) {
    throw Error(fmt::format("unknown part of a spectrogram {}; {}", shown(words[0]),
                            suggestion(words[0], names)));
  }
  double number = 0.0;
  if (words.size() != 2 || !parse_number(words[1], number)) {
    throw Error(fmt::format("{}: write `{} N`", shown(part), words[0]));
  }
  const bool bands = words[0] == "bands";
  const double most = bands ? static_cast<double>(kMaxBands) : kMaxMilliseconds;
  if (!(number > 0.0 && number <= most) || (bands && number != std::floor(number))) {
    throw Error(fmt::format("{} {}: expected {} up to {}", words[0], number,
                            bands ? "an integer from 1" : "milliseconds above 0,", most));
  }
  if (bands) settings.bands = static_cast<std::int64_t>(number);
  (words[0] == "frame" ? settings.frame : words[0] == "hop" ? settings.hop : number) = number;
}

std::int64_t values_of_time(double milliseconds, std::int64_t rate, const char* what) {
  const auto values = std::llround(milliseconds * static_cast<double>(rate) / 1000.0);
  if (values >= 1) return values;
  throw Error(fmt::format("spectrogram: a {} of {} ms is shorter than a value of {} Hz", what,
                          milliseconds, rate),
              {.setting = "spectrogram", .value = "auto"});
}

}  // namespace

SpectrogramSettings parse_spectrogram(std::string_view text) {
  SpectrogramSettings result;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    set_part(result, std::string(text.substr(at, end - at)));
    at = end + 1;
  }
  return result;
}

std::string spectrogram_text(const SpectrogramSettings& settings) {
  std::string text;
  const auto add = [&](const char* name, const auto& number) {
    if (number > 0) text += fmt::format("{}{} {}", text.empty() ? "" : "; ", name, number);
  };
  add("bands", settings.bands);
  add("frame", settings.frame);
  add("hop", settings.hop);
  return text;
}

SpectrogramSettings SpectrogramForm::settings() const {
  const auto milliseconds = [&](std::int64_t values) {
    return 1000.0 * static_cast<double>(values) / static_cast<double>(rate);
  };
  return {.bands = bands, .frame = milliseconds(frame), .hop = milliseconds(hop)};
}

SpectrogramForm spectrogram_form(const SpectrogramSettings& settings, std::int64_t rate,
                                 std::int64_t length) {
  constexpr std::int64_t kMostFrames = 400;
  constexpr std::int64_t kFewestFrames = 16;
  constexpr std::int64_t kLeastHop = 26;  // makes frames of 65 values
  constexpr std::int64_t kWideBandRate = 16'000;
  SpectrogramForm form = {.rate = rate, .length = length, .bands = settings.bands};
  if (form.bands == 0) form.bands = rate < kWideBandRate ? 40 : 64;
  if (settings.frame > 0) form.frame = values_of_time(settings.frame, rate, "frame");
  if (settings.hop > 0) {
    form.hop = values_of_time(settings.hop, rate, "hop");
  } else if (form.frame > 0) {
    form.hop = std::max<std::int64_t>(1, form.frame * 2 / 5);
  } else {
    form.hop = std::max({rate / 100, kLeastHop, length / kMostFrames});
    form.hop = std::min(form.hop, std::max<std::int64_t>(1, length / kFewestFrames));
  }
  if (form.frame == 0) form.frame = std::max<std::int64_t>(1, form.hop * 5 / 2);
  return form;
}

std::string described(const SpectrogramForm& form) {
  const SpectrogramSettings settings = form.settings();
  return fmt::format("{:.3g} s at {} Hz, frames of {:.3g} ms every {:.3g} ms",
                     static_cast<double>(form.length) / static_cast<double>(form.rate), form.rate,
                     settings.frame, settings.hop);
}

}  // namespace ganglion::data
