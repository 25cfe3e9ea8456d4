#include "ganglion/dist/launched.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "ganglion/dist/mpi/plugin.h"

namespace ganglion::dist {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kFile = "libganglion_mpi.so";

std::optional<int> number_of(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* text = std::getenv(name);
    if (text != nullptr && *text != '\0') return std::atoi(text);
  }
  return std::nullopt;
}

/// As the launchers of Open MPI, MPICH and Slurm say it. (SLURM_NTASKS doesn't tell: it is set for
/// every program of a batch script.)
std::optional<int> size_by_environment() {
  return number_of({"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"});
}
std::optional<int> rank_by_environment() {
  return number_of({"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"});
}

/// Where the plug-in lies: beside the program, in its lib folder, or where the system looks.
std::string plugin_path() {
  std::error_code code;
  const fs::path folder = fs::read_symlink("/proc/self/exe", code).parent_path();
  for (const fs::path& place :
       {folder / kFile, folder / "../lib" / kFile, folder / "../lib64" / kFile,
        folder / "../lib/x86_64-linux-gnu" / kFile}) {
    if (fs::exists(place, code)) return place.lexically_normal();
  }
  return kFile;
}

const MpiPlugin& load_plugin() {
  const std::string path = plugin_path();
  // Global: Open MPI's own plug-ins look for its functions there.
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) {
    const char* reason = ::dlerror();
    throw Error(fmt::format(
        "started by an MPI launcher, but {} can't be loaded ({}); build it with `make build-mpi`, "
        "or start the program without the launcher",
        kFile, reason == nullptr ? "no reason given" : reason));
  }
  using Entry = const MpiPlugin* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(library, kMpiPluginEntry));
  const MpiPlugin* plugin = entry == nullptr ? nullptr : entry();
  if (plugin == nullptr || plugin->version != kMpiPluginVersion) {
    throw Error(fmt::format("{} is of another version than the program; build both anew", path));
  }
  return *plugin;
}

std::string host_name() {
  std::array<char, 256> name = {};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown host";
  return name.data();
}

/// Whether other threads want the processor that this one looks on: the system took it away while
/// it looked, not long ago.
class Crowd {
 public:
  void begin() { taken_ = times_taken(); }
  bool is_here(Clock::time_point now) {
    constexpr std::chrono::milliseconds kRemembered(100);
    if (times_taken() != taken_) until_ = now + kRemembered;
    return now < until_;
  }

 private:
  static long times_taken() {
    rusage usage = {};
    ::getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nivcsw;
  }
  long taken_ = 0;
  Clock::time_point until_;
};

/// Looks often at first, then sleeps in between. It never yields: who does waits for a whole turn
/// of each other process, where one that sleeps is woken at once.
class Patience {
 public:
  Patience(Crowd& crowd, int looks_aside) : crowd_(crowd), looks_aside_(looks_aside) {
    constexpr unsigned long kNanoseconds = 1000;  // the system would add 50 µs to each sleep
    ::prctl(PR_SET_TIMERSLACK, kNanoseconds);
    crowd_.begin();
  }
  /// `leave`: the processor is needed by others. Gives the seconds of waiting. Those in which this
  /// process itself was stopped don't count: a scheduler that has put the whole job aside for an
  /// hour has kept no rank from answering.
  double wait(bool leave) {
    const Clock::time_point now = Clock::now();
    constexpr double kLongest = 1.0;
    seconds_ += std::min(kLongest, std::chrono::duration<double>(now - last_).count());
    last_ = now;
    constexpr int kSpins = 100;
    constexpr double kSpinning = 0.002;  // seconds
    ++looks_;
    if (leave ? looks_ % looks_aside_ != 0 : looks_ < kSpins) return seconds_;
    if (!leave && seconds_ < kSpinning && !crowd_.is_here(now)) return seconds_;
    const int microseconds = seconds_ < 0.02 && !leave ? 20 : (seconds_ < 2.0 ? 100 : 2000);
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
    return seconds_;
  }

 private:
  Crowd& crowd_;
  int looks_aside_;
  Clock::time_point last_ = Clock::now();
  double seconds_ = 0.0;
  int looks_ = 0;
};

class MpiRanks final : public Launched {
 public:
  MpiRanks(const MpiPlugin& plugin, void* mpi)
      : plugin_(plugin), mpi_(mpi), rank_(plugin.rank(mpi)), size_(plugin.size(mpi)) {}

