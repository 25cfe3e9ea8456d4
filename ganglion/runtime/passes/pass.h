#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ganglion/core/precision.h"
#include "ganglion/graph/graph.h"

/// Passes turn a graph into an equal one that is cheaper to run. Each has a name by which it can be
/// switched off unless it is required, and reads nothing but the graph and the settings.
namespace ganglion::runtime {

struct PassSettings {
  std::int64_t replicas = 1;  ///< a power of two
  /// Whether other processes have some of the replicas: sums over replicas stay steps of their own.
  bool ranks = false;
  Precision precision = Precision::f32;
  /// Whether a kernel for bfloat16 will compute this product; null: none will.
  bool (*multiplies_bf16)(const Node& product) = nullptr;
  /// The columns of a panel of packed weights; 0: weights stay as they are.
  std::int64_t packed_width = 0;
  /// The same of weights of 8 bits.
  std::int64_t byte_width = 0;
  /// The channels of a block for this convolution (0: as they are); null: none has blocks.
  std::int64_t (*channel_block)(const Node& conv) = nullptr;
  /// Whether this convolution of channels in blocks is cheaper by Winograd's tiles; null: none is.
  bool (*winograd)(const Node& conv, std::int64_t block) = nullptr;
  /// The channels of a block for convolutions of row-major values, and their derivatives by the
  /// input, that are cheaper by Winograd's tiles (0: as they are), and the columns of a panel of
  /// their kernels; null: none is.
  std::int64_t (*tiled_block)(const Node& conv) = nullptr;
  std::int64_t tiled_width = 0;
};

struct Pass {
  std::string_view name;
  std::unique_ptr<Graph> (*run)(const Graph& graph, const PassSettings& settings);
  bool required = false;  ///< what follows builds on it, or it changes what is computed
};

/// All passes, in the order in which they run.
std::span<const Pass> all_passes();

/// A graph after all passes, and into how many replicas it could be divided.
struct PassedGraph {
  std::unique_ptr<Graph> graph;
  std::int64_t replicas = 1;
};

/// Runs all passes but the disabled ones, and verifies the graph after each; `round_products` runs
/// for bf16 only. The replicas are those of the settings or, if the graph as it comes to
/// `partition` can't be divided so, less. Throws Error for the name of a pass that isn't there, or
/// that is required.
PassedGraph run_passes(const Graph& graph, PassSettings settings,
                       std::span<const std::string> disabled = {});

// One file each.
std::unique_ptr<Graph> simplify(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> round_products(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> merge_equal(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> partition(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> keep_old_values(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> fuse_matmul(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> fuse_conv(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> tile_convs(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> multiply_bytes(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> pack_factors(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> block_channels(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> fuse_elementwise(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> update_parts(const Graph& graph, const PassSettings& settings);
std::unique_ptr<Graph> remove_unused(const Graph& graph, const PassSettings& settings);

/// The largest power of two up to `wanted` into which the graph's batch can be divided: 1 if an op
/// has no placement for its inputs or a batch axis is odd.
std::int64_t possible_replicas(const Graph& graph, std::int64_t wanted);

/// Whether each row of a batch is computed from its own row, and from what all rows share, alone:
/// in a graph before its passes.
bool rows_are_apart(const Graph& graph);

/// Whether workers share the panels of a product with packed weights that no replicas share: each
/// of them reads its part of the weights.
bool workers_share(const Node& product);

/// True for nodes that each replica computes for itself, in a partitioned graph.
std::vector<bool> replicated_nodes(const Graph& graph);

/// True for nodes that depend on variables and constants alone.
std::vector<bool> fixed_nodes(const Graph& graph);

/// The number that a constant holds everywhere, if it is one.
std::optional<double> number_of(Value value);

/// How often each value is read: by nodes, outputs, assignments and the guard; index by node id.
std::vector<int> use_counts(const Graph& graph);

}  // namespace ganglion::runtime
