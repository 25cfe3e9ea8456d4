#include <array>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/matmul_update.h"
#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/scalar_functions.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/byte_product.h"
#include "ganglion/ops/matmul_update.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/packed.h"
#include "ganglion/ops/tiled_conv.h"
#include "ganglion/ops/winograd.h"

namespace ganglion::kernels::reference {
namespace {

const std::array kList = {
    Maker{&ops::kFusedElementwise, make_fused_elementwise},
    Maker{&ops::kFusedSums, make_fused_sums},
    Maker{&ops::kCast, make_cast},
    Maker{&ops::kMatmul, make_matmul},
    Maker{&ops::kFusedMatmul, make_fused_matmul},
    Maker{&ops::kBatchedMatmul, make_batched_matmul},
    Maker{&ops::kRecurrent, make_recurrent},
    Maker{&ops::kPackFactor, make_pack_factor},
    Maker{&ops::kPackedMatmul, make_packed_matmul},
    Maker{&ops::kPackBytes, make_pack_bytes},
    Maker{&ops::kByteMatmul, make_byte_matmul},
    Maker{&ops::kBlockKernel, make_block_kernel},
    Maker{&ops::kBlockedConv, make_blocked_conv},
    Maker{&ops::kWinogradKernel, make_winograd_kernel},
    Maker{&ops::kWinogradConv, make_winograd_conv},
    Maker{&ops::kTiledConv, make_winograd_conv},
    Maker{&ops::kBlockedMaxPool, make_blocked_pool},
    Maker{&ops::kBlockedAvgPool, make_blocked_pool},
    Maker{&ops::kConv, make_conv},
    Maker{&ops::kFusedConv, make_conv},
    Maker{&ops::kConvInputGradient, make_conv},
    Maker{&ops::kMaxPool, make_max_pool},
    Maker{&ops::kAvgPool, make_avg_pool},
    Maker{&ops::kReduceSum, make_reduce_sum},
    Maker{&ops::kReduceMax, make_reduce_max},
    Maker{&ops::kArgmax, make_argmax},
    Maker{&ops::kCumulativeSum, make_cumulative_sum},
    Maker{&ops::kReshape, make_copy},
    Maker{&ops::kTranspose, make_transpose},
    Maker{&ops::kBroadcastTo, make_broadcast_to},
    Maker{&ops::kSlice, make_slice},
    Maker{&ops::kPad, make_pad},
    Maker{&ops::kConcat, make_concat},
    Maker{&ops::kView, make_view},
    Maker{&ops::kPack, make_pack},
    Maker{&ops::kGather, make_gather},
    Maker{&ops::kOneHot, make_one_hot},
    Maker{&ops::kSoftmax, make_softmax},
    Maker{&ops::kLogSoftmax, make_softmax},
    Maker{&ops::kRandomUniform, make_random},
    Maker{&ops::kRandomNormal, make_random},
};

std::unique_ptr<Kernel> make_update(const Node& node) {
  return make_matmul_update(node, Choice::reference);
}

const std::array kTrainingList = {
    Maker{&ops::kMatmulUpdate, make_update},
    Maker{&ops::kRecurrentGradient, make_recurrent_gradient},
    Maker{&ops::kConvKernelGradient, make_conv},
    Maker{&ops::kMaxPoolGradient, make_max_pool_gradient},
    Maker{&ops::kMaxPoolPick, make_max_pool},
    Maker{&ops::kAvgPoolGradient, make_avg_pool_gradient},
    Maker{&ops::kAllReduce, make_all_reduce},
    Maker{&ops::kScatterAdd, make_scatter_add},
    Maker{&ops::kSoftmaxCrossEntropy, make_softmax_cross_entropy},
    Maker{&ops::kDropoutMask, make_dropout_mask},
};

}  // namespace

std::span<const Maker> list() {
  static const std::vector<Maker> all = [] {
    std::vector<Maker> makers(kList.begin(), kList.end());
    for (const OpDef* op : ops::kAllOps) {
      if (find_scalar_function(op) != nullptr) makers.push_back({op, make_elementwise});
    }
    return makers;
  }();
  return all;
}

std::span<const Maker> training_list() {
  return kTrainingList;
}

}  // namespace ganglion::kernels::reference
