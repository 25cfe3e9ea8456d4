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
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/file.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/samples/class_folders.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/explain_picture.h"
#include "ganglion/train/explain/explain_text.h"
#include "ganglion/train/explain/maps/activation_maps.h"
#include "ganglion/train/explain/maps/drawings.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::cli {
namespace {

struct ExplainOptions {
  std::string model;
  std::string data;
  std::string row;
  bool full = false;
  std::string graph;
  std::string out;
  TableOptions table;
  bool json = false;
};

train::PictureFormat format_of(const std::string& path) {
  if (path.ends_with(".svg")) return train::PictureFormat::svg;
  if (path.ends_with(".dot")) return train::PictureFormat::dot;
  throw UsageError(fmt::format(
      "--graph {}: the file name must end in .svg (image) or .dot (Graphviz)", shown(path)));
}

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

int explain_command(const ExplainOptions& typed) {
  const std::int64_t number = row_of(typed.row);
  const auto format = typed.graph.empty() ? train::PictureFormat::svg : format_of(typed.graph);
  const std::string model = model_path(typed.model);
  refuse_overwriting("--graph", typed.graph, model, typed.data);
  const train::TablePredictor predictor(model);
  if (!typed.out.empty() && !predictor.preprocessing().state().samples) {
    throw UsageError("--out is for images and signals; this model takes rows of a table");
  }
  const data::Table table =
      read_rows(typed.data, typed.table, predictor.preprocessing().state(), false);
  tell_unseen(predictor.preprocessing().state(), table, typed.table.strict);
  const train::Explanation explanation =
      train::explain(predictor.model(), predictor.preprocessing(), table, number);
  const data::Dataset row = train::row_of(predictor.preprocessing(), table, number);
  const std::vector<std::string> files = data::files_of(table);
  refuse_overwriting("--graph", typed.graph, model, typed.data, files);
  if (!typed.graph.empty()) {
    write_file_atomically(typed.graph, train::draw_explanation(predictor.model(), row,
                                                               &predictor.preprocessing(), format));
  }
  const std::string folder = folder_of(typed, model);
  const std::vector<train::Drawing> drawings =
      draw_maps(predictor, row, folder, [&](const std::string& path) {
        refuse_overwriting("--out", path, model, typed.data, files);
      });
  if (typed.json) {
    io::Json::Object object = train::to_json(explanation, typed.full).as_object();
    if (!drawings.empty()) object.emplace_back("drawings", drawings_json(drawings, folder));
    print_out("{}\n", io::Json(std::move(object)).dump());
    return 0;
  }
  print_out("{}", train::with_flags(train::to_text(explanation, typed.full)));
  if (!typed.graph.empty()) print_err("graph saved to {}\n", typed.graph);
  print_drawings(drawings, folder);
  return 0;
}

}  // namespace

void add_explain(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "explain", "explains one prediction: values, derivatives, column contributions");
  const auto typed = std::make_shared<ExplainOptions>();
  command->add_option("MODEL", typed->model, "model file, or folder of a run")->required();
  command->add_option("DATA", typed->data, "table, folder or file with data like that of training")
      ->required();
  command->add_option("--row", typed->row, "row of DATA to explain, counted from 1")
      ->required()
      ->type_name("N");
  command->add_option("--graph", typed->graph, "save the computation graph as an .svg or .dot file")
      ->type_name("FILE");
  command
      ->add_option(
          "--out", typed->out,
          "folder for the drawings of an image or signal [default: explained/ next to the model]")
      ->type_name("DIR");
  add_table_options(*command, typed->table);
  command->add_flag("--full", typed->full,
                    "print long vectors and tables in full, and every network of an ensemble");
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->footer(
      "Forward pass: the features of the row, each layer's z = x W + b (x ∗ W + b: a convolution) "
      "and\n"
      "a = g(z), the prediction, and the loss if DATA has the target.\n"
      "Backward pass: the derivatives of the loss (of the prediction, if DATA has no target) with\n"
      "respect to all of these.\n"
      "Contributions: how much each column adds to the prediction, compared to an average row\n"
      "(integrated gradients).\n"
      "For an image (as PNG) or signal (as SVG), explain also draws the preprocessed input, the "
      "weights\n"
      "of the first layer, the feature maps of every layer, a saliency map, and Grad-CAM of the "
      "last\n"
      "convolution.");
  command->callback([&action, typed] { action = [typed] { return explain_command(*typed); }; });
}

}  // namespace ganglion::cli
