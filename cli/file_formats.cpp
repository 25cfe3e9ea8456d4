#include "cli/file_formats.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <vector>

#include "cli/commands.h"
#include "cli/tables.h"
#include "cli/typed_options.h"
#include "ganglion/core/suggestion.h"

namespace ganglion::cli {
namespace {

constexpr std::string_view kName[] = {"--name"};
constexpr std::string_view kOnnx[] = {"--opset", "--raw"};
constexpr std::string_view kNaming[] = {"--layout", "--rename"};
constexpr std::string_view kKeras[] = {"--map"};
constexpr std::string_view kKerasAndWeights[] = {"--map", "--network", "--input-shape", "--model"};
constexpr std::string_view kWeights[] = {"--network", "--input-shape", "--model", "--layout",
                                         "--rename"};

const FileFormat kFormats[] = {
    {.name = "c",
     .ending = ".h",
     .write = {export_c, "C source: the whole model, columns and classes included", kName}},
    {.name = "onnx",
     .ending = ".onnx",
     .write = {export_onnx, "ONNX, which ONNX Runtime and others run: rows to predictions", kOnnx},
     .read = {import_model, "a model whose nodes are layers"}},
    {.name = "keras",
     .ending = ".keras",
     .write = {export_keras, "a model that Keras 3 loads: features to outputs"},
     .read = {import_keras, "a model of Keras 3, or of 2.12 to 2.15", kKeras}},
    {.name = "h5",
     .ending = ".h5",
     .other_ending = ".hdf5",
     .write = {export_h5, "the same for TensorFlow's Keras 2 and for Keras 3"},
     .read = {import_h5,
              "a model of Keras 1, 2 or 3; or its weights, where --network or --model tells the "
              "layers",
              kKerasAndWeights}},
    {.name = "savedmodel",
     .ending = "saved_model.pb",
     .read = {import_saved_model, "a folder of TensorFlow, converted by tf2onnx (Python)"}},
    {.name = "safetensors",
     .ending = ".safetensors",
     .write = {export_safetensors, "weights by name, for PyTorch and others", kNaming},
     .read = {import_weights, "weights by name; --network or --model tells the layers", kWeights}},
    {.name = "npz",
     .ending = ".npz",
     .write = {export_npz, "weights by name, for NumPy", kNaming},
     .read = {import_weights, "likewise", kWeights}},
};

/// The options of other formats that this one has no use for: each is refused by the formats that
/// have it.
template <class Direction>
void refuse_options_of_others(Direction direction, const FileFormat& chosen,
                              const CLI::App& command) {
  for (const FileFormat& other : kFormats) {
    for (const std::string_view& option : (other.*direction).options) {
      const auto takes = [&](const FileFormat& format) {
        return std::ranges::find((format.*direction).options, option) !=
               (format.*direction).options.end();
      };
      if (takes(chosen)) continue;
      std::vector<std::string_view> names;
      for (const FileFormat& format : kFormats) {
        if (takes(format)) names.push_back(format.name);
      }
      refuse_options(command, {&option, 1},
                     fmt::format("the format {} has no use for it, only {}; leave it out",
                                 chosen.name, fmt::join(names, " and ")));
    }
  }
}

}  // namespace

void add_naming_options(CLI::App& command, std::string& layout, std::vector<std::string>& renames,
                        const std::string& rename_help) {
  command
      .add_option("--layout", layout,
                  with_default("names and shapes of weights: ganglion or torch", layout))
      ->type_name("NAME");
  command.add_option("--rename", renames, rename_help)
      ->type_name("FROM=TO")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

template <class Direction>
std::string format_names(Direction direction) {
  std::vector<std::string_view> names;
  for (const FileFormat& format : kFormats) {
    if ((format.*direction).run != nullptr) names.push_back(format.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

template <class Direction>
std::string format_help(Direction direction) {
  std::string text;
  for (const FileFormat& format : kFormats) {
    if ((format.*direction).run == nullptr) continue;
    std::string endings(format.ending);
    if (!format.other_ending.empty()) endings += fmt::format(", {}", format.other_ending);
    text += fmt::format("  {:<12} {:<13} {}\n", format.name, endings, (format.*direction).help);
  }
  return text;
}

namespace {

bool ends_as(const std::string& file, const FileFormat& format) {
  return file.ends_with(format.ending) ||
         (!format.other_ending.empty() && file.ends_with(format.other_ending));
}

}  // namespace

template <class Direction>
const FileFormat& format_of(Direction direction, const CLI::App& command, const std::string& name,
                            const std::string& file, const std::string& word) {
  for (const FileFormat& format : kFormats) {
    if ((format.*direction).run == nullptr) continue;
    if (name.empty() ? !ends_as(file, format) : name != format.name) continue;
    refuse_options_of_others(direction, format, command);
    return format;
  }
  if (name.empty()) {
    throw UsageError(fmt::format("{}: its ending names no format; give --format, one of {}", word,
                                 format_names(direction)));
  }
  throw UsageError(
      fmt::format("--format {}: expected one of {}", shown(name), format_names(direction)));
}

template std::string format_names(decltype(&FileFormat::write));
template std::string format_names(decltype(&FileFormat::read));
template std::string format_help(decltype(&FileFormat::write));
template std::string format_help(decltype(&FileFormat::read));
template const FileFormat& format_of(decltype(&FileFormat::write), const CLI::App&,
                                     const std::string&, const std::string&, const std::string&);
template const FileFormat& format_of(decltype(&FileFormat::read), const CLI::App&,
                                     const std::string&, const std::string&, const std::string&);

}  // namespace ganglion::cli
