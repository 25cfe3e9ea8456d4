#include <array>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/simd/families.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::simd {
namespace {

const std::array kList = {
    Entry{&ops::kFusedElementwise, "simd:fused_elementwise", make_elementwise},
    Entry{&ops::kFusedSums, "simd:fused_sums", make_fused_sums},
    Entry{&ops::kAdd, "simd:add", make_elementwise},
    Entry{&ops::kSub, "simd:sub", make_elementwise},
    Entry{&ops::kMul, "simd:mul", make_elementwise},
    Entry{&ops::kDiv, "simd:div", make_elementwise},
    Entry{&ops::kPow, "simd:pow", make_elementwise},
    Entry{&ops::kMaximum, "simd:maximum", make_elementwise},
    Entry{&ops::kMinimum, "simd:minimum", make_elementwise},
    Entry{&ops::kGreater, "simd:greater", make_elementwise},
    Entry{&ops::kEqual, "simd:equal", make_elementwise},
    Entry{&ops::kSelect, "simd:select", make_elementwise},
    Entry{&ops::kNeg, "simd:neg", make_elementwise},
    Entry{&ops::kAbs, "simd:abs", make_elementwise},
    Entry{&ops::kSign, "simd:sign", make_elementwise},
    Entry{&ops::kRoundBf16, "simd:round_bf16", make_elementwise},
    Entry{&ops::kExp, "simd:exp", make_elementwise},
    Entry{&ops::kExpm1, "simd:expm1", make_elementwise},
    Entry{&ops::kLog, "simd:log", make_elementwise},
    Entry{&ops::kLog1p, "simd:log1p", make_elementwise},
    Entry{&ops::kSqrt, "simd:sqrt", make_elementwise},
    Entry{&ops::kTanh, "simd:tanh", make_elementwise},
    Entry{&ops::kSigmoid, "simd:sigmoid", make_elementwise},
    Entry{&ops::kErf, "simd:erf", make_elementwise},
    Entry{&ops::kRelu, "simd:relu", make_elementwise},
    Entry{&ops::kLeakyRelu, "simd:leaky_relu", make_elementwise},
    Entry{&ops::kElu, "simd:elu", make_elementwise},
    Entry{&ops::kSoftplus, "simd:softplus", make_elementwise},
    Entry{&ops::kSigmoidCrossEntropy, "simd:sigmoid_cross_entropy", make_elementwise},
    Entry{&ops::kStopGradient, "simd:stop_gradient", make_elementwise},
    Entry{&ops::kBroadcastTo, "simd:broadcast_to", make_elementwise},
    Entry{&ops::kAllReduce, "simd:all_reduce", make_elementwise},
    Entry{&ops::kSoftmax, "simd:softmax", make_softmax},
    Entry{&ops::kLogSoftmax, "simd:log_softmax", make_softmax},
    Entry{&ops::kSoftmaxCrossEntropy, "simd:softmax_cross_entropy", make_softmax_cross_entropy},
    Entry{&ops::kReduceSum, "simd:reduce_sum", make_reduce_sum},
    Entry{&ops::kReduceMax, "simd:reduce_max", make_reduce_max},
    Entry{&ops::kMaxPool, "simd:max_pool", make_pool},
    Entry{&ops::kMaxPoolGradient, "simd:max_pool_gradient", make_pool},
    Entry{&ops::kAvgPool, "simd:avg_pool", make_pool},
    Entry{&ops::kAvgPoolGradient, "simd:avg_pool_gradient", make_pool},
    Entry{&ops::kDropoutMask, "simd:dropout_mask", make_dropout_mask},
    Entry{&ops::kReshape, "simd:reshape", make_reshape},
    Entry{&ops::kView, "simd:view", make_view},
    Entry{&ops::kTranspose, "simd:transpose", make_transpose},
    Entry{&ops::kSlice, "simd:slice", make_slice},
    Entry{&ops::kPad, "simd:pad", make_pad},
    Entry{&ops::kConcat, "simd:concat", make_concat},
    Entry{&ops::kPack, "simd:pack", make_pack},
};

}  // namespace

std::span<const Entry> list() {
  return kList;
}

}  // namespace ganglion::kernels::simd
