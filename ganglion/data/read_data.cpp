#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/arff.h"
#include "ganglion/data/arrays.h"
#include "ganglion/data/gzip.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text.h"

namespace ganglion::data {
namespace {

bool exists(const std::string& path) {
  std::error_code code;
  return std::filesystem::exists(path, code);
}

/// "IMAGES:LABELS": both parts are files, the whole is none.
std::optional<std::pair<std::string, std::string>> two_files(const std::string& path) {
  if (exists(path)) return std::nullopt;
  for (std::size_t at = path.find(':'); at != std::string::npos; at = path.find(':', at + 1)) {
    std::pair<std::string, std::string> parts = {path.substr(0, at), path.substr(at + 1)};
    if (exists(parts.first) && exists(parts.second)) return parts;
  }
  return std::nullopt;
}

}  // namespace

Table read_table(const std::string& path, const CsvOptions& options) {
  if (const auto parts = two_files(path)) {
    return table_of({{"pixel", read_idx(parts->first)}, {"label", read_idx(parts->second)}}, path);
  }
  const std::string source = path == "-" ? "standard input" : path;
  std::string text = read_text(path);
  if (is_gzip(text)) text = gunzip(text, source);
  if (is_npy(text)) return table_of({{"", parse_npy(text, source)}}, source);
  if (is_zip(text)) return table_of(parse_npz(text, source), source);
  if (is_idx(text)) return table_of({{"", parse_idx(text, source)}}, source);
  if (is_arff(text)) return parse_arff(text, source, options);
  return parse_table(text, source, options);
}

}  // namespace ganglion::data
