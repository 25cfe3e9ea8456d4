#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "cli/export.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/numbers.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/save.h"

namespace ganglion::cli {
namespace {

/// A kind of file that models are read from.
struct ImportFormat {
  std::string_view name;
  std::string_view ending;
  std::string_view help;
  io::SavedModel (*read)(const ImportOptions& typed);
};

constexpr ImportFormat kImportFormats[] = {
    {"onnx", ".onnx", "a model whose nodes are layers", import_model},
    {"keras", ".keras", "a model of Keras 3, or of 2.12 to 2.15", import_model},
    {"h5", ".h5", "a model of Keras 1, 2 or 3", import_model},
    {"safetensors", ".safetensors", "weights by name; --network or --model tells the layers",
     import_weights},
    {"npz", ".npz", "likewise", import_weights},
};

std::string import_format_names() {
  std::string names;
  for (const ImportFormat& format : kImportFormats) {
    if (!names.empty()) names += ", ";
    names += format.name;
  }
  return names;
}

const ImportFormat& import_format_of(const ImportOptions& typed) {
  for (const ImportFormat& format : kImportFormats) {
    if (typed.format.empty() ? typed.file.ends_with(format.ending) : typed.format == format.name)
      return format;
  }
  if (typed.format.empty()) {
    throw UsageError(fmt::format("{}: its ending names no format; give --format, one of {}",
                                 shown(typed.file), import_format_names()));
  }
  throw UsageError(
      fmt::format("--format {}: expected one of {}", shown(typed.format), import_format_names()));
}

}  // namespace

io::SavedModel import_model(const ImportOptions& typed) {
  return io::network_of(read_model(typed.file), typed.file);
}

namespace {

int import_command(const ImportOptions& typed) {
  const ImportFormat& format = import_format_of(typed);
  refuse_overwriting("--out", typed.out, typed.file, "");
  // Of a model only what a trained one has is written: it can be loaded again.
  const train::Model model = train::from_saved(format.read(typed));
  train::save_model(model, typed.out);
  print_err("model with {} parameters saved to {}\n",
            ganglion::grouped(model.network().layout().parameter_count()), typed.out);
  return 0;
}

std::string import_format_help() {
  std::string text;
  for (const ImportFormat& format : kImportFormats) {
    text += fmt::format("  {:<12} {:<13} {}\n", format.name, format.ending, format.help);
  }
  return text;
}

void add_weight_options(CLI::App& command, ImportOptions& typed) {
  command
      .add_option("--network", typed.network,
                  "layers of the weights, output layer included; see `ganglion help network`")
      ->type_name("LAYERS");
  command
      .add_option("--input-shape", typed.input_shape,
                  "shape of one row for --network: 64, or 1x28x28 (channels first)")
      ->type_name("SHAPE");
  command
      .add_option("--model", typed.model,
                  "put the weights into a copy of this model, which keeps its columns and classes")
      ->type_name("MODEL");
  command
      .add_option("--layout", typed.layout,
                  with_default("names and shapes of weights: ganglion or torch", typed.layout))
      ->type_name("NAME");
  command
      .add_option("--rename", typed.renames,
                  "the weights' names in the file and in the network: body.*=encoder/*; may be "
                  "given several times")
      ->type_name("FROM=TO")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace

void add_import(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("import", "makes a model of a file of another system");
  const auto typed = std::make_shared<ImportOptions>();
  command->add_option("FILE", typed->file, "the file to read")->required();
  command->add_option("--out", typed->out, "the model file to write")
      ->type_name("M.ganglion")
      ->required();
  command
      ->add_option("--format", typed->format,
                   fmt::format("{} [default: by the ending of FILE]", import_format_names()))
      ->type_name("NAME");
  add_weight_options(*command, *typed);
  command->footer("Formats, and the endings of their files:\n" + import_format_help());
  command->callback([&action, typed] { action = [typed] { return import_command(*typed); }; });
}

}  // namespace ganglion::cli
