#include "ganglion/kernels/signal_shield.h"

#include <gtest/gtest.h>

#include <csignal>

namespace ganglion::kernels {
namespace {

volatile std::sig_atomic_t taken = 0;

extern "C" void count_signal(int) {
  taken = taken + 1;
}

TEST(SignalShield, SignalsWaitUntilTheOutermostEnds) {
  struct sigaction action = {};
  struct sigaction before = {};
  action.sa_handler = count_signal;
  ::sigaction(SIGUSR1, &action, &before);
  {
    const SignalShield none(false);
    ::raise(SIGUSR1);
    EXPECT_EQ(taken, 1);
  }
  {
    const SignalShield outer;
    {
      const SignalShield inner;
      ::raise(SIGUSR1);
    }
    EXPECT_EQ(taken, 1);
  }
  EXPECT_EQ(taken, 2);
  ::sigaction(SIGUSR1, &before, nullptr);
}

}  // namespace
}  // namespace ganglion::kernels
