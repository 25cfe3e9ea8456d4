#include "ganglion/data/read/second_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/features/sample_features.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// "x_12" is the 12th column of "x_"; 0 for a name that counts nothing.
std::pair<std::string_view, std::int64_t> stem_and_number(std::string_view name) {
  const std::size_t digits = name.find_last_not_of("0123456789") + 1;
  std::int64_t number = 0;
  std::from_chars(name.data() + digits, name.data() + name.size(), number);
  return {name.substr(0, digits), number};
}

bool has_names(const Table& table) {
  return table.format().header;
}

/// The numbers of columns without names are all that tells them apart.
void note_more_columns(const PreprocessingState& model, const Table& table,
                       std::vector<Note>& notes) {
  if (has_names(table)) return;
  std::map<std::string_view, std::int64_t> known;
  for (const FeatureColumn& feature : model.features) {
    const auto [stem, number] = stem_and_number(feature.name);
    if (number > 0) known[stem] = std::max(known[stem], number);
  }
  for (const TargetColumn& target : model.targets) {
    const auto [stem, number] = stem_and_number(target.name);
    if (const auto at = known.find(stem); at != known.end())
      at->second = std::max(at->second, number);
  }
  std::map<std::string_view, std::int64_t> more;
  for (const Column& column : table.columns()) {
    const auto [stem, number] = stem_and_number(column.name);
    const auto at = known.find(stem);
    if (at != known.end() && number > at->second) ++more[stem];
  }
  for (const auto& [stem, count] : more) {
    notes.push_back(
        {"", fmt::format("{}: {} column{} behind {}{} {} ignored: training knew no more; see "
                         "whether the columns are the same",
                         table.source(), count, count == 1 ? "" : "s", stem, known[stem],
                         count == 1 ? "is" : "are")});
  }
}

void note_dates(const PreprocessingState& model, const Table& table, std::vector<Note>& notes) {
  for (const FeatureColumn& feature : model.features) {
    const Column* column = table.find(feature.name);
    if (feature.kind != ColumnKind::date || column == nullptr) continue;
    if (auto note = two_ways_note(*column, feature.order)) {
      notes.push_back({feature.name, std::move(*note)});
    }
  }
}

/// Months where training had days, which count as the first of each.
void note_months(const PreprocessingState& model, const Table& table, std::vector<Note>& notes) {
  const auto is_day = [](const DateFeature& date) { return date.part == "day"; };
  for (const FeatureColumn& feature : model.features) {
    const Column* column = table.find(feature.name);
    if (column == nullptr || column->names.empty()) continue;
    if (std::ranges::none_of(feature.dates, is_day)) continue;
    const bool months = std::ranges::all_of(column->names, [&](const std::string& text) {
      const auto date = parse_date(text, feature.order);
      return date && date->is_period;
    });
    if (!months) continue;
    notes.push_back({feature.name, fmt::format("dates such as {} name no day, as those of training "
                                               "do, and count as the first day; write whole dates",
                                               shown(column->names.front()))});
  }
}

/// Numbers that may be thousands: whole ones were learnt, and these have three decimals or fewer.
void note_thousands(const PreprocessingState& model, const Table& table, std::vector<Note>& notes) {
  const auto is_whole = [](double number) { return number == std::round(number); };
  const auto is_group = [&](double number) {
    const double size = std::abs(number);
    return size >= 1 && size < 1000 && is_whole(std::round(size * 1e9) / 1e6);
  };
  for (const FeatureColumn& feature : model.features) {
    const Column* column = table.find(feature.name);
    if (column == nullptr || column->kind != ColumnKind::number || !feature.whole) continue;
    std::vector<double> fractions = column->numbers;
    std::erase_if(fractions, [&](double number) { return std::isnan(number) || is_whole(number); });
    const auto three = std::ranges::find_if(
        fractions, [&](double number) { return !is_whole(std::round(number * 1e9) / 1e7); });
    if (three == fractions.end() || !std::ranges::all_of(fractions, is_group)) continue;
    notes.push_back({feature.name, fmt::format("numbers such as {} are read as they stand, but "
                                               "those of training are whole; if the mark separates "
                                               "thousands, take it out",
                                               column->text_of(*three))});
  }
}

template <class Number>
double greatest(const Tensor& values) {
  double most = 0;
  for (const Number value : values.values<Number>()) {
    most = std::max(most, std::abs(static_cast<double>(value)));
  }
  return most;
}

/// All samples in memory; of those that are out of it some from all over the file.
Tensor looked_at(const Samples& samples) {
  constexpr std::int64_t kEnough = 64;
  if (!samples.source() || samples.rows() <= kEnough) return samples.tensor();
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < kEnough; ++i) rows.push_back(i * samples.rows() / kEnough);
  return samples.rows(rows).tensor();
}

