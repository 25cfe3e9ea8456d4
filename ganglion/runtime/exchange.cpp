#include "ganglion/runtime/exchange.h"

#include <utility>
#include <vector>

#include "ganglion/dist/replica_sum.h"

namespace ganglion::runtime {
namespace {

class SumOverRanks final : public Kernel {
 public:
  SumOverRanks(const Node& node, dist::Communicator& ranks)
      : sum_(ranks, dist::ReplicaShares(node.attributes.integer("replicas"), ranks.size()),
             node.outputs[0].dtype, node.outputs[0].shape.size()) {}
  void run(const KernelArguments& arguments) override {
    sum_.run(arguments.inputs, arguments.outputs[0]);
  }

 private:
  dist::ReplicaSum sum_;
};

class GatherRows final : public Kernel {
 public:
  GatherRows(std::size_t stride, std::int64_t replicas, dist::Communicator& ranks) : ranks_(ranks) {
    const dist::ReplicaShares shares(replicas, ranks.size());
    for (int rank = 0; rank <= ranks.size(); ++rank) {
      offsets_.push_back(stride * static_cast<std::size_t>(shares.first(rank)));
    }
  }
  void run(const KernelArguments& arguments) override {
    ranks_.all_gather(arguments.outputs[0], offsets_);
  }

 private:
  dist::Communicator& ranks_;
  std::vector<std::size_t> offsets_;
};

class GatherParts final : public Kernel {
 public:
  GatherParts(std::vector<std::vector<std::size_t>> offsets, dist::Communicator& ranks)
      : ranks_(ranks), offsets_(std::move(offsets)) {
    for (const auto& one : offsets_) all_.push_back({.buffer = nullptr, .offsets = one});
  }
  void run(const KernelArguments& arguments) override {
    for (std::size_t i = 0; i < all_.size(); ++i) all_[i].buffer = arguments.outputs[i];
    ranks_.all_gather(all_);
  }

 private:
  dist::Communicator& ranks_;
  std::vector<std::vector<std::size_t>> offsets_;
  std::vector<dist::Gathered> all_;
};

}  // namespace

OwnReplicas own_replicas(dist::Communicator* ranks, std::int64_t replicas) {
  if (ranks == nullptr || ranks->size() == 1 || replicas == 1) return {nullptr, 0, replicas};
  const dist::ReplicaShares shares(replicas, ranks->size());
  return {ranks, shares.first(ranks->rank()), shares.first(ranks->rank() + 1)};
}

std::unique_ptr<Kernel> make_sum_over_ranks(const Node& all_reduce, dist::Communicator& ranks) {
  return std::make_unique<SumOverRanks>(all_reduce, ranks);
}

std::unique_ptr<Kernel> make_gather_rows(std::size_t stride, std::int64_t replicas,
                                         dist::Communicator& ranks) {
  return std::make_unique<GatherRows>(stride, replicas, ranks);
}

std::unique_ptr<Kernel> make_gather_parts(std::vector<std::vector<std::size_t>> offsets,
                                          dist::Communicator& ranks) {
  return std::make_unique<GatherParts>(std::move(offsets), ranks);
}

}  // namespace ganglion::runtime
