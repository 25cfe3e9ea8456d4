#pragma once

namespace ganglion::kernels::onednn {

/// Whether handlers of signals must not run on a thread while it multiplies: sgemm for AVX-512
/// (oneDNN 2.6) keeps numbers below the stack pointer, which the frame of a handler overwrites.
bool minds_signals();

}  // namespace ganglion::kernels::onednn
