#include <algorithm>
#include <cstring>

#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/layout.h"
#include "ganglion/kernels/simd/program.h"
#include "ganglion/kernels/simd/translate.h"

/// Programs of element-wise instructions, run over one L1-sized tile after another. A tile is a
/// fixed range of elements, and an element's result doesn't depend on its place in the tile, so any
/// division gives the same bits.
namespace ganglion::kernels::simd {
namespace {

class Elementwise : public Kernel {
 public:
  explicit Elementwise(Program program)
      : program_(std::move(program)),
        layout_(lay_out(program_)),
        size_(static_cast<std::size_t>(program_.size)),
        run_(program_.run > 0 ? static_cast<std::size_t>(program_.run) : size_),
        registers_(static_cast<std::size_t>(program_.registers())) {
    for (const Input& input : program_.inputs) {
      sums_.push_back(input.replicas > 1 ? find_tree_sum(input.replicas) : nullptr);
    }
    for (std::size_t i = 0; i < program_.steps.size(); ++i) {
      const Step& step = program_.steps[i];
      if (step.dropped || step.written) continue;
      unsigned scalars = 0;
      for (int k = 0; k < step.count && !step.scalar; ++k) {
        const int operand = step.operands[static_cast<std::size_t>(k)];
        if (program_.is_scalar(operand) || program_.is_of_run(operand)) scalars |= 1U << k;
      }
      (step.scalar ? once_ : each_)
          .push_back({find_loop(*step.op, scalars), step.operands, step.count, step.parameter,
                      program_.inputs.size() + i});
    }
  }

  /// Floats, then one pointer for each register, then one flag for each output.
  std::size_t scratch_bytes() const override {
    return layout_.floats * sizeof(float) + registers_ * sizeof(float*) + program_.results.size();
  }
  std::int64_t extent() const override {
    return static_cast<std::int64_t>(size_ / run_ * tiles_of_run());
  }

  void run(const KernelArguments& arguments) override {
    Run state{arguments, static_cast<float*>(arguments.scratch), nullptr, nullptr};
    state.registers = reinterpret_cast<const float**>(state.floats + layout_.floats);
    state.deferred = reinterpret_cast<bool*>(state.registers + registers_);
    prepare(state);
    for (std::int64_t tile = arguments.begin; tile < arguments.end; ++tile) {
      const std::size_t run = static_cast<std::size_t>(tile) / tiles_of_run();
      const std::size_t first = static_cast<std::size_t>(tile) % tiles_of_run() * kTile;
      run_tile(state, run * run_ + first, std::min(kTile, run_ - first));
    }
  }

 private:
  struct Call {
    Loop loop;
    std::array<int, kMaxOperands> operands;
    int count;
    float parameter;
    std::size_t result;
  };
  struct Run {
    const KernelArguments& arguments;
    float* floats;
    const float** registers;
    bool* deferred;

    const float* const* inputs(const Place& place) const {
      return reinterpret_cast<const float* const*>(arguments.inputs) + place.pointer;
    }
    float* output(const Place& place) const {
      return static_cast<float*>(arguments.outputs[place.pointer]);
    }
  };

  /// A tile lies in one run.
  std::size_t tiles_of_run() const { return (run_ + kTile - 1) / kTile; }

  /// What is the same for all tiles.
  void prepare(const Run& run) const {
    std::fill_n(run.deferred, program_.results.size(), false);
    for (const Hazard& hazard : layout_.hazards) {
      if (run.arguments.outputs[hazard.output] == run.arguments.inputs[hazard.input_pointer]) {
        run.deferred[hazard.output] = true;
      }
    }
    for (std::size_t k = 0; k < program_.inputs.size(); ++k) prepare_input(run, k);
    for (std::size_t r = program_.inputs.size(); r < registers_; ++r) {
      run.registers[r] = run.floats + layout_.places[r].slot;
    }
    for (const Call& call : once_) execute(run, call, 1);
  }

  void prepare_input(const Run& run, std::size_t k) const {
    using Kind = Place::Kind;
    const Place& place = layout_.places[k];
    run.registers[k] = run.floats + place.slot;
    if (place.kind == Kind::unused) return;
    if (place.kind == Kind::number) {
      run.registers[k] = whole(run, k, place.slot);
    } else if (place.kind == Kind::cycle) {
      const auto period = static_cast<std::size_t>(program_.inputs[k].stretch.period);
      stretch(run.floats + place.slot, whole(run, k, place.presum), 0,
              period + std::min(kTile, size_ - period), 1, period);
    } else if (sums_[k] != nullptr && place.kind != Kind::summed) {
      whole(run, k, place.presum);
    }
  }

