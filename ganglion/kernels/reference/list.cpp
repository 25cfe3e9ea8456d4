#include <array>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/reference/families.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::reference {
namespace {

const std::array kList = {
    Entry{&ops::kAdd, "reference:add", make_elementwise},
    Entry{&ops::kSub, "reference:sub", make_elementwise},
    Entry{&ops::kMul, "reference:mul", make_elementwise},
    Entry{&ops::kDiv, "reference:div", make_elementwise},
    Entry{&ops::kPow, "reference:pow", make_elementwise},
    Entry{&ops::kMaximum, "reference:maximum", make_elementwise},
    Entry{&ops::kMinimum, "reference:minimum", make_elementwise},
    Entry{&ops::kGreater, "reference:greater", make_elementwise},
    Entry{&ops::kEqual, "reference:equal", make_elementwise},
    Entry{&ops::kSelect, "reference:select", make_elementwise},
    Entry{&ops::kNeg, "reference:neg", make_elementwise},
    Entry{&ops::kAbs, "reference:abs", make_elementwise},
    Entry{&ops::kSign, "reference:sign", make_elementwise},
    Entry{&ops::kRoundBf16, "reference:round_bf16", make_elementwise},
    Entry{&ops::kExp, "reference:exp", make_elementwise},
    Entry{&ops::kExpm1, "reference:expm1", make_elementwise},
    Entry{&ops::kLog, "reference:log", make_elementwise},
    Entry{&ops::kLog1p, "reference:log1p", make_elementwise},
    Entry{&ops::kSqrt, "reference:sqrt", make_elementwise},
    Entry{&ops::kTanh, "reference:tanh", make_elementwise},
    Entry{&ops::kSigmoid, "reference:sigmoid", make_elementwise},
    Entry{&ops::kErf, "reference:erf", make_elementwise},
    Entry{&ops::kRelu, "reference:relu", make_elementwise},
    Entry{&ops::kLeakyRelu, "reference:leaky_relu", make_elementwise},
    Entry{&ops::kElu, "reference:elu", make_elementwise},
    Entry{&ops::kSoftplus, "reference:softplus", make_elementwise},
    Entry{&ops::kSigmoidCrossEntropy, "reference:sigmoid_cross_entropy", make_elementwise},
    Entry{&ops::kStopGradient, "reference:stop_gradient", make_elementwise},
    Entry{&ops::kFusedElementwise, "reference:fused_elementwise", make_fused_elementwise},
    Entry{&ops::kFusedSums, "reference:fused_sums", make_fused_sums},
    Entry{&ops::kCast, "reference:cast", make_cast},
    Entry{&ops::kMatmul, "reference:matmul", make_matmul},
    Entry{&ops::kFusedMatmul, "reference:fused_matmul", make_fused_matmul},
    Entry{&ops::kConv, "reference:conv", make_conv},
    Entry{&ops::kFusedConv, "reference:fused_conv", make_conv},
    Entry{&ops::kConvInputGradient, "reference:conv_input_gradient", make_conv},
    Entry{&ops::kConvKernelGradient, "reference:conv_kernel_gradient", make_conv},
    Entry{&ops::kMaxPool, "reference:max_pool", make_max_pool},
    Entry{&ops::kMaxPoolGradient, "reference:max_pool_gradient", make_max_pool_gradient},
    Entry{&ops::kMaxPoolPick, "reference:max_pool_pick", make_max_pool},
    Entry{&ops::kAvgPool, "reference:avg_pool", make_avg_pool},
    Entry{&ops::kAvgPoolGradient, "reference:avg_pool_gradient", make_avg_pool_gradient},
    Entry{&ops::kReduceSum, "reference:reduce_sum", make_reduce_sum},
    Entry{&ops::kReduceMax, "reference:reduce_max", make_reduce_max},
    Entry{&ops::kAllReduce, "reference:all_reduce", make_all_reduce},
    Entry{&ops::kReshape, "reference:reshape", make_copy},
    Entry{&ops::kTranspose, "reference:transpose", make_transpose},
    Entry{&ops::kBroadcastTo, "reference:broadcast_to", make_broadcast_to},
    Entry{&ops::kSlice, "reference:slice", make_slice},
    Entry{&ops::kPad, "reference:pad", make_pad},
    Entry{&ops::kConcat, "reference:concat", make_concat},
    Entry{&ops::kView, "reference:view", make_view},
    Entry{&ops::kPack, "reference:pack", make_pack},
    Entry{&ops::kGather, "reference:gather", make_gather},
    Entry{&ops::kScatterAdd, "reference:scatter_add", make_scatter_add},
    Entry{&ops::kOneHot, "reference:one_hot", make_one_hot},
    Entry{&ops::kSoftmax, "reference:softmax", make_softmax},
    Entry{&ops::kLogSoftmax, "reference:log_softmax", make_softmax},
    Entry{&ops::kSoftmaxCrossEntropy, "reference:softmax_cross_entropy",
          make_softmax_cross_entropy},
    Entry{&ops::kDropoutMask, "reference:dropout_mask", make_dropout_mask},
};

}  // namespace

std::span<const Entry> list() {
  return kList;
}

}  // namespace ganglion::kernels::reference
