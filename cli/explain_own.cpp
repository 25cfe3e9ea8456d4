#include "cli/explain_own.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <cmath>
#include <vector>

#include "cli/commands.h"
#include "cli/tables.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/explain/own_numbers.h"

namespace ganglion::cli {
namespace {

/// "1,-0.5": numbers with commas or blanks between them.
std::vector<double> numbers_of(const char* flag, const std::string& text) {
  std::vector<double> numbers;
  std::size_t begin = text.find_first_not_of(", ");
  while (begin != std::string::npos) {
    const std::size_t end = std::min(text.find_first_of(", ", begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    double number = 0.0;
    const char* last = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data() + (word[0] == '+'), last, number);
    if (error != std::errc() || stop != last || !std::isfinite(number)) {
      throw UsageError(
          fmt::format("{} {}: {} is not a number; write numbers with commas between "
                      "them, such as 1,-0.5",
                      flag, shown(text), shown(word)));
    }
    numbers.push_back(number);
    begin = text.find_first_not_of(", ", end);
  }
  return numbers;
}

}  // namespace

void add_own_options(CLI::App& command, OwnOptions& typed) {
  command
      .add_option("--weights", typed.weights,
                  "with --network, JSON or TOML file of weights [default: initial weights]")
      ->type_name("FILE");
  command.add_option("--input", typed.input, "with --network, its input: numbers with commas")
      ->type_name("X,…");
  command
      .add_option("--target", typed.target,
                  "with --network, the target of the loss: a number for each output, or a class "
                  "from 0")
      ->type_name("Y,…");
  command
      .add_option("--loss", typed.loss,
                  "with --network, the loss [default: mse; bce after sigmoid, "
                  "sparse_categorical_crossentropy after softmax]")
      ->type_name("LOSS");
  command
      .add_option("--seed", typed.seed,
                  with_default("with --network, seed of initial weights", typed.seed))
      ->type_name("N");
}

void refuse_own_options(const OwnOptions& typed) {
  const std::pair<const char*, const std::string&> options[] = {{"--weights", typed.weights},
                                                                {"--input", typed.input},
                                                                {"--target", typed.target},
                                                                {"--loss", typed.loss}};
  for (const auto& [flag, value] : options) {
    if (!value.empty()) {
      throw UsageError(
          fmt::format("{} goes with --network; a model and its data have their own", flag));
    }
  }
}

void explain_own(const OwnOptions& typed, const ShowOptions& show_options) {
  const std::vector<double> input = numbers_of("--input", typed.input);
  if (input.empty()) {
    throw UsageError("--network needs --input: a number for each input, such as --input 1,-0.5");
  }
  if (typed.seed < 0) throw UsageError("--seed: expected an integer >= 0");
  for (const auto* path : {&show_options.graph, &show_options.units}) {
    refuse_overwriting(path == &show_options.graph ? "--graph" : "--units", *path, "",
                       typed.weights);
  }
  const train::OwnNetwork own =
      train::own_network({.network = typed.network,
                          .input = input,
                          .target = numbers_of("--target", typed.target),
                          .loss = typed.loss,
                          .weights = typed.weights,
                          .seed = static_cast<std::uint64_t>(typed.seed)});
  const train::Explanation explanation = own.explanation();
  show({.model = own.model, .row = own.row, .options = own.options, .explanation = explanation},
       show_options);
}

}  // namespace ganglion::cli
