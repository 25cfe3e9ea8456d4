#include <string>
#include <vector>

#include "cli/export.h"
#include "cli/output.h"
#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/setting.h"
#include "ganglion/io/onnx/from_network.h"

namespace ganglion::cli {

void tell_scaled_targets(const io::SavedModel& model) {
  const auto& preprocessing = model.info.preprocessing;
  if (!preprocessing) return;
  for (const data::TargetColumn& target : preprocessing->targets) {
    if (preprocessing->task != data::Task::regression ||
        (target.std == 1.0 && target.mean == 0.0)) {
      continue;
    }
    print_err("note: it gives {} scaled: value * {:.9g} + {:.9g}\n", target.name, target.std,
              target.mean);
  }
}

void export_onnx(const ExportOptions& typed, const io::SavedModel& model) {
  std::string bytes;
  try {
    bytes = io::onnx::to_onnx(model, {.opset = typed.opset, .raw = typed.raw});
  } catch (const Error& error) {
    const std::vector<std::string> settings = {"raw"};
    throw Error(settings_as_flags(error.what(), settings));
  }
  write_file_atomically(typed.out, bytes);
  print_err("ONNX model of opset {} saved to {}\n", typed.opset, typed.out);
  const auto& preprocessing = model.info.preprocessing;
  if (!preprocessing) return;
  if (typed.raw || preprocessing->samples) {
    print_err("note: it takes features, not columns: `features` in its metadata names them\n");
    tell_scaled_targets(model);
  } else {
    print_err(
        "note: each column is an input: numbers as double (NaN where missing, yes 1 and no 0), "
        "categories as text, written as in training\n");
  }
}

}  // namespace ganglion::cli
