#include "ganglion/data/samples/signal_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
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

void check_numbers(const Table& table, const std::vector<const Column*>& columns) {
  for (const Column* column : columns) {
    if (column->kind == ColumnKind::number) continue;
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      double number = 0;
      if (column->is_missing(row) || parse_number(column->text(row), number)) continue;
      throw Error(
          fmt::format("{}: column {}: {} is not a number; name columns that aren't part of the "
                      "signal with `target` or `ignore`",
                      table.place(row), shown(column->name), shown(column->text(row))));
    }
  }
}

/// One channel of one row.
class Channel {
 public:
  Channel(const Table& table, std::span<const Column* const> columns, std::int64_t row)
      : table_(table), columns_(columns), row_(row) {}

  /// Without what is missing at the end.
  std::size_t length() const {
    std::size_t length = columns_.size();
    while (length > 0 && columns_[length - 1]->is_missing(row_)) --length;
    return length;
  }

  /// Returns how many values were filled.
  std::int64_t write(std::span<float> to, bool fill) const {
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
    throw Error(fmt::format("{}: a value is missing within a signal; {} interpolates it, or remove "
                            "the row",
                            place, setting("fill", "linear")),
                {.setting = "fill", .value = "linear"});
  }

  const Table& table_;
  std::span<const Column* const> columns_;
  std::int64_t row_;
};

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
  if (!fits || !length_fits) {
    throw Error(
        fmt::format(
            "{}: {} columns besides the target can't be {} channel{} of {}; give the shape with "
            "`signal = CHANNELSxLENGTH`",
            table.source(), parts.signal.size(), channels, channels == 1 ? "" : "s",
            options.shape.length > 0 ? std::to_string(options.shape.length) : "equal length"),
        {.setting = "signal"});
  }
  check_numbers(table, parts.signal);
  const std::size_t length = options.length > 0 ? static_cast<std::size_t>(options.length) : width;
  Tensor values(Shape{table.rows(), options.shape.channels, static_cast<std::int64_t>(length)});
  const auto to = values.values<float>();
  const std::span<const Column* const> columns = parts.signal;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    std::int64_t holes = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      const Channel channel(table, columns.subspan(c * width, width), row);
      if (options.length == 0 && channel.length() != length) {
        throw Error(fmt::format("{}: a signal of {} values, but the others have {}; {} "
                                "truncates or zero-pads",
                                table.place(row), channel.length(), length,
                                setting("signal_length", std::to_string(length))),
                    {.setting = "signal_length", .value = std::to_string(length)});
      }
      holes +=
          channel.write(to.subspan((static_cast<std::size_t>(row) * channels + c) * length, length),
                        options.fill);
    }
    if (filled != nullptr) filled->add(holes);
  }
  return table.with_columns(std::move(parts.others))
      .with_samples(Samples(SampleKind::signal, std::move(values)));
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
