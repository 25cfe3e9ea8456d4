#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/export.h"
#include "cli/file_formats.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/error.h"
#include "ganglion/core/numbers.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/io/keras/read_keras.h"
#include "ganglion/train/save.h"

namespace ganglion::cli {

io::SavedModel import_model(const ImportOptions& typed) {
  io::ReadModel read = read_model(typed.file);
  for (const std::string& name : read.left_out) {
    print_err("note: output '{}' is left out: a network gives numbers, not classes or places\n",
              name);
  }
  return io::network_of(std::move(read), typed.file);
}

io::SavedModel import_keras(const ImportOptions& typed) {
  const std::vector<std::string> settings = {"map"};
  try {
    io::KerasClassMap classes;
    for (const std::string& text : typed.maps) io::add_to_class_map(classes, text);
    io::KerasImport import = io::read_keras(typed.file, classes);
    for (const std::string& note : import.notes) print_err("note: {}\n", note);
    return std::move(import.model);
  } catch (const Error& error) {
    throw Error(settings_as_flags(error.what(), settings), error.remedy());
  }
}

namespace {

/// A folder is known by the file in it.
std::string file_of(const std::string& path) {
  return io::is_saved_model(path) ? path + "/saved_model.pb" : path;
}

int import_command(const CLI::App& command, const ImportOptions& typed) {
  const FileFormat& format =
      format_of(&FileFormat::read, command, typed.format, file_of(typed.file), shown(typed.file));
  refuse_overwriting("--out", typed.out, typed.file, "");
  // Of a model only what a trained one has is written: it can be loaded again.
  const train::Model model = train::from_saved(format.read.run(typed));
  train::save_model(model, typed.out);
  print_err("model with {} parameters saved to {}\n",
            ganglion::grouped(model.network().layout().parameter_count()), typed.out);
  return 0;
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
      .add_option("--map", typed.maps,
                  "keras, h5: take a class of your own for a layer of Keras that computes the same "
                  "(MyDense=dense); may be given several times")
      ->type_name("CLASS=LAYER")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_naming_options(command, typed.layout, typed.renames,
                     "the weights' names in the file and in the network: body.*=encoder/*; may be "
                     "given several times");
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
      ->add_option(
          "--format", typed->format,
          fmt::format("{} [default: by the ending of FILE]", format_names(&FileFormat::read)))
      ->type_name("NAME");
  add_weight_options(*command, *typed);
  command->footer("Formats, and the endings of their files:\n" + format_help(&FileFormat::read));
  command->callback([&action, command, typed] {
    action = [command, typed] { return import_command(*command, *typed); };
  });
}

}  // namespace ganglion::cli
