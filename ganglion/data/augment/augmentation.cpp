#include "ganglion/data/augment/augmentation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/augment/transformations.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// How a step is written.
struct Word {
  std::string_view name;
  std::string_view number;  ///< what stands behind it in help; empty for none
  std::string_view help;
  void (*add)(Augmentation&, double);
};

template <TransformationPointer (*make)(double)>
void add(Augmentation& augmentation, double number) {
  augmentation.steps.push_back(make(number));
}

constexpr std::array<Word, 15> kWords = {{
    {"flip", "", "mirrors images left-right with probability 0.5",
     [](Augmentation& a, double) { a.steps.push_back(make_flip(false)); }},
    {"vflip", "", "mirrors images top-bottom with probability 0.5",
     [](Augmentation& a, double) { a.steps.push_back(make_flip(true)); }},
    {"shift", "N", "shifts by up to N pixels or values; the edge is repeated", add<make_shift>},
    {"rotate", "DEGREES", "rotates images by up to ±DEGREES", add<make_rotate>},
    {"scale", "S", "zooms images, or scales amplitudes of signals, by a factor of 1 ± S",
     add<make_scale>},
    {"crop", "N", "crops an N x N region and resizes it to the image size", add<make_crop>},
    {"brightness", "S", "changes the brightness of images by up to ±S of the value range",
     add<make_brightness>},
    {"contrast", "S", "changes the contrast of images by a factor of 1 ± S", add<make_contrast>},
    {"cutout", "N", "blanks an N x N region of an image", add<make_cutout>},
    {"mixup", "A", "mixes pairs of rows with weights drawn from Beta(A, A); 0.2 is usual",
     [](Augmentation& a, double number) { a.mixup = share_up_to(number, 10.0); }},
    {"jitter", "S", "adds Gaussian noise of S standard deviations of the channel",
     add<make_jitter>},
    {"timeshift", "N", "shifts signals and spectrograms by up to N values or frames in time",
     add<make_time_shift>},
    {"freqmask", "N", "blanks up to N neighbouring bands of a spectrogram", add<make_band_mask>},
    {"timemask", "N", "blanks up to N neighbouring frames of a spectrogram", add<make_time_mask>},
    {"window", "N", "crops N values of a signal and stretches them to full length",
     add<make_window>},
}};

std::vector<std::string> split_blanks(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\n') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

const Word& find_word(const std::string& name) {
  std::vector<std::string> names;
  for (const Word& word : kWords) {
    if (word.name == name) return word;
    names.emplace_back(word.name);
  }
  throw Error(fmt::format("unknown transformation {}; {}", shown(name), suggestion(name, names)));
}

void add_step(Augmentation& augmentation, const std::vector<std::string>& words) {
  const Word& word = find_word(words[0]);
  double number = 0.0;
  const std::size_t wanted = word.number.empty() ? 1 : 2;
  if (words.size() != wanted || (wanted == 2 && !parse_number(words[1], number))) {
    throw Error(fmt::format("{}: write `{}{}{}`", shown(fmt::format("{}", fmt::join(words, " "))),
                            word.name, wanted == 2 ? " " : "", word.number));
  }
  try {
    word.add(augmentation, number);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", word.name, error.what()));
  }
}

/// Bytes may have left their range: they are cut off at its ends.
constexpr float kMaxByte = 255.0F;

/// Rows of a data set as floats, before they are scaled.
class Rows {
 public:
  explicit Rows(const Dataset& data) : data_(data), shape_(data.sample_shape()) {
    const auto channels = static_cast<std::size_t>(shape_[0]);
    scaling_ = data.scaling.value_or(ChannelScaling{.mean = std::vector<double>(channels, 0.0),
                                                    .std = std::vector<double>(channels, 1.0)});
  }

  /// Row `row` as it is kept; `read` is it where it is not null.
  void copy(std::int64_t row, const void* read, std::span<float> values) const {
    if (read == nullptr && data_.stored) {
      return copy(row, data_.stored->rows(std::span(&row, 1)).data(), values);
    }
    const std::size_t first = read ? 0 : static_cast<std::size_t>(row) * values.size();
    const void* from = read ? read : data_.features.data();
    if (bytes()) {
      std::copy_n(static_cast<const std::uint8_t*>(from) + first, values.size(), values.begin());
    } else {
      std::copy_n(static_cast<const float*>(from) + first, values.size(), values.begin());
    }
  }

  void change(const Augmentation& augmentation, std::span<float> values, RowRandom& random) const {
    const AugmentedRow one = {.shape = shape_,
                              .values = values,
                              .mean = scaling_.mean,
                              .std = scaling_.std,
                              .range = bytes() ? static_cast<double>(kMaxByte) : 4.0};
    for (const TransformationPointer& step : augmentation.steps) step->apply(one, random);
    if (!bytes()) return;
    for (float& value : values) value = std::clamp(value, 0.0F, kMaxByte);
  }

  void scale(std::span<float> values) const {
    const std::size_t plane = values.size() / scaling_.mean.size();
    for (std::size_t c = 0; c < scaling_.mean.size(); ++c) {
      const auto mean = static_cast<float>(scaling_.mean[c]);
      const auto factor = static_cast<float>(1.0 / scaling_.std[c]);
      for (float& value : values.subspan(c * plane, plane)) value = (value - mean) * factor;
    }
  }

 private:
  bool bytes() const { return data_.features.dtype() == DType::u8; }

  const Dataset& data_;
  Shape shape_;
  ChannelScaling scaling_;
};

}  // namespace

Augmentation parse_augmentation(std::string_view text) {
  Augmentation result;
  if (split_blanks(text) == std::vector<std::string>{"none"}) return result;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    const auto words = split_blanks(text.substr(at, end - at));
    if (!words.empty()) add_step(result, words);
    at = end + 1;
  }
  return result;
}

std::string augmentation_help() {
  std::string text;
  for (const Word& word : kWords) {
    text += fmt::format("{:<15} {}\n", fmt::format("{} {}", word.name, word.number), word.help);
  }
  return text;
}

void check_augmentation(const Augmentation& augmentation, SampleKind kind, const Shape& shape) {
  for (const TransformationPointer& step : augmentation.steps) {
    try {
      step->check(kind, shape);
    } catch (const Error& error) {
      throw Error(fmt::format("augment: {}: {}", step->name(), error.what()));
    }
  }
}

void augmented_row(const Dataset& data, const Augmentation& augmentation, const RowDraw& draw,
                   std::span<float> destination, const void* read) {
  const Rows rows(data);
  RowRandom random(draw.seed, draw.epoch, draw.row);
  rows.copy(draw.row, read, destination);
  rows.change(augmentation, destination, random);
  if (augmentation.mixup > 0.0) {
    const auto kept = static_cast<float>(random.beta(augmentation.mixup + 1.0, augmentation.mixup));
    const std::int64_t other = random.index(data.rows());
    std::vector<float> values(destination.size());
    rows.copy(other, nullptr, values);
    rows.change(augmentation, values, random);
    for (std::size_t i = 0; i < values.size(); ++i) {
      destination[i] = destination[i] * kept + values[i] * (1.0F - kept);
    }
  }
  rows.scale(destination);
}

}  // namespace ganglion::data
