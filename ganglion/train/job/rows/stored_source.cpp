#include "ganglion/train/job/rows/stored_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "ganglion/core/bulk_file.h"
#include "ganglion/core/error.h"
#include "ganglion/data/samples/picture_columns.h"
#include "ganglion/data/stored/stored_signals.h"
#include "ganglion/data/stored/stored_table.h"
#include "ganglion/data/text/text_file.h"
#include "ganglion/train/job/rows/job_memory.h"
#include "ganglion/train/job/rows/job_rows.h"
#include "ganglion/train/job/rows/sample_rows.h"
#include "ganglion/train/job/rows/stored_splits.h"
#include "ganglion/train/job/rows/table_source.h"

namespace ganglion::train {
namespace {

namespace fs = std::filesystem;

/// Below this a table is read faster as a whole, and never mind the memory.
constexpr std::uint64_t kSmallFile = std::uint64_t{64} << 20;

/// Where the file of columns goes: beside the run folder, which has not been made yet.
std::string store_folder(const Job& job) {
  if (!job.cache.empty()) return job.cache;
  if (job.out.empty()) return "runs";
  const std::string parent = fs::path(job.out).parent_path().string();
  return parent.empty() ? "." : parent;
}

void make_folder(const std::string& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code || !fs::is_directory(folder, code)) {
    throw Error(fmt::format("can't create the cache folder {}: {}; choose another with `cache`",
                            folder, code ? code.message() : "it is a file"),
                {.setting = "cache"});
  }
}

/// Which rows of a table are looked at.
enum class Taken : std::uint8_t { training, not_dropped };

/// Rows of a stored table, a few columns at a time.
class StoredColumns : public data::ColumnSource {
 public:
  StoredColumns(const data::StoredTable& table, const RowSplits& splits, Taken taken,
                bool with_lines)
      : table_(table), with_lines_(with_lines) {
    const bool training = taken == Taken::training;
    take_ = [&splits, training](std::int64_t row) {
      return training ? splits[row] == Split::train : splits[row] != Split::dropped;
    };
    rows_ = training ? splits.count(Split::train) : splits.rows() - splits.count(Split::dropped);
  }
  const data::Table& header() const override { return table_.header(); }
  std::int64_t rows() const override { return rows_; }
  const data::Table& with(std::span<const std::string> columns) override {
    current_ = {};  // before the next one, not beside it
    current_ = table_.columns(columns, take_, INT64_MAX, with_lines_);
    return current_;
  }
  using ColumnSource::with;

 private:
  const data::StoredTable& table_;
  bool with_lines_;
  data::StoredTable::TakeRow take_;
  std::int64_t rows_ = 0;
  data::Table current_;
};

/// Lines take memory, and are wanted for error messages only: what fails is done again with them.
void look_with_places(const data::StoredTable& table, const RowSplits& splits, Taken taken,
                      const LookAtColumns& look) {
  StoredColumns columns(table, splits, taken, false);
  try {
    look(columns);
  } catch (const Error&) {
    StoredColumns placed(table, splits, taken, true);
    look(placed);
  }
}

data::StoredTable open_table(const Job& job, const Listener& listener) {
  const std::string folder = store_folder(job);
  make_folder(folder);
  data::StoreOptions store = {.folder = folder,
                              .keep = !job.cache.empty(),
                              .memory = static_cast<std::size_t>(memory_of(job)) / 4,
                              .ignored = job.ignore,
                              .note = listener.note};
  for (const auto& [name, type] : job.columns) {
    if (type == data::ColumnType::ignore) store.ignored.push_back(name);
  }
  return data::StoredTable::read(job.data, table_options(job), store);
}

std::string size_text(double bytes) {
  return bytes >= 1e9 ? fmt::format("{:.1f} GB", bytes / 1e9)
                      : fmt::format("{:.0f} MB", bytes / 1e6);
}

/// A file for the features when they are not to be in memory, else null.
std::shared_ptr<BulkFile> feature_file(const Job& job, std::int64_t rows, std::int64_t width,
                                       const Listener& listener) {
  const double bytes = static_cast<double>(rows) * static_cast<double>(width) * sizeof(float);
  if (bytes <= static_cast<double>(feature_memory(job))) return nullptr;
  listener.tell_choice({"features", size_text(bytes) + " on disk",
                        job.stream == Stream::yes
                            ? "`stream = yes`"
                            : fmt::format("memory limit for the data: {}; to raise it: `memory`",
                                          size_text(static_cast<double>(memory_of(job))))});
  return std::make_shared<BulkFile>(BulkFile::unnamed(store_folder(job)));
}

class DividedStored : public DividedRows {
 public:
  DividedStored(const data::StoredTable& table, const RowSplits& splits, const Job& job)
      : table_(table), splits_(splits), job_(job) {}

