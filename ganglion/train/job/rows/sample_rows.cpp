#include "ganglion/train/job/rows/sample_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/samples/class_folders.h"

namespace ganglion::train {
namespace {

void refuse_unfit(const Job& job, const data::Table& table) {
  const data::SampleKind kind = table.samples().kind();
  const bool images = kind == data::SampleKind::image;
  const auto refuse = [&](const char* name, const char* what) {
    throw Error(
        fmt::format("{} is for {}, but {} holds {}", setting(name), what, table.source(),
                    table.samples().empty() ? "columns" : fmt::format("{}s", data::name_of(kind))),
        {.setting = name});
  };
  if (table.samples().empty() || !images) {
    if (job.image_size) refuse("image_size", "images");
    if (job.channels) refuse("channels", "images");
  }
  if (table.samples().empty() || images) {
    if (job.signal_length) refuse("signal_length", "signals (tables need `signal`, too)");
    if (job.fill) refuse("fill", "signals (tables need `signal`, too)");
  }
  const data::Column* classes = data::files_of(table).empty() ? nullptr : table.find("class");
  if (classes != nullptr && classes->names.size() < 2) {
    throw Error(
        fmt::format("{}: all files are in one class folder, {}; at least two classes are needed",
                    table.source(), shown(classes->names[0])));
  }
  if (job.stream == Stream::yes && !table.samples().source()) {
    throw Error(fmt::format("{}: only image files and CSV tables can be streamed; omit `stream`",
                            table.source()),
                {.setting = "stream", .value = "auto"});
  }
  if (table.samples().units().rate == 0 && job.sample_rate) refuse("sample_rate", "recordings");
  if (job.augment.value().empty()) return;
  if (table.samples().empty()) refuse("augment", "images and signals");
  data::check_augmentation(job.augment.value(), table.samples().kind(), table.samples().shape());
}

/// What was found stands in the job from here on.
void keep_shape(Job& job, const data::Table& table, const Listener& listener) {
  const data::Samples& samples = table.samples();
  if (samples.empty()) return;
  const Shape shape = samples.shape();
  const bool deep = samples.units().bits == 16;
  const bool heard = samples.kind() == data::SampleKind::spectrogram;
  listener.tell_choice(
      {fmt::format("{}s", data::name_of(samples.kind())),
       data::described(samples.kind(), shape) + (deep ? ", 16 bits per channel" : ""),
       fmt::format("{} in total", samples.rows()) +
           (heard ? fmt::format("; {}; as signals: `spectrogram = none`",
                                data::described(samples.units().form))
                  : "")});
  if (samples.kind() == data::SampleKind::image) {
    job.image_size = data::ImageSize{.height = shape[1], .width = shape[2]};
    job.channels = shape[0];
    job.image_bits = samples.units().bits;
  }
  if (samples.units().rate > 0) job.sample_rate = samples.units().rate;
  if (samples.kind() == data::SampleKind::spectrogram) {
    job.spectrogram = samples.units().form.settings();
    job.signal_length = samples.units().form.length;
  }
}

/// Parts of bands and times are masked, as SpecAugment does (Park et al. 2019), and words begin
/// earlier or later; benchmarks/accuracy has the figures.
void choose_augmentation(Job& job, const data::Samples& samples, const Listener& listener) {
  if (samples.kind() != data::SampleKind::spectrogram || samples.empty()) return;
  if (!job.augment.text().empty()) return;
  const Shape shape = samples.shape();
  const auto share = [](std::int64_t side, std::int64_t part) {
    return std::max<std::int64_t>(1, side / part);
  };
  job.augment = fmt::format("timeshift {}; freqmask {}; timemask {}", share(shape[2], 10),
                            share(shape[1], 6), share(shape[2], 8));
  listener.tell_choice(
      {"augment", job.augment.text(),
       "in each epoch other parts of a spectrogram are masked; to disable: `augment = none`"});
}

}  // namespace

void settle_samples(Job& job, const data::Table& table, const Listener& listener) {
  const data::Samples& samples = table.samples();
  if (job.signal && !samples.empty() && samples.kind() == data::SampleKind::signal) {
    job.signal = data::SignalShape{.channels = samples.shape()[0], .length = samples.shape()[1]};
  }
  choose_augmentation(job, samples, listener);
  refuse_unfit(job, table);
  keep_shape(job, table, listener);
}

}  // namespace ganglion::train
