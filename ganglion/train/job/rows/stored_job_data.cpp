#include "ganglion/train/job/rows/stored_job_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/samples/picture_columns.h"
#include "ganglion/data/split.h"
#include "ganglion/data/stored/stored_table.h"
#include "ganglion/train/job/rows/job_data_steps.h"
#include "ganglion/train/job/rows/job_memory.h"
#include "ganglion/train/job/rows/job_rows.h"
#include "ganglion/train/job/rows/job_split.h"
#include "ganglion/train/job/rows/row_parts.h"

namespace ganglion::train {
namespace {

namespace fs = std::filesystem;

/// Below this a table is read faster as a whole, and never mind the memory.
constexpr std::uintmax_t kSmallFile = std::uintmax_t{64} << 20;

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
    throw Error(fmt::format("can't create the cache folder {}: {}; choose another with --cache",
                            folder, code ? code.message() : "it is a file"));
  }
}

/// Rows of a stored table, a few columns at a time.
class StoredColumns : public data::ColumnSource {
 public:
  StoredColumns(const data::StoredTable& table, const RowParts& parts, bool training_only,
                bool with_lines)
      : table_(table), with_lines_(with_lines) {
    take_ = [&parts, training_only](std::int64_t row) {
      return training_only ? parts[row] == RowPart::train : parts[row] != RowPart::dropped;
    };
    rows_ =
        training_only ? parts.count(RowPart::train) : parts.rows() - parts.count(RowPart::dropped);
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
template <class Work>
auto with_places(const data::StoredTable& table, const RowParts& parts, bool training_only,
                 const Work& work) {
  StoredColumns columns(table, parts, training_only, false);
  try {
    return work(columns);
  } catch (const Error&) {
    StoredColumns placed(table, parts, training_only, true);
    return work(placed);
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
    if (type == "ignore") store.ignored.push_back(name);
  }
  return data::StoredTable::read(job.data, table_options(job), store);
}

/// Moves a share of the training rows to another part; none when that would leave a class without
/// rows to learn from.
void cut(const data::StoredTable& table, RowParts& parts, double fraction, const Job& job,
         data::Task task, std::uint64_t seed, RowPart to) {
  if (fraction == 0.0) return;
  const std::int64_t rows = parts.count(RowPart::train);
  check_divisible(table.source(), rows);
  std::vector<std::int32_t> labels;
  if (task == data::Task::binary || task == data::Task::multiclass) {
    StoredColumns columns(table, parts, true, false);
    labels = class_labels(columns.with(job.targets), job, task);
  }
  parts.move(data::draw_rows(rows, labels, {.test_fraction = fraction, .seed = seed}), to);
}

/// The tables of options that name files.
struct OwnFiles {
  std::optional<data::Table> validation;
  std::optional<data::Table> test;
};

/// Draws the rows of the test, then those of validation from the rest.
void draw_parts(const data::StoredTable& table, RowParts& parts, const OwnFiles& own,
                const Job& job, data::Task task, const Listener& listener) {
  if (!own.test) cut(table, parts, job.test.fraction, job, task, job.seed, RowPart::test);
  const std::int64_t tested = own.test ? own.test->rows() : parts.count(RowPart::test);
  if (tested == 0 && job.test.fraction > 0.0) {
    listener.tell_warning("no rows left for a test set: each class has too few");
  }
  if (!own.validation) {
    cut(table, parts, job.validation.fraction, job, task, job.seed + kValidationStream,
        RowPart::validation);
  }
  const std::int64_t validated =
      own.validation ? own.validation->rows() : parts.count(RowPart::validation);
  tell_split(job, parts.count(RowPart::train), validated, tested, listener);
}

RowParts labelled_parts(const data::StoredTable& table, const Job& job, const Listener& listener) {
  RowParts parts(table.rows());
  for (const std::string& name : job.targets) {
    const data::Table column = table.columns(std::span(&name, 1));
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      if (column.columns()[0].is_missing(row)) parts.drop(row);
    }
  }
  tell_dropped(table.source(), table.rows() - parts.count(RowPart::dropped), table.rows(),
               job.targets, listener);
  return parts;
}

/// The first rows of a part, as they were read; fewer where there are many columns.
data::Table first_rows(const data::StoredTable& table, const RowParts& parts, RowPart part) {
  constexpr std::int64_t kMostCells = 4'000'000;
  const std::vector<std::string> names = table.header().names();
  const std::int64_t most =
      std::clamp<std::int64_t>(kMostCells / std::ssize(names), 100, kRowsShown);
  return table.columns(
      names, [&](std::int64_t row) { return parts[row] == part; }, parts.end_of_first(most, part),
      true);
}

/// What is looked at to see whether columns are pixels.
data::Table beginning_of(const data::StoredTable& table) {
  return table.columns(
      table.header().names(), [](std::int64_t) { return true; },
      std::min(table.rows(), data::kPictureRows), true);
}

/// Of the test, or of validation or training where there are no others.
data::Table shown_rows(const data::StoredTable& table, const RowParts& parts, const OwnFiles& own,
                       const PartData& made) {
  if (made.test) return own.test ? beginning(*own.test) : first_rows(table, parts, RowPart::test);
  if (!made.validation) return first_rows(table, parts, RowPart::train);
  return own.validation ? beginning(*own.validation)
                        : first_rows(table, parts, RowPart::validation);
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
                        job.stream == "yes"
                            ? "--stream yes"
                            : fmt::format("memory limit for the data: {}; to raise it: --memory",
                                          size_text(static_cast<double>(memory_of(job))))});
  return std::make_shared<BulkFile>(BulkFile::unnamed(store_folder(job)));
}

}  // namespace