  void look(const LookAtColumns& look) override {
    look_with_places(table_, splits_, Taken::training, look);
  }

  SplitData apply(const data::Preprocessing& preprocessing, const Listener& listener) override {
    const auto file = feature_file(job_, table_.rows(), preprocessing.width(), listener);
    return make_splits(table_, splits_, preprocessing, file, job_.threads);
  }

  /// Fewer rows where there are many columns.
  data::Table beginning(Split split) override {
    constexpr std::int64_t kMaxCells = 4'000'000;
    const std::vector<std::string> names = table_.header().names();
    const std::int64_t most =
        std::clamp<std::int64_t>(kMaxCells / std::ssize(names), 100, kShownRows);
    return table_.columns(
        names, [&](std::int64_t row) { return splits_[row] == split; },
        splits_.end_of_first(most, split), true);
  }

 private:
  const data::StoredTable& table_;
  const RowSplits& splits_;
  const Job& job_;
};

class StoredSource : public JobSource {
 public:
  StoredSource(data::StoredTable table, Job job) : table_(std::move(table)), job_(std::move(job)) {}

  const data::Table& header() const override { return table_.header(); }
  std::int64_t rows() const override { return table_.rows(); }

  data::Table training_columns(std::span<const std::string> names,
                               const RowSplits& splits) override {
    return table_.columns(
        names, [&](std::int64_t row) { return splits[row] == Split::train; }, INT64_MAX, true);
  }

  void forget_dropped(RowSplits&) override {}

  void look(const RowSplits& splits, const LookAtColumns& look) override {
    look_with_places(table_, splits, Taken::not_dropped, look);
  }

  std::unique_ptr<DividedRows> divide(const RowSplits& splits, bool) override {
    return std::make_unique<DividedStored>(table_, splits, job_);
  }

 private:
  data::StoredTable table_;
  Job job_;
};

/// What is looked at to see whether columns are pixels.
data::Table beginning_of(const data::StoredTable& table) {
  return table.columns(
      table.header().names(), [](std::int64_t) { return true; },
      std::min(table.rows(), data::kImageRows), true);
}

/// Signals become rows of their own file, or of memory where they fit; the targets stay in memory.
std::unique_ptr<JobSource> signal_source(const data::StoredTable& table, Job& job,
                                         const Listener& listener) {
  const auto file = [&](std::int64_t width) {
    return feature_file(job, table.rows(), width, listener);
  };
  data::FilledHoles filled;
  data::Table signals = data::stored_signals(table, signal_options(job), file, &filled);
  if (filled.values > 0) listener.tell(filled.note(table.header().source()));
  if (listener.rows_read) {
    data::TableColumns rows(signals);
    listener.rows_read(rows);
  }
  settle_samples(job, signals, listener);
  return table_source(std::move(signals));
}

}  // namespace

bool reads_stored(const Job& job) {
  std::error_code code;
  // Images of a folder need no file of their own: see RowOptions::memory.
  if (job.stream == Stream::no || fs::is_directory(job.data, code)) return false;
  const bool asked = job.stream == Stream::yes;
  const bool images = job.image.shape.has_value();
  if (asked && images) {
    throw Error("`image` needs the table in memory; omit it or `stream`");
  }
  if (job.data == "-" || images) return false;
  const bool possible = data::can_be_stored(job.data, table_options(job));
  if (asked && !possible && fs::exists(job.data)) {
    throw Error(
        fmt::format("{}: only CSV files in UTF-8 (packed with gzip or not) can be streamed; "
                    "convert it, or omit `stream`",
                    job.data),
        {.setting = "stream", .value = "auto"});
  }
  if (asked || !possible) return possible;
  if (!job.cache.empty()) return true;
  // The text and its values as they are read take about three times the text.
  const auto most = std::min(static_cast<std::uint64_t>(memory_of(job)) / 3, kSmallFile);
  return data::text_bytes(job.data, most + 1) > most;
}

std::unique_ptr<JobSource> stored_source(Job& job, const Listener& listener) {
  data::StoredTable table = open_table(job, listener);
  tell_reading(table.header(), listener);
  const RowSplits all(table.rows());
  StoredColumns columns(table, all, Taken::not_dropped, false);
  if (listener.rows_read) listener.rows_read(columns);
  if (!job.signal) tell_names(table.header(), listener);
  choose_targets(job, columns, listener);
  if (job.signal) return signal_source(table, job, listener);
  if (job.stream == Stream::yes && !job.image.shape) job.image.detect = false;  // those need memory
  const auto find = [&](const auto& others) {
    return data::find_images(beginning_of(table), others);
  };
  choose_images(job, table.header(), find, listener);
  if (job.image.shape) return nullptr;
  return std::make_unique<StoredSource>(std::move(table), job);
}

}  // namespace ganglion::train
