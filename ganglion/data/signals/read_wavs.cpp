#include "ganglion/data/signals/read_wavs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/signals/wav.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// A recording and where it lies.
struct Recording {
  std::string path;
  Wav wav;
};

void check_rate(const Recording& one, const Recording& first) {
  if (one.wav.rate == first.wav.rate) return;
  throw Error(fmt::format("{}: sample rate {} Hz, but {} has {} Hz; resample to one rate", one.path,
                          one.wav.rate, first.path, first.wav.rate));
}

void tell_cut_off(const std::vector<Recording>& all, const std::string& source,
                  const RowOptions& options) {
  const auto is_cut = [](const Recording& one) { return one.wav.missing > 0; };
  const auto first = std::ranges::find_if(all, is_cut);
  if (first == all.end()) return;
  const std::int64_t held = first->wav.signal.length();
  options.tell(
      fmt::format(
          "{}: {} of {} recordings are cut off, and are read to their end (the first: {}, {} of {} "
          "values per channel)",
          source, std::ranges::count_if(all, is_cut), all.size(), first->path, held,
          held + first->wav.missing),
      NoteKind::files_cut);
}

}  // namespace

Table read_wavs(const FileList& files, const RowOptions& options) {
  std::vector<Wav> wavs(files.paths.size());
  std::vector<std::string> faults(files.paths.size());
  in_parallel(wavs.size(), options.table.threads, [&](std::size_t i) {
    try {
      wavs[i] = parse_wav(read_text(files.paths[i]), files.paths[i]);
    } catch (const Error& error) {
      faults[i] = error.what();
    }
  });
  FileList left{.source = files.source, .classes = files.classes};
  std::vector<Recording> recordings;
  std::vector<std::int64_t> all;
  for (const std::int64_t row : rows_left(files, faults, options)) {
    const auto i = static_cast<std::size_t>(row);
    all.push_back(std::ssize(recordings));
    recordings.push_back({files.paths[i], std::move(wavs[i])});
    check_rate(recordings.back(), recordings.front());
    left.names.push_back(files.names[i]);
    if (!files.labels.empty()) left.labels.push_back(files.labels[i]);
  }
  tell_cut_off(recordings, files.source, options);
  std::vector<SignalRow> signals;
  for (Recording& one : recordings) signals.push_back(std::move(one.wav.signal));
  const Samples samples = samples_of(signals, options.signal_length,
                                     [&](std::size_t row) { return recordings[row].path; });
  return file_table(left, samples.with_units({.rate = recordings[0].wav.rate}), all);
}

}  // namespace ganglion::data
