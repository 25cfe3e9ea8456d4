#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
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
#include "ganglion/train/evaluate/forecast_text.h"
#include "ganglion/train/evaluate/predictions.h"
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

/// What says how a table is read or written.
constexpr std::string_view kTableFlags[] = {"--beyond-range", "--header",  "--encoding",
                                            "--decimal",      "--missing", "--skip-rows",
                                            "--skip-bad",     "--strict"};

int predict_table(const PredictOptions& typed, const std::string& path,
                  train::TablePredictor predictor) {
  refuse_lost_column(typed, predictor.preprocessing().state());
  const data::Table rows_read =
      read_rows(typed.data, typed.table, predictor.preprocessing().state(), false);
  const io::Json unseen =
      tell_unseen(predictor.preprocessing().state(), rows_read, typed.table.strict);
  const auto beyond = data::values_beyond_range(predictor.preprocessing().state(), rows_read);
  const io::Json told = tell_beyond_range(beyond);
  train::RowTexts texts = {.files = data::files_of(rows_read)};
  if (typed.beyond_range) texts.beyond_range = data::names_by_row(beyond, rows_read.rows());
  refuse_overwriting("--out", typed.out, path, typed.data, texts.files);
  std::int64_t clipped = 0;
  const Tensor predictions = predictor.predict(rows_read, &clipped);
  const std::int64_t rows = predictions.shape()[0];
  if (clipped > 0) {
    print_note(
        fmt::format("{} of {} predictions lay far outside the training range and were "
                    "clipped to its margin",
                    clipped, predictions.size()));
  }
  const auto& series = predictor.preprocessing().state().series;
  const auto csv = [&] {
    return series ? train::forecast_csv(*series, rows_read, predictions)
                  : predictor.csv(predictions, texts);
  };
  if (names_arrays(typed.out)) {
    save_array(typed.out, "predictions", predictions);
  } else if (!typed.out.empty()) {
    write_file_atomically(typed.out, csv());
  }
  if (typed.json) {
    const std::string last =
        typed.out.empty()
            ? "\"predictions\":" + (series ? train::forecast_json(*series, rows_read, predictions)
                                           : predictor.json(predictions, texts))
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

int predict_command(const CLI::App& command, const PredictOptions& typed) {
  const std::string path = model_path(typed.model);
  if (typed.json && !(is_utf8(path) && is_utf8(typed.out))) {
    throw UsageError("--json: MODEL and --out must be UTF-8 to be named in JSON; rename them");
  }
  if (typed.data.empty() && typed.inputs.empty()) {
    throw UsageError("predict needs data: a table, a folder, or arrays (FILE.npy, --input)");
  }
  refuse_overwriting("--out", typed.out, path, typed.data);
  io::ReadModel read = read_model(path);
  const bool of_tables = read.saved && read.saved->info.preprocessing;
  if (!of_tables || !typed.inputs.empty()) {
    refuse_options(command, kTableFlags, "is for tables, but arrays are predicted; leave it out");
    return predict_arrays({.path = path,
                           .data = typed.data,
                           .inputs = typed.inputs,
                           .out = typed.out,
                           .json = typed.json},
                          std::move(read));
  }
  return predict_table(
      typed, path, train::TablePredictor(train::from_saved(std::move(*read.saved), path), path));
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
      "for a model without columns, such as one of ONNX, an array (.npy, .npz)");
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
