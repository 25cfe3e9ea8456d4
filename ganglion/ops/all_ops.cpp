#include <array>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"

namespace ganglion::ops {
namespace {

constexpr std::array kAllOps = {&kInput,
                                &kVariable,
                                &kConstant,
                                &kAdd,
                                &kSub,
                                &kMul,
                                &kDiv,
                                &kPow,
                                &kMaximum,
                                &kMinimum,
                                &kGreater,
                                &kEqual,
                                &kSelect,
                                &kNeg,
                                &kAbs,
                                &kSign,
                                &kExp,
                                &kExpm1,
                                &kLog,
                                &kLog1p,
                                &kSqrt,
                                &kTanh,
                                &kSigmoid,
                                &kErf,
                                &kRelu,
                                &kLeakyRelu,
                                &kElu,
                                &kSoftplus,
                                &kSigmoidCrossEntropy,
                                &kCast,
                                &kStopGradient,
                                &kMatmul,
                                &kConv,
                                &kConvInputGradient,
                                &kConvKernelGradient,
                                &kMaxPool,
                                &kMaxPoolGradient,
                                &kMaxPoolPick,
                                &kAvgPool,
                                &kAvgPoolGradient,
                                &kReduceSum,
                                &kReduceMax,
                                &kReshape,
                                &kTranspose,
                                &kBroadcastTo,
                                &kSlice,
                                &kPad,
                                &kConcat,
                                &kView,
                                &kPack,
                                &kGather,
                                &kScatterAdd,
                                &kOneHot,
                                &kSoftmax,
                                &kLogSoftmax,
                                &kSoftmaxCrossEntropy,
                                &kDropoutMask,
                                &kFusedElementwise,
                                &kFusedSums,
                                &kFusedMatmul,
                                &kFusedConv,
                                &kAllReduce,
                                &kRoundBf16,
                                &kReplicaRows,
                                &kAllRows};

}  // namespace

std::span<const OpDef* const> all_ops() {
  return kAllOps;
}

const OpDef* find_op(std::string_view name) {
  for (const OpDef* op : kAllOps) {
    if (op->name == name) return op;
  }
  return nullptr;
}

}  // namespace ganglion::ops
