#include <cstring>
#include <utility>
#include <vector>

#include "ganglion/kernels/simd/block.h"
#include "ganglion/kernels/simd/families.h"

/// Ops that move elements and compute nothing, for any type.
namespace ganglion::kernels::simd {
namespace {

/// One block for each input, and zeros between them.
class Copy : public Kernel {
 public:
  Copy(const Node& node, std::vector<Block> blocks)
      : blocks_(std::move(blocks)), element_(size_of(node.outputs[0].dtype)) {
    for (Block& block : blocks_) join_axes(block);
  }

  /// Elements [first, last) of the output are to be cleared first.
  void clear(std::int64_t first, std::int64_t last) {
    if (first < last) gaps_.emplace_back(first, last);
  }

  void run(const KernelArguments& arguments) override {
    auto* dst = static_cast<std::byte*>(arguments.outputs[0]);
    for (const auto& [first, last] : gaps_) {
      std::memset(dst + static_cast<std::size_t>(first) * element_, 0,
                  static_cast<std::size_t>(last - first) * element_);
    }
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (stays(blocks_[i], arguments.inputs[i], dst)) continue;
      move(blocks_[i], arguments.inputs[i], dst, element_);
    }
  }

 private:
  /// A run that is already where it belongs: a reshape in place, a value made inside a pack.
  bool stays(const Block& block, const void* src, const std::byte* dst) const {
    return block.rank == 1 && block.src_strides[0] == 1 && block.dst_strides[0] == 1 &&
           static_cast<const std::byte*>(src) +
                   static_cast<std::size_t>(block.src_start) * element_ ==
               dst + static_cast<std::size_t>(block.dst_start) * element_;
  }

  std::vector<Block> blocks_;
  std::vector<std::pair<std::int64_t, std::int64_t>> gaps_;
  std::size_t element_;
};

std::unique_ptr<Kernel> copy(const Node& node, const Block& block) {
  return std::make_unique<Copy>(node, std::vector{block});
}

}  // namespace

std::unique_ptr<Kernel> make_reshape(const Node& node) {
  return copy(node, line_of(node.outputs[0].shape.size()));
}

std::unique_ptr<Kernel> make_view(const Node& node) {
  Block block = line_of(node.outputs[0].shape.size());
  block.src_start = node.attributes.integer("offset");
  return copy(node, block);
}

std::unique_ptr<Kernel> make_transpose(const Node& node) {
  const Shape& from = node.inputs[0].shape();
  const Shape& to = node.outputs[0].shape;
  const Block straight = block_of(to, from, to);
  Block block = straight;
  const auto& permutation = node.attributes.integers("permutation");
  for (std::size_t i = 0; i < permutation.size(); ++i) {
    block.src_strides[i] = straight.src_strides[permutation[i]];
  }
  return copy(node, block);
}

std::unique_ptr<Kernel> make_slice(const Node& node) {
  const Shape& to = node.outputs[0].shape;
  Block block = block_of(to, node.inputs[0].shape(), to);
  const auto& starts = node.attributes.integers("starts");
  for (std::size_t i = 0; i < starts.size(); ++i) {
    block.src_start += starts[i] * block.src_strides[i];
  }
  return copy(node, block);
}

std::unique_ptr<Kernel> make_pad(const Node& node) {
  const Shape& from = node.inputs[0].shape();
  Block block = block_of(from, from, node.outputs[0].shape);
  const auto& before = node.attributes.integers("before");
  for (std::size_t i = 0; i < before.size(); ++i) {
    block.dst_start += before[i] * block.dst_strides[i];
  }
  auto kernel = std::make_unique<Copy>(node, std::vector{block});
  kernel->clear(0, node.outputs[0].shape.size());
  return kernel;
}

std::unique_ptr<Kernel> make_concat(const Node& node) {
  const int axis = static_cast<int>(node.attributes.integer("axis"));
  std::vector<Block> blocks;
  std::int64_t start = 0;
  for (const Value& input : node.inputs) {
    Block block = block_of(input.shape(), input.shape(), node.outputs[0].shape);
    block.dst_start = start;
    start += block.extents[axis] * block.dst_strides[axis];
    blocks.push_back(block);
  }
  return std::make_unique<Copy>(node, std::move(blocks));
}

std::unique_ptr<Kernel> make_pack(const Node& node) {
  const auto& offsets = node.attributes.integers("offsets");
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    blocks.push_back(line_of(node.inputs[i].shape().size()));
    blocks.back().dst_start = offsets[i];
  }
  auto kernel = std::make_unique<Copy>(node, blocks);
  std::int64_t end = 0;
  for (const Block& block : blocks) {
    kernel->clear(end, block.dst_start);
    end = block.dst_start + block.size();
  }
  kernel->clear(end, node.outputs[0].shape.size());
  return kernel;
}

}  // namespace ganglion::kernels::simd
