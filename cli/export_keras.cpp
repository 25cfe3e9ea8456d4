#include <algorithm>

#include "cli/export.h"
#include "cli/output.h"
#include "ganglion/core/file.h"
#include "ganglion/io/keras/export/write_keras.h"
#include "ganglion/nn/layers/multi_head_attention.h"

namespace ganglion::cli {
namespace {

void save(const ExportOptions& typed, const io::SavedModel& model, const std::string& bytes) {
  write_file_atomically(typed.out, bytes);
  print_err("Keras model saved to {}\n", typed.out);
  if (model.info.preprocessing && model.info.preprocessing->samples) {
    tell_scaled_inputs(model);
    if (!model.info.class_names.empty()) print_err("note: class names are not in the file\n");
  } else if (model.info.preprocessing || !model.info.class_names.empty()) {
    print_err(
        "note: it takes features, not columns: table preprocessing and class names are not in the "
        "file\n");
  }
  tell_scaled_targets(model);
}

}  // namespace

void export_keras(const ExportOptions& typed, const io::SavedModel& model) {
  save(typed, model, io::to_keras(model));
}

void export_h5(const ExportOptions& typed, const io::SavedModel& model) {
  save(typed, model, io::to_keras_h5(model));
  const bool attends = std::ranges::any_of(model.network.calls(), [](const nn::LayerCall& call) {
    return call.handle.kind() == nn::MultiHeadAttention::kind;
  });
  if (attends) print_err("note: Keras 3 reads no attention from an .h5; for it write a .keras\n");
}

}  // namespace ganglion::cli
