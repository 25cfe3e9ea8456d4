#include "ganglion/core/rng.h"
#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::reference {
namespace {

/// Numbered like the elements of a DropoutMask, so that they are the same however the batch is
/// divided.
template <class T>
class Random : public Kernel {
 public:
  explicit Random(const Node& node)
      : size_(node.outputs[0].shape.size()),
        seed_(static_cast<std::uint64_t>(node.attributes.integer("seed"))),
        stream_(static_cast<std::uint64_t>(node.attributes.integer("stream"))),
        draw_(node.op == &ops::kRandomNormal ? ganglion::random_normal : ganglion::random_uniform) {
  }

  std::int64_t extent() const override { return size_; }

  void run(const KernelArguments& arguments) override {
    const auto step = static_cast<std::uint64_t>(*input<float>(arguments, 1));
    T* dst = output<T>(arguments);
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) {
      const auto place = static_cast<std::uint64_t>(arguments.replica * size_ + i);
      dst[i] = static_cast<T>(draw_(seed_, stream_, (step << 34) + place));
    }
  }

 private:
  std::int64_t size_;
  std::uint64_t seed_, stream_;
  double (*draw_)(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);
};

}  // namespace

std::unique_ptr<Kernel> make_random(const Node& node) {
  return make_typed<Random>(node);
}

}  // namespace ganglion::kernels::reference
