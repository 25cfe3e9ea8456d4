#pragma once
#include <cstddef>

#include "ganglion/dist/communicator.h"

/// What the program and libganglion_mpi.so know of each other. The plug-in is the only thing that
/// is linked to MPI; the program loads it where it was started by an MPI launcher.
namespace ganglion::dist {

/// Raised with every change below.
inline constexpr int kMpiPluginVersion = 1;
inline constexpr const char* kMpiPluginEntry = "ganglion_mpi_plugin";

/// Functions over MPI_COMM_WORLD. One thread at a time. They throw nothing: a null or -1 is an
/// error, which last_error() describes.
struct MpiPlugin {
  int version;
  /// Starts MPI, unless the process has done so. Null: an error.
  void* (*open)();
  int (*rank)(void* mpi);
  int (*size)(void* mpi);
  /// Starts an exchange, one at a time; the messages' bytes stay where they are until it is done.
  int (*begin)(void* mpi, const Message* sends, std::size_t send_count, const Message* receives,
               std::size_t receive_count);
  /// 1: the exchange is done, 0: not yet, -1: an error.
  int (*poll)(void* mpi);
  /// A rank whose message hasn't come, or that hasn't taken one; -1 if there is none.
  int (*missing)(void* mpi);
  /// Sends rank 0 the text of a failure, whatever else is being exchanged; 1: it has taken it,
  /// within so many seconds.
  int (*tell_failure)(void* mpi, const char* text, std::size_t length, double seconds);
  /// On rank 0: the rank that has told of a failure, or -1. Fills `text`, ended by a zero.
  int (*failure)(void* mpi, char* text, std::size_t room);
  const char* (*last_error)(void* mpi);  ///< `mpi` may be null
  /// Ends the processes of all ranks.
  void (*abort)(void* mpi, int code);
  /// Ends MPI, if open() started it. All ranks must come here.
  void (*close)(void* mpi);
};

}  // namespace ganglion::dist
