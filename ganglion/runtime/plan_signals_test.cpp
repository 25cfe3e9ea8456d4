#include <gtest/gtest.h>
#include <sys/time.h>

#include <csignal>

#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/same_bits.h"

namespace ganglion::runtime {
namespace {

volatile std::sig_atomic_t interruptions = 0;

extern "C" void count_interruption(int) {
  interruptions = interruptions + 1;
}

/// A signal with a handler for each 0.2 ms that the process works.
class Interrupted {
 public:
  Interrupted() {
    struct sigaction action = {};
    action.sa_handler = count_interruption;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGPROF, &action, &before_);
    set_timer(200);
  }
  ~Interrupted() {
    set_timer(0);
    ::sigaction(SIGPROF, &before_, nullptr);
  }
  Interrupted(const Interrupted&) = delete;
  Interrupted& operator=(const Interrupted&) = delete;

 private:
  static void set_timer(suseconds_t microseconds) {
    const timeval time{.tv_sec = 0, .tv_usec = microseconds};
    const itimerval timer{.it_interval = time, .it_value = time};
    ::setitimer(ITIMER_PROF, &timer, nullptr);
  }

  struct sigaction before_ = {};
};

/// Handlers of signals would change what a product keeps below the stack pointer: oneDNN 2.6's with
/// AVX-512 crashed and gave other sums.
TEST(PlanSignals, ProductsDoNotFeelThem) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{32, 131}});
  const Value w = graph.input("w", {DType::f32, Shape{131, 128}});
  const Value y = ops::relu(ops::matmul(x, w));
  graph.set_output("back", ops::matmul(y, w, false, true));
  graph.set_output("weights", ops::matmul(x, y, true, false));
  const Tensor a = support::drawn_tensor(Shape{32, 131}, 1);
  const Tensor b = support::drawn_tensor(Shape{131, 128}, 2);
  Plan plan(graph);
  plan.bind("x", a);
  plan.bind("w", b);
  plan.run();
  const Tensor back = plan.read("back");
  const Tensor weights = plan.read("weights");
  const Interrupted interrupted;
  for (int i = 0; i < 20'000 && !testing::Test::HasFailure(); ++i) {
    plan.run();
    EXPECT_TRUE(support::same_bits(plan.read("back"), back)) << "run " << i;
    EXPECT_TRUE(support::same_bits(plan.read("weights"), weights)) << "run " << i;
  }
  EXPECT_GT(interruptions, 0);
}

}  // namespace
}  // namespace ganglion::runtime
