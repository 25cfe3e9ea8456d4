#include "ganglion/runtime/shared_update.h"

#include <algorithm>
#include <utility>

#include "ganglion/ops/matmul_update.h"

namespace ganglion::runtime {
namespace {

class OwnParts final : public Kernel {
 public:
  OwnParts(std::unique_ptr<Kernel> kernel, std::int64_t first, std::int64_t last)
      : kernel_(std::move(kernel)), first_(first), last_(last) {}
  std::size_t scratch_bytes() const override { return kernel_->scratch_bytes(); }
  std::int64_t extent() const override { return last_ - first_; }
  void run(const KernelArguments& arguments) override {
    KernelArguments moved = arguments;
    moved.begin += first_;
    moved.end += first_;
    kernel_->run(moved);
  }

 private:
  std::unique_ptr<Kernel> kernel_;
  std::int64_t first_, last_;
};

/// Of a weight: of one thread, with AVX-512. With less a shared update pays earlier.
constexpr double kFlopsPerSecond = 250e9;
constexpr double kSecondsOfUpdate = 0.5e-9;

bool is_in_variables(const CompiledGraph& compiled, const Node& node) {
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
    if (compiled.memory.of(node.output(i)).space != Location::Space::bound) return false;
  }
  return true;
}

bool pays(const Node& matmul, double bytes_per_second) {
  const Value factor = matmul.inputs[0];
  const auto rows = static_cast<double>(factor.shape()[0]);
  const double computing = 2.0 * rows / kFlopsPerSecond + kSecondsOfUpdate;
  return computing > static_cast<double>(size_of(matmul.outputs[0].dtype)) / bytes_per_second;
}

}  // namespace

std::optional<SharedUpdate> shared_update(const CompiledGraph& compiled, const Node& update,
                                          const Kernel& kernel) {
  const OwnReplicas& own = compiled.own;
  const std::int64_t parts = kernel.extent();
  if (!own.are_shared() || update.op != &ops::kMatmulUpdate || parts < 2) return {};
  const ops::MatmulAndUpdate nodes(update);
  if (!is_in_variables(compiled, update) || !pays(nodes.matmul, own.ranks->bytes_per_second()))
    return {};
  const Shape& shape = nodes.matmul.outputs[0].shape;
  const auto row_bytes = static_cast<std::size_t>(shape[1]) * size_of(update.outputs[0].dtype);
  const auto first_part = [&](int rank) { return parts * rank / own.ranks->size(); };
  SharedUpdate shared = {.first = first_part(own.ranks->rank()),
                         .last = first_part(own.ranks->rank() + 1),
                         .parts = parts,
                         .offsets = {}};
  for (int rank = 0; rank <= own.ranks->size(); ++rank) {
    const std::int64_t row = ops::rows_of_part(shape[0], first_part(rank), parts).first;
    shared.offsets.push_back(static_cast<std::size_t>(row) * row_bytes);
  }
  return shared;
}

std::unique_ptr<Kernel> make_own_parts(std::unique_ptr<Kernel> kernel, const SharedUpdate& shared) {
  return std::make_unique<OwnParts>(std::move(kernel), shared.first, shared.last);
}

bool only_updates_read(const CompiledGraph& compiled, Value value) {
  const Graph& graph = *compiled.graph;
  const int variable = compiled.memory.of(value).owner;
  const auto is_part = [&](Value other) { return memory_root(other).node == variable; };
  const bool shown = std::ranges::any_of(
      graph.outputs(), [&](const auto& output) { return is_part(output.second); });
  return !shown && std::ranges::none_of(graph.nodes(), [&](const Node& node) {
    return !is_alias(node) && !is_in_variables(compiled, node) &&
           std::ranges::any_of(node.inputs, is_part);
  });
}

}  // namespace ganglion::runtime
