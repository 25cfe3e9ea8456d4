#pragma once
#include <memory>

#include "ganglion/kernels/kernel.h"

/// What the files of this folder offer to list.cpp.
namespace ganglion::kernels::simd {

struct Program;
std::unique_ptr<Kernel> make_kernel(Program program);
std::unique_ptr<Kernel> make_elementwise(const Node& node);
std::unique_ptr<Kernel> make_fused_sums(const Node& node);
std::unique_ptr<Kernel> make_softmax(const Node& node);
std::unique_ptr<Kernel> make_softmax_cross_entropy(const Node& node);
std::unique_ptr<Kernel> make_reduce_sum(const Node& node);
std::unique_ptr<Kernel> make_reduce_max(const Node& node);
std::unique_ptr<Kernel> make_pool(const Node& node);
std::unique_ptr<Kernel> make_dropout_mask(const Node& node);
std::unique_ptr<Kernel> make_reshape(const Node& node);
std::unique_ptr<Kernel> make_view(const Node& node);
std::unique_ptr<Kernel> make_transpose(const Node& node);
std::unique_ptr<Kernel> make_slice(const Node& node);
std::unique_ptr<Kernel> make_pad(const Node& node);
std::unique_ptr<Kernel> make_concat(const Node& node);
std::unique_ptr<Kernel> make_pack(const Node& node);
std::unique_ptr<Kernel> make_pack_factor(const Node& node);
std::unique_ptr<Kernel> make_packed_matmul(const Node& node);
std::unique_ptr<Kernel> make_byte_matmul(const Node& node);
std::unique_ptr<Kernel> make_blocked_conv(const Node& node);
std::unique_ptr<Kernel> make_winograd_conv(const Node& node);
std::unique_ptr<Kernel> make_recurrent(const Node& node);
std::unique_ptr<Kernel> make_recurrent_gradient(const Node& node);
std::unique_ptr<Kernel> make_blocked_pool(const Node& node);

}  // namespace ganglion::kernels::simd
