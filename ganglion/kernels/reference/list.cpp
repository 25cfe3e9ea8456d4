#include <array>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/scalar_functions.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::reference {
namespace {

const std::array kList = {
    Maker{&ops::kFusedElementwise, make_fused_elementwise},
    Maker{&ops::kFusedSums, make_fused_sums},
    Maker{&ops::kCast, make_cast},
    Maker{&ops::kMatmul, make_matmul},
    Maker{&ops::kFusedMatmul, make_fused_matmul},
    Maker{&ops::kConv, make_conv},
    Maker{&ops::kFusedConv, make_conv},
    Maker{&ops::kConvInputGradient, make_conv},
    Maker{&ops::kConvKernelGradient, make_conv},
    Maker{&ops::kMaxPool, make_max_pool},
    Maker{&ops::kMaxPoolGradient, make_max_pool_gradient},
    Maker{&ops::kMaxPoolPick, make_max_pool},
    Maker{&ops::kAvgPool, make_avg_pool},
    Maker{&ops::kAvgPoolGradient, make_avg_pool_gradient},
    Maker{&ops::kReduceSum, make_reduce_sum},
    Maker{&ops::kReduceMax, make_reduce_max},
    Maker{&ops::kAllReduce, make_all_reduce},
    Maker{&ops::kReshape, make_copy},
    Maker{&ops::kTranspose, make_transpose},
    Maker{&ops::kBroadcastTo, make_broadcast_to},
    Maker{&ops::kSlice, make_slice},
    Maker{&ops::kPad, make_pad},
    Maker{&ops::kConcat, make_concat},
    Maker{&ops::kView, make_view},
    Maker{&ops::kPack, make_pack},
    Maker{&ops::kGather, make_gather},
    Maker{&ops::kScatterAdd, make_scatter_add},
    Maker{&ops::kOneHot, make_one_hot},
    Maker{&ops::kSoftmax, make_softmax},
    Maker{&ops::kLogSoftmax, make_softmax},
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

}  // namespace ganglion::kernels::reference
