#include <algorithm>

#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/pool_blocks.h"
#include "ganglion/kernels/simd/window_inside.h"
#include "ganglion/ops/blocked.h"

namespace ganglion::kernels::simd {
namespace {

/// Pieces of work are the planes of a block of channels.
class BlockedPool : public Kernel {
 public:
  explicit BlockedPool(const Node& node)
      : w_(ops::blocked_windows_of(node)),
        pool_(node.op == &ops::kBlockedMaxPool ? pool_blocks().largest : pool_blocks().mean) {}

  std::int64_t extent() const override {
    return w_.geometry.batch * w_.geometry.channels / w_.block;
  }

  void run(const KernelArguments& arguments) override {
    const ops::WindowAxis& rows = w_.geometry.rows;
    const ops::WindowAxis& columns = w_.geometry.columns;
    const std::int64_t row = columns.input * w_.block;
    const std::int64_t plane = rows.input * row;
    const auto* x = static_cast<const float*>(arguments.inputs[0]) + arguments.begin * plane;
    auto* y = static_cast<float*>(arguments.outputs[0]) +
              arguments.begin * rows.output * columns.output * w_.block;
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i, x += plane) {
      for (std::int64_t r = 0; r < rows.output; ++r) {
        const Inside down = inside_of(rows, r);
        for (std::int64_t c = 0; c < columns.output;) {
          const Inside along = inside_of(columns, c);
          const std::int64_t count = alike(columns, c);
          pool_({.x = x + down.begin * row + along.begin * w_.block,
                 .rows = down.count(),
                 .columns = along.count(),
                 .row_stride = row,
                 .block = w_.block,
                 .count = count,
                 .step = columns.stride * w_.block},
                y);
          c += count;
          y += count * w_.block;
        }
      }
    }
  }

 private:
  /// Windows from `place` on that lie in the input as a whole, or that one.
  static std::int64_t alike(const ops::WindowAxis& axis, std::int64_t place) {
    if (inside_of(axis, place).count() < axis.kernel) return 1;
    const std::int64_t last = (axis.input + axis.before - axis.kernel) / axis.stride;
    return std::min(last, axis.output - 1) - place + 1;
  }

  ops::BlockedWindows w_;
  PoolBlocks::Function pool_;
};

}  // namespace

std::unique_ptr<Kernel> make_blocked_pool(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  return std::make_unique<BlockedPool>(node);
}

}  // namespace ganglion::kernels::simd
