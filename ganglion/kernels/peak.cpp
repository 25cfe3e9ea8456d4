#include "ganglion/kernels/peak.h"

#include <chrono>
#include <cstddef>

#include "ganglion/core/workers.h"
#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/peak.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<float>;
using V = hn::Vec<Tag>;

/// Ten chains of multiply-adds hide the latency of each (4 cycles, two a cycle). Each begins with a
/// number of its own, as compilers compute equal chains only once. Returns the number of
/// operations; the result goes where the compiler can't see that nobody wants it.
double multiply_add(std::size_t rounds, float* result) {
  const Tag tag;
  const V factor = hn::Set(tag, 0.999F);
  const V term = hn::Set(tag, 1e-3F);
  const auto begin = [&](float chain) HWY_ATTR { return hn::Set(tag, result[0] + chain); };
  V a = begin(0), b = begin(1), c = begin(2), d = begin(3), e = begin(4);
  V f = begin(5), g = begin(6), h = begin(7), i = begin(8), j = begin(9);
  for (std::size_t round = 0; round < rounds; ++round) {
    a = hn::MulAdd(a, factor, term);
    b = hn::MulAdd(b, factor, term);
    c = hn::MulAdd(c, factor, term);
    d = hn::MulAdd(d, factor, term);
    e = hn::MulAdd(e, factor, term);
    f = hn::MulAdd(f, factor, term);
    g = hn::MulAdd(g, factor, term);
    h = hn::MulAdd(h, factor, term);
    i = hn::MulAdd(i, factor, term);
    j = hn::MulAdd(j, factor, term);
  }
  const V ab = hn::Add(hn::Add(a, b), hn::Add(c, d));
  const V ef = hn::Add(hn::Add(e, f), hn::Add(g, h));
  result[0] = hn::GetLane(hn::SumOfLanes(tag, hn::Add(hn::Add(ab, ef), hn::Add(i, j))));
  return 20.0 * static_cast<double>(rounds) * static_cast<double>(hn::Lanes(tag));
}

}  // namespace
}  // namespace ganglion::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels {
namespace {

HWY_EXPORT(multiply_add);

/// Own cache line for each thread.
struct alignas(64) Place {
  float value = 0.5F;
  double operations = 0.0;
};

}  // namespace

double measure_peak_gflops(int threads) {
  constexpr std::size_t kRounds = 1U << 18U;
  constexpr auto kTime = std::chrono::milliseconds(10);
  using Clock = std::chrono::steady_clock;
  std::vector<Place> places(static_cast<std::size_t>(threads));
  Workers workers(threads);
  const auto work = [](void* context, int worker) {
    Place& place = static_cast<Place*>(context)[worker];
    place.operations += HWY_DYNAMIC_DISPATCH(multiply_add)(kRounds, &place.value);
  };
  workers.run(work, places.data());  // threads are awake and the clock is up
  for (Place& place : places) place.operations = 0.0;
  const auto begin = Clock::now();
  while (Clock::now() - begin < kTime) workers.run(work, places.data());
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  double operations = 0.0;
  for (const Place& place : places) operations += place.operations;
  return operations / seconds / 1e9;
}

}  // namespace ganglion::kernels
#endif
