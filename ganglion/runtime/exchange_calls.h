#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "ganglion/runtime/compiled_graph.h"

namespace ganglion::runtime {

/// The calls of a plan that wait for exchanges with other ranks (runtime/background.h), and those
/// behind which the exchanges begin. Without ranks there are none.
class ExchangeCalls {
 public:
  explicit ExchangeCalls(CompiledGraph& result);

  /// Has a call wait for an exchange of `value`, which begins as soon as replicas have computed
  /// that, or with the call where that would be too `early` or the value has few bytes.
  void await(Call& call, Value value, std::unique_ptr<Kernel> kernel, bool early,
             std::size_t bytes);
  /// When all calls are made.
  void attach(std::vector<Phase>& phases) const;

 private:
  CompiledGraph& result_;
  std::multimap<int, int> begun_by_;  ///< node -> exchanges of what it computes
};

}  // namespace ganglion::runtime
