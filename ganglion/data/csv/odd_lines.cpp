#include "ganglion/data/csv/odd_lines.h"

#include <fmt/format.h>

namespace ganglion::data {

void OddLines::Lines::add(const std::vector<std::int64_t>& lines, std::int64_t before) {
  if (count == 0 && !lines.empty()) first = before + lines.front();
  count += lines.size();
}

void OddLines::add(const CsvChunk& chunk, std::int64_t before) {
  headers_.add(chunk.headers, before);
  blanks_.add(chunk.blanks, before);
}

std::vector<Note> OddLines::notes(const std::string& source) const {
  std::vector<Note> notes;
  if (headers_.count > 0) {
    const bool one = headers_.count == 1;
    notes.push_back(
        {"",
         fmt::format("{}:{}: {} the header and {} passed over", source, headers_.first,
                     one ? "this line repeats" : fmt::format("{} lines repeat", headers_.count),
                     one ? "is" : "are"),
         NoteKind::lines_skipped});
  }
  if (blanks_.count > 0) {
    const bool one = blanks_.count == 1;
    notes.push_back(
        {"",
         fmt::format("{}:{}: {} taken for {} without a value; if {} no row, "
                     "delete {}",
                     source, blanks_.first,
                     one ? "this blank line is" : fmt::format("{} blank lines are", blanks_.count),
                     one ? "a row" : "rows", one ? "it is" : "one is", one ? "it" : "the line")});
  }
  return notes;
}

}  // namespace ganglion::data
