#include "ganglion/train/check/check_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ganglion/core/numbers.h"
#include "ganglion/core/utf8.h"
#include "ganglion/data/note.h"
#include "ganglion/train/check/check_words.h"
#include "ganglion/train/job/job_flags.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kColumns = 7;
using Cells = std::array<std::string, kColumns>;

/// On one line of a terminal.
std::string line_of(const std::string& text) {
  std::string line = printable(text);
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t own = display_width(text);
  const std::string blanks(width > own ? width - own : 0, ' ');
  return right ? blanks + text : text + blanks;
}

std::string aligned(const std::vector<Cells>& rows) {
  constexpr std::array<bool, kColumns> kRight = {false, false, true, true, false, false, false};
  std::array<std::size_t, kColumns> widths{};
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string text;
  for (const Cells& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (widths[i] > 0) line += padded(row[i], widths[i] + 2, kRight[i]) + (kRight[i] ? "  " : "");
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string columns_text(const DataCheck& check) {
  constexpr std::size_t kName = 28;
  constexpr std::size_t kValues = 44;
  std::vector<Cells> rows = {{"column", "type", "missing", "distinct",
                              "min … mean … max, or most frequent", "examples", "written as"}};
  const auto columns = listed_columns(check);
  for (const ColumnCheck* column : columns) {
    rows.push_back({shortened(line_of(column->name), kName), type_in_words(*column),
                    column->missing == 0 ? "" : grouped(column->missing), grouped(column->distinct),
                    shortened(line_of(values_in_words(*column, 3)), kValues),
                    shortened(line_of(examples_in_words(*column)), kValues),
                    line_of(column->written)});
  }
  std::string text = aligned(rows);
  if (columns.size() < check.columns.size()) {
    text += fmt::format("… and {} more columns\n",
                        grouped(std::ssize(check.columns) - std::ssize(columns)));
  }
  return text;
}

std::string choices_text(const DataCheck& check) {
  std::string text;
  for (const Choice& choice : check.choices) {
    const std::string reason =
        choice.reason.empty() ? "" : fmt::format("  ({})", with_flags(choice.reason));
    text += fmt::format("{:<11} {}\n", choice.what + ":", line_of(choice.value + reason));
  }
  return text;
}

std::string classes_text(const DataCheck& check) {
  constexpr std::size_t kListed = 20;
  if (check.classes.empty()) return {};
  std::string text = check.task == Task::multilabel ? "labels:\n" : "classes:\n";
  for (std::size_t i = 0; i < std::min(kListed, check.classes.size()); ++i) {
    const TextCount& of_class = check.classes[i];
    text += fmt::format("  {}: {}\n", line_of(shortened(of_class.text, 60)),
                        share_in_words(of_class.rows, labelled_rows(check)));
  }
  if (check.classes.size() > kListed) {
    text += fmt::format("  … and {} more\n", check.classes.size() - kListed);
  }
  return text;
}

/// "note: …", a line each.
std::string messages_text(const DataCheck& check) {
  std::string text;
  const auto add = [&](const char* kind, const std::string& message) {
    text += fmt::format("{}: {}\n", kind, line_of(with_flags(message)));
  };
  for (const std::string& warning : check.warnings) add("warning", warning);
  for (const std::string& note : check.notes) add("note", note);
  for (const ColumnCheck& column : check.columns) {
    for (const std::string& note : column.notes) {
      add("note", data::Note{.column = column.name, .text = note}.to_string());
    }
  }
  return text;
}

}  // namespace

std::string check_text(const DataCheck& check) {
  std::string text;
  if (!check.columns.empty() || check.rows > 0) {
    text += fmt::format("{}: {}\n", line_of(check.data), size_in_words(check));
    if (!check.format.empty()) {
      text += fmt::format("read as: {}\n", format_in_words(check.format));
    }
    text += "\n" + columns_text(check);
  }
  for (const std::string& part :
       {choices_text(check) + classes_text(check), messages_text(check)}) {
    if (!part.empty()) text += (text.empty() ? "" : "\n") + part;
  }
  return text;
}

}  // namespace ganglion::train
