#pragma once
#include <memory>

#include "ganglion/kernels/kernel.h"

/// What the files of this folder offer to list.cpp.
namespace ganglion::kernels::reference {

std::unique_ptr<Kernel> make_elementwise(const Node& node);
std::unique_ptr<Kernel> make_fused_elementwise(const Node& node);
std::unique_ptr<Kernel> make_fused_sums(const Node& node);
std::unique_ptr<Kernel> make_cast(const Node& node);
std::unique_ptr<Kernel> make_matmul(const Node& node);
std::unique_ptr<Kernel> make_fused_matmul(const Node& node);
std::unique_ptr<Kernel> make_batched_matmul(const Node& node);
std::unique_ptr<Kernel> make_recurrent(const Node& node);
std::unique_ptr<Kernel> make_recurrent_gradient(const Node& node);
std::unique_ptr<Kernel> make_pack_factor(const Node& node);
std::unique_ptr<Kernel> make_packed_matmul(const Node& node);
std::unique_ptr<Kernel> make_pack_bytes(const Node& node);
std::unique_ptr<Kernel> make_byte_matmul(const Node& node);
std::unique_ptr<Kernel> make_block_kernel(const Node& node);
std::unique_ptr<Kernel> make_blocked_conv(const Node& node);
std::unique_ptr<Kernel> make_blocked_pool(const Node& node);
std::unique_ptr<Kernel> make_winograd_kernel(const Node& node);
std::unique_ptr<Kernel> make_winograd_conv(const Node& node);
std::unique_ptr<Kernel> make_conv(const Node& node);
std::unique_ptr<Kernel> make_max_pool(const Node& node);
std::unique_ptr<Kernel> make_max_pool_gradient(const Node& node);
std::unique_ptr<Kernel> make_avg_pool(const Node& node);
std::unique_ptr<Kernel> make_avg_pool_gradient(const Node& node);
std::unique_ptr<Kernel> make_reduce_sum(const Node& node);
std::unique_ptr<Kernel> make_reduce_max(const Node& node);
std::unique_ptr<Kernel> make_all_reduce(const Node& node);
std::unique_ptr<Kernel> make_copy(const Node& node);
std::unique_ptr<Kernel> make_transpose(const Node& node);
std::unique_ptr<Kernel> make_broadcast_to(const Node& node);
std::unique_ptr<Kernel> make_slice(const Node& node);
std::unique_ptr<Kernel> make_pad(const Node& node);
std::unique_ptr<Kernel> make_concat(const Node& node);
std::unique_ptr<Kernel> make_view(const Node& node);
std::unique_ptr<Kernel> make_pack(const Node& node);
std::unique_ptr<Kernel> make_gather(const Node& node);
std::unique_ptr<Kernel> make_scatter_add(const Node& node);
std::unique_ptr<Kernel> make_one_hot(const Node& node);
std::unique_ptr<Kernel> make_softmax(const Node& node);
std::unique_ptr<Kernel> make_softmax_cross_entropy(const Node& node);
std::unique_ptr<Kernel> make_dropout_mask(const Node& node);
std::unique_ptr<Kernel> make_random(const Node& node);
std::unique_ptr<Kernel> make_argmax(const Node& node);
std::unique_ptr<Kernel> make_cumulative_sum(const Node& node);

}  // namespace ganglion::kernels::reference
