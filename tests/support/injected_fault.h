#pragma once
#include <string>
#include <vector>

#include "tests/end_to_end/program.h"

/// Runs of the program in which one call to the system fails (tests/faults/fail_calls.cpp).
namespace ganglion::support {

/// What fails, and how.
struct InjectedFault {
  std::string name;    ///< for messages: "full disk"
  std::string call;    ///< as FAULT_CALL
  int error = 0;       ///< errno; 0: half of the bytes
  bool lasts = false;  ///< all later calls fail, too
};

/// Failures of files that a disk, a quota or a network file system may give.
std::vector<InjectedFault> file_faults();

struct FaultedOutcome {
  Outcome outcome;
  bool happened = false;  ///< false: the program made fewer such calls
};

/// Runs the program with the call number `nth` (from 1 on) failing. Of files those in `folder`
/// count.
FaultedOutcome run_with_fault(const InjectedFault& fault, int nth, const std::string& folder,
                              const std::vector<std::string>& arguments);

/// The next number of a call that is to fail: every one with FAULTS=all in the environment
/// (`make test-faults`), else ever fewer of them.
int next_fault(int nth);
/// The same for calls without number, such as those of malloc.
int next_of_many(int nth);

/// That the program ended in one of the ways that it may: with exit code 0, or with 1 or 2 and one
/// message on stderr.
void expect_orderly_end(const Outcome& outcome);

}  // namespace ganglion::support
