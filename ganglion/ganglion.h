#pragma once

/// Everything: define a network, compile it, fit it, evaluate it, predict, save it and load it.
///
///     #include <ganglion/ganglion.h>
///     namespace gg = ganglion;

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/arithmetic/random.h"
#include "ganglion/core/arithmetic/tensor_math.h"
#include "ganglion/core/arithmetic/tensor_text.h"
#include "ganglion/core/error.h"
#include "ganglion/core/tensor.h"
#include "ganglion/core/version.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/dataset.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/features/time_order.h"
#include "ganglion/data/read/read_csv.h"
#include "ganglion/data/read/read_rows.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/row_stream.h"
#include "ganglion/data/series_windows.h"
#include "ganglion/data/split.h"
#include "ganglion/dist/launched.h"
#include "ganglion/graph/graph.h"
#include "ganglion/graph/print.h"
#include "ganglion/graph/svg.h"
#include "ganglion/kernels/elementwise_op.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/nn/network.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/nn/network_writer.h"
#include "ganglion/ops/einsum.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/top_k.h"
#include "ganglion/optim/optimizers.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "ganglion/train/callbacks/callbacks.h"
#include "ganglion/train/explain/derivative_check.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/explain_picture.h"
#include "ganglion/train/explain/explain_text.h"
#include "ganglion/train/explain/gradient_error.h"
#include "ganglion/train/explain/own_numbers.h"
#include "ganglion/train/explain/units/units_svg.h"
#include "ganglion/train/model.h"
#include "ganglion/train/named_rows.h"
#include "ganglion/train/predictor.h"
#include "ganglion/train/quantize/quantize.h"
#include "ganglion/train/save.h"
#include "ganglion/train/step/step.h"

namespace ganglion::nn {
using train::Model;
using train::Sequential;
}  // namespace ganglion::nn
