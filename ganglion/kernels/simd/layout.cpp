#include "ganglion/kernels/simd/layout.h"

#include <algorithm>

namespace ganglion::kernels::simd {
namespace {

constexpr std::size_t kPad = 16;  // 64 bytes: every slot begins on a cache line

class Builder {
 public:
  explicit Builder(const Program& program)
      : program_(program), last_use_(static_cast<std::size_t>(program.registers())) {
    layout_.places.resize(last_use_.size());
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
      if (program.steps[i].dropped) continue;
      for (int k = 0; k < program.steps[i].count; ++k) {
        last_use_[static_cast<std::size_t>(
            program.steps[i].operands[static_cast<std::size_t>(k)])] = i + 1;
      }
    }
  }

  Layout build() {
    std::size_t pointer = 0;
    for (std::size_t k = 0; k < program_.inputs.size(); ++k) {
      place_input(k, pointer);
      pointer += static_cast<std::size_t>(program_.inputs[k].replicas);
    }
    for (std::size_t i = 0; i < program_.steps.size(); ++i) place_result(i);
    return std::move(layout_);
  }

 private:
  std::size_t reserve(std::size_t floats) {
    const std::size_t slot = layout_.floats;
    layout_.floats += (floats + kPad - 1) / kPad * kPad;
    return slot;
  }
  std::size_t take_tile() {
    if (free_.empty()) return reserve(kTile);
    const std::size_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void place_input(std::size_t k, std::size_t pointer) {
    const Input& input = program_.inputs[k];
    Place& place = layout_.places[k];
    place.pointer = pointer;
    if (last_use_[k] == 0) return;
    const auto period = static_cast<std::size_t>(input.stretch.period);
    const bool full = input.stretch.period == program_.size;
    if (full) {
      place.kind = input.replicas == 1 ? Place::Kind::in_place : Place::Kind::summed;
      if (input.replicas > 1) place.slot = take_tile();
      return;
    }
    if (input.scalar) {
      place.kind = Place::Kind::number;
      place.slot = reserve(1);
      return;
    }
    if (input.replicas > 1) place.presum = reserve(period);
    if (program_.is_of_run(static_cast<int>(k))) {
      place.kind = Place::Kind::of_run;
    } else if (input.stretch.run > 1) {
      place.kind = Place::Kind::stretched;
      place.slot = take_tile();
    } else {
      place.kind = period < kTile ? Place::Kind::cycle : Place::Kind::long_cycle;
      place.slot = period < kTile ? reserve(period + kTile) : take_tile();
    }
  }

  void place_result(std::size_t i) {
    const Step& step = program_.steps[i];
    const std::size_t reg = program_.inputs.size() + i;
    if (step.dropped || step.written) return;
    if (step.scalar) {
      layout_.places[reg] = {.kind = Place::Kind::computed, .slot = reserve(1)};
      return;
    }
    release_operands(i);
    for (int k = 0; k < step.count; ++k) {
      const int operand = step.operands[static_cast<std::size_t>(k)];
      const int from = operand - static_cast<int>(program_.inputs.size());
      if (from < 0 || !program_.steps[static_cast<std::size_t>(from)].written) continue;
      place_list(static_cast<std::size_t>(operand), i);
    }
    place_list(reg, i);
  }

  /// For a list of numbers that step i makes.
  void place_list(std::size_t reg, std::size_t i) {
    Place& place = layout_.places[reg];
    const auto found =
        std::find(program_.results.begin(), program_.results.end(), static_cast<int>(reg));
    if (found != program_.results.end()) {
      place.kind = Place::Kind::output;
      place.pointer = static_cast<std::size_t>(found - program_.results.begin());
      if (note_hazards(i, place.pointer)) place.slot = reserve(kTile);
    } else {
      place = {.kind = Place::Kind::tile, .slot = take_tile()};
    }
  }

  /// Tiles whose last reader is step i can hold its result: a loop may write over its operands.
  /// Tiles of inputs are filled before the first step and only free from here on.
  void release_operands(std::size_t i) {
    const Step& step = program_.steps[i];
    for (int k = 0; k < step.count; ++k) {
      const auto reg = static_cast<std::size_t>(step.operands[static_cast<std::size_t>(k)]);
      const Place& place = layout_.places[reg];
      const bool tile = place.kind == Place::Kind::tile || place.kind == Place::Kind::summed ||
                        place.kind == Place::Kind::stretched;
      if (!tile || last_use_[reg] != i + 1) continue;
      if (std::find(free_.begin(), free_.end(), place.slot) == free_.end()) {
        free_.push_back(place.slot);
      }
    }
  }

  /// Inputs read in place after step i.
  bool note_hazards(std::size_t i, std::size_t output) {
    bool any = false;
    for (std::size_t k = 0; k < program_.inputs.size(); ++k) {
      if (layout_.places[k].kind != Place::Kind::in_place || last_use_[k] <= i + 1) continue;
      layout_.hazards.push_back({output, layout_.places[k].pointer});
      any = true;
    }
    return any;
  }

  const Program& program_;
  Layout layout_;
  std::vector<std::size_t> last_use_;  // 1 + the last step that reads a register
  std::vector<std::size_t> free_;
};

}  // namespace

Layout lay_out(const Program& program) {
  return Builder(program).build();
}

}  // namespace ganglion::kernels::simd
