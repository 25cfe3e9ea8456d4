#include "ganglion/train/job/column_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/features/bins.h"
#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/text/number_format_words.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::train {
namespace {

constexpr std::string_view kMissing = "missing=";
constexpr std::string_view kBinsMark = "bins:";

/// The place of `mark` from `from` on, outside of quotes; they open behind '=' only, since names
/// and units may hold one.
std::size_t find_unquoted(std::string_view text, char mark, std::size_t from) {
  bool quoted = false;
  for (std::size_t at = from; at < text.size(); ++at) {
    if (text[at] == mark && !quoted) return at;
    const bool opens = at > 0 && (text[at - 1] == '=' || text[at - 1] == '\'');
    if (text[at] == '\'' && (quoted || opens)) quoted = !quoted;
  }
  return text.size();
}

/// Where a name ends and its type begins: at the '=' before a type; a name may hold one, too.
std::size_t end_of_name(const std::string& part) {
  for (std::size_t at = part.find('='); at != std::string::npos; at = part.find('=', at + 1)) {
    const std::size_t end = std::min(part.find(' ', at), part.size());
    if (at > 0 && data::is_column_type(part.substr(at + 1, end - at - 1))) return at;
  }
  const std::size_t last = part.rfind('=');
  if (last == std::string::npos || last == 0) {
    throw Error(fmt::format("{}: write COL=TYPE, such as zip=category", shown(part)));
  }
  return last;
}

std::string unquoted(std::string_view text) {
  if (!text.starts_with('\'')) {
    if (text.empty()) throw Error("missing= is followed by nothing; write missing=TEXT");
    return std::string(text);
  }
  if (text.size() < 3 || !text.ends_with('\'')) {
    throw Error(fmt::format("{}: the quote is never closed; write missing='TEXT'", shown(text)));
  }
  std::string result;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text[i] == '\'') ++i;
  }
  return result;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(" ,'") == std::string::npos) return text;
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + "'";
}

void set_bins(Job& job, const std::string& name, const std::string& count) {
  using enum data::ColumnType;
  const data::ColumnType type = job.columns.at(name);
  if (type != number && type != linear && type != log && type != robust) {
    throw Error(fmt::format("{}: bins are for numbers (number, linear, log or robust), not for {}",
                            shown(name), data::name_of(type)));
  }
  job.bins_of[name] = to_whole(count, 0, data::kMaxBins);
}

/// What stands behind the type of a column.
void set_reading(Job& job, const std::string& name, std::string_view words) {
  std::string format;
  while (!words.empty()) {
    const std::size_t end = find_unquoted(words, ' ', 0);
    const std::string_view word = words.substr(0, end);
    if (word.starts_with(kMissing)) {
      job.missing_of[name].push_back(unquoted(word.substr(kMissing.size())));
    } else if (word.starts_with(kBinsMark)) {
      set_bins(job, name, std::string(word.substr(kBinsMark.size())));
    } else if (!word.empty()) {
      format += (format.empty() ? "" : " ") + std::string(word);
    }
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  if (!format.empty()) job.formats[name] = data::number_format_named(format);
}

std::string words(std::string_view type, std::optional<std::int64_t> bins,
                  const data::NumberFormat& format, const std::vector<std::string>& missing) {
  std::string text(type);
  if (bins) text += fmt::format(" {}{}", kBinsMark, *bins);
  if (!format.plain()) text += " " + data::words_of(format);
  for (const std::string& one : missing) text += " " + std::string(kMissing) + quoted(one);
  return text;
}

template <class Value>
Value value_or_none(const std::map<std::string, Value>& values, const std::string& name) {
  const auto at = values.find(name);
  return at == values.end() ? Value{} : at->second;
}

data::ColumnType type_of(const data::FeatureColumn& column) {
  using enum data::ColumnType;
  switch (column.kind) {
    case data::ColumnKind::number:
      return column.transform.kind == data::TransformKind::log      ? log
             : column.transform.kind == data::TransformKind::robust ? robust
                                                                    : linear;
    case data::ColumnKind::category:
      return category;
    case data::ColumnKind::boolean:
      return boolean;
    case data::ColumnKind::text:
      return text;
    case data::ColumnKind::date:
      break;
  }
  return data::type_of(column.order);
}

}  // namespace

void set_column_words(Job& job, const std::vector<std::string>& values) {
  job.columns.clear();
  job.formats.clear();
  job.missing_of.clear();
  job.bins_of.clear();
  for (const std::string& value : values) {
    for (std::size_t from = 0; from <= value.size();) {
      const std::size_t begin = std::min(value.find('=', from), value.size());
      const std::size_t to = find_unquoted(value, ',', begin);
      const std::string part = value.substr(from, to - from);
      const std::size_t equals = end_of_name(part);
      const std::string name = part.substr(0, equals);
      const std::size_t end = std::min(part.find(' ', equals), part.size());
      job.columns[name] = data::column_type_named(part.substr(equals + 1, end - equals - 1));
      set_reading(job, name, std::string_view(part).substr(std::min(end + 1, part.size())));
      from = to + 1;
    }
  }
}

std::string column_words(const Job& job, const std::string& name) {
  const auto bins = job.bins_of.find(name);
  return words(data::name_of(job.columns.at(name)),
               bins == job.bins_of.end() ? std::nullopt : std::optional(bins->second),
               value_or_none(job.formats, name), value_or_none(job.missing_of, name));
}

std::string column_words(const data::PreprocessingState& model, const data::FeatureColumn& column) {
  return words(data::name_of(type_of(column)),
               column.edges.empty() ? std::nullopt : std::optional(column.bins()), column.format,
               value_or_none(model.reading.missing_of, column.name));
}

}  // namespace ganglion::train
