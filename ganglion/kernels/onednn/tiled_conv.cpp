#include "ganglion/kernels/onednn/tiled_conv.h"

#include <algorithm>
#include <array>
#include <new>

#include "ganglion/kernels/aligned_size.h"
#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/onednn/batch_parts.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/kernels/simd/packed_product.h"
#include "ganglion/kernels/simd/winograd_tiles.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/tiled_conv.h"

/// Winograd's tiles for row-major values: some examples at a time, which stay in the second-level
/// cache, are put into blocks of channels, convolved, and put back.
namespace ganglion::kernels::onednn {
namespace {

/// Fewer channels or filters are not worth the sums around the products
/// (benchmarks/convolutions_bench.cpp), nor are fewer places of an axis.
constexpr std::int64_t kChannels = 32;
constexpr std::int64_t kFewestPlaces = 4;

using Dims = dnnl::memory::dims;

dnnl::memory::desc in_blocks(const Dims& dims, std::int64_t block) {
  using tag = dnnl::memory::format_tag;
  return {dims, dnnl::memory::data_type::f32, block == 16 ? tag::nChw16c : tag::nChw8c};
}

class TiledConv : public Kernel {
 public:
  TiledConv(const Node& node, std::int64_t parts)
      : parts_(parts), biased_(node.inputs.size() == 3) {
    const ops::BlockedWindows w = ops::blocked_windows_of(node);
    const ops::WindowGeometry& g = w.geometry;
    const std::int64_t examples = g.batch / parts;
    conv_ = make(ops::part_of_tiled(node, examples, graph_)).kernel;
    const Dims from = {examples, g.channels, g.rows.input, g.columns.input};
    const Dims to = {examples, g.filters, g.rows.output, g.columns.output};
    in_.reorder(Sequence::input(0), plain(from), Sequence::output(), in_blocks(from, w.block));
    out_.reorder(Sequence::input(0), in_blocks(to, w.block), Sequence::output(), plain(to));
    input_bytes_ = plain(from).get_size();
    output_bytes_ = plain(to).get_size();
  }

  std::size_t scratch_bytes() const override {
    return own_at() + std::max({in_.scratch_bytes(), out_.scratch_bytes(), conv_->scratch_bytes()});
  }

  void run(const KernelArguments& arguments) override {
    const auto* x = static_cast<const std::byte*>(arguments.inputs[0]);
    auto* y = static_cast<std::byte*>(arguments.outputs[0]);
    auto* scratch = static_cast<std::byte*>(arguments.scratch);
    void* blocks = scratch;
    void* result = scratch + aligned_size(input_bytes_);
    const std::array<const void*, 3> factors = {blocks, arguments.inputs[1],
                                                biased_ ? arguments.inputs[2] : nullptr};
    for (std::int64_t i = 0; i < parts_; ++i, x += input_bytes_, y += output_bytes_) {
      const void* part = x;
      void* place = y;
      const void* made = result;
      in_.run({.inputs = &part, .outputs = &blocks, .scratch = scratch + own_at()});
      conv_->run({.inputs = factors.data(),
                  .outputs = &result,
                  .scratch = scratch + own_at(),
                  .end = conv_->extent()});
      out_.run({.inputs = &made, .outputs = &place, .scratch = scratch + own_at()});
    }
  }

 private:
  std::size_t own_at() const { return aligned_size(input_bytes_) + aligned_size(output_bytes_); }

  Graph graph_;
  std::int64_t parts_;
  bool biased_;
  std::unique_ptr<Kernel> conv_;
  Sequence in_, out_;
  std::size_t input_bytes_ = 0, output_bytes_ = 0;  ///< of a part
};

std::unique_ptr<Kernel> make_tiled_conv(const Node& node) {
  const std::int64_t block = ops::blocked_windows_of(node).block;
  if (node.outputs[0].dtype != DType::f32 || (block != 8 && block != 16)) return nullptr;
  const Shape& x = node.inputs[0].shape();
  const std::int64_t numbers = x.size() + node.outputs[0].shape.size();
  const std::int64_t parts =
      BatchParts::count(x[0], static_cast<std::size_t>(numbers / x[0]) * sizeof(float));
  const Scope scope;  // a primitive fixes its number of threads when it is made
  try {
    return std::make_unique<TiledConv>(node, parts);
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory) throw std::bad_alloc();
    return nullptr;
  }
}

const std::array kList = {Maker{&ops::kTiledConv, make_tiled_conv}};

}  // namespace

std::span<const Maker> tiled_list() {
  return kList;
}

std::int64_t tiled_block(const Node& conv) {
  const std::int64_t block = simd::winograd_tiles().block;
  const ops::WindowGeometry g = ops::geometry_of(conv);
  const auto fits = [](const ops::WindowAxis& axis) {
    return axis.kernel == 3 && axis.stride == 1 && axis.dilation == 1 &&
           axis.before <= ops::kMostPadding && axis.after <= ops::kMostPadding &&
           std::min(axis.input, axis.output) >= kFewestPlaces;
  };
  const bool taken = (block == 8 || block == 16) && conv.outputs[0].dtype == DType::f32 &&
                     !ops::rounds_factors(conv) && g.batch > 0 && g.groups == 1 && fits(g.rows) &&
                     fits(g.columns) && g.channels % block == 0 && g.filters % block == 0 &&
                     std::min(g.channels, g.filters) >= kChannels;
  return taken ? block : 0;
}

}  // namespace ganglion::kernels::onednn
