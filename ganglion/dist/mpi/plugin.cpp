#include "ganglion/dist/mpi/plugin.h"

#include <mpi.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace ganglion::dist {
namespace {

constexpr int kData = 1;
constexpr int kFailure = 2;

/// MPI counts bytes in an int.
constexpr std::size_t kMaxBytes = std::size_t{1} << 30;

std::string open_error;

struct Mpi {
  MPI_Comm comm = MPI_COMM_NULL;
  bool started = false;  ///< MPI, by this
  int rank = 0;
  int size = 1;
  std::vector<MPI_Request> requests;
  std::vector<int> ranks;  ///< whom each request is with
  std::string error;

  /// True if `code` is none of an error.
  bool ok(int code) {
    if (code == MPI_SUCCESS) return true;
    char text[MPI_MAX_ERROR_STRING] = {};
    int length = 0;
    MPI_Error_string(code, text, &length);
    error.assign(text, static_cast<std::size_t>(length));
    return false;
  }
};

Mpi& self(void* mpi) {
  return *static_cast<Mpi*>(mpi);
}

void* open() {
  auto mpi = std::make_unique<Mpi>();
  int initialized = 0;
  MPI_Initialized(&initialized);
  if (initialized == 0) {
    int provided = 0;
    const bool ok = mpi->ok(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided));
    if (!ok || provided < MPI_THREAD_SERIALIZED) {
      open_error = ok ? "this MPI can't be called from several threads" : mpi->error;
      return nullptr;
    }
    mpi->started = true;
  }
  // A communicator of its own: messages of others in this process can't be taken for these.
  const bool ok = mpi->ok(MPI_Comm_dup(MPI_COMM_WORLD, &mpi->comm)) &&
                  mpi->ok(MPI_Comm_set_errhandler(mpi->comm, MPI_ERRORS_RETURN)) &&
                  mpi->ok(MPI_Comm_rank(mpi->comm, &mpi->rank)) &&
                  mpi->ok(MPI_Comm_size(mpi->comm, &mpi->size));
  if (ok) return mpi.release();
  open_error = mpi->error;
  return nullptr;
}

template <class Start>
bool start(Mpi& mpi, const Message& message, const Start& start_piece) {
  auto* bytes = static_cast<std::byte*>(message.data);
  for (std::size_t done = 0; done < message.bytes; done += kMaxBytes) {
    const auto size = static_cast<int>(std::min(kMaxBytes, message.bytes - done));
    mpi.requests.push_back(MPI_REQUEST_NULL);
    mpi.ranks.push_back(message.rank);
    if (!mpi.ok(start_piece(bytes + done, size, &mpi.requests.back()))) return false;
  }
  return true;
}

int begin(void* handle, const Message* sends, std::size_t send_count, const Message* receives,
          std::size_t receive_count) {
  Mpi& mpi = self(handle);
  mpi.requests.clear();
  mpi.ranks.clear();
  for (std::size_t i = 0; i < receive_count; ++i) {
    const bool ok = start(mpi, receives[i], [&](void* data, int size, MPI_Request* request) {
      return MPI_Irecv(data, size, MPI_BYTE, receives[i].rank, kData, mpi.comm, request);
    });
    if (!ok) return -1;
  }
  for (std::size_t i = 0; i < send_count; ++i) {
    const bool ok = start(mpi, sends[i], [&](const void* data, int size, MPI_Request* request) {
      return MPI_Isend(data, size, MPI_BYTE, sends[i].rank, kData, mpi.comm, request);
    });
    if (!ok) return -1;
  }
  return 0;
}

int poll(void* handle) {
  Mpi& mpi = self(handle);
  int done = 0;
  const int code = MPI_Testall(static_cast<int>(mpi.requests.size()), mpi.requests.data(), &done,
                               MPI_STATUSES_IGNORE);
  return mpi.ok(code) ? done : -1;
}

int missing(void* handle) {
  Mpi& mpi = self(handle);
  for (std::size_t i = 0; i < mpi.requests.size(); ++i) {
    if (mpi.requests[i] == MPI_REQUEST_NULL) continue;
    int done = 0;
    const int code = MPI_Request_get_status(mpi.requests[i], &done, MPI_STATUS_IGNORE);
    if (code != MPI_SUCCESS || done == 0) return mpi.ranks[i];
  }
  return -1;
}

int tell_failure(void* handle, const char* text, std::size_t length, double seconds) {
  Mpi& mpi = self(handle);
  const auto begin = std::chrono::steady_clock::now();
  MPI_Request request = MPI_REQUEST_NULL;
  // Synchronous: done when rank 0 has begun to take it.
  if (!mpi.ok(
          MPI_Issend(text, static_cast<int>(length), MPI_BYTE, 0, kFailure, mpi.comm, &request))) {
    return -1;
  }
  int done = 0;
  while (mpi.ok(MPI_Test(&request, &done, MPI_STATUS_IGNORE)) && done == 0) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    if (passed.count() > seconds) break;
    ::usleep(1000);
  }
  return done;
}

int failure(void* handle, char* text, std::size_t room) {
  Mpi& mpi = self(handle);
  int there = 0;
  MPI_Status status;
  if (!mpi.ok(MPI_Iprobe(MPI_ANY_SOURCE, kFailure, mpi.comm, &there, &status)) || there == 0) {
    return -1;
  }
  int length = 0;
  MPI_Get_count(&status, MPI_BYTE, &length);
  std::string all(static_cast<std::size_t>(std::max(length, 0)), '\0');
  if (!mpi.ok(MPI_Recv(all.data(), length, MPI_BYTE, status.MPI_SOURCE, kFailure, mpi.comm,
                       MPI_STATUS_IGNORE))) {
    return -1;
  }
  text[all.copy(text, room - 1)] = '\0';
  return status.MPI_SOURCE;
}

void close(void* handle) {
  Mpi& mpi = self(handle);
  MPI_Comm_free(&mpi.comm);
  if (mpi.started) MPI_Finalize();
  delete &mpi;
}

constexpr MpiPlugin kPlugin = {
    .version = kMpiPluginVersion,
    .open = open,
    .rank = [](void* mpi) { return self(mpi).rank; },
    .size = [](void* mpi) { return self(mpi).size; },
    .begin = begin,
    .poll = poll,
    .missing = missing,
    .tell_failure = tell_failure,
    .failure = failure,
    .last_error = [](void* mpi) { return (mpi == nullptr ? open_error : self(mpi).error).c_str(); },
    .abort = [](void* mpi, int code) { MPI_Abort(self(mpi).comm, code); },
    .close = close,
};

}  // namespace
}  // namespace ganglion::dist

extern "C" const ganglion::dist::MpiPlugin* ganglion_mpi_plugin() {
  return &ganglion::dist::kPlugin;
}
