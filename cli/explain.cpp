#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/explain_own.h"
#include "cli/explain_show.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/file.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/samples/class_folders.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/maps/activation_maps.h"
#include "ganglion/train/explain/maps/drawings.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/report/pictures/function_picture.h"

namespace ganglion::cli {
namespace {

struct ExplainOptions {
  std::string model;
  std::string data;
  std::string row;
  std::string function;
  std::string out;
  TableOptions table;
  ShowOptions show;
  OwnOptions own;
};

std::int64_t row_of(const std::string& text) {
  std::int64_t row = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, row);
  if (error != std::errc() || stop != end || row < 1) {
    throw UsageError(fmt::format(
        "--row {}: expected a row number >= 1; row 1 is the first one below the header", text));
  }
  return row;
}

/// Beside the model, a folder for each row that was asked for.
std::string folder_of(const ExplainOptions& typed, const std::string& model) {
  if (!typed.out.empty()) return typed.out;
  const std::filesystem::path beside = std::filesystem::path(model).parent_path();
  const std::string row = fmt::format("{}_{}", train::data_name(typed.data), typed.row);
  return (beside / "explained" / row).string();
}

/// What the network makes of an image or signal, place by place; nothing of other rows.
std::vector<train::Drawing> draw_maps(
    const train::TablePredictor& predictor, const data::Dataset& row, const std::string& folder,
    const std::function<void(const std::string& path)>& check_path) {
  if (!predictor.preprocessing().state().samples) return {};
  std::vector<train::Drawing> drawings =
      train::drawings(train::activation_maps(predictor.model(), row, &predictor.preprocessing()));
  for (const train::Drawing& drawing : drawings) check_path(folder + "/" + drawing.name);
  train::write_drawings(drawings, folder);
  return drawings;
}

void print_drawings(const std::vector<train::Drawing>& drawings, const std::string& folder) {
  if (drawings.empty()) return;
  flush_out();  // where both go to one place, this comes last
  std::vector<std::vector<std::string>> rows;
  rows.reserve(drawings.size());
  for (const train::Drawing& drawing : drawings) rows.push_back({drawing.name, drawing.shows});
  print_err("images saved to {}:\n{}", folder, text_table(rows, "  "));
}

io::Json drawings_json(const std::vector<train::Drawing>& drawings, const std::string& folder) {
  io::Json::Array list;
  for (const train::Drawing& drawing : drawings) {
    list.push_back(
        io::Json::Object{{"file", folder + "/" + drawing.name}, {"shows", drawing.shows}});
  }
  return list;
}

void refuse_overwriting_any(const ExplainOptions& typed, const std::string& model,
                            const std::vector<std::string>& files = {}) {
  refuse_overwriting("--graph", typed.show.graph, model, typed.data, files);
  refuse_overwriting("--units", typed.show.units, model, typed.data, files);
  refuse_overwriting("--function", typed.function, model, typed.data, files);
}

void draw_function(const ExplainOptions& typed, const train::TablePredictor& predictor,
                   const data::Table& table) {
  const train::report::FunctionView view =
      train::report::function_view(predictor.model(), predictor.preprocessing(), table);
  write_file_atomically(
      typed.function,
      train::report::function_picture(
          view, fmt::format("What {} has learned, with rows of {}", typed.model, typed.data)));
  print_err("function saved to {}\n", typed.function);
}

void explain_row(const ExplainOptions& typed) {
  const std::int64_t number = typed.row.empty() ? 0 : row_of(typed.row);
  const std::string model = model_path(typed.model);
  refuse_overwriting_any(typed, model);
  const train::TablePredictor predictor(model);
  if (!typed.out.empty() && !predictor.preprocessing().state().samples) {
    throw UsageError("--out is for images and signals; this model takes rows of a table");
  }
  const data::Table table =
      read_rows(typed.data, typed.table, predictor.preprocessing().state(), false);
  tell_unseen(predictor.preprocessing().state(), table, typed.table.strict);
  if (!typed.function.empty()) draw_function(typed, predictor, table);
  if (typed.row.empty()) return;
  const train::Explanation explanation =
      train::explain(predictor.model(), predictor.preprocessing(), table, number);
  const data::Dataset row = train::row_of(predictor.preprocessing(), table, number);
  const std::vector<std::string> files = data::files_of(table);
  refuse_overwriting_any(typed, model, files);
  const std::string folder = folder_of(typed, model);
  const std::vector<train::Drawing> drawings =
      draw_maps(predictor, row, folder, [&](const std::string& path) {
        refuse_overwriting("--out", path, model, typed.data, files);
      });
  io::Json::Object more;
  if (!drawings.empty()) more.emplace_back("drawings", drawings_json(drawings, folder));
  show({.model = predictor.model(),
        .row = row,
        .options = {.preprocessing = &predictor.preprocessing()},
        .explanation = explanation},
       typed.show, std::move(more));
  if (!typed.show.json) print_drawings(drawings, folder);
}

/// --function alone looks at no row.
void refuse_without_row(const ExplainOptions& typed) {
  const std::pair<const char*, bool> options[] = {{"--graph", !typed.show.graph.empty()},
                                                  {"--units", !typed.show.units.empty()},
                                                  {"--check", typed.show.check},
                                                  {"--json", typed.show.json},
                                                  {"--out", !typed.out.empty()}};
  for (const auto& [flag, given] : options) {
    if (given) throw UsageError(fmt::format("{} needs --row", flag));
  }
}

int explain_command(const ExplainOptions& typed) {
  check_show_options(typed.show);
  if (!typed.function.empty() && !typed.function.ends_with(".svg")) {
    throw UsageError(
        fmt::format("--function {}: the file name must end in .svg", shown(typed.function)));
  }
  if (!typed.own.asked) {
    refuse_own_options(typed.own);
    if (typed.row.empty()) refuse_without_row(typed);
    explain_row(typed);
    return 0;
  }
  if (!typed.model.empty() || !typed.row.empty() || !typed.function.empty()) {
    throw UsageError("--network takes the place of MODEL, DATA, --row and --function");
  }
  explain_own(typed.own, typed.show);
  return 0;
}

/// MODEL, DATA and --row, or what takes their place.
void add_arguments(CLI::App& command, const std::shared_ptr<ExplainOptions>& typed) {
  CLI::Option* model =
      command.add_option("MODEL", typed->model, "model file, or folder of a run")->required();
  CLI::Option* data =
      command
          .add_option("DATA", typed->data, "table, folder or file with data like that of training")
          ->required();
  CLI::Option* row =
      command.add_option("--row", typed->row, "row of DATA to explain, counted from 1")
          ->required()
          ->type_name("N");
  command
      .add_option_function<std::string>(
          "--network",
          [typed, model, data, row](const std::string& layers) {
            typed->own.asked = true;
            typed->own.network = layers;
            for (CLI::Option* option : {model, data, row}) option->required(false);
          },
          "in place of MODEL, DATA and --row: a network of one's own, \"dense 2 relu; dense 1\"")
      ->type_name("LAYERS");
  add_own_options(command, typed->own);
  command
      .add_option_function<std::string>(
          "--function",
          [typed, row](const std::string& file) {
            typed->function = file;
            row->required(false);
          },
          "save what the model predicts over the one or two numeric columns that matter most as an "
          ".svg file: curve, decision boundary or surface; needs no --row")
      ->type_name("FILE");
  add_show_options(command, typed->show);
}

constexpr const char* kExplainFooter =
    "Forward pass: the features of the row, each layer's z = x W + b (x ∗ W + b: a convolution) "
    "and\n"
    "a = g(z), the prediction, and the loss if DATA has the target.\n"
    "Backward pass: the derivatives of the loss (of the prediction, if DATA has no target) with\n"
    "respect to all of these.\n"
    "Contributions: how much each column adds to the prediction, compared to an average row\n"
    "(integrated gradients).\n"
    "With --network it explains a network of one's own instead, without data:\n"
    "  ganglion explain --network \"dense 2 relu; dense 1\" --input 1,-0.5 --target 3 --check\n"
    "For an image (as PNG) or signal (as SVG), explain also draws the preprocessed input, the "
    "weights\n"
    "of the first layer, the feature maps of every layer, a saliency map, and Grad-CAM of the "
    "last\n"
    "convolution.";

}  // namespace

void add_explain(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "explain", "explains one prediction: values, derivatives, column contributions");
  const auto typed = std::make_shared<ExplainOptions>();
  add_arguments(*command, typed);
  command
      ->add_option(
          "--out", typed->out,
          "folder for the drawings of an image or signal [default: explained/ next to the model]")
      ->type_name("DIR");
  add_table_options(*command, typed->table);
  command->footer(kExplainFooter);
  command->callback([&action, typed] { action = [typed] { return explain_command(*typed); }; });
}

}  // namespace ganglion::cli
