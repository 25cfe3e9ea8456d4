#include "ganglion/data/signals/read_wavs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/signals/mel_spectrogram.h"
#include "ganglion/data/signals/recordings.h"
#include "ganglion/data/signals/resample.h"
#include "ganglion/data/signals/wav.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// Reads recordings once more, at one rate.
class Reader {
 public:
  Reader(const std::vector<RecordingFacts>& all, std::int64_t rate) : all_(all) {
    for (const RecordingFacts& one : all) resamplers_.try_emplace(one.rate, one.rate, rate);
  }

  SignalRow signal(std::size_t i) const {
    Wav wav = parse_wav(read_text(all_[i].path), all_[i].path);
    const auto resampler = resamplers_.find(wav.rate);
    if (resampler == resamplers_.end()) {
      throw Error(fmt::format("{}: the file was changed while it was read", all_[i].path));
    }
    for (auto& channel : wav.signal.channels) channel = resampler->second.apply(channel);
    return std::move(wav.signal);
  }

  /// The mean of its channels, or the first where they cancel out.
  std::vector<float> mono(std::size_t i) const {
    SignalRow row = signal(i);
    if (all_[i].cancelled) return std::move(row.channels.front());
    return mean_of(row.channels);
  }

 private:
  const std::vector<RecordingFacts>& all_;
  std::map<std::int64_t, Resampler> resamplers_;
};

Samples signals_of(const std::vector<RecordingFacts>& all, std::int64_t rate,
                   const RowOptions& options) {
  const Reader reader(all, rate);
  std::vector<SignalRow> signals(all.size());
  in_parallel(all.size(), options.table.threads,
              [&](std::size_t i) { signals[i] = reader.signal(i); });
  return samples_of(signals, options.signal_length, [&](std::size_t row) { return all[row].path; })
      .with_units({.rate = rate});
}

void check_memory(const Shape& shape, const std::string& source, const RowOptions& options) {
  const double bytes = static_cast<double>(shape.size()) * sizeof(float);
  if (bytes <= static_cast<double>(options.memory)) return;
  throw Error(
      fmt::format("{}: the spectrograms take {:.0f} MB, more than the limit of {} MB for data in "
                  "memory; use a longer hop (`spectrogram = hop 20`), shorter recordings "
                  "(`signal_length`), or raise the limit (`memory`)",
                  source, bytes / 1e6, options.memory / 1'000'000),
      {.setting = "memory"});
}

void tell_mixed(const std::vector<RecordingFacts>& all, const std::string& source,
                const RowOptions& options) {
  const auto several = [](const RecordingFacts& one) { return one.channels > 1; };
  const auto count = std::ranges::count_if(all, several);
  if (count == 0) return;
  options.tell(fmt::format("{}: {} of {} recordings have several channels; their mean is used",
                           source, count, all.size()));
  const auto first = std::ranges::find_if(all, &RecordingFacts::cancelled);
  if (first == all.end()) return;
  options.tell(
      fmt::format("{}: in {} of them the channels cancel out, as those of a cable with one wire "
                  "turned round do "
                  "(the first: {}); the first channel is used",
                  source, std::ranges::count_if(all, &RecordingFacts::cancelled), first->path));
}

Samples spectrograms_of(const std::vector<RecordingFacts>& all, std::int64_t rate,
                        const std::string& source, const RowOptions& options) {
  tell_mixed(all, source, options);
  const SpectrogramForm form =
      spectrogram_form(*options.spectrogram, rate, common_length(all, rate, source, options));
  const Shape shape = {std::ssize(all), 1, form.bands, form.frames()};
  check_memory(shape, source, options);
  const MelSpectrogram spectrogram(form);
  const Reader reader(all, rate);
  Tensor values(shape);
  const auto to = values.values<float>();
  const std::size_t size = to.size() / all.size();
  in_parallel(all.size(), options.table.threads, [&](std::size_t i) {
    std::vector<float> recording = reader.mono(i);
    recording.resize(std::min(recording.size(), static_cast<std::size_t>(form.length)));
    spectrogram.apply(recording, to.subspan(i * size, size));
  });
  return Samples(SampleKind::spectrogram, std::move(values))
      .with_units({.rate = rate, .form = form});
}

}  // namespace

Table read_wavs(const FileList& files, const RowOptions& options) {
  std::vector<RecordingFacts> facts(files.paths.size());
  std::vector<std::string> faults(files.paths.size());
  in_parallel(facts.size(), options.table.threads, [&](std::size_t i) {
    try {
      facts[i] = recording_facts(files.paths[i]);
    } catch (const Error& error) {
      faults[i] = error.what();
    }
  });
  FileList left{.source = files.source, .classes = files.classes};
  std::vector<RecordingFacts> all;
  for (const std::int64_t row : rows_left(files, faults, options)) {
    const auto i = static_cast<std::size_t>(row);
    all.push_back(std::move(facts[i]));
    left.names.push_back(files.names[i]);
    if (!files.labels.empty()) left.labels.push_back(files.labels[i]);
  }
  tell_recordings(all, files.source, options);
  const std::int64_t rate = common_rate(all, files.source, options);
  std::vector<std::int64_t> rows(all.size());
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  return file_table(left,
                    options.spectrogram ? spectrograms_of(all, rate, files.source, options)
                                        : signals_of(all, rate, options),
                    rows);
}

}  // namespace ganglion::data
