#include "ganglion/train/job/job_sample_keys.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/data/samples/picture_columns.h"
#include "ganglion/train/job/job_key_forms.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::train {
namespace {

using Values = std::vector<std::string>;
using Maybe = std::optional<std::string>;

JobKey image_size_key() {
  return auto_key(
      "image_size", "HxW", "size to which all images are resized [default: the most common size]",
      &Job::image_size, data::image_size,
      [](const data::ImageSize& size) { return fmt::format("{}x{}", size.height, size.width); });
}

/// 0 leaves a number open.
std::optional<std::int64_t> given(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional(number);
}

JobKey channels_key() {
  return {"channels", "N",
          "image channels: 1 greyscale, 3 RGB, 4 RGB with alpha; 0: as in the files",
          [](Job& job, const Values& values) {
            const std::int64_t channels = to_whole(single(values), 0, 4);
            if (channels == 2) throw Error("2: an image has 1, 3 or 4 channels");
            job.channels = given(channels);
          },
          [](const Job& job) { return Maybe(std::to_string(job.channels.value_or(0))); }};
}

std::string signal_text(const data::SignalShape& shape) {
  return shape.length == 0 ? std::to_string(shape.channels)
                           : fmt::format("{}x{}", shape.channels, shape.length);
}

JobKey signal_key() {
  return {
      .name = "signal",
      .value = "[CHANNELSxLENGTH]",
      .help = "table rows are signals, one channel after the other; without a value: one channel",
      .set = [](Job& job,
                const Values& values) { job.signal = data::signal_shape(single(values)); },
      .toml =
          [](const Job& job) {
            return job.signal ? Maybe(toml_text(signal_text(*job.signal))) : Maybe();
          },
      .implied = "1"};
}

JobKey image_key() {
  JobKey key = value_key(
      "image", "[C]xHxW",
      "table rows are images of this size, such as 28x28; none; or auto: detected from the columns",
      &Job::image,
      [](const std::string& text) -> ImageColumns {
        if (text == "auto") return {};
        if (text == "none") return {.detect = false};
        return {.detect = false, .shape = data::image_shape(text)};
      },
      [](const ImageColumns& image) -> std::string {
        if (image.shape) return data::image_text(*image.shape);
        return image.detect ? "auto" : "none";
      });
  key.alias = "picture";
  return key;
}

JobKey signal_length_key() {
  return {"signal_length", "N",
          "truncate or zero-pad signals to N values; 0: off, and recordings as long as the longest",
          [](Job& job, const Values& values) {
            job.signal_length = given(to_whole(single(values), 0, 100'000'000));
          },
          [](const Job& job) { return Maybe(std::to_string(job.signal_length.value_or(0))); }};
}

JobKey fill_key() {
  JobKey key =
      choice_key("fill", "[linear|none]", "fill missing values within signals by interpolation",
                 &Job::fill, {"linear", "none"}, {true, false});
  key.implied = "linear";
  return key;
}

JobKey spectrogram_key() {
  return value_key(
      "spectrogram", "TEXT",
      "of recordings: auto, none (they are signals), or such as \"bands 64; frame 25; hop 10\"",
      &Job::spectrogram,
      [](const std::string& text) -> std::optional<data::SpectrogramSettings> {
        if (text == "none") return std::nullopt;
        return text == "auto" ? data::SpectrogramSettings{} : data::parse_spectrogram(text);
      },
      [](const std::optional<data::SpectrogramSettings>& settings) -> std::string {
        if (!settings) return "none";
        const std::string text = data::spectrogram_text(*settings);
        return text.empty() ? "auto" : text;
      });
}

JobKey sample_rate_key() {
  return auto_key(
      "sample_rate", "HZ",
      "sample rate to which recordings are resampled [default: the lowest of the files]",
      &Job::sample_rate, [](const std::string& text) { return to_whole(text, 1, 10'000'000); },
      [](std::int64_t rate) { return std::to_string(rate); });
}

JobKey skip_bad_key() {
  JobKey key = choice_key("skip_bad", "[yes|no]", "skip files that can't be read, and list them",
                          &Job::skip_bad, {"yes", "no"}, {true, false});
  key.implied = "yes";
  return key;
}

JobKey augment_key() {
  using Augment = Parsed<data::parse_augmentation>;
  return value_key(
      "augment", "TEXT",
      "random transformations of training rows, such as \"flip; shift 2; rotate 10\"; none "
      "[default: masks for spectrograms, small shifts for images without `network`, else none]",
      &Job::augment, [](const std::string& text) { return Augment(text); },
      [](const Augment& augment) { return augment.text(); });
}

}  // namespace

std::vector<JobKey> sample_keys() {
  return {image_size_key(),    channels_key(), image_key(),       signal_key(),
          signal_length_key(), fill_key(),     spectrogram_key(), sample_rate_key(),
          skip_bad_key(),      augment_key()};
}

}  // namespace ganglion::train
