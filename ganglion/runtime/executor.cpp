#include "ganglion/runtime/executor.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <utility>

#include "ganglion/kernels/aligned_size.h"
#include "ganglion/kernels/onednn/signals.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/kernels/signal_shield.h"

namespace ganglion::runtime {
namespace {

/// The share of worker w of n items: contiguous, equal to within one.
std::pair<std::int64_t, std::int64_t> share(std::int64_t items, int worker, int workers) {
  return {items * worker / workers, items * (worker + 1) / workers};
}

}  // namespace

void Executor::prepare(int workers) {
  if (workers <= prepared_workers_) return;
  for (const Phase& phase : phases) {
    for (const Call& call : phase.calls) {
      scratch_bytes_ = std::max(scratch_bytes_, call.kernel->scratch_bytes());
      minds_signals_ |= call.kernel_name.starts_with("onednn:") && kernels::onednn::minds_signals();
    }
  }
  scratch_bytes_ = kernels::aligned_size(scratch_bytes_);
  // Without memory for it everything stays as it was.
  Tensor scratch(Shape{static_cast<std::int64_t>(scratch_bytes_) * workers}, DType::u8);
  scratch_ = std::move(scratch);
  prepared_workers_ = workers;
}

bool Executor::guard_is_finite() const {
  if (guard_f32 != nullptr) return std::isfinite(*guard_f32);
  return guard_f64 == nullptr || std::isfinite(*guard_f64);
}

void Executor::run_call(Call& call, int worker, std::int64_t begin, std::int64_t end) {
  auto* start = static_cast<std::byte*>(scratch_.data());
  call.kernel->run({.inputs = pointers.data() + call.inputs,
                    .outputs = pointers.data() + call.outputs,
                    .scratch = start + scratch_bytes_ * static_cast<std::size_t>(worker),
                    .replica = call.replica,
                    .begin = begin,
                    .end = end});
  for (const int exchange : call.begins) background->arrive(exchange);
}

void Executor::run_phase(Phase& phase, int worker, int count) {
  switch (phase.kind) {
    case Phase::Kind::serial:
      if (worker != 0) return;
      for (Call& call : phase.calls) run_call(call, 0, 0, call.kernel->extent());
      return;
    case Phase::Kind::divided:
      for (Call& call : phase.calls) {
        const auto [begin, end] = share(call.kernel->extent(), worker, count);
        if (begin < end) run_call(call, worker, begin, end);
      }
      return;
    case Phase::Kind::replicated: {
      const auto [begin, end] = share(replicas, worker, count);
      return run_replicas(phase, worker, begin, end);
    }
    case Phase::Kind::dealt:
      if (parts.count > 0 && worker >= parts.count) return;
      for (std::int64_t i = (*next_)++; i < replicas; i = (*next_)++) {
        lend_part(worker, i);
        run_replicas(phase, worker, i, i + 1);
      }
      return;
  }
}

void Executor::lend_part(int worker, std::int64_t replica) {
  if (parts.count == 0) return;
  std::byte* part = parts.begin + parts.bytes * static_cast<std::size_t>(worker);
  void** table = pointers.data() + parts.pointers_per_replica * static_cast<std::size_t>(replica);
  for (const LentParts::Pointer& pointer : parts.pointers) {
    table[pointer.index] = part + pointer.offset;
  }
}

void Executor::run_replicas(Phase& phase, int worker, std::int64_t begin, std::int64_t end) {
  const auto per_replica = static_cast<std::int64_t>(phase.calls.size()) / replicas;
  for (std::int64_t i = begin * per_replica; i < end * per_replica; ++i) {
    Call& call = phase.calls[static_cast<std::size_t>(i)];
    run_call(call, worker, 0, call.kernel->extent());
  }
}

void Executor::work(int worker, Workers* workers) {
  const kernels::Scope scope;
  const kernels::SignalShield shield(minds_signals_);
  const int count = workers == nullptr ? 1 : workers->count();
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (i > 0 && count > 1) workers->barrier();
    if (phases[i].check_guard && !guard_is_finite()) {
      if (worker == 0) stopped_ = true;
      return;
    }
    run_phase(phases[i], worker, count);
  }
}

bool Executor::run(Workers* workers) {
  // Little work is one thread's: waking others would cost more than they could do.
  const bool choose = workers != nullptr && workers->count() > 1 && shared;
  if (!choose) {
    run_by(nullptr);
    return !stopped_;
  }
  prepare(workers->count());
  const auto begin = std::chrono::steady_clock::now();
  run_by(choice_.team() ? workers : nullptr);
  choice_.took(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return !stopped_;
}

/// What is exchanged meanwhile is at an end when the run is, however that ends.
void Executor::run_by(Workers* workers) {
  if (!background) return run_all(workers);
  background->begin(pointers.data(), true);
  try {
    run_all(workers);
  } catch (...) {
    try {
      background->finish();
    } catch (const std::exception&) {
      // it was thrown by who waited for it, or matters less than what was
    }
    throw;
  }
  background->finish();
}

void Executor::run_all(Workers* workers) {
  stopped_ = false;
  *next_ = 0;
  if (workers == nullptr) {
    work(0, nullptr);
    return;
  }
  team_ = workers;
  workers->run(
      [](void* context, int worker) {
        auto* self = static_cast<Executor*>(context);
        self->work(worker, self->team_);
      },
      this);
}

}  // namespace ganglion::runtime
