#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/arff/arff.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/signals/ts.h"
#include "ganglion/data/stored/stored_table.h"
#include "ganglion/data/stored/stored_table_file.h"
#include "ganglion/data/stored/stored_table_writer.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/gzip.h"
#include "ganglion/data/text/text.h"
#include "ganglion/data/text/text_file.h"
#include "ganglion/data/text/zip.h"

namespace ganglion::data {
namespace {

/// What a file holds, as far as can be told without reading it. Times come in steps of some
/// milliseconds; a file that was replaced within one has another number.
std::string file_fingerprint(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "gone";
  return fmt::format("{} bytes, number {}, changed {}.{:09}", status.st_size, status.st_ino,
                     status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

/// What the columns follow from besides the content of the source.
std::string cache_key_of(const std::string& path, const CsvOptions& options) {
  std::error_code code;
  const auto whole = std::filesystem::canonical(path, code);
  std::string text = fmt::format(
      "{}\n{} {} {} {}\n", code ? path : whole.string(), static_cast<int>(options.delimiter),
      static_cast<int>(options.header), options.skip_rows, static_cast<int>(options.decimal));
  for (const auto* list : {&options.missing, &options.missing_among_numbers,
                           &options.declared_missing, &options.expected}) {
    for (const std::string& word : *list) text += word + "\n";
    text += "\n";
  }
  for (const auto& [name, missing] : options.missing_of) {
    text += name + "\n";
    for (const std::string& word : missing) text += word + "\n";
    text += "\n";
  }
  for (const auto& [name, reading] : options.columns) {
    text += fmt::format("{}\n{} {}\n", name, static_cast<int>(reading.kind),
                        reading.format.to_string());
  }
  return text;
}

std::string cache_path(const std::string& path, const std::string& cache_key,
                       const std::string& folder) {
  const std::string stem = std::filesystem::path(path).stem().string();
  return fmt::format("{}/{}-{:016x}.table", folder, stem, stream_of(cache_key));
}

}  // namespace

bool can_be_stored(const std::string& path, const CsvOptions& options) {
  if (options.encoding != Encoding::utf8) return false;
  std::error_code code;
  if (!std::filesystem::is_regular_file(path, code)) return false;
  constexpr std::size_t kEnough = std::size_t{1} << 20;  // comments may stand before what tells it
  std::string text;
  try {
    text = beginning_of_text(path, kEnough);
  } catch (const Error&) {
    return false;  // said by whoever reads it
  }
  return !text.empty() && !is_utf16(text) && !is_gzip(text) && !is_npy(text) && !is_zip(text) &&
         !is_idx(text) && !is_arff(text) && !is_ts(text);
}

/// A finished file of the same source, if there is one.
std::optional<StoredTable> StoredTable::reused(const std::string& path, const std::string& cache,
                                               const std::string& cache_key,
                                               const StoreOptions& store) {
  std::error_code code;
  if (!std::filesystem::exists(cache, code)) return std::nullopt;
  StoredTable table(BulkFile::open(cache), path);
  std::string why = StoredTableFile::open(table, cache_key, file_fingerprint(path));
  for (const StoredColumn& column : table.columns_) {
    if (column.given_up && std::ranges::count(store.ignored, column.name) == 0) {
      why = fmt::format("the texts of column {} are not in it", shown(column.name));
    }
  }
  if (store.note) {
    store.note(why.empty() ? fmt::format("{}: read from the cache {}", path, cache)
                           : fmt::format("{}: rebuilding the cache {}: {}", path, cache, why));
  }
  if (!why.empty()) return std::nullopt;
  return table;
}

StoredTable StoredTable::read(const std::string& path, const CsvOptions& options,
                              const StoreOptions& store) {
  const std::string cache_key = cache_key_of(path, options);
  const std::string cache = cache_path(path, cache_key, store.folder);
  if (store.keep) {
    if (auto table = reused(path, cache, cache_key, store)) return std::move(*table);
  }
  const std::string fingerprint = file_fingerprint(path);
  StoredTable table(store.keep ? BulkFile::create(cache) : BulkFile::unnamed(store.folder), path);
  StoredTableWriter(table, options, store).write();
  if (file_fingerprint(path) != fingerprint) {
    throw Error(fmt::format("{}: the file was changed while it was read; try again", path));
  }
  if (store.keep) {
    StoredTableFile::seal(table, cache_key, fingerprint);
    table.file_.publish();
  }
  return table;
}

}  // namespace ganglion::data
