#include "cli/export.h"
#include "cli/output.h"
#include "ganglion/core/file.h"
#include "ganglion/io/onnx/from_network.h"

namespace ganglion::cli {

void export_onnx(const ExportOptions& typed, const io::SavedModel& model) {
  const std::string bytes = io::onnx::to_onnx(model, {.opset = typed.opset});
  write_file_atomically(typed.out, bytes);
  print_err("ONNX model of opset {} saved to {}\n", typed.opset, typed.out);
  const auto& preprocessing = model.info.preprocessing;
  if (!preprocessing) return;
  print_err("note: it takes features, not columns: `features` in its metadata names them\n");
  for (const data::TargetColumn& target : preprocessing->targets) {
    if (preprocessing->task != data::Task::regression ||
        (target.std == 1.0 && target.mean == 0.0)) {
      continue;
    }
    print_err("note: it gives {} scaled: value * {:.9g} + {:.9g}\n", target.name, target.std,
              target.mean);
  }
}

}  // namespace ganglion::cli
