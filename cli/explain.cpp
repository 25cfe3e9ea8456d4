#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/tables.h"
#include "ganglion/core/file.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/explain_picture.h"
#include "ganglion/train/explain/explain_text.h"
#include "ganglion/train/explain/maps/activation_maps.h"
#include "ganglion/train/explain/maps/drawings.h"
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
      "--graph {}: the name must end in .svg (a picture) or .dot (for Graphviz)", shown(path)));
}

std::int64_t row_of(const std::string& text) {
  std::int64_t row = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, row);
  if (error != std::errc() || stop != end || row < 1) {
    throw UsageError(fmt::format(
        "--row {}: give a whole number; rows are counted from 1, the first below the names", text));
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

/// What the network makes of a picture or signal, place by place; nothing of other rows.
std::vector<train::Drawing> draw_maps(const train::TablePredictor& predictor,
                                      const data::Dataset& row, const std::string& folder) {
  if (!predictor.preprocessing().state().samples) return {};
  std::vector<train::Drawing> drawings =
      train::drawings(train::activation_maps(predictor.model(), row, &predictor.preprocessing()));
  train::write_drawings(drawings, folder);
  return drawings;
}

void print_drawings(const std::vector<train::Drawing>& drawings, const std::string& folder) {
  if (drawings.empty()) return;
  std::fflush(stdout);  // where both go to one place, this comes last
  std::vector<std::vector<std::string>> rows;
  rows.reserve(drawings.size());
  for (const train::Drawing& drawing : drawings) rows.push_back({drawing.name, drawing.shows});
  fmt::print(stderr, "drawn into {}:\n{}", folder, text_table(rows, "  "));
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
  const train::TablePredictor predictor(model);
  if (!typed.out.empty() && !predictor.preprocessing().state().samples) {
    throw UsageError("--out is for pictures and signals; this model takes rows of tables");
  }
  const data::Table table =
      read_rows(typed.data, typed.table, predictor.preprocessing().state(), false);
  const train::Explanation explanation =
      train::explain(predictor.model(), predictor.preprocessing(), table, number);
  const data::Dataset row = train::row_of(predictor.preprocessing(), table, number);
  if (!typed.graph.empty()) {
    write_file_atomically(typed.graph, train::draw_explanation(predictor.model(), row,
                                                               &predictor.preprocessing(), format));
  }
  const std::string folder = folder_of(typed, model);
  const std::vector<train::Drawing> drawings = draw_maps(predictor, row, folder);
  if (typed.json) {
    io::Json::Object object = train::to_json(explanation, typed.full).as_object();
    if (!drawings.empty()) object.emplace_back("drawings", drawings_json(drawings, folder));
    fmt::print("{}\n", io::Json(std::move(object)).dump());
    return 0;
  }
  fmt::print("{}", train::to_text(explanation, typed.full));
  if (!typed.graph.empty()) fmt::print(stderr, "the graph is in {}\n", typed.graph);
  print_drawings(drawings, folder);
  return 0;
}

}  // namespace

void add_explain(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("explain", "shows why a model says what it says of a row");
  const auto typed = std::make_shared<ExplainOptions>();
  command->add_option("MODEL", typed->model, "a model file, or the folder of a run")->required();
  command->add_option("DATA", typed->data, "a table with the columns of the training data")
      ->required();
  command->add_option("--row", typed->row, "which row of DATA, counted from 1")
      ->required()
      ->type_name("N");
  command->add_option("--graph", typed->graph, "draw the computation graph: a .svg or .dot file")
      ->type_name("FILE");
  command
      ->add_option("--out", typed->out,
                   "folder for what is drawn of a picture or signal; by default\n"
                   "explained/ beside the model")
      ->type_name("DIR");
  add_table_options(*command, typed->table);
  command->add_flag("--full", typed->full,
                    "all of long vectors and tables, and all networks of an ensemble");
  command->add_flag("--json", typed->json, "one JSON object on stdout");
  command->footer(
      "Forward: what the columns become, then every layer's z = x W + b (x ∗ W + b is a\n"
      "convolution) and a = g(z), the prediction, and the loss if DATA has the target. Back: the\n"
      "derivatives of the loss (else of the prediction) to all of these, found in one walk. Then\n"
      "what each column adds to the prediction, compared to an average row.\n"
      "Of a picture (PNG) or signal (SVG) are drawn: the input as the network is given it, the\n"
      "weights of the first layer, the maps of every layer, what each place adds to the\n"
      "prediction (saliency), and where the last convolution finds it (Grad-CAM).");
  command->callback([&action, typed] { action = [typed] { return explain_command(*typed); }; });
}

}  // namespace ganglion::cli
