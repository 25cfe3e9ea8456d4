#include "ganglion/data/signals/ts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/samples/fill_holes.h"
#include "ganglion/data/signals/signal_rows.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> cut(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Without the mark that some editors put before UTF-8.
std::string_view without_bom(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

std::string counted_channels(std::int64_t count) {
  return fmt::format("{} channel{}", count, count == 1 ? "" : "s");
}

/// The first word of a line in small letters: "@classlabel".
std::string first_word(std::string_view line) {
  return small_word(line.substr(0, line.find_first_of(" \t")));
}

class TsReader {
 public:
  TsReader(std::string_view text, const std::string& source, std::int64_t length, bool fill)
      : text_(without_bom(text)), source_(source), length_(length), fill_(fill) {}

  Table read() {
    bool in_data = false;
    while (!text_.empty()) {
      const std::string_view line = next_line();
      if (line.empty() || line[0] == '#') continue;
      if (!in_data && line[0] == '@') {
        in_data = read_word(line);
      } else if (in_data) {
        read_row(line);
      } else {
        fail("a row before @data");
      }
    }
    if (rows_.empty()) throw Error(source_ + ": there are no signals after @data");
    std::vector<Column> columns;
    if (labelled()) columns.push_back(labels());
    Table table(source_, std::move(columns), labelled() ? lines_ : std::vector<std::int64_t>());
    if (filled_.values > 0) table.add_notes({filled_.note(source_)});
    return table.with_samples(samples_of(rows_, length_, [&](std::size_t row) {
      return fmt::format("{}:{}", source_, lines_[row]);
    }));
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("{}:{}: {}", source_, line_, what));
  }

  std::string_view next_line() {
    ++line_;
    const std::size_t end = text_.find('\n');
    const std::string_view line = trimmed(text_.substr(0, end));
    text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
    return line;
  }

  /// True when it is @data.
  bool read_word(std::string_view line) {
    const std::string word = first_word(line);
    const std::string value = first_word(trimmed(line.substr(word.size())));
    if (word == "@data") return true;
    if (word == "@timestamps" && value == "true") {
      fail("signals with timestamps are not supported; write values at equal intervals");
    }
    if (word == "@classlabel") read_classes(line.substr(word.size()));
    if (word == "@targetlabel") numbers_ = value == "true";
    if (word == "@univariate" && value == "true") declare_channels(1, word);
    if (word == "@dimensions" || word == "@dimension") {
      double count = 0;
      if (!parse_number(value, count) || !(count >= 1.0)) {
        fail(fmt::format("{}: expected an integer >= 1 after {}", shown(value), word));
      }
      declare_channels(static_cast<std::int64_t>(count), word);
    }
    return false;
  }

  /// "true slow fast".
  void read_classes(std::string_view text) {
    declared_ = words_of(text);
    classes_ = !declared_.empty() && first_word(declared_[0]) == "true";
    if (!declared_.empty()) declared_.erase(declared_.begin());
  }

  void declare_channels(std::int64_t count, const std::string& word) {
    channels_ = count;
    channels_declared_ = fmt::format("{} in line {}", word, line_);
  }

  bool labelled() const { return classes_ || numbers_; }

  float number(std::string_view text) const {
    double value = 0;
    if (text.empty() || text == "?" || text == "NaN" || text == "nan") {
      if (fill_) return std::nanf("");
      throw Error(
          fmt::format("{}:{}: a value is missing (?); {} interpolates it, or remove the row",
                      source_, line_, setting("fill", "linear")),
          {.setting = "fill", .value = "linear"});
    }
    if (!parse_number(text, value)) fail(fmt::format("{} is not a number", shown(text)));
    if (!std::isfinite(static_cast<float>(value)))
      fail(fmt::format("{} is too large", shown(text)));
    return static_cast<float>(value);
  }

  void read_row(std::string_view line) {
    std::vector<std::string_view> parts = cut(line, ':');
    if (labelled()) {
      if (parts.size() < 2) fail("no ':' before the class; rows are CHANNEL:CHANNEL:…:CLASS");
      add_label(parts.back());
      parts.pop_back();
    }
    if (channels_ > 0 && std::ssize(parts) != channels_) {
      fail(fmt::format("{}, but {} says {}", counted_channels(std::ssize(parts)),
                       channels_declared_, channels_));
    }
    SignalRow row;
    std::int64_t holes = 0;
    for (const std::string_view part : parts) {
      std::vector<float>& channel = row.channels.emplace_back();
      for (const std::string_view value : cut(part, ',')) channel.push_back(number(value));
      holes += fill_holes(channel);
      if (std::ranges::any_of(channel, [](float x) { return std::isnan(x); })) {
        fail(fmt::format("channel {} has no values", row.channels.size()));
      }
      if (channel.size() == row.channels[0].size()) continue;
      fail(fmt::format("channel {} has {} values, but the first has {}", row.channels.size(),
                       channel.size(), row.channels[0].size()));
    }
    filled_.add(holes);
    rows_.push_back(std::move(row));
    lines_.push_back(line_);
  }

  void add_label(std::string_view text) {
    double value = 0;
    if (numbers_) {
      if (!parse_number(text, value))
        fail(fmt::format("the target {} is not a number", shown(text)));
      targets_.push_back(value);
      return;
    }
    labels_.emplace_back(text == "?" ? "" : text);
    if (declared_.empty() || labels_.back().empty()) return;
    if (std::ranges::find(declared_, labels_.back()) != declared_.end()) return;
    fail(fmt::format("@classLabel has no class {}; {}", shown(text),
                     suggestion(labels_.back(), declared_)));
  }

  Column labels() const {
    if (numbers_) return {.name = "target", .numbers = targets_};
    Column column{.name = "class", .kind = ColumnKind::category, .names = labels_};
    std::ranges::sort(column.names);
    column.names.erase(std::unique(column.names.begin(), column.names.end()), column.names.end());
    std::erase(column.names, "");  // missing
    for (const std::string& label : labels_) {
      const auto at = std::ranges::lower_bound(column.names, label) - column.names.begin();
      column.codes.push_back(label.empty() ? -1 : static_cast<std::int32_t>(at));
    }
    return column;
  }

  std::string_view text_;
  const std::string& source_;
  std::int64_t length_;
  bool fill_;
  FilledHoles filled_;
  std::int64_t line_ = 0;
  bool classes_ = false;
  bool numbers_ = false;
  std::int64_t channels_ = 0;  // 0: not declared
  std::string channels_declared_;
  std::vector<std::string> declared_;  // classes; empty: any
  std::vector<SignalRow> rows_;
  std::vector<std::string> labels_;
  std::vector<double> targets_;
  std::vector<std::int64_t> lines_;
};

}  // namespace

bool is_ts(std::string_view text) {
  constexpr std::array<std::string_view, 10> kWords = {
      "@problemname", "@timestamps",  "@missing",      "@univariate", "@dimensions",
      "@dimension",   "@equallength", "@serieslength", "@classlabel", "@targetlabel"};
  text = without_bom(text);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    if (!line.empty() && line[0] != '#') {
      return std::ranges::find(kWords, first_word(line)) != kWords.end();
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return false;
}

Table parse_ts(std::string_view text, const std::string& source, std::int64_t length, bool fill) {
  return TsReader(text, source, length, fill).read();
}

}  // namespace ganglion::data
