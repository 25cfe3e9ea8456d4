#include <algorithm>

#include "ganglion/io/keras/export/export_step.h"
#include "ganglion/nn/layers/concatenate.h"

namespace ganglion::io {
namespace {

/// All inputs in one order of axes: with channels last only where all are so already.
std::vector<Exported> in_one_order(ExportStep& step) {
  const bool last = std::ranges::all_of(step.inputs, &Exported::channels_last);
  std::vector<Exported> inputs;
  for (const Exported& x : step.inputs) {
    inputs.push_back(last ? x : step.to.as_is(step.call, x));
  }
  return inputs;
}

Exported write_merged(ExportStep& step, const char* class_name) {
  return step.to.call(step.call, "", {class_name}, in_one_order(step), step.result);
}

Exported write_add(ExportStep& step) {
  return write_merged(step, "Add");
}

Exported write_subtract(ExportStep& step) {
  return write_merged(step, "Subtract");
}

Exported write_multiply(ExportStep& step) {
  return write_merged(step, "Multiply");
}

Exported write_mean(ExportStep& step) {
  return write_merged(step, "Average");
}

Exported write_maximum(ExportStep& step) {
  return write_merged(step, "Maximum");
}

Exported write_minimum(ExportStep& step) {
  return write_merged(step, "Minimum");
}

Exported write_concatenate(ExportStep& step) {
  const std::vector<Exported> inputs = in_one_order(step);
  const std::int64_t rank = step.x().shape.rank();
  std::int64_t axis = step.call.handle.as<nn::Concatenate>()->axis;
  if (axis < 0) axis += rank + 1;
  if (inputs.front().channels_last) axis = axis == 1 ? rank : axis - 1;
  return step.to.call(step.call, "", {"Concatenate", {{"axis", axis}}}, inputs, step.result);
}

constexpr KerasWriter kMergingWriters[] = {{"add", write_add},
                                           {"subtract", write_subtract},
                                           {"multiply", write_multiply},
                                           {"mean", write_mean},
                                           {"maximum", write_maximum},
                                           {"minimum", write_minimum},
                                           {"concatenate", write_concatenate}};

}  // namespace

std::span<const KerasWriter> merging_keras_writers() {
  return kMergingWriters;
}

}  // namespace ganglion::io
