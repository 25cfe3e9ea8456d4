#include "ganglion/core/rng.h"
#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/typed.h"

namespace ganglion::kernels::reference {
namespace {

/// The random number of an element depends on (seed, stream, step, place in the whole batch) only,
/// so that the mask is the same however the batch is divided.
template <class T>
class DropoutMask : public Kernel {
 public:
  explicit DropoutMask(const Node& node)
      : size_(node.outputs[0].shape.size()),
        rate_(node.attributes.number("rate")),
        seed_(static_cast<std::uint64_t>(node.attributes.integer("seed"))),
        stream_(static_cast<std::uint64_t>(node.attributes.integer("stream"))) {}

  void run(const KernelArguments& arguments) override {
    const auto step = static_cast<std::uint64_t>(*input<float>(arguments, 1));
    const T kept = static_cast<T>(1.0 / (1.0 - rate_));
    T* dst = output<T>(arguments);
    for (std::int64_t i = 0; i < size_; ++i) {
      const auto place = static_cast<std::uint64_t>(arguments.replica * size_ + i);
      const double draw = random_uniform(seed_, stream_, (step << 34) + place);
      dst[i] = draw < rate_ ? T(0) : kept;
    }
  }

 private:
  std::int64_t size_;
  double rate_;
  std::uint64_t seed_, stream_;
};

}  // namespace

std::unique_ptr<Kernel> make_dropout_mask(const Node& node) {
  return make_typed<DropoutMask>(node);
}

}  // namespace ganglion::kernels::reference
