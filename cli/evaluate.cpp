#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/train/evaluate/predictions.h"

namespace ganglion::cli {
namespace {

struct EvaluateOptions {
  std::string model;
  std::string data;
  TableOptions table;
  bool json = false;
};

int evaluate_command(const EvaluateOptions& typed) {
  train::TablePredictor predictor(model_path(typed.model));
  const data::PreprocessingState& state = predictor.preprocessing().state();
  const data::Table table = read_rows(typed.data, typed.table, state, true);
  const io::Json unseen = tell_unseen(state, table);
  const train::Evaluation result = predictor.evaluate(table);
  if (typed.json) {
    io::Json::Object object = result.to_json().as_object();
    object.emplace_back("unseen", unseen);
    print_out("{}\n", io::Json(std::move(object)).dump());
    return 0;
  }
  print_out("{} row{} of {}{}\n\n{}", result.rows, result.rows == 1 ? "" : "s", typed.data,
            result.positive.empty() ? "" : "; positive class: " + result.positive,
            score_table({{"", &result}}));
  for (const std::string& note : result.notes) print_out("({})\n", note);
  constexpr std::int64_t kMaxClasses = 30;  // as many as a terminal has room for
  if (result.confusion && result.confusion->classes() <= kMaxClasses) {
    print_out("\nconfusion matrix (rows: actual class, columns: predicted class)\n{}",
              result.confusion->to_string(result.class_names));
  }
  return 0;
}

}  // namespace

void add_evaluate(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("evaluate", "computes loss and metrics of a model on labelled data");
  const auto typed = std::make_shared<EvaluateOptions>();
  command->add_option("MODEL", typed->model, "model file, or folder of a run")->required();
  command
      ->add_option("DATA", typed->data,
                   "table with the target column, or folder with a sub-folder per class")
      ->required();
  add_table_options(*command, typed->table);
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->callback([&action, typed] { action = [typed] { return evaluate_command(*typed); }; });
}

}  // namespace ganglion::cli
