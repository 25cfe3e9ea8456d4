#include <cstring>

#include "ganglion/core/arithmetic/strided_walk.h"
#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/typed.h"

/// Ops that move elements and compute nothing. They work on bytes of any type with elements of 4 or
/// 8 bytes.
namespace ganglion::kernels::reference {
namespace {

/// Copies a block: dst place p (over `extents`) gets the src element at the strides; dst likewise.
struct Block {
  Shape extents;
  std::int64_t src_strides[Shape::kMaxRank]{};
  std::int64_t dst_strides[Shape::kMaxRank]{};
  std::int64_t dst_start = 0;
  std::int64_t src_start = 0;

  void copy(const void* src, void* dst, std::size_t element) const {
    StridedWalk from(extents, src_strides, src_start);
    StridedWalk to(extents, dst_strides, dst_start);
    for (std::int64_t i = 0; i < extents.size(); ++i, from.next(), to.next()) {
      std::memcpy(
          static_cast<std::byte*>(dst) + static_cast<std::size_t>(to.offset()) * element,
          static_cast<const std::byte*>(src) + static_cast<std::size_t>(from.offset()) * element,
          element);
    }
  }
};

/// Fills the output with zeros where asked, then copies one block per input.
class CopyBlocks : public Kernel {
 public:
  CopyBlocks(const Node& node, std::vector<Block> blocks, bool clear)
      : blocks_(std::move(blocks)), element_(size_of(node.outputs[0].dtype)) {
    if (clear) cleared_ = static_cast<std::size_t>(node.outputs[0].shape.size()) * element_;
  }

  void run(const KernelArguments& arguments) override {
    if (cleared_ > 0) std::memset(arguments.outputs[0], 0, cleared_);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      blocks_[i].copy(arguments.inputs[i], arguments.outputs[0], element_);
    }
  }

 private:
  std::vector<Block> blocks_;
  std::size_t element_;
  std::size_t cleared_ = 0;
};

Block whole(const Node& node, std::size_t i) {
  Block block{.extents = node.inputs[i].shape()};
  row_major_strides(block.extents, block.src_strides);
  row_major_strides(node.outputs[0].shape, block.dst_strides);
  return block;
}

std::unique_ptr<Kernel> copy(const Node& node, Block block, bool clear = false) {
  return std::make_unique<CopyBlocks>(node, std::vector{block}, clear);
}

/// Lays values into a flat buffer. A plan lets most of them be computed there in the first place;
/// those are left as they are, and only the gaps between values are cleared.
class Pack : public Kernel {
 public:
  explicit Pack(const Node& node) {
    const std::size_t element = size_of(node.outputs[0].dtype);
    const auto& offsets = node.attributes.integers("offsets");
    std::size_t end = 0;
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      const Part part{static_cast<std::size_t>(offsets[i]) * element,
                      static_cast<std::size_t>(node.inputs[i].shape().size()) * element};
      if (part.begin > end) gaps_.push_back({end, part.begin - end});
      parts_.push_back(part);
      end = part.begin + part.bytes;
    }
    const std::size_t total = static_cast<std::size_t>(node.outputs[0].shape.size()) * element;
    if (total > end) gaps_.push_back({end, total - end});
  }

  void run(const KernelArguments& arguments) override {
    auto* dst = static_cast<std::byte*>(arguments.outputs[0]);
    for (const Part& gap : gaps_) std::memset(dst + gap.begin, 0, gap.bytes);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      std::byte* place = dst + parts_[i].begin;
      if (arguments.inputs[i] != place) std::memcpy(place, arguments.inputs[i], parts_[i].bytes);
    }
  }

 private:
  struct Part {
    std::size_t begin;
    std::size_t bytes;
  };
  std::vector<Part> parts_;
  std::vector<Part> gaps_;
};

}  // namespace

std::unique_ptr<Kernel> make_copy(const Node& node) {
  Block block{.extents = Shape{node.outputs[0].shape.size()}};
  block.src_strides[0] = block.dst_strides[0] = 1;
  return copy(node, block);
}

std::unique_ptr<Kernel> make_view(const Node& node) {
  Block block{.extents = Shape{node.outputs[0].shape.size()}};
  block.src_strides[0] = block.dst_strides[0] = 1;
  block.src_start = node.attributes.integer("offset");
  return copy(node, block);
}

std::unique_ptr<Kernel> make_transpose(const Node& node) {
  Block block{.extents = node.outputs[0].shape};
  row_major_strides(block.extents, block.dst_strides);
  std::int64_t strides[Shape::kMaxRank]{};
  row_major_strides(node.inputs[0].shape(), strides);
  const auto& permutation = node.attributes.integers("permutation");
  for (std::size_t i = 0; i < permutation.size(); ++i)
    block.src_strides[i] = strides[permutation[i]];
  return copy(node, block);
}

std::unique_ptr<Kernel> make_broadcast_to(const Node& node) {
  const Shape& from = node.inputs[0].shape();
  Block block{.extents = node.outputs[0].shape};
  row_major_strides(block.extents, block.dst_strides);
  std::int64_t strides[Shape::kMaxRank]{};
  row_major_strides(from, strides);
  const int added = block.extents.rank() - from.rank();
  for (int i = 0; i < from.rank(); ++i)
    block.src_strides[i + added] = from[i] == 1 ? 0 : strides[i];
  return copy(node, block);
}

std::unique_ptr<Kernel> make_slice(const Node& node) {
  Block block{.extents = node.outputs[0].shape};
  row_major_strides(block.extents, block.dst_strides);
  row_major_strides(node.inputs[0].shape(), block.src_strides);
  const auto& starts = node.attributes.integers("starts");
  for (std::size_t i = 0; i < starts.size(); ++i)
    block.src_start += starts[i] * block.src_strides[i];
  return copy(node, block);
}

std::unique_ptr<Kernel> make_pad(const Node& node) {
  Block block = whole(node, 0);
  const auto& before = node.attributes.integers("before");
  for (std::size_t i = 0; i < before.size(); ++i)
    block.dst_start += before[i] * block.dst_strides[i];
  return copy(node, block, true);
}

std::unique_ptr<Kernel> make_concat(const Node& node) {
  const int axis = static_cast<int>(node.attributes.integer("axis"));
  std::vector<Block> blocks;
  std::int64_t start = 0;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    Block block = whole(node, i);
    block.dst_start = start;
    start += block.extents[axis] * block.dst_strides[axis];
    blocks.push_back(block);
  }
  return std::make_unique<CopyBlocks>(node, std::move(blocks), false);
}

std::unique_ptr<Kernel> make_pack(const Node& node) {
  return std::make_unique<Pack>(node);
}

}  // namespace ganglion::kernels::reference
