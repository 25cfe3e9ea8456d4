#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/numbers.h"
#include "ganglion/core/text_table.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/quantize/quantize.h"
#include "ganglion/train/save.h"

namespace ganglion::cli {
namespace {

struct QuantizeCommand {
  std::string model;
  std::string data;
  std::string out;
  train::QuantizeOptions options;
  TableOptions table;
  bool json = false;
};

/// What a layer computes with, in words.
std::string precision_of(const train::QuantizedLayer& layer) {
  if (!layer.quantization) return "f32";
  return layer.quantization->step > 0.0 ? "8 bits" : "8 bits, inputs in f32";
}

std::string layer_table(const std::vector<train::QuantizedLayer>& layers) {
  std::vector<std::vector<std::string>> rows = {{"layer", "weights", "computes with"}};
  for (const train::QuantizedLayer& layer : layers) {
    rows.push_back({layer.layer, ganglion::grouped(layer.weights), precision_of(layer)});
  }
  return text_table(rows);
}

io::Json quantized_json(const std::vector<train::QuantizedLayer>& layers) {
  io::Json::Array entries;
  for (const train::QuantizedLayer& layer : layers) {
    io::Json::Object entry = {{"layer", layer.layer}, {"weights", layer.weights}};
    if (layer.quantization) {
      entry.emplace_back("step", layer.quantization->step);
      entry.emplace_back("zero_point", layer.quantization->zero_point);
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

int quantize_command(const QuantizeCommand& typed) {
  const std::string path = model_path(typed.model);
  refuse_overwriting("--out", typed.out, path, typed.data);
  train::TablePredictor original(path);
  const data::PreprocessingState& state = original.preprocessing().state();
  const data::Table table = read_rows(typed.data, typed.table, state, true);
  tell_unseen(state, table, typed.table.strict);
  const train::Evaluation before = original.evaluate(table);
  train::Quantized quantized =
      train::quantize(original.model(), original.rows_of(table), typed.options);
  train::save_model(quantized.model, typed.out);
  train::TablePredictor rounded(std::move(quantized.model), typed.out);
  const train::Evaluation after = rounded.evaluate(table);
  if (typed.json) {
    print_out("{}\n", io::Json(io::Json::Object{{"model", typed.out},
                                                {"model_hash", train::model_hash(rounded.model())},
                                                {"layers", quantized_json(quantized.layers)},
                                                {"before", before.to_json()},
                                                {"after", after.to_json()}})
                          .dump());
    return 0;
  }
  print_out("{}\n{} rows of {}\n{}", layer_table(quantized.layers), before.rows, typed.data,
            score_table({{"before", &before}, {"after", &after}}));
  print_out("\nmodel:      {}  ({} bytes; {} before)\n", typed.out,
            ganglion::grouped(static_cast<std::int64_t>(std::filesystem::file_size(typed.out))),
            ganglion::grouped(static_cast<std::int64_t>(std::filesystem::file_size(path))));
  return 0;
}

}  // namespace

void add_quantize(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "quantize",
      "rounds the weights of a trained model to 8 bits (int8): a quarter of the size, faster "
      "predictions");
  const auto typed = std::make_shared<QuantizeCommand>();
  command->add_option("MODEL", typed->model, "model file, or folder of a run")->required();
  command
      ->add_option("DATA", typed->data,
                   "table or folder with the target, best one that was not trained on: calibrates "
                   "how inputs are rounded, and measures loss and metrics before and after")
      ->required();
  command->add_option("--out", typed->out, "file for the quantised model")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--max-loss", typed->options.max_loss,
                   with_default("largest accepted increase of the loss, relative (0.01 is 1 %); "
                                "layers that cost more stay in f32",
                                typed->options.max_loss))
      ->type_name("X")
      ->check(CLI::Range(0.0, 100.0));
  add_table_options(*command, typed->table);
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->callback([&action, typed] { action = [typed] { return quantize_command(*typed); }; });
}

}  // namespace ganglion::cli