bool reads_stored(const Job& job) {
  std::error_code code;
  // Pictures of a folder need no file of their own: see RowOptions::memory.
  if (job.stream == "no" || fs::is_directory(job.data, code)) return false;
  const bool asked = job.stream == "yes";
  if (asked && job.cross_validate > 0) {
    throw Error("--cross-validate needs the table in memory; omit it or --stream");
  }
  const bool pictures = job.picture != "auto" && job.picture != "none";
  if (asked && (job.signal || pictures || !job.time_column.empty())) {
    throw Error(fmt::format("{} needs the table in memory; omit it or --stream",
                            job.signal ? "--signal"
                            : pictures ? "--image"
                                       : "--time-column"));
  }
  if (job.cross_validate > 0 || job.data == "-" || job.signal || pictures ||
      !job.time_column.empty()) {
    return false;
  }
  const bool possible = data::can_be_stored(job.data, table_options(job));
  if (asked && !possible && fs::exists(job.data)) {
    throw Error(
        fmt::format("{}: only uncompressed CSV files in UTF-8 can be streamed; decompress or "
                    "convert it, or omit --stream",
                    job.data));
  }
  if (asked || !possible) return possible;
  if (!job.cache.empty()) return true;
  const std::uintmax_t size = fs::file_size(job.data, code);
  // The text and its values as they are read take about three times the text.
  const bool fits = 3.0 * static_cast<double>(size) <= static_cast<double>(memory_of(job));
  return size > kSmallFile || !fits;
}

JobData read_stored_job_data(Job& job, const Listener& listener) {
  const data::StoredTable table = open_table(job, listener);
  choose_targets(job, table.header(), listener);
  if (job.stream == "yes" && job.picture == "auto") job.picture = "none";  // those need memory
  const auto find = [&](const auto& others) {
    return data::find_pictures(beginning_of(table), others);
  };
  choose_pictures(job, table.header(), find, listener);
  if (job.picture != "none") return read_job_data(job, listener);
  tell_names(table.header(), listener);
  RowParts parts = labelled_parts(table, job, listener);
  const auto all_rows = [&](const auto& work) { return with_places(table, parts, false, work); };
  const data::Task task = all_rows([&](data::ColumnSource& columns) {
    return choose_task(job, columns.with(job.targets), listener);
  });
  const data::ColumnTypes types =
      all_rows([&](data::ColumnSource& columns) { return column_types(columns, job); });

  const OwnFiles own = {.validation = own_file(job.validation, job, "--validation", listener),
                        .test = own_file(job.test, job, "--test", listener)};
  draw_parts(table, parts, own, job, task, listener);
  Fitted fitted = with_places(table, parts, true, [&](data::ColumnSource& columns) {
    return fit_columns(job, task, types, columns, listener);
  });
  const data::Preprocessing& preprocessing = fitted.preprocessing;
  const auto file = feature_file(job, table.rows(), preprocessing.width(), listener);
  PartData made = make_parts(table, parts, preprocessing, file, job.threads);
  if (own.validation) made.validation = data::apply_scaled(preprocessing, *own.validation);
  if (own.test) made.test = data::apply_scaled(preprocessing, *own.test);
  data::Table raw = shown_rows(table, parts, own, made);
  tell_notes(preprocessing.notes(), listener);
  return {.preprocessing = preprocessing,
          .train = std::move(*made.train),
          .validation = std::move(made.validation),
          .test = std::move(made.test),
          .summary = std::move(fitted.summary),
          .raw = std::move(raw)};
}

}  // namespace ganglion::train