  /// A small input as it is, or the sum of its summands, made in the slot.
  const float* whole(const Run& run, std::size_t k, std::size_t slot) const {
    const Place& place = layout_.places[k];
    if (sums_[k] == nullptr) return run.inputs(place)[0];
    float* sum = run.floats + slot;
    sums_[k](sum, run.inputs(place), 0,
             static_cast<std::size_t>(program_.inputs[k].stretch.period));
    return sum;
  }

  void run_tile(const Run& run, std::size_t start, std::size_t n) const {
    for (std::size_t k = 0; k < program_.inputs.size(); ++k) load(run, k, start, n);
    for (int result : program_.results) {
      const auto reg = static_cast<std::size_t>(result);
      const Place& place = layout_.places[reg];
      if (!run.deferred[place.pointer]) run.registers[reg] = run.output(place) + start;
    }
    for (const Call& call : each_) execute(run, call, n);
    for (int result : program_.results) {
      const auto reg = static_cast<std::size_t>(result);
      const Place& place = layout_.places[reg];
      if (!run.deferred[place.pointer]) continue;
      std::memcpy(run.output(place) + start, run.registers[reg], n * sizeof(float));
    }
  }

  void load(const Run& run, std::size_t k, std::size_t start, std::size_t n) const {
    using Kind = Place::Kind;
    const Place& place = layout_.places[k];
    const auto period = static_cast<std::size_t>(program_.inputs[k].stretch.period);
    float* slot = run.floats + place.slot;
    switch (place.kind) {
      case Kind::in_place:
        run.registers[k] = run.inputs(place)[0] + start;
        break;
      case Kind::summed:
        sums_[k](slot, run.inputs(place), start, n);
        break;
      case Kind::cycle:
        run.registers[k] = slot + start % period;
        break;
      case Kind::of_run:
        run.registers[k] =
            unstretched(run, k) +
            start / static_cast<std::size_t>(program_.inputs[k].stretch.run) % period;
        break;
      case Kind::long_cycle:
      case Kind::stretched:
        run.registers[k] = laid_out(run, k, start, n);
        break;
      default:
        break;
    }
  }

  const float* unstretched(const Run& run, std::size_t k) const {
    const Place& place = layout_.places[k];
    return sums_[k] == nullptr ? run.inputs(place)[0] : run.floats + place.presum;
  }

  const float* laid_out(const Run& run, std::size_t k, std::size_t start, std::size_t n) const {
    const Place& place = layout_.places[k];
    const auto period = static_cast<std::size_t>(program_.inputs[k].stretch.period);
    const float* src = unstretched(run, k);
    if (place.kind == Place::Kind::long_cycle && start % period + n <= period) {
      return src + start % period;
    }
    float* slot = run.floats + place.slot;
    stretch(slot, src, start, n, static_cast<std::size_t>(program_.inputs[k].stretch.run), period);
    return slot;
  }

  static void execute(const Run& run, const Call& call, std::size_t n) {
    const float* operands[kMaxOperands];
    for (std::size_t k = 0; k < static_cast<std::size_t>(call.count); ++k) {
      operands[k] = run.registers[static_cast<std::size_t>(call.operands[k])];
    }
    // Results are written where they are read.
    call.loop(const_cast<float*>(run.registers[call.result]), operands, call.parameter, n);
  }

  Program program_;
  Layout layout_;
  std::size_t size_;
  std::size_t run_;  // elements in which no stretched input changes: all, if none is stretched far
  std::size_t registers_;
  std::vector<TreeSum> sums_;
  std::vector<Call> once_;  // instructions on single numbers
  std::vector<Call> each_;  // instructions for each tile
};

}  // namespace

std::unique_ptr<Kernel> make_kernel(Program program) {
  return std::make_unique<Elementwise>(std::move(program));
}

std::unique_ptr<Kernel> make_elementwise(const Node& node) {
  auto program = program_of(node);
  if (!program) return nullptr;
  return make_kernel(std::move(*program));
}

}  // namespace ganglion::kernels::simd
