#include "cli/help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <string_view>

#include "ganglion/nn/activation.h"
#include "ganglion/nn/network_writer.h"

namespace ganglion::cli {
namespace {

std::vector<const CLI::Option*> options_of(const CLI::App& command, bool positional) {
  return command.get_options(
      [positional](const CLI::Option* option) { return option->get_positional() == positional; });
}

std::string left_column(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  const std::string value = option.get_items_expected_max() == 0 ? "" : option.get_type_name();
  return option.get_name() + (value.empty() ? "" : " " + value);
}

/// Columns of a terminal: characters of UTF-8, not bytes.
std::size_t width_of(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

/// An entry and its description, which is wrapped at blanks and indented as a block.
std::string line(const std::string& left, std::string_view right) {
  constexpr std::size_t kIndent = 30;
  constexpr std::size_t kWidth = 100;
  const std::string new_line = "\n" + std::string(kIndent, ' ');
  std::string text = fmt::format("  {:<{}}", left, kIndent - 2);
  std::size_t column = width_of(text);
  if (!text.ends_with(' ')) column = kWidth;  // the description begins below a long entry
  while (!right.empty()) {
    const bool label = right.starts_with("[default: ");  // stays with its value
    const std::string_view word = right.substr(0, right.find(' ', label ? 10 : 0));
    right.remove_prefix(std::min(word.size() + 1, right.size()));
    if (column + 1 + width_of(word) > kWidth) {
      text += new_line;
      column = kIndent;
    } else if (column > kIndent) {
      text += ' ';
      ++column;
    }
    text += word;
    column += width_of(word);
  }
  return text + "\n";
}

std::string block(const std::string& title, const std::vector<const CLI::Option*>& options) {
  std::string text;
  for (const CLI::Option* option : options) {
    text += line(left_column(*option), option->get_description());
  }
  return text.empty() ? "" : fmt::format("\n{}:\n{}", title, text);
}

}  // namespace

std::string usage_line(const CLI::App& command) {
  std::string text = "usage: ganglion " + command.get_name();
  for (const CLI::Option* option : options_of(command, true)) {
    text +=
        option->get_required() ? " " + option->get_name(true) : " [" + option->get_name(true) + "]";
  }
  for (const CLI::Option* option : options_of(command, false)) {
    if (option->get_required()) text += " " + left_column(*option);
  }
  return text + (options_of(command, false).size() > 1 ? " [options]" : "");
}

std::string missing_arguments(const CLI::App& command) {
  std::vector<std::string> names;
  for (const bool positional : {true, false}) {
    for (const CLI::Option* option : options_of(command, positional)) {
      if (!option->get_required() || option->count() > 0) continue;
      names.push_back(option->get_name(positional));
    }
  }
  return fmt::format("{} {}", fmt::join(names, " and "), names.size() == 1 ? "is" : "are");
}

std::string command_help(const CLI::App& command) {
  std::string text = usage_line(command) + "\n\n" + command.get_description() + "\n";
  text += block("Arguments", options_of(command, true));
  text += block("Options", options_of(command, false));
  if (!command.get_footer().empty()) text += "\n" + command.get_footer() + "\n";
  return text;
}

std::string network_help() {
  std::vector<std::string_view> activations;
  for (const nn::Activation activation : nn::all_activations()) {
    activations.push_back(nn::name_of(activation));
  }
  return fmt::format(
      R"(A network as text, for --network, --network-file and `network` of a job file: its layers, separated
by ";", line ends, "->" or commas. "#" begins a comment; capitals don't count.

{}
After a layer's values come settings, name=value (l2=0.001 init=he_normal).
Activations: {} (swish is silu, logistic is sigmoid).
Layers may be written as in Keras, too:
  Dense(25, activation="relu"), Dropout(0.5), Conv2D(32, 3, activation="relu"), MaxPooling2D(2), Flatten()

The output layer follows from the task and need not be written. Where the last layer is that output layer, it
is taken as such: "dense 1 sigmoid" for two classes, "dense K softmax" for K classes, "dense 1" for a number.
)",
      nn::network_text_help(), fmt::join(activations, ", "));
}

std::string program_help(const CLI::App& app) {
  std::string text =
      fmt::format("{}\n\nusage: ganglion COMMAND …\n\nCommands:\n", app.get_description());
  for (const CLI::App* command : app.get_subcommands({})) {
    text += line(command->get_name(), command->get_description());
  }
  return text + R"(
`ganglion help COMMAND` shows the options of a command, `ganglion help network` how networks are written,
`ganglion --version` the version.

To start, with a table whose last column is the target:
  ganglion train TABLE.csv
)";
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options_of(command, false)) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

}  // namespace ganglion::cli
