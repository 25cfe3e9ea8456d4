#include "ganglion/train/evaluate/data_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/train/evaluate/text_counts.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kParts = 16;
constexpr std::size_t kMaxCounted = 100'000;

void look_at_numbers(const data::Column& column, ColumnSummary& summary) {
  std::vector<double> values;
  for (const double value : column.numbers) {
    if (std::isnan(value)) {
      ++summary.missing;
    } else if (values.size() < kMaxCounted) {
      values.push_back(value);
    }
  }
  if (values.empty()) {
    summary.least = summary.median = summary.most = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  const auto [least, most] = std::ranges::minmax_element(values);
  summary.least = *least;
  summary.most = *most;
  summary.counts.assign(kParts, 0);
  const double width = (summary.most - summary.least) / static_cast<double>(kParts);
  for (const double value : values) {
    const double part = width > 0.0 ? (value - summary.least) / width : 0.0;
    ++summary.counts[std::min(static_cast<std::size_t>(std::max(part, 0.0)), kParts - 1)];
  }
  std::ranges::sort(values);
  summary.median = values[values.size() / 2];
  summary.distinct = std::unique(values.begin(), values.end()) - values.begin();
}

void look_at_texts(const data::Column& column, ColumnSummary& summary) {
  const TextCounts counts = text_counts(column, kParts);
  summary.missing = counts.missing;
  summary.distinct = counts.distinct;
  for (const TextCount& text : counts.frequent) {
    summary.counts.push_back(text.rows);
    summary.texts.push_back(text.text);
  }
}

template <class List>
bool names(const List& list, const std::string& name) {
  return std::ranges::any_of(list, [&](const auto& column) { return column.name == name; });
}

}  // namespace

std::vector<std::string> examples_of(const data::Column& column) {
  constexpr std::size_t kExamples = 3;
  std::vector<std::string> examples;
  for (std::int64_t row = 0; row < column.rows() && examples.size() < kExamples; ++row) {
    if (column.is_missing(row)) continue;
    std::string text = column.text(row);
    if (std::ranges::find(examples, text) == examples.end()) examples.push_back(std::move(text));
  }
  return examples;
}

DataSummary summarize(const data::Table& rows, const data::Preprocessing& preprocessing,
                      const data::ColumnTypes& types) {
  data::TableColumns source(rows);
  return summarize(source, preprocessing, types);
}

DataSummary summarize(data::ColumnSource& rows, const data::Preprocessing& preprocessing,
                      const data::ColumnTypes& types) {
  const data::PreprocessingState& state = preprocessing.state();
  DataSummary result{.rows = rows.rows(),
                     .columns = static_cast<std::int64_t>(rows.header().columns().size())};
  for (const data::Column& named : rows.header().columns()) {
    const bool target = names(state.targets, named.name);
    const bool full =
        static_cast<std::int64_t>(result.summaries.size()) >= DataSummary::kMaxColumns;
    if (full && !target) continue;
    const data::Column& column = rows.with(named.name).column(named.name);
    ColumnSummary summary{.name = column.name, .kind = column.kind};
    summary.role = target ? "target" : names(state.features, column.name) ? "feature" : "excluded";
    if (column.kind == data::ColumnKind::number) {
      summary.written = column.format.to_string();
      look_at_numbers(column, summary);
    } else {
      look_at_texts(column, summary);
    }
    const auto type = types.find(column.name);
    if (type != types.end() && type->second != data::ColumnType::ignore) {
      summary.type = name_of(type->second);
    }
    summary.examples = examples_of(column);
    result.summaries.push_back(std::move(summary));
  }
  for (const data::Note& note : preprocessing.notes()) {
    const auto about = std::ranges::find(result.summaries, note.column, &ColumnSummary::name);
    if (about == result.summaries.end()) {
      result.notes.push_back(note.to_string());
    } else {
      about->note += (about->note.empty() ? "" : "; ") + note.text;
    }
  }
  return result;
}

}  // namespace ganglion::train
