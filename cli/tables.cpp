#include "cli/tables.h"

#include <fmt/format.h>

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

std::string model_path(const std::string& path) {
  std::error_code code;
  return std::filesystem::is_directory(path, code) ? train::RunFolder(path).model() : path;
}

}  // namespace ganglion::cli
