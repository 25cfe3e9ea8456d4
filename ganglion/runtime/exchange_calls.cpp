#include "ganglion/runtime/exchange_calls.h"

#include <algorithm>
#include <utility>

#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"

namespace ganglion::runtime {
namespace {

/// Returns when an exchange is made.
class AwaitKernel : public Kernel {
 public:
  AwaitKernel(Background& background, int exchange)
      : background_(background), exchange_(exchange) {}
  void run(const KernelArguments& /*arguments*/) override { background_.wait(exchange_); }

 private:
  Background& background_;
  int exchange_;
};

}  // namespace

ExchangeCalls::ExchangeCalls(CompiledGraph& result) : result_(result) {
  if (!result.own.are_shared()) return;
  result.executor.background = std::make_unique<Background>(*result.own.ranks);
}

void ExchangeCalls::await(Call& call, Value value, std::unique_ptr<Kernel> kernel, bool early,
                          std::size_t bytes) {
  const OwnReplicas& own = result_.own;
  Background& background = *result_.executor.background;
  const int producer = memory_root(value).node;
  const int step = result_.schedule.position[at(producer)];
  const bool aside = early && bytes >= kExchangedAside && own.ranks->works_aside() && step >= 0 &&
                     result_.schedule.steps[at(step)].replicated;
  call.awaits = background.add({.kernel = std::move(kernel),
                                .inputs = call.inputs,
                                .outputs = call.outputs,
                                .bytes = bytes,
                                .producer = aside ? step : -1,
                                .replicas = std::max<std::int64_t>(own.end - own.begin, 1)});
  call.kernel = std::make_unique<AwaitKernel>(background, call.awaits);
  if (aside) begun_by_.emplace(producer, call.awaits);
}

void ExchangeCalls::attach(std::vector<Phase>& phases) const {
  for (Phase& phase : phases) {
    for (Call& call : phase.calls) {
      if (call.awaits >= 0) continue;
      const auto [first, last] = begun_by_.equal_range(call.node);
      for (auto at = first; at != last; ++at) call.begins.push_back(at->second);
    }
  }
}

}  // namespace ganglion::runtime
