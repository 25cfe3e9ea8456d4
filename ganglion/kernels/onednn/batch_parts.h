#pragma once
#include <array>
#include <memory>

#include "ganglion/kernels/activation.h"
#include "ganglion/kernels/onednn/sequence.h"

namespace ganglion::kernels::onednn {

/// A sequence that is run on one part of the batch after the other: what lies between its
/// primitives, such as an image in oneDNN's layout, then stays in the second-level cache.
class BatchParts : public Kernel {
 public:
  struct Sizes {
    std::int64_t parts = 1;
    std::size_t input = 0;   ///< bytes of a part of input 0
    std::size_t output = 0;  ///< and of the result
    bool biased = false;     ///< there is an input 2
  };
  /// `kernel` brings input 1 into the layout in which `part` reads it, once a run; it may be null.
  BatchParts(std::unique_ptr<Sequence> kernel, std::size_t kernel_bytes,
             std::unique_ptr<Sequence> part, const Sizes& sizes, const Activation& activation);

  std::size_t scratch_bytes() const override;
  void run(const KernelArguments& arguments) override;

  /// Into how many equal parts to divide a batch of examples of `bytes` each, in and out.
  static std::int64_t count(std::int64_t batch, std::size_t bytes);

 private:
  std::unique_ptr<Sequence> kernel_;
  std::size_t kernel_bytes_;
  std::unique_ptr<Sequence> part_;
  Sizes sizes_;
  Activation activation_;
};

}  // namespace ganglion::kernels::onednn
