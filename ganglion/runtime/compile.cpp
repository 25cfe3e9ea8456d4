#include "ganglion/runtime/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "ganglion/core/error.h"
#include "ganglion/core/numbers.h"
#include "ganglion/kernels/bf16.h"
#include "ganglion/kernels/onednn/blocked_conv.h"
#include "ganglion/kernels/onednn/tiled_conv.h"
#include "ganglion/kernels/simd/byte_tiles.h"
#include "ganglion/kernels/simd/packed_product.h"
#include "ganglion/kernels/simd/winograd_conv.h"
#include "ganglion/runtime/make_calls.h"
#include "ganglion/runtime/passes/pass.h"

namespace ganglion::runtime {
namespace {

/// Whether all kernels are the library's own, which compute a row in the same way wherever it lies.
bool computes_rows_alone(const Executor& executor) {
  return std::ranges::all_of(executor.phases, [](const Phase& phase) {
    return std::ranges::all_of(phase.calls, [](const Call& call) {
      const std::string_view kernel = call.kernel_name;
      return kernel.starts_with("simd:") || kernel.starts_with("reference:");
    });
  });
}

/// What passes may count on: the kernels there are, and whether weights can be packed once.
PassSettings settings_for(const Graph& graph, const PlanOptions& options) {
  const bool fast = options.kernels == kernels::Choice::fastest;
  const bool packs = options.fixed && graph.assignments().empty() && fast;
  return {.replicas = options.replicas,
          .ranks = options.ranks != nullptr && options.ranks->size() > 1,
          .precision = options.precision,
          .multiplies_bf16 = fast ? kernels::multiplies_bf16 : nullptr,
          .packed_width = packs ? kernels::simd::packed_width() : 0,
          .byte_width = packs ? kernels::simd::byte_tiles().width : 0,
          .channel_block = packs ? kernels::onednn::channel_block : nullptr,
          .winograd = packs ? kernels::simd::winograd_is_faster : nullptr,
          .tiled_block = fast && !packs ? kernels::onednn::tiled_block : nullptr,
          .tiled_width = kernels::simd::packed_width()};
}

}  // namespace

CompiledGraph compile(const Graph& graph, const PlanOptions& options) {
  if (!is_power_of_two(options.replicas)) {
    throw Error(
        fmt::format("replicas: {} is not a power of two; use 1, 2, 4, …", options.replicas));
  }
  CompiledGraph result;
  PassedGraph passed = run_passes(graph, settings_for(graph, options), options.disabled_passes);
  result.graph = std::move(passed.graph);
  result.replicas = passed.replicas;
  result.own = own_replicas(options.ranks, result.replicas);
  result.schedule = make_schedule(*result.graph, options.fixed != nullptr);
  result.schedule.sums_early = result.own.are_shared();
  // Ranks exchange rows that lie as on one machine.
  const std::int64_t processors = std::max(1U, std::thread::hardware_concurrency());
  const std::int64_t workers = result.own.are_shared() ? result.replicas : processors;
  result.memory = plan_memory(*result.graph, result.schedule,
                              {result.replicas, result.own.begin, result.own.end}, workers);
  result.prologue =
      Prologue(*result.graph, result.schedule, result.memory, options.kernels, options.fixed);
  result.arena = options.arena;
  if (result.arena == nullptr || result.arena->bytes() < result.memory.arena_bytes) {
    const Shape bytes{static_cast<std::int64_t>(result.memory.arena_bytes)};
    result.arena = std::make_shared<Tensor>(bytes, DType::u8);
  }
  make_calls(result, options.kernels);
  result.rows_apart = rows_are_apart(graph) && computes_rows_alone(result.executor);
  return result;
}

}  // namespace ganglion::runtime
