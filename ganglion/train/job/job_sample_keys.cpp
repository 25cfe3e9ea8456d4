#include "ganglion/train/job/job_sample_keys.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/augment/augmentation.h"
#include "ganglion/data/samples/array_samples.h"
#include "ganglion/data/samples/image_size.h"
#include "ganglion/data/samples/picture_columns.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::train {
namespace {

using Values = std::vector<std::string>;
using Maybe = std::optional<std::string>;

JobKey image_size_key() {
  return {"image_size", "HxW",
          "size to which all images are resized [default: the most common size]",
          [](Job& job, const Values& values) {
            if (single(values) != "auto") data::image_size(single(values));
            job.image_size = single(values);
          },
          [](const Job& job) { return Maybe(toml_text(job.image_size)); }};
}

JobKey channels_key() {
  return {"channels", "N",
          "image channels: 1 greyscale, 3 RGB, 4 RGB with alpha; 0: as in the files",
          [](Job& job, const Values& values) {
            const std::int64_t channels = to_whole(single(values), 0, 4);
            if (channels == 2) throw Error("2: an image has 1, 3 or 4 channels");
            job.channels = channels;
          },
          [](const Job& job) { return Maybe(std::to_string(job.channels)); }};
}

JobKey signal_key() {
  return {
      .name = "signal",
      .value = "[CHANNELSxLENGTH]",
      .help = "table rows are signals, one channel after the other; without a value: one channel",
      .set =
          [](Job& job, const Values& values) {
            data::signal_shape(single(values));
            job.signal = single(values);
          },
      .toml = [](const Job& job) { return job.signal ? Maybe(toml_text(*job.signal)) : Maybe(); },
      .implied = "1"};
}

JobKey image_key() {
  return {.name = "image",
          .value = "[C]xHxW",
          .help =
              "table rows are images of this size, such as 28x28; none; or auto: detected from the "
              "columns",
          .set =
              [](Job& job, const Values& values) {
                const std::string& text = single(values);
                if (text != "auto" && text != "none") data::picture_shape(text);
                job.picture = text;
              },
          .toml = [](const Job& job) { return Maybe(toml_text(job.picture)); },
          .alias = "picture"};
}

JobKey signal_length_key() {
  return {"signal_length", "N", "truncate or zero-pad signals to N values; 0: off",
          [](Job& job, const Values& values) {
            job.signal_length = to_whole(single(values), 0, 100'000'000);
          },
          [](const Job& job) { return Maybe(std::to_string(job.signal_length)); }};
}

JobKey skip_bad_key() {
  return {.name = "skip_bad",
          .value = "[yes|no]",
          .help = "skip files that can't be read, and list them",
          .set =
              [](Job& job, const Values& values) {
                const std::string& text = single(values);
                if (text != "yes" && text != "no") {
                  throw Error(fmt::format("{}: expected yes or no", shown(text)));
                }
                job.skip_bad = text == "yes";
              },
          .toml = [](const Job& job) { return Maybe(job.skip_bad ? "\"yes\"" : "\"no\""); },
          .implied = "yes"};
}

JobKey augment_key() {
  return {"augment", "TEXT",
          "random transformations of training rows, such as \"flip; shift 2; rotate 10\"",
          [](Job& job, const Values& values) {
            data::parse_augmentation(single(values));
            job.augment = single(values);
          },
          [](const Job& job) { return Maybe(toml_text(job.augment)); }};
}

}  // namespace

std::vector<JobKey> sample_keys() {
  return {image_size_key(),    channels_key(), image_key(),  signal_key(),
          signal_length_key(), skip_bad_key(), augment_key()};
}

}  // namespace ganglion::train
