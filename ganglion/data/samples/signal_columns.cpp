#include "ganglion/data/samples/signal_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/samples/sample_columns.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
double number_at(const Column& column, std::int64_t row) {
  if (column.kind == ColumnKind::number) return column.numbers[static_cast<std::size_t>(row)];
  double number = std::nan("");
  if (!column.is_missing(row)) parse_number(column.text(row), number);
  return number;
}

namespace {

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Columns of the signal and of the rest.
struct Parts {
  std::vector<const Column*> signal;
  std::vector<Column> others;
};

Parts parts_of(const Table& table, const SignalColumns& options) {
  Parts parts;
  const auto wanted = static_cast<std::size_t>(options.shape.channels * options.shape.length);
  // A file without the target, in which other columns have its name (c1, c2, …) by chance.
  const bool all = options.may_lack_targets && wanted == table.columns().size();
  for (const Column& column : table.columns()) {
    if (!all && is_in(options.targets, column.name)) {
      parts.others.push_back(column);
    } else if (all || !is_in(options.ignore, column.name)) {
      parts.signal.push_back(&column);
    }
  }
  return parts;
}

void check_numbers(const Table& table, const std::vector<const Column*>& columns, bool settled) {
  for (const Column* column : columns) {
    if (column->kind == ColumnKind::number) continue;
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      double number = 0;
      if (column->is_missing(row) || parse_number(column->text(row), number)) continue;
      throw Error(
          fmt::format("{}: column {}: {} is not a number; {}", table.place(row),
                      shown(column->name), shown(column->text(row)),
                      settled ? "correct it, or remove the column if it is no part of the signal"
                              : "name columns that aren't part of the signal with `target` or "
                                "`ignore`"));
    }
  }
}

/// One channel of one row.
class Channel {
 public:
  Channel(const Table& table, std::span<const Column* const> columns, std::int64_t row,
          const SignalColumns& options)
      : table_(table), columns_(columns), row_(row), options_(options) {}

  /// Without what is missing at the end.
  std::size_t length() const {
    std::size_t length = columns_.size();
    while (length > 0 && columns_[length - 1]->is_missing(row_)) --length;
    return length;
  }

  /// Returns how many values were filled.
  std::int64_t write(std::span<float> to) const {
    const bool fill = options_.fill;
    const std::size_t given = std::min(length(), to.size());
    for (std::size_t i = 0; i < given; ++i) {
      const double value = number_at(*columns_[i], row_);
      to[i] = static_cast<float>(value);
      if (std::isfinite(to[i]) || (fill && std::isnan(value))) continue;
      refuse(*columns_[i], value);
    }
    return fill ? fill_holes(to.first(given)) : 0;
  }

 private:
  [[noreturn]] void refuse(const Column& column, double value) const {
    const std::string place = fmt::format("{}: column {}", table_.place(row_), shown(column.name));
    if (!std::isnan(value)) {
      throw Error(fmt::format("{}: {} within a signal; replace it, or remove the row", place,
                              number_text(value)));
    }
    if (options_.settled) {
      throw Error(place +
                  ": a value is missing within a signal; fill it in, or remove the row (the model "
                  "was trained without holes in its signals)");
    }
    throw Error(fmt::format("{}: a value is missing within a signal; {} interpolates it, or remove "
                            "the row",
                            place, setting("fill", "linear")),
                {.setting = "fill", .value = "linear"});
  }

  const Table& table_;
  std::span<const Column* const> columns_;
  std::int64_t row_;
  const SignalColumns& options_;
};

[[noreturn]] void refuse_width(const Table& table, const SignalColumns& options,
                               std::size_t width) {
  const SignalShape& shape = options.shape;
  const std::string wanted = fmt::format(
      "{} channel{} of {}", shape.channels, shape.channels == 1 ? "" : "s",
      shape.length > 0 && options.length == 0 ? std::to_string(shape.length) : "equal length");
  if (options.settled) {
    throw Error(fmt::format(
        "{}: {} columns besides the target can't be {}, which the model takes; remove columns that "
        "are no part of a signal, or add what is missing",
        table.source(), width, wanted));
  }
  throw Error(fmt::format("{}: {} columns besides the target can't be {}; give the shape with "
                          "`signal = CHANNELSxLENGTH`",
                          table.source(), width, wanted),
              {.setting = "signal"});
}

