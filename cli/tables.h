#pragma once
#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/core/text_table.h"
#include "ganglion/data/column_reading.h"
#include "ganglion/data/features/beyond_range.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/io/json.h"
#include "ganglion/io/read/read_model_file.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/job/listener.h"

namespace CLI {
class App;
}

namespace ganglion::cli {

/// One column of a table of scores.
struct ScoreColumn {
  std::string name;
  const train::Evaluation* scores;
};

/// A line for each metric, a column for each part of the data.
std::string score_table(const std::vector<ScoreColumn>& columns);

/// A help text followed by the default of its option: "rows per training step [default: 32]".
template <class Value>
std::string with_default(const char* help, const Value& value) {
  return fmt::format("{} [default: {}]", help, value);
}

/// How the tables of a command are written, as typed.
struct TableOptions {
  std::string header = "auto";
  std::string encoding = "utf-8";
  std::string decimal = "auto";
  std::vector<std::string> missing = {};
  std::int64_t skip_rows = 0;
  bool skip_bad = false;
  bool strict = false;
};
void add_table_options(CLI::App& command, TableOptions& typed);

/// A note of the library, to stderr.
void print_note(const std::string& text);
/// Choices, notes and warnings of a run, to stderr.
train::Listener run_listener(bool quiet);

/// Rows for a model: of pictures or signals if it takes those (see data::read_rows_for), else a
/// table. `labelled`: they are to have a target. Throws UsageError for an option that can't be,
/// Error as data::read_rows does.
data::Table read_rows(const std::string& path, const TableOptions& typed,
                      const data::PreprocessingState& model, bool labelled);

/// Rows of a table for a model that was trained on none; `readings`: how its columns must be read.
data::Table read_any_table(const std::string& path, const TableOptions& typed,
                           const data::ColumnReadings& readings);

/// Tells on stderr how many rows of a table have no target.
void tell_unlabelled(const data::PreprocessingState& model, const data::Table& table, bool strict);

/// Tells on stderr which values of a table a model has learned nothing of; the same as a JSON
/// array.
io::Json tell_unseen(const data::PreprocessingState& model, const data::Table& table, bool strict);
/// Tells on stderr, once a column, which values of a table lie far outside the training range; the
/// same as a JSON array.
io::Json tell_beyond_range(const std::vector<data::BeyondRange>& columns);
/// Throws Error when a file to be written, given as `flag`, is one that is read (by whatever link):
/// the model, or `data`, or one of `files` in the folder `data`.
void refuse_overwriting(const std::string& flag, const std::string& out, const std::string& model,
                        const std::string& data, const std::vector<std::string>& files = {});

/// Throws Error with the commands that convert a folder that TensorFlow saved.
[[noreturn]] void refuse_saved_model(const std::string& folder);
/// The model of a path that is a model file or the folder of a run. Throws Error for a SavedModel.
std::string model_path(const std::string& path);
/// Reads a model of whatever file it is, and tells what of the file isn't kept.
io::ReadModel read_model(const std::string& path);

}  // namespace ganglion::cli
