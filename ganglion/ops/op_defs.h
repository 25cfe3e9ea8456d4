#pragma once
#include <array>

#include "ganglion/graph/graph.h"

/// The records of all ops, for code that looks for an op by address (passes, kernels, tests).
/// To build a node call the functions of ops.h.
namespace ganglion::ops {

extern const OpDef kAdd;
extern const OpDef kSub;
extern const OpDef kMul;
extern const OpDef kDiv;
extern const OpDef kPow;
extern const OpDef kMaximum;
extern const OpDef kMinimum;
extern const OpDef kGreater;
extern const OpDef kEqual;
extern const OpDef kSelect;
extern const OpDef kNeg;
extern const OpDef kAbs;
extern const OpDef kSign;
extern const OpDef kExp;
extern const OpDef kExpm1;
extern const OpDef kLog;
extern const OpDef kLog1p;
extern const OpDef kSqrt;
extern const OpDef kSin;
extern const OpDef kCos;
extern const OpDef kTanh;
extern const OpDef kSigmoid;
extern const OpDef kErf;
extern const OpDef kRelu;
extern const OpDef kLeakyRelu;
extern const OpDef kElu;
extern const OpDef kSoftplus;
extern const OpDef kSigmoidCrossEntropy;
extern const OpDef kRound;
extern const OpDef kCast;
extern const OpDef kStopGradient;
extern const OpDef kMatmul;
extern const OpDef kBatchedMatmul;
extern const OpDef kConv;
extern const OpDef kConvInputGradient;
extern const OpDef kConvKernelGradient;
extern const OpDef kMaxPool;
extern const OpDef kMaxPoolGradient;
extern const OpDef kMaxPoolPick;
extern const OpDef kAvgPool;
extern const OpDef kAvgPoolGradient;
extern const OpDef kRecurrent;
extern const OpDef kRecurrentGradient;
extern const OpDef kReduceSum;
extern const OpDef kReduceMax;
extern const OpDef kArgmax;
extern const OpDef kCumulativeSum;
extern const OpDef kReshape;
extern const OpDef kTranspose;
extern const OpDef kBroadcastTo;
extern const OpDef kSlice;
extern const OpDef kPad;
extern const OpDef kConcat;
extern const OpDef kView;
extern const OpDef kPack;
extern const OpDef kGather;
extern const OpDef kScatterAdd;
extern const OpDef kOneHot;
extern const OpDef kSoftmax;
extern const OpDef kLogSoftmax;
extern const OpDef kSoftmaxCrossEntropy;
extern const OpDef kDropoutMask;
extern const OpDef kRandomUniform;
extern const OpDef kRandomNormal;

// Made by the runtime's passes only (see internal.h).
extern const OpDef kFusedElementwise;
extern const OpDef kFusedSums;
extern const OpDef kFusedMatmul;
extern const OpDef kFusedConv;
extern const OpDef kAllReduce;
extern const OpDef kRoundBf16;
extern const OpDef kReplicaRows;
extern const OpDef kAllRows;

/// All of them, in that order.
inline constexpr std::array kAllOps = {
    &kInput,
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
    &kSin,
    &kCos,
    &kTanh,
    &kSigmoid,
    &kErf,
    &kRelu,
    &kLeakyRelu,
    &kElu,
    &kSoftplus,
    &kSigmoidCrossEntropy,
    &kRound,
    &kCast,
    &kStopGradient,
    &kMatmul,
    &kBatchedMatmul,
    &kConv,
    &kConvInputGradient,
    &kConvKernelGradient,
    &kMaxPool,
    &kMaxPoolGradient,
    &kMaxPoolPick,
    &kAvgPool,
    &kAvgPoolGradient,
    &kRecurrent,
    &kRecurrentGradient,
    &kReduceSum,
    &kReduceMax,
    &kArgmax,
    &kCumulativeSum,
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
    &kRandomUniform,
    &kRandomNormal,
    &kFusedElementwise,
    &kFusedSums,
    &kFusedMatmul,
    &kFusedConv,
    &kAllReduce,
    &kRoundBf16,
    &kReplicaRows,
    &kAllRows,
};

}  // namespace ganglion::ops
