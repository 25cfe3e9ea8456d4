#include <algorithm>
#include <cmath>
#include <cstring>

#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/philox_mask.h"

namespace ganglion::kernels::simd {
namespace {

constexpr std::int64_t kPiece = 1024;

/// The same numbers as the reference: element i of the whole batch gets number (step << 34) + i of
/// the stream. Whole blocks of four are made and the wanted part of them copied.
class DropoutMask : public Kernel {
 public:
  explicit DropoutMask(const Node& node)
      : size_(node.outputs[0].shape.size()),
        seed_(static_cast<std::uint64_t>(node.attributes.integer("seed"))),
        stream_(static_cast<std::uint64_t>(node.attributes.integer("stream"))),
        mask_(find_philox_mask()) {
    const double rate = node.attributes.number("rate");
    kept_ = static_cast<float>(1.0 / (1.0 - rate));
    // draw < rate, for a draw of k / 2^24, is k < rate * 2^24, which is exact in double.
    threshold_ = static_cast<std::uint32_t>(std::ceil(rate * 0x1p24));
  }

  std::int64_t extent() const override { return (size_ + kPiece - 1) / kPiece; }

  std::size_t scratch_bytes() const override {
    return (static_cast<std::size_t>(kPiece) + 8 + kMaxGroup) * sizeof(float);
  }

  void run(const KernelArguments& arguments) override {
    const auto step = static_cast<std::uint64_t>(*static_cast<const float*>(arguments.inputs[1]));
    auto* made = static_cast<float*>(arguments.scratch);
    auto* dst = static_cast<float*>(arguments.outputs[0]);
    for (std::int64_t piece = arguments.begin; piece < arguments.end; ++piece) {
      const std::int64_t start = piece * kPiece;
      const auto count = static_cast<std::size_t>(std::min(kPiece, size_ - start));
      const std::uint64_t place =
          (step << 34) + static_cast<std::uint64_t>(arguments.replica * size_ + start);
      const auto skipped = static_cast<std::size_t>(place % 4);
      mask_(made, seed_, stream_, place / 4, (skipped + count + 3) / 4, threshold_, kept_);
      std::memcpy(dst + start, made + skipped, count * sizeof(float));
    }
  }

 private:
  std::int64_t size_;
  std::uint64_t seed_, stream_;
  PhiloxMask mask_;
  float kept_ = 0.0F;
  std::uint32_t threshold_ = 0;
};

}  // namespace

std::unique_ptr<Kernel> make_dropout_mask(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  return std::make_unique<DropoutMask>(node);
}

}  // namespace ganglion::kernels::simd
