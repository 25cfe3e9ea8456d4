#pragma once
#include <memory>
#include <string>

#include "ganglion/dist/communicator.h"

namespace ganglion::dist {

/// The ranks that an MPI launcher (mpirun, srun, …) has started.
class Launched : public Communicator {
 public:
  /// What is to be called when this rank fails and isn't rank 0: rank 0 gets the message with the
  /// name of rank and host, in the exchange that it is in or comes to next. False if it didn't take
  /// it in time.
  virtual bool tell_failure(const std::string& message, int exit_code) = 0;
  /// Ends the processes of all ranks.
  [[noreturn]] virtual void abort(int exit_code) = 0;
  /// Waits for all ranks, and ends MPI.
  virtual void finish() = 0;
};

/// The ranks that this process was started with, or null where it was started alone (or as the only
/// one). Loads libganglion_mpi.so, which lies beside the program or in its lib folder, and nothing
/// at all in a process that no launcher started. Throws Error if that isn't there, can't be loaded,
/// or is for another MPI than the launcher's.
std::unique_ptr<Launched> launched();

/// Whether the launcher calls this process rank 0, as its environment says; true without one.
bool is_first_by_environment();

}  // namespace ganglion::dist