  void learn_hosts() {
    hosts_ = all_gather(host_name());
    // A look moves a piece of a message at most: through memory 32 KiB, through a network's sockets
    // more, where each look asks the system.
    looks_aside_ = ranks_here() == size_ ? 8 : 4;
  }

  /// The same number on all ranks, rank 0's.
  void learn_speed() {
    constexpr std::size_t kMost = std::size_t{256} << 10;
    constexpr std::size_t kMostOfAll = std::size_t{64} << 20;
    constexpr int kTimes = 3;
    const std::size_t bytes = std::min(kMost, kMostOfAll / static_cast<std::size_t>(size_));
    std::vector<std::size_t> offsets = {0};
    for (int i = 0; i < size_; ++i) offsets.push_back(offsets.back() + bytes);
    std::vector<std::byte> all(offsets.back());
    double least = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kTimes; ++i) {
      barrier();
      const auto begin = Clock::now();
      all_gather(all.data(), offsets);
      least = std::min(least, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    bytes_per_second_ = of_first(static_cast<double>(all.size() - bytes) / least);
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  /// Not on one machine: there messages are copies, by processors that would compute.
  bool works_aside() const override { return ranks_here() < size_; }

  void exchange(std::span<const Message> sends, std::span<const Message> receives) override {
    if (plugin_.begin(mpi_, sends.data(), sends.size(), receives.data(), receives.size()) < 0)
      fail();
    Patience patience(crowd_, looks_aside_);
    for (int looks = 1;; ++looks) {
      const int done = plugin_.poll(mpi_);
      if (done > 0) return;
      if (done < 0) fail();
      constexpr int kBetweenNotices = 64;  // looks
      if (rank_ == 0 && looks % kBetweenNotices == 0) hear_failure();
      const double seconds = patience.wait(leaves_processor());
      if (timeout() > 0.0 && seconds > timeout()) time_out();
    }
  }

  bool tell_failure(const std::string& message, int exit_code) override {
    const std::string text = fmt::format("{} {}", exit_code, message);
    // One after another, so that the next doesn't tell it as well.
    const double seconds = 10.0 + rank_;
    return plugin_.tell_failure(mpi_, text.data(), text.size(), seconds) == 1;
  }

  [[noreturn]] void abort(int exit_code) override {
    plugin_.abort(mpi_, exit_code);
    std::_Exit(exit_code);
  }

  void finish() override {
    barrier();
    plugin_.close(mpi_);
  }

 private:
  [[noreturn]] void fail() const { throw Error(fmt::format("MPI: {}", plugin_.last_error(mpi_))); }

  void hear_failure() const {
    std::array<char, 8192> text;
    const int from = plugin_.failure(mpi_, text.data(), text.size());
    if (from < 0) return;
    char* message = nullptr;
    const auto code = static_cast<int>(std::strtol(text.data(), &message, 10));
    throw RankFailed(fmt::format("{}: {}", name(from), *message == ' ' ? message + 1 : message),
                     code);
  }

  [[noreturn]] void time_out() const {
    const int other = plugin_.missing(mpi_);
    throw RankFailed(
        fmt::format("{} has not answered for {:.6g} s; the job ends, and can be resumed (a longer "
                    "`collective_timeout` waits longer)",
                    other < 0 ? "a rank" : name(other), timeout()),
        1);
  }

  const MpiPlugin& plugin_;
  void* mpi_;
  Crowd crowd_;
  int looks_aside_ = 1;  ///< for each sleep, where others need the processor
  int rank_;
  int size_;
};

}  // namespace

bool is_first_by_environment() {
  return rank_by_environment().value_or(0) == 0;
}

std::unique_ptr<Launched> launched() {
  const std::optional<int> size = size_by_environment();
  if (size.value_or(rank_by_environment() ? 2 : 1) < 2) return nullptr;
  const MpiPlugin& plugin = load_plugin();
  void* mpi = plugin.open();
  if (mpi == nullptr) throw Error(fmt::format("MPI: {}", plugin.last_error(nullptr)));
  auto ranks = std::make_unique<MpiRanks>(plugin, mpi);
  if (size && *size != ranks->size()) {
    throw Error(fmt::format(
        "the launcher started {} processes, but {} sees {}: it was built for another MPI than the "
        "launcher's; build it with the MPI that `mpirun` belongs to",
        *size, kFile, ranks->size()));
  }
  if (ranks->size() == 1) {
    ranks->finish();
    return nullptr;
  }
  ranks->learn_hosts();
  ranks->learn_speed();
  return ranks;
}

}  // namespace ganglion::dist
