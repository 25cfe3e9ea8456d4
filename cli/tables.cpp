#include "cli/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "ganglion/train/run_folder.h"

namespace ganglion::cli {

std::string score_table(const std::vector<ScoreColumn>& columns) {
  std::string text;
  if (columns.size() > 1) {  // a single column needs no name
    text = fmt::format("{:<12}", "");
    for (const ScoreColumn& column : columns) text += fmt::format("{:>12}", column.name);
    text += '\n';
  }
  text += fmt::format("{:<12}", "loss");
  for (const ScoreColumn& column : columns) {
    text += fmt::format("{:>12}", train::shown_number(column.scores->loss));
  }
  text += '\n';
  for (std::size_t i = 0; i < columns[0].scores->metrics.size(); ++i) {
    text += fmt::format("{:<12}", columns[0].scores->metrics[i].first);
    for (const ScoreColumn& column : columns) {
      text += fmt::format("{:>12}", train::shown_number(column.scores->metrics[i].second));
    }
    text += '\n';
  }
  return text;
}

namespace {

/// Characters, not bytes.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::string text_table(const std::vector<std::vector<std::string>>& rows, const char* indent) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += i + 1 == row.size() ? row[i] : fmt::format("{:<{}}", row[i], widths[i] + 2);
    }
    text += line + '\n';
  }
  return text;
}

std::string model_path(const std::string& path) {
  std::error_code code;
  return std::filesystem::is_directory(path, code) ? train::RunFolder(path).model() : path;
}

}  // namespace ganglion::cli
