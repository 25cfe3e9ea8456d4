#include "ganglion/kernels/bandwidth.h"

#include <algorithm>
#include <chrono>

#include "ganglion/core/workers.h"
#include "ganglion/kernels/simd/loops.h"

namespace ganglion::kernels {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{256} << 20;

/// What the threads share.
struct Pass {
  simd::Loop loop;
  std::vector<float>& values;
  const std::vector<float>& steps;
  std::size_t threads;
};

void go_through(void* context, int worker) {
  const Pass& pass = *static_cast<Pass*>(context);
  const auto part = static_cast<std::size_t>(worker);
  const std::size_t begin = pass.values.size() * part / pass.threads;
  const std::size_t end = pass.values.size() * (part + 1) / pass.threads;
  const float factor = 0.999F;
  const float* operands[] = {pass.values.data() + begin, &factor, pass.steps.data() + begin};
  pass.loop(pass.values.data() + begin, operands, 0.0F, end - begin);
}

}  // namespace

Bandwidth::Bandwidth(int threads, std::size_t bytes)
    : threads_(threads),
      values_(std::clamp(bytes, std::size_t{1} << 16, kMaxBytes) / 2 / sizeof(float), 1.0F),
      steps_(values_.size(), 1e-3F) {}

double Bandwidth::measure() {
  using Clock = std::chrono::steady_clock;
  constexpr auto kTime = std::chrono::milliseconds(10);
  constexpr unsigned kFactorIsOneNumber = 2;
  Pass pass{simd::find_loop(simd::kMulAdd, kFactorIsOneNumber), values_, steps_,
            static_cast<std::size_t>(threads_)};
  Workers workers(threads_);
  workers.run(go_through, &pass);  // threads are awake
  int passes = 0;
  const auto begin = Clock::now();
  do {
    workers.run(go_through, &pass);
    ++passes;
  } while (Clock::now() - begin < kTime);
  const std::chrono::duration<double> time = Clock::now() - begin;
  const double moved = 3.0 * sizeof(float) * static_cast<double>(values_.size());
  return moved * passes / time.count() / 1e9;
}

}  // namespace ganglion::kernels
