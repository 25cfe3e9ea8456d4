#include "ganglion/runtime/prologue.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/index.h"
#include "ganglion/kernels/scope.h"

namespace ganglion::runtime {
namespace {

/// What a value is in words, the same in all graphs of a model.
class Descriptions {
 public:
  explicit Descriptions(const Graph& graph) : texts_(at(graph.size())) {
    for (const Node& node : graph.nodes()) {
      std::string text = fmt::format("{}({})", node.op->name, node.attributes.to_string());
      if (node.op == &kVariable) text += node.name;
      // Of a large constant the text shows a part: it stays the graph's own.
      if (node.op == &kConstant && node.outputs[0].shape.size() > 1)
        text += fmt::format("{}", node.attributes.tensor("value").data());
      for (const Value& input : node.inputs) {
        text += fmt::format(" [{}.{}]", texts_[at(input.node)], input.output);
      }
      if (fixed_inputs(node)) texts_[at(node.id)] = std::move(text);
    }
  }
  std::string of(Value value) const {
    return fmt::format("{}.{}", texts_[at(value.node)], value.output);
  }

 private:
  /// Others are nobody's inputs here, and would be long.
  bool fixed_inputs(const Node& node) const {
    return node.op != &kInput && std::ranges::none_of(node.inputs, [&](const Value& input) {
             return texts_[at(input.node)].empty();
           });
  }
  std::vector<std::string> texts_;
};

/// Which of the fixed values are read by other nodes or from outside.
std::vector<bool> read_outside(const Graph& graph, const Schedule& schedule,
                               const MemoryPlan& memory) {
  std::vector<bool> read(memory.fixed.size(), false);
  const auto look = [&](Value value) {
    const Location& location = memory.of(value);
    if (location.space == Location::Space::fixed) read[at(location.owner)] = true;
  };
  for (const Schedule::Step& step : schedule.steps) {
    for (const Value& input : graph.node(step.node).inputs) look(input);
  }
  for (const auto& [name, value] : graph.outputs()) look(value);
  return read;
}

}  // namespace

Prologue::Prologue(const Graph& graph, const Schedule& schedule, const MemoryPlan& memory,
                   kernels::Choice choice, std::shared_ptr<FixedValues> values)
    : values_(schedule.prologue.empty() ? nullptr : std::move(values)) {
  if (!values_) return;
  const Descriptions descriptions(graph);
  const std::vector<bool> kept = read_outside(graph, schedule, memory);
  for (std::size_t i = 0; i < memory.fixed.size(); ++i) {
    const Value value = memory.fixed[i];
    fixed_.push_back({value.type(), nullptr});
    if (kept[i]) fixed_.back().entry = values_->entry(descriptions.of(value), value.type());
  }
  for (const int id : schedule.prologue) {
    const Node& node = graph.node(id);
    Step step{.kernel = kernels::make(node, choice).kernel, .inputs = {}, .outputs = {}};
    for (const Value& input : node.inputs) step.inputs.push_back(memory.of(input));
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
      step.outputs.push_back(memory.of(node.output(i)).owner);
    }
    steps_.push_back(std::move(step));
  }
}

void* Prologue::address(int number) const {
  const auto& entry = fixed_[at(number)].entry;
  return entry ? entry->tensor.data() : nullptr;
}

void Prologue::bound(std::string_view variable, const void* data) {
  if (values_) values_->bound(variable, data);
}

void Prologue::compute(const Outside& outside) {
  const auto lock = values_->lock();
  const std::uint64_t revision = values_->revision();
  const kernels::Scope scope;
  const std::vector<bool> missing = this->missing(revision);
  std::vector<std::optional<Tensor>> others(fixed_.size());
  for (Step& step : steps_) {
    if (std::ranges::any_of(step.outputs, [&](int i) { return missing[at(i)]; })) {
      run(step, outside, missing, others);
    }
  }
  for (Fixed& fixed : fixed_) {
    if (fixed.entry) fixed.entry->revision = revision;
  }
  done_ = revision;
}

/// What must be computed: values that other nodes read and that are those of other weights, and
/// what they are made of.
std::vector<bool> Prologue::missing(std::uint64_t revision) const {
  std::vector<bool> result;
  for (const Fixed& fixed : fixed_) {
    result.push_back(fixed.entry && fixed.entry->revision != revision);
  }
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (std::ranges::none_of(step->outputs, [&](int i) { return result[at(i)]; })) continue;
    for (const Location& input : step->inputs) {
      const bool own = input.space == Location::Space::fixed && !fixed_[at(input.owner)].entry;
      if (own) result[at(input.owner)] = true;
    }
  }
  return result;
}

/// Results that are there already may be read by others just now: they are left alone.
void Prologue::run(Step& step, const Outside& outside, const std::vector<bool>& missing,
                   std::vector<std::optional<Tensor>>& others) {
  std::vector<const void*> inputs;
  for (const Location& input : step.inputs) {
    const bool fixed = input.space == Location::Space::fixed;
    const bool kept = fixed && fixed_[at(input.owner)].entry;
    const void* data = kept    ? fixed_[at(input.owner)].entry->tensor.data()
                       : fixed ? others[at(input.owner)]->data()
                               : outside(input.owner);
    inputs.push_back(static_cast<const std::byte*>(data) + input.offset);
  }
  std::vector<void*> outputs;
  for (const int i : step.outputs) {
    const Fixed& fixed = fixed_[at(i)];
    if (fixed.entry && missing[at(i)]) {
      outputs.push_back(fixed.entry->tensor.data());
    } else {
      outputs.push_back(others[at(i)].emplace(fixed.type.shape, fixed.type.dtype).data());
    }
  }
  const Tensor scratch(Shape{static_cast<std::int64_t>(step.kernel->scratch_bytes())}, DType::u8);
  step.kernel->run({.inputs = inputs.data(),
                    .outputs = outputs.data(),
                    .scratch = const_cast<void*>(scratch.data()),
                    .begin = 0,
                    .end = step.kernel->extent()});
}

}  // namespace ganglion::runtime
