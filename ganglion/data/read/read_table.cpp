#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/arff/arff.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/images/image.h"
#include "ganglion/data/images/read_image.h"
#include "ganglion/data/images/read_images.h"
#include "ganglion/data/read/read_rows.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/samples/file_kind.h"
#include "ganglion/data/signals/read_wavs.h"
#include "ganglion/data/signals/ts.h"
#include "ganglion/data/signals/wav.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text/gzip.h"
#include "ganglion/data/text/text.h"
#include "ganglion/data/text/zip.h"

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

/// The content of a file: arrays, or else text.
struct Content {
  std::string source;
  std::string text = {};
  std::vector<NamedArray> arrays = {};
  bool test_part = false;  ///< the file holds a test part besides
};

/// Bytes that it may take are `memory`.
Content read_content(const std::string& path, ArrayPart part, std::int64_t memory) {
  Content content{.source = path == "-" ? "standard input" : path};
  if (const auto parts = two_files(path)) {
    content.arrays = {{"pixel", read_idx(parts->first, memory)},
                      {"label", read_idx(parts->second, memory)}};
    return content;
  }
  content.text = read_text(path);
  const std::string& source = content.source;
  if (is_gzip(content.text)) content.text = gunzip(content.text, source, memory);
  if (is_npy(content.text)) content.arrays = {{"", parse_npy(content.text, source)}};
  if (is_zip(content.text)) {
    std::vector<NamedArray> all = parse_npz(content.text, source, memory);
    content.test_part = has_test_part(all);
    content.arrays = part_of(std::move(all), part);
  }
  if (is_idx(content.text)) content.arrays = {{"", parse_idx(content.text, source)}};
  return content;
}

/// Columns of a table are numbers of 8 bytes, whatever they are in the arrays.
void refuse_wide_numbers(const Content& content, std::int64_t memory) {
  double bytes = 0;
  for (const NamedArray& array : content.arrays) {
    bytes += static_cast<double>(array.tensor.size()) * sizeof(double);
  }
  if (bytes <= static_cast<double>(memory)) return;
  throw Error(
      fmt::format("{}: its numbers take {:.0f} MB as columns of a table, more than the limit of {} "
                  "MB for data in memory; save it as CSV, which can be streamed, or raise the "
                  "limit (`memory`)",
                  content.source, bytes / 1e6, memory / 1'000'000),
      {.setting = "memory"});
}

Table table_in(const Content& content, const CsvOptions& options, std::int64_t memory) {
  refuse_wide_numbers(content, memory);
  if (!content.arrays.empty()) {
    Table table = table_of(content.arrays, content.source);
    table.set_format({.test_part = content.test_part});
    return table;
  }
  if (is_arff(content.text)) return parse_arff(content.text, content.source, options);
  return parse_table(content.text, content.source, options);
}

}  // namespace

Table read_table(const std::string& path, const CsvOptions& options, ArrayPart part) {
  return table_in(read_content(path, part, default_memory()), options, default_memory());
}

namespace {

/// Whether files are recordings; else they are to be images. The first that is one of them tells.
bool are_recordings(const FileList& files) {
  for (const std::string& path : files.paths) {
    try {
      const std::string bytes = read_text(path);
      if (is_wav(bytes)) return true;
      if (is_png(bytes) || is_jpeg(bytes)) return false;
    } catch (const Error&) {
      continue;  // said by whoever reads them all
    }
  }
  return false;
}

Table read_files(const std::string& path, const RowOptions& options) {
  const FileList files = list_files(path, options);
  return are_recordings(files) ? read_wavs(files, options) : read_images(files, options);
}

bool is_folder(const std::string& path) {
  std::error_code code;
  return std::filesystem::is_directory(path, code);
}

}  // namespace

Table read_rows(const std::string& path, const RowOptions& options) {
  if (is_folder(path)) return read_files(path, options);
  const Content content = read_content(path, options.part, options.memory);
  if (is_png(content.text) || is_jpeg(content.text) || is_wav(content.text))
    return read_files(path, options);
  if (content.arrays.empty() && is_known_kind(content.text)) {
    refuse_kind(content.text, content.source, "not a table");
  }
  if (is_ts(content.text)) {
    return parse_ts(content.text, content.source, options.signal_length, options.fill);
  }
  if (holds_samples(content.arrays) || (options.signal && !content.arrays.empty())) {
    Table table = sample_table(content.arrays, content.source, options.signal);
    table.set_format({.test_part = content.test_part});
    return table;
  }
  return table_in(content, options.table, options.memory);
}

}  // namespace ganglion::data
