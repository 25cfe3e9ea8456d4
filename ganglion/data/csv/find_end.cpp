#include "ganglion/data/csv/find_end.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ganglion/core/suggestion.h"
#include "ganglion/data/csv/footer.h"
#include "ganglion/data/csv/totals.h"

namespace ganglion::data {
namespace {

Note note_on_end(const std::string& source, std::string_view what, const std::string& text) {
  return {"",
          fmt::format("{}: the last {} ({}) and {} passed over", source, what, shown(text),
                      what.starts_with("rows") ? "are" : "is"),
          NoteKind::lines_skipped};
}

/// The first of several rows of totals at the end ("Total", "Mean", "Max"), where all rows are
/// known.
std::optional<Totals> find_several(std::string_view text, std::span<const CsvSample> rows,
                                   const std::string& source, const CsvOptions& options,
                                   const CsvHead& head) {
  constexpr std::size_t kMost = 5;
  std::size_t count = 0;
  while (count < std::min(kMost, rows.size()) && says_total(rows[rows.size() - 1 - count])) ++count;
  for (; count > 1; --count) {
    const auto first = rows.first(rows.size() - count + 1);
    const auto bytes = static_cast<std::size_t>(first.back().end - text.data());
    if (const auto totals =
            find_totals(text.substr(0, bytes), head, first, true, source, options)) {
      return totals;
    }
  }
  return std::nullopt;
}

}  // namespace

void find_end(std::string_view text, std::span<const CsvSample> rows, bool complete,
              const std::string& source, const CsvOptions& options, CsvHead& head) {
  std::string_view end = text;
  const auto footer = find_footer(end, head, rows, source);
  if (footer && !(complete && footer->at <= rows.front().at)) {
    end = end.substr(0, static_cast<std::size_t>(footer->at - end.data()));
    if (!footer->text.empty()) {
      head.notes.push_back(note_on_end(source, "line is not part of the table", footer->text));
    }
  }
  while (complete && rows.back().at >= end.data() + end.size()) rows = rows.first(rows.size() - 1);
  auto totals = complete ? find_several(end, rows, source, options, head) : std::nullopt;
  const bool several = totals.has_value();
  if (!several) totals = find_totals(end, head, rows, complete, source, options);
  if (totals) {
    end = end.substr(0, static_cast<std::size_t>(totals->at - end.data()));
    head.notes.push_back(
        note_on_end(source, several ? "rows hold totals" : "row holds totals", totals->text));
  }
  head.behind = text.size() - end.size();
}

}  // namespace ganglion::data
