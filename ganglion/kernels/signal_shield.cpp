#include "ganglion/kernels/signal_shield.h"

#include <initializer_list>

namespace ganglion::kernels {
namespace {

thread_local bool shielded = false;

/// All but what a thread raises by what it does itself.
sigset_t others() {
  sigset_t set;
  sigfillset(&set);
  for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT}) {
    sigdelset(&set, own);
  }
  return set;
}

}  // namespace

SignalShield::SignalShield(bool wanted) : holds_(wanted && !shielded) {
  if (!holds_) return;
  static const sigset_t kOthers = others();
  holds_ = ::pthread_sigmask(SIG_BLOCK, &kOthers, &before_) == 0;
  shielded = holds_;
}

SignalShield::~SignalShield() {
  if (!holds_) return;
  shielded = false;
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace ganglion::kernels
