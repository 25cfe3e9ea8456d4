#include "ganglion/data/signals/recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ganglion/data/signals/resample.h"
#include "ganglion/data/signals/wav.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// "FOLDER: 3 of 20 recordings are", and the first of them.
template <class Which>
std::pair<std::string, const RecordingFacts*> which_of(const std::vector<RecordingFacts>& all,
                                                       const std::string& source,
                                                       const Which& which) {
  const auto first = std::ranges::find_if(all, which);
  if (first == all.end()) return {"", nullptr};
  if (all.size() == 1) return {source + ": the recording is", &*first};
  return {fmt::format("{}: {} of {} recordings are", source, std::ranges::count_if(all, which),
                      all.size()),
          &*first};
}

double seconds(std::int64_t values, std::int64_t rate) {
  return static_cast<double>(values) / static_cast<double>(rate);
}

/// Where the length is given, by a model or a user, most recordings may be of quite another.
void tell_other_lengths(const std::vector<RecordingFacts>& all, std::int64_t rate,
                        const std::string& source, const RowOptions& options) {
  const std::int64_t wanted = options.signal_length;
  const auto tell_of = [&](const char* what, const auto& is_other) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(all, is_other));
    if (count * 2 <= all.size()) return;
    const auto [others, first] = which_of(all, source, is_other);
    options.tell(fmt::format(fmt::runtime(what), others, seconds(wanted, rate), first->path));
  };
  const auto length = [&](const RecordingFacts& one) {
    return resampled_length(one.length, one.rate, rate);
  };
  tell_of("{} shorter than half of the {:.3g} s that are taken; silence fills them (the first: {})",
          [&](const RecordingFacts& one) { return length(one) * 2 < wanted; });
  tell_of("{} longer than twice the {:.3g} s that are taken; the rest is cut off (the first: {})",
          [&](const RecordingFacts& one) { return length(one) > 2 * wanted; });
}

double power_of(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += double{value} * double{value};
  return sum;
}

/// Whether the channels are each other's negatives, so that their mean is close to silence.
bool cancel_out(const std::vector<std::vector<float>>& channels) {
  constexpr double kLeast = 0.01;  // of the power of a channel
  if (channels.size() < 2) return false;
  double sum = 0;
  for (const std::vector<float>& channel : channels) sum += power_of(channel);
  return power_of(mean_of(channels)) < kLeast * sum / static_cast<double>(channels.size());
}

}  // namespace

std::vector<float> mean_of(const std::vector<std::vector<float>>& channels) {
  const auto count = static_cast<float>(channels.size());
  std::vector<float> mean(channels.at(0).size(), 0.0F);
  for (const std::vector<float>& channel : channels) {
    for (std::size_t t = 0; t < mean.size(); ++t) mean[t] += channel[t] / count;
  }
  return mean;
}

RecordingFacts recording_facts(const std::string& path) {
  constexpr float kSilence = 1e-4F;
  const Wav wav = parse_wav(read_text(path), path);
  float peak = 0;
  for (const std::vector<float>& channel : wav.signal.channels) {
    for (const float value : channel) peak = std::max(peak, std::abs(value));
  }
  return {.path = path,
          .rate = wav.rate,
          .channels = std::ssize(wav.signal.channels),
          .length = wav.signal.length(),
          .missing = wav.missing,
          .silent = peak <= kSilence,
          .peak = peak,
          .cancelled = cancel_out(wav.signal.channels)};
}

std::int64_t common_rate(const std::vector<RecordingFacts>& all, const std::string& source,
                         const RowOptions& options) {
  const auto lowest = std::ranges::min_element(all, {}, &RecordingFacts::rate);
  const std::int64_t rate = options.rate > 0 ? options.rate : lowest->rate;
  const auto [others, first] =
      which_of(all, source, [&](const RecordingFacts& one) { return one.rate != rate; });
  if (first == nullptr) return rate;
  options.tell(
      fmt::format("{} resampled to {} Hz{} (the first: {}, {} Hz)", others, rate,
                  options.rate > 0 ? "" : ", the lowest rate; to choose another: `sample_rate = N`",
                  first->path, first->rate));
  const auto [narrow, lower] =
      which_of(all, source, [&](const RecordingFacts& one) { return one.rate < rate; });
  if (lower == nullptr) return rate;
  options.tell(
      fmt::format("{} of a lower rate, without frequencies above half of it, which the "
                  "others may have (the first: {}, {} Hz)",
                  narrow, lower->path, lower->rate));
  return rate;
}

void tell_recordings(const std::vector<RecordingFacts>& all, const std::string& source,
                     const RowOptions& options) {
  const auto [cut, first] =
      which_of(all, source, [](const RecordingFacts& one) { return one.missing > 0; });
  if (first != nullptr) {
    options.tell(fmt::format("{} cut off, and read to the end (the first: {}, {} of {} values per "
                             "channel)",
                             cut, first->path, first->length, first->length + first->missing),
                 NoteKind::files_cut);
  }
  const auto [silent, quiet] = which_of(all, source, &RecordingFacts::silent);
  if (quiet != nullptr) {
    options.tell(fmt::format("{} silent (the first: {})", silent, quiet->path));
  }
  constexpr float kLoud = 8;  // a little above 1 is overdriven
  const auto [loud, first_loud] =
      which_of(all, source, [](const RecordingFacts& one) { return one.peak > kLoud; });
  if (first_loud != nullptr) {
    options.tell(
        fmt::format("{} of floats far beyond -1 to 1, as numbers of integers are (the first: {}, "
                    "up to {:.6g}); divide those of 16 bits by 32768",
                    loud, first_loud->path, first_loud->peak));
  }
}

std::int64_t common_length(const std::vector<RecordingFacts>& all, std::int64_t rate,
                           const std::string& source, const RowOptions& options) {
  constexpr std::int64_t kMostMedians = 4;
  if (options.signal_length > 0) {
    tell_other_lengths(all, rate, source, options);
    return options.signal_length;
  }
  std::vector<std::int64_t> lengths;
  for (const RecordingFacts& one : all) {
    lengths.push_back(resampled_length(one.length, one.rate, rate));
  }
  std::ranges::sort(lengths);
  const std::int64_t most = kMostMedians * lengths[lengths.size() / 2];
  if (lengths.back() <= most) return lengths.back();
  const auto cut = std::ranges::count_if(lengths, [&](std::int64_t l) { return l > most; });
  options.tell(
      fmt::format("{}: {} of {} recordings cut to {:.3g} s, 4 times the median; the longest has "
                  "{:.3g} s: `signal_length = {}`",
                  source, cut, all.size(), seconds(most, rate), seconds(lengths.back(), rate),
                  lengths.back()),
      NoteKind::files_cut);
  return most;
}

}  // namespace ganglion::data