[[noreturn]] void refuse_length(const Table& table, const SignalColumns& options, std::int64_t row,
                                std::size_t given, std::size_t length) {
  const std::string what = fmt::format("{}: a signal of {} values, but ", table.place(row), given);
  if (options.settled) {
    throw Error(fmt::format(
        "{}the model takes {}, as all of training had; fill in what is missing, or remove the row",
        what, length));
  }
  throw Error(fmt::format("{}the others have {}; {} truncates or zero-pads", what, length,
                          setting("signal_length", std::to_string(length))),
              {.setting = "signal_length", .value = std::to_string(length)});
}

}  // namespace

Table signal_columns(const Table& table, const SignalColumns& options, FilledHoles* filled) {
  Parts parts = parts_of(table, options);
  const auto channels = static_cast<std::size_t>(options.shape.channels);
  const std::size_t width = parts.signal.size() / channels;
  const bool fits = parts.signal.size() == width * channels && width > 0;
  if (channels == parts.signal.size() && channels > 1 && options.shape.length == 0) {
    throw Error(fmt::format("{}: {} channels of one value each are no signals; for one channel of "
                            "{} values: {}",
                            table.source(), channels, channels,
                            setting("signal", fmt::format("1x{}", channels))),
                {.setting = "signal", .value = fmt::format("1x{}", channels)});
  }
  const bool length_fits = options.length > 0 || options.shape.length == 0 ||
                           static_cast<std::size_t>(options.shape.length) == width;
  if (!fits || !length_fits) refuse_width(table, options, parts.signal.size());
  check_numbers(table, parts.signal, options.settled);
  const std::size_t length = options.length > 0 ? static_cast<std::size_t>(options.length) : width;
  Tensor values(Shape{table.rows(), options.shape.channels, static_cast<std::int64_t>(length)});
  const auto to = values.values<float>();
  const std::span<const Column* const> columns = parts.signal;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    std::int64_t holes = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      const Channel channel(table, columns.subspan(c * width, width), row, options);
      if (options.length == 0 && channel.length() != length) {
        refuse_length(table, options, row, channel.length(), length);
      }
      holes += channel.write(
          to.subspan((static_cast<std::size_t>(row) * channels + c) * length, length));
    }
    if (filled != nullptr) filled->add(holes);
  }
  return table.with_columns(std::move(parts.others))
      .with_samples(
          Samples(SampleKind::signal, std::move(values)).with_units(units_of(table, options)));
}

SampleUnits units_of(const Table& table, const SignalColumns& options) {
  std::vector<std::string> others = options.targets;
  others.insert(others.end(), options.ignore.begin(), options.ignore.end());
  return {.columns = sample_names(table, others)};
}

namespace {

/// The different texts of a column of integers or texts, a few more than `most` of them at most;
/// none when a value is a fraction.
std::optional<std::set<std::string>> different_values(ColumnSource& columns,
                                                      const std::string& name, std::size_t most) {
  const Table& table = columns.with(name);
  const Column& column = table.column(name);
  std::set<std::string> values;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const double value =
        column.kind == ColumnKind::number ? column.numbers[static_cast<std::size_t>(row)] : 0.0;
    if (value != std::floor(value)) return std::nullopt;
    if (values.size() <= most) values.insert(column.text(row));
  }
  return values;
}

}  // namespace

bool class_comes_first(ColumnSource& columns) {
  const std::vector<Column>& named = columns.header().columns();
  if (named.size() < 3 || named[0].name != "c1") return false;
  constexpr std::size_t kMaxClasses = 100;
  constexpr std::size_t kFewer = 3;
  const std::string first = named.front().name;
  const std::string last = named.back().name;
  const auto classes = different_values(columns, first, kMaxClasses);
  if (!classes || classes->size() > kMaxClasses) return false;
  const auto values = different_values(columns, last, kFewer * kMaxClasses);
  return !values || values->size() >= kFewer * classes->size();
}

}  // namespace ganglion::data