/// Values from 0 to 1 are next to nothing where 0 to 255 were learnt.
void note_size(const SampleFeatures& model, const Table& table, std::vector<Note>& notes) {
  constexpr double kOther = 50;
  const Samples& samples = table.samples();
  if (samples.empty() || model.kind == SampleKind::spectrogram) return;
  double usual = 0;
  for (std::size_t i = 0; i < model.scaling.mean.size(); ++i) {
    usual = std::max(usual, std::abs(model.scaling.mean[i]) + 2 * model.scaling.std[i]);
  }
  const Tensor values = looked_at(samples);
  const double most =
      values.dtype() == DType::u8 ? greatest<std::uint8_t>(values) : greatest<float>(values);
  const bool other =
      most > 0 && std::isfinite(most) && (most * kOther < usual || most > usual * kOther);
  if (!other) return;
  notes.push_back(
      {"", fmt::format("{}: values up to {}, but those of training went to about {:.3g}; "
                       "if they are scaled otherwise, scale them as for training",
                       table.source(), number_text(most), usual)});
}

/// The same of recordings that became spectrograms, where a factor is a difference in dB.
void note_loudness(const SampleFeatures& model, const Table& table, std::vector<Note>& notes) {
  constexpr double kOther = 34;  // a factor of 50
  const Samples& samples = table.samples();
  if (samples.empty() || samples.kind() != SampleKind::spectrogram || !model.loudness) return;
  const double loudness = median_loudness(looked_at(samples));
  if (!(std::abs(loudness - *model.loudness) > kOther)) return;
  const bool quiet = loudness < *model.loudness;
  notes.push_back(
      {"", fmt::format("{}: the recordings are {} than those of training: {:.0f} dB at their "
                       "loudest, but {:.0f} dB in training (medians); if they were recorded at "
                       "another level, {} them as for training",
                       table.source(), quiet ? "far quieter" : "far louder", loudness,
                       *model.loudness, quiet ? "amplify" : "attenuate")});
}

/// Whether all channels of each sample are the same, as those of greyscale pictures are.
template <class Number>
bool channels_are_equal(const Tensor& values) {
  const auto& shape = values.shape();
  const auto all = values.values<Number>();
  const auto size = static_cast<std::size_t>(shape.size() / (shape[0] * shape[1]));
  for (std::size_t at = size; at < all.size(); ++at) {
    const bool first = at / size % static_cast<std::size_t>(shape[1]) == 0;
    if (!first && all[at] != all[at - size]) return false;
  }
  return true;
}

void note_grey(const SampleFeatures& model, const Table& table, std::vector<Note>& notes) {
  constexpr std::size_t kColours = 3;
  const Samples& samples = table.samples();
  if (samples.empty() || samples.source() || model.kind != SampleKind::image) return;
  const auto& mean = model.scaling.mean;
  if (mean.size() != kColours || samples.shape()[0] != std::ssize(mean)) return;
  if (std::ranges::all_of(mean, [&](double one) { return one == mean[0]; })) return;  // grey, too
  const Tensor values = samples.tensor();
  const bool grey = values.dtype() == DType::u8 ? channels_are_equal<std::uint8_t>(values)
                                                : channels_are_equal<float>(values);
  if (!grey) return;
  notes.push_back(
      {"", fmt::format("{}: all images are greyscale, but those of training had colours; "
                       "predictions may rest on colours that aren't there",
                       table.source())});
}

/// A file without its first column, which was the target, has others in its place.
void check_places(const PreprocessingState& model, const Table& table) {
  const auto width = std::ssize(table.columns());
  for (const FeatureColumn& feature : model.features) {
    const auto [stem, number] = stem_and_number(feature.name);
    if (number <= width || table.find(feature.name) != nullptr) continue;
    for (const TargetColumn& target : model.targets) {
      const auto [own_stem, place] = stem_and_number(target.name);
      if (own_stem != stem || place >= number ||
          table.columns()[0].name != fmt::format("{}1", stem))
        continue;
      throw Error(fmt::format(
          "{}: {} columns without names, but the model takes column {}; training had the target in "
          "{}: put a column in its place, which may be empty",
          table.source(), width, shown(feature.name), shown(target.name)));
    }
  }
}

}  // namespace

void check_names(const PreprocessingState& model, const Table& table) {
  if (has_names(table) || model.features.empty() || model.series) return;
  check_places(model, table);
  const auto is_known = [&](const FeatureColumn& feature) {
    return table.find(feature.name) != nullptr;
  };
  if (std::ranges::any_of(model.features, is_known)) return;
  const bool text = !table.format().empty();
  const auto counted = [](const Column& column) { return column.name.starts_with('c'); };
  if (!std::ranges::all_of(table.columns(), counted)) return;
  throw Error(fmt::format(
      "{}: its columns have no names, but the model knows them by names such as {}; {}",
      table.source(), shown(model.features[0].name),
      text ? "add a first line with the names of training"
           : "save them under the name of training, with np.savez, or as CSV with a first line of "
             "names"));
}

std::vector<Note> notes_on_second_file(const PreprocessingState& model, const Table& table) {
  std::vector<Note> notes;
  if (model.samples) {
    note_size(*model.samples, table, notes);
    note_loudness(*model.samples, table, notes);
    note_grey(*model.samples, table, notes);
    return notes;
  }
  if (model.series) return notes;
  note_dates(model, table, notes);
  note_months(model, table, notes);
  note_thousands(model, table, notes);
  note_more_columns(model, table, notes);
  return notes;
}

}  // namespace ganglion::data
