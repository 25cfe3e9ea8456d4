#include <algorithm>
#include <vector>

#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/program.h"
#include "ganglion/kernels/simd/sums.h"
#include "ganglion/kernels/simd/translate.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/row_axes.h"

/// An element-wise program whose results are summed over rows while they are in the first-level
/// cache. A piece of a row goes through the program, then each value that is wanted as a sum is
/// added up; only results proper are stored.
namespace ganglion::kernels::simd {
namespace {

constexpr std::int64_t kPiece = 2048;  // elements: 8 KiB for each value that is summed

/// The program for one length of piece.
struct Piece {
  std::int64_t length = 0;
  std::unique_ptr<Kernel> kernel;  ///< null where no piece is that long
};

std::size_t round_up(std::size_t bytes) {
  constexpr std::size_t kLine = 64;
  return (bytes + kLine - 1) / kLine * kLine;
}

class FusedSums : public Kernel {
 public:
  FusedSums(const Node& node, const ops::RowAxes& axes, std::vector<ops::RowPart> parts,
            Piece whole, Piece rest)
      : axes_(axes),
        parts_(std::move(parts)),
        whole_(std::move(whole)),
        rest_(std::move(rest)),
        results_(node.attributes.integers("results").size()),
        sums_(node.attributes.integers("sums").size()),
        row_(simd::sums().row) {}

  std::int64_t extent() const override { return axes_.kept; }
  std::size_t scratch_bytes() const override {
    const std::size_t rest = rest_.kernel ? rest_.kernel->scratch_bytes() : 0;
    return own_bytes() + std::max(whole_.kernel->scratch_bytes(), rest);
  }

  void run(const KernelArguments& arguments) override {
    Run run(*this, arguments);
    std::fill_n(run.totals, total_count(), 0.0);
    // In the order in which rows lie in memory.
    for (std::int64_t i = 0; i < axes_.outer; ++i) {
      for (std::int64_t k = arguments.begin; k < arguments.end; ++k) add_row(run, k, i);
    }
    for (std::size_t s = 0; s < sums_; ++s) {
      auto* sum = static_cast<float*>(arguments.outputs[results_ + s]);
      for (std::int64_t k = arguments.begin; k < arguments.end; ++k) {
        sum[k] = static_cast<float>(*run.total(axes_, s, k));
      }
    }
  }

 private:
  /// What lies in the scratch memory before the program's own.
  struct Run {
    Run(const FusedSums& self, const KernelArguments& all) : arguments(all) {
      auto* at = static_cast<std::byte*>(all.scratch);
      const auto take = [&]<class T>(T*& list, std::size_t count) {
        list = reinterpret_cast<T*>(at);
        at += round_up(count * sizeof(T));
      };
      take(inputs, self.parts_.size());
      take(outputs, self.results_ + self.sums_);
      take(totals, self.total_count());
      take(summed, self.sums_ * static_cast<std::size_t>(kPiece));
      rest = at;
    }
    double* total(const ops::RowAxes& axes, std::size_t sum, std::int64_t kept) const {
      return totals + static_cast<std::int64_t>(sum) * axes.kept + kept;
    }
    const KernelArguments& arguments;
    const void** inputs;
    void** outputs;
    double* totals;
    float* summed;
    std::byte* rest;
  };

  std::size_t total_count() const { return sums_ * static_cast<std::size_t>(axes_.kept); }
  std::size_t own_bytes() const {
    return round_up(parts_.size() * sizeof(void*)) + round_up((results_ + sums_) * sizeof(void*)) +
           round_up(total_count() * sizeof(double)) +
           round_up(sums_ * static_cast<std::size_t>(kPiece) * sizeof(float));
  }

  void add_row(const Run& run, std::int64_t kept, std::int64_t outer) const {
    const std::int64_t row = (outer * axes_.kept + kept) * axes_.inner;
    for (std::int64_t first = 0; first < axes_.inner; first += kPiece) {
      const Piece& piece = axes_.inner - first >= whole_.length ? whole_ : rest_;
      point(run, kept, row, first);
      piece.kernel->run({.inputs = run.inputs,
                         .outputs = run.outputs,
                         .scratch = run.rest,
                         .begin = 0,
                         .end = piece.kernel->extent()});
      for (std::size_t s = 0; s < sums_; ++s) {
        *run.total(axes_, s, kept) += row_(static_cast<const float*>(run.outputs[results_ + s]),
                                           static_cast<std::size_t>(piece.length));
      }
    }
  }

  /// To what a piece reads and writes: it begins `first` elements behind the beginning of its row.
  void point(const Run& run, std::int64_t kept, std::int64_t row, std::int64_t first) const {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      std::int64_t offset = 0;
      if (parts_[i] == ops::RowPart::own) offset = row + first;
      if (parts_[i] == ops::RowPart::of_kept) offset = kept;
      if (parts_[i] == ops::RowPart::every_row) offset = first;
      run.inputs[i] = static_cast<const float*>(run.arguments.inputs[i]) + offset;
    }
    for (std::size_t r = 0; r < results_; ++r) {
      run.outputs[r] = static_cast<float*>(run.arguments.outputs[r]) + row + first;
    }
    for (std::size_t s = 0; s < sums_; ++s) {
      run.outputs[results_ + s] = run.summed + s * static_cast<std::size_t>(kPiece);
    }
  }

  ops::RowAxes axes_;
  std::vector<ops::RowPart> parts_;  // of each input
  Piece whole_;
  Piece rest_;  // the end of each row
  std::size_t results_;
  std::size_t sums_;
  double (*row_)(const float*, std::size_t);
};

std::optional<Piece> make_piece(const Node& node, std::int64_t length) {
  if (length == 0) return Piece{};
  auto program = row_program_of(node, length);
  if (!program) return std::nullopt;
  return Piece{length, make_kernel(std::move(*program))};
}

}  // namespace

std::unique_ptr<Kernel> make_fused_sums(const Node& node) {
  const Shape shape = node.attributes.shape("shape");
  const auto& list = node.attributes.integers("axes");
  const auto axes = ops::row_axes(shape, list);
  if (!axes || shape.size() == 0 || node.outputs[0].dtype != DType::f32) return nullptr;
  std::vector<ops::RowPart> parts;
  for (const Value& input : node.inputs) {
    const auto part = ops::row_part(input.shape(), shape, list);
    if (!part) return nullptr;
    parts.push_back(*part);
  }
  const std::int64_t length = std::min(kPiece, axes->inner);
  auto whole = make_piece(node, length);
  auto rest = make_piece(node, axes->inner % length);
  if (!whole || !rest) return nullptr;
  return std::make_unique<FusedSums>(node, *axes, std::move(parts), std::move(*whole),
                                     std::move(*rest));
}

}  // namespace ganglion::kernels::simd
