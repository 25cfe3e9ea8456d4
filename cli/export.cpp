#include "cli/export.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "cli/tables.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/save.h"

namespace ganglion::cli {
namespace {

/// A kind of file that models are written to.
struct ExportFormat {
  std::string_view name;
  std::string_view ending;  ///< of a file that is of it where nothing is said
  std::string_view help;
  void (*write)(const ExportOptions& typed, const io::SavedModel& model);
};

constexpr ExportFormat kExportFormats[] = {
    {"c", ".h", "C source: the whole model, columns and classes included", export_c},
    {"onnx", ".onnx", "ONNX, which ONNX Runtime and others run: features to outputs", export_onnx},
    {"safetensors", ".safetensors", "weights by name, for PyTorch and others", export_safetensors},
    {"npz", ".npz", "weights by name, for NumPy", export_npz},
};

std::string export_format_names() {
  std::string names;
  for (const ExportFormat& format : kExportFormats) {
    if (!names.empty()) names += ", ";
    names += format.name;
  }
  return names;
}

const ExportFormat& export_format_of(const ExportOptions& typed) {
  for (const ExportFormat& format : kExportFormats) {
    if (typed.format.empty() ? typed.out.ends_with(format.ending) : typed.format == format.name)
      return format;
  }
  if (typed.format.empty()) {
    throw UsageError(fmt::format("--out {}: its ending names no format; give --format, one of {}",
                                 shown(typed.out), export_format_names()));
  }
  throw UsageError(
      fmt::format("--format {}: expected one of {}", shown(typed.format), export_format_names()));
}

int export_command(const ExportOptions& typed) {
  const ExportFormat& format = export_format_of(typed);
  const std::string path = model_path(typed.model);
  refuse_overwriting("--out", typed.out, path, "");
  const io::SavedModel model = io::network_of(read_model(path), path);
  format.write(typed, model);
  return 0;
}

std::string export_format_help() {
  std::string text;
  for (const ExportFormat& format : kExportFormats) {
    text += fmt::format("  {:<12} {:<13} {}\n", format.name, format.ending, format.help);
  }
  return text;
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("export", "writes a model as a file of another system");
  const auto typed = std::make_shared<ExportOptions>();
  command->add_option("MODEL", typed->model, "model file, or folder of a run")->required();
  command->add_option("--out", typed->out, "the file to write")->type_name("FILE")->required();
  command
      ->add_option("--format", typed->format,
                   fmt::format("{} [default: by the ending of FILE]", export_format_names()))
      ->type_name("NAME");
  command
      ->add_option("--layout", typed->layout,
                   with_default("names and shapes of weights: ganglion or torch", typed->layout))
      ->type_name("NAME");
  command
      ->add_option("--rename", typed->renames,
                   "call weights otherwise: encoder/*=body.*; may be given several times")
      ->type_name("FROM=TO")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--name", typed->name,
                   "c: what all names of the source begin with [default: that of the file]")
      ->type_name("NAME");
  command
      ->add_option("--opset", typed->opset,
                   with_default("onnx: version of its operators, 13 to 23", typed->opset))
      ->type_name("N");
  command->footer("Formats, and the endings of their files:\n" + export_format_help());
  command->callback([&action, typed] { action = [typed] { return export_command(*typed); }; });
}

}  // namespace ganglion::cli
