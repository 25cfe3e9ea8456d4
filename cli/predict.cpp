#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/predict_arrays.h"
#include "cli/tables.h"
#include "cli/typed_options.h"
#include "ganglion/core/file.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/core/utf8.h"
#include "ganglion/data/samples/class_folders.h"
#include "ganglion/data/text/text.h"
#include "ganglion/train/evaluate/forecast_text.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/predict/column_graph.h"
#include "ganglion/train/save.h"

namespace ganglion::cli {
namespace {

struct PredictOptions {
  std::string model;
  std::string data;
  std::vector<std::string> inputs;
  std::string out;
  TableOptions table;
  bool json = false;
  bool beyond_range = false;
};

/// The column that --beyond-range adds needs lines of a table to stand in.
void refuse_lost_column(const PredictOptions& typed, const data::PreprocessingState& state) {
  if (!typed.beyond_range) return;
  if (names_arrays(typed.out)) {
    throw UsageError(
        fmt::format("--beyond-range adds a column of texts, which the array {} has no place for; "
                    "give --out FILE.csv, or leave it out",
                    shown(typed.out)));
  }
  if (state.series) {
    throw UsageError(
        "--beyond-range names the columns of a row, which a forecast has not; leave it out");
  }
}

/// A name that promises another form than those that are written.
void refuse_other_forms(const std::string& out) {
  constexpr std::string_view kOthers[] = {
      ".arff", ".arrow", ".bz2", ".db",  ".dta",  ".feather", ".gz",     ".h5",  ".hdf5",
      ".html", ".json",  ".mat", ".md",  ".ods",  ".parquet", ".pickle", ".pkl", ".rda",
      ".rds",  ".sav",   ".tsv", ".xls", ".xlsx", ".xml",     ".xz",     ".zip", ".zst"};
  const std::string name = data::small_word(out);
  const bool other = std::ranges::any_of(kOthers, [&](auto end) { return name.ends_with(end); });
  if (!other) return;
  throw UsageError(fmt::format(
      "--out {}: predictions are written as CSV (.csv) or as arrays (.npy, .npz); give such a name"
      "{}",
      shown(out), name.ends_with(".json") ? ", or print them with --json" : ""));
}

/// What says how a table is read or written.
constexpr std::string_view kTableFlags[] = {"--beyond-range", "--header",  "--encoding",
                                            "--decimal",      "--missing", "--skip-rows",
                                            "--skip-bad",     "--strict"};

/// A model that predicts rows of tables: what it learned of their columns, and how it predicts.
struct RowModel {
  const data::PreprocessingState& state;
  std::function<Tensor(const data::Table&, std::int64_t* clipped)> predict;
};

int predict_table(const PredictOptions& typed, const std::string& path, const RowModel& model) {
  refuse_lost_column(typed, model.state);
  const data::Table rows_read = read_rows(typed.data, typed.table, model.state, false);
  const io::Json unseen = tell_unseen(model.state, rows_read, typed.table.strict);
  const auto beyond = data::values_beyond_range(model.state, rows_read);
  const io::Json told = tell_beyond_range(beyond);
  train::RowTexts texts = {.files = data::files_of(rows_read)};
  if (typed.beyond_range) texts.beyond_range = data::names_by_row(beyond, rows_read.rows());
  refuse_overwriting("--out", typed.out, path, typed.data, texts.files);
  std::int64_t clipped = 0;
  const Tensor predictions = model.predict(rows_read, &clipped);
  const std::int64_t rows = predictions.shape()[0];
  if (clipped > 0) {
    print_note(
        fmt::format("{} of {} predictions lay far outside the training range and were "
                    "clipped to its margin",
                    clipped, predictions.size()));
  }
  const auto& series = model.state.series;
  const auto csv = [&] {
    return series ? train::forecast_csv(*series, rows_read, predictions)
                  : train::predictions_csv(model.state, predictions, texts);
  };
  if (names_arrays(typed.out)) {
    save_array(typed.out, "predictions", predictions);
  } else if (!typed.out.empty()) {
    write_file_atomically(typed.out, csv());
  }
  if (typed.json) {
    const std::string last =
        typed.out.empty() ? "\"predictions\":" +
                                (series ? train::forecast_json(*series, rows_read, predictions)
                                        : train::predictions_json(model.state, predictions, texts))
                          : "\"out\":" + io::Json(typed.out).dump();
    print_out("{{\"model\":{},\"rows\":{},\"unseen\":{},\"beyond_range\":{},\"clipped\":{},{}}}\n",
              io::Json(path).dump(), rows, unseen.dump(), told.dump(), clipped, last);
  } else if (typed.out.empty()) {
    write_data(csv());
  } else {
    print_err("{} predictions saved to {}\n", rows, typed.out);
  }
  return 0;
}

/// Rows of a table, images or signals for a file of ONNX that this program wrote with their
/// preparation; none for others, and for arrays where it takes columns.
std::optional<int> predict_column_graph(const PredictOptions& typed, const std::string& path,
                                        const io::ReadModel& read) {
  const std::optional<train::ColumnGraph> graph = train::ColumnGraph::of(read);
  if (!graph || (names_arrays(typed.data) && !graph->state().samples)) return std::nullopt;
  const auto predict = [&](const data::Table& rows, std::int64_t*) { return graph->predict(rows); };
  return predict_table(typed, path, {.state = graph->state(), .predict = predict});
}

int predict_command(const CLI::App& command, const PredictOptions& typed) {
  const std::string path = model_path(typed.model);
  if (typed.json && !(is_utf8(path) && is_utf8(typed.out))) {
    throw UsageError("--json: MODEL and --out must be UTF-8 to be named in JSON; rename them");
  }
  refuse_other_forms(typed.out);
  if (typed.data.empty() && typed.inputs.empty()) {
    throw UsageError("predict needs data: a table, a folder, or arrays (FILE.npy, --input)");
  }
  refuse_overwriting("--out", typed.out, path, typed.data);
  io::ReadModel read = read_model(path);
  const bool of_tables = read.saved && read.saved->info.preprocessing;
  const bool rows = typed.inputs.empty() && !names_arrays(typed.data);
  if (!of_tables && typed.inputs.empty()) {
    if (const auto code = predict_column_graph(typed, path, read)) return *code;
  }
  if (!of_tables && rows) {
    constexpr std::string_view kNotHere[] = {"--beyond-range", "--skip-bad"};
    refuse_options(command, kNotHere, "needs a model that was trained on tables; leave it out");
    return predict_columns(
        {.path = path, .data = typed.data, .inputs = {}, .out = typed.out, .json = typed.json},
        typed.table, std::move(read));
  }
  if (!of_tables || !typed.inputs.empty()) {
    refuse_options(command, kTableFlags, "is for tables, but arrays are predicted; leave it out");
    return predict_arrays({.path = path,
                           .data = typed.data,
                           .inputs = typed.inputs,
                           .out = typed.out,
                           .json = typed.json},
                          std::move(read));
  }
  train::TablePredictor predictor(train::from_saved(std::move(*read.saved), path), path);
  const auto predict = [&](const data::Table& table, std::int64_t* clipped) {
    return predictor.predict(table, clipped);
  };
  return predict_table(typed, path,
                       {.state = predictor.preprocessing().state(), .predict = predict});
}

}  // namespace

void add_predict(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "predict",
      "predicts every row of a table, every image or signal of a folder, or the next values of a "
      "series");
  const auto typed = std::make_shared<PredictOptions>();
  command->add_option("MODEL", typed->model, "model file, or folder of a run")->required();
  command->add_option(
      "DATA", typed->data,
      "table, or folder of images or signals like those of training; or a single image; or, "
      "for a model without columns, such as one of ONNX, an array (.npy, .npz) or a table whose "
      "columns are its inputs");
  command
      ->add_option("--input", typed->inputs,
                   "array for an input of a model without columns, by its name; may be given "
                   "several times")
      ->type_name("NAME=FILE.npy")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--out", typed->out,
                   "save the predictions to this file instead of printing them: CSV, or an array "
                   "(.npy; .npz: all outputs of the model)")
      ->type_name("FILE.csv|npy|npz");
  add_table_options(*command, typed->table);
  command->add_flag("--beyond-range", typed->beyond_range,
                    "add a column that names, row by row, the columns whose value lies far outside "
                    "the training range");
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->callback([&action, command, typed] {
    action = [command, typed] { return predict_command(*command, *typed); };
  });
}

}  // namespace ganglion::cli
