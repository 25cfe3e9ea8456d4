#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/tables.h"
#include "ganglion/core/file.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/explain.h"
#include "ganglion/train/explain_picture.h"
#include "ganglion/train/explain_text.h"
#include "ganglion/train/predictions.h"

namespace ganglion::cli {
namespace {

struct ExplainOptions {
  std::string model;
  std::string data;
  std::string row;
  bool full = false;
  std::string graph;
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

int explain_command(const ExplainOptions& typed) {
  const std::int64_t number = row_of(typed.row);
  const auto format = typed.graph.empty() ? train::PictureFormat::svg : format_of(typed.graph);
  const train::TablePredictor predictor(model_path(typed.model));
  const data::Table table =
      read_rows(typed.data, typed.table, predictor.preprocessing().state(), false);
  const train::Explanation explanation =
      train::explain(predictor.model(), predictor.preprocessing(), table, number);
  if (!typed.graph.empty()) {
    const data::Dataset row = train::row_of(predictor.preprocessing(), table, number);
    write_file_atomically(typed.graph, train::draw_explanation(predictor.model(), row,
                                                               &predictor.preprocessing(), format));
  }
  if (typed.json) {
    fmt::print("{}\n", train::to_json(explanation, typed.full).dump());
    return 0;
  }
  fmt::print("{}", train::to_text(explanation, typed.full));
  if (!typed.graph.empty()) fmt::print(stderr, "the graph is in {}\n", typed.graph);
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
  add_table_options(*command, typed->table);
  command->add_flag("--full", typed->full, "all numbers of long vectors and tables");
  command->add_flag("--json", typed->json, "one JSON object on stdout");
  command->footer(
      "Forward: what the columns become, then every layer's z = x W + b and a = g(z), the\n"
      "prediction, and the loss if DATA has the target. Back: the derivatives of the loss (else "
      "of\n"
      "the prediction) to all of these, found in one walk. Then what each column adds to the\n"
      "prediction, compared to an average row.");
  command->callback([&action, typed] { action = [typed] { return explain_command(*typed); }; });
}

}  // namespace ganglion::cli
