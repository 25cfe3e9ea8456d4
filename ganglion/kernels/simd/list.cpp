#include <array>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/matmul_update.h"
#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/loops.h"
#include "ganglion/kernels/simd/winograd_conv.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/byte_product.h"
#include "ganglion/ops/matmul_update.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/packed.h"
#include "ganglion/ops/winograd.h"

namespace ganglion::kernels::simd {
namespace {

const std::array kList = {
    Maker{&ops::kFusedElementwise, make_elementwise},
    Maker{&ops::kFusedSums, make_fused_sums},
    Maker{&ops::kSoftmax, make_softmax},
    Maker{&ops::kLogSoftmax, make_softmax},
    Maker{&ops::kReduceSum, make_reduce_sum},
    Maker{&ops::kReduceMax, make_reduce_max},
    Maker{&ops::kMaxPool, make_pool},
    Maker{&ops::kAvgPool, make_pool},
    Maker{&ops::kReshape, make_reshape},
    Maker{&ops::kView, make_view},
    Maker{&ops::kTranspose, make_transpose},
    Maker{&ops::kSlice, make_slice},
    Maker{&ops::kPad, make_pad},
    Maker{&ops::kConcat, make_concat},
    Maker{&ops::kPack, make_pack},
    Maker{&ops::kPackFactor, make_pack_factor},
    Maker{&ops::kPackedMatmul, make_packed_matmul},
    Maker{&ops::kByteMatmul, make_byte_matmul},
    Maker{&ops::kBlockedConv, make_blocked_conv},
    Maker{&ops::kWinogradKernel, make_winograd_kernel},
    Maker{&ops::kWinogradConv, make_winograd_conv},
    Maker{&ops::kRecurrent, make_recurrent},
    Maker{&ops::kBlockedMaxPool, make_blocked_pool},
    Maker{&ops::kBlockedAvgPool, make_blocked_pool},
};

std::unique_ptr<Kernel> make_update(const Node& node) {
  return make_matmul_update(node, Choice::fastest);
}

const std::array kTrainingList = {
    Maker{&ops::kMatmulUpdate, make_update},
    Maker{&ops::kSoftmaxCrossEntropy, make_softmax_cross_entropy},
    Maker{&ops::kMaxPoolGradient, make_pool},
    Maker{&ops::kAvgPoolGradient, make_pool},
    Maker{&ops::kDropoutMask, make_dropout_mask},
    Maker{&ops::kRecurrentGradient, make_recurrent_gradient},
};

}  // namespace

std::span<const Maker> list() {
  static const std::vector<Maker> all = [] {
    std::vector<Maker> makers(kList.begin(), kList.end());
    for (const OpDef* op : ops::kAllOps) {
      if (find_loop(*op, 0) != nullptr) makers.push_back({op, make_elementwise});
    }
    return makers;
  }();
  return all;
}

std::span<const Maker> training_list() {
  return kTrainingList;
}

}  // namespace ganglion::kernels::simd
