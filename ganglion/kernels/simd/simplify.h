#pragma once
#include "ganglion/kernels/simd/program.h"

namespace ganglion::kernels::simd {

/// Pairs and triples of ops as one step each, so that what lies between them never goes through
/// memory: a*b + c, a*b + c*d, a + b*(c - a), a / (sqrt(b) + c). The steps of Adam are one.
void simplify(Program& program);

}  // namespace ganglion::kernels::simd
