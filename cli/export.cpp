#include "cli/export.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/file_formats.h"
#include "cli/tables.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/save.h"

namespace ganglion::cli {
namespace {

int export_command(const CLI::App& command, const ExportOptions& typed) {
  const FileFormat& format =
      format_of(&FileFormat::write, command, typed.format, typed.out, "--out " + shown(typed.out));
  const std::string path = model_path(typed.model);
  refuse_overwriting("--out", typed.out, path, "");
  const io::SavedModel model = io::network_of(read_model(path), path);
  format.write.run(typed, model);
  return 0;
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("export", "writes a model as a file of another system");
  const auto typed = std::make_shared<ExportOptions>();
  command->add_option("MODEL", typed->model, "model file, or folder of a run")->required();
  command->add_option("--out", typed->out, "the file to write")->type_name("FILE")->required();
  command
      ->add_option(
          "--format", typed->format,
          fmt::format("{} [default: by the ending of FILE]", format_names(&FileFormat::write)))
      ->type_name("NAME");
  add_naming_options(*command, typed->layout, typed->renames,
                     "call weights otherwise: encoder/*=body.*; may be given several times");
  command
      ->add_option("--name", typed->name,
                   "c: what all names of the source begin with [default: that of the file]")
      ->type_name("NAME");
  command
      ->add_option("--opset", typed->opset,
                   with_default("onnx: version of its operators, 13 to 23", typed->opset))
      ->type_name("N");
  command->add_flag("--raw", typed->raw,
                    "onnx: only the network, which takes features; without it, each column of a "
                    "table is an input, and images and signals are scaled inside");
  command->footer("Formats, and the endings of their files:\n" + format_help(&FileFormat::write));
  command->callback([&action, command, typed] {
    action = [command, typed] { return export_command(*command, *typed); };
  });
}

}  // namespace ganglion::cli
