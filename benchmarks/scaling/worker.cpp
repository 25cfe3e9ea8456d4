// Ganglion's worker of benchmarks/scaling, alone or under mpirun: all ranks obey lines of JSON,
// which rank 0 answers. It reads them from its standard input, rank R from the pipe PREFIX.R (the
// argument): a rank that waited for rank 0 would look again and again, while others are measured.
//
//   {"do": "prepare", "work": FOLDER, "threads": N, "delay": S, "overlap": true}
//                                         → {"loss": L, "version": TEXT}
//   {"do": "train", "steps": N}           → {"seconds": S, "loss": L}
//   {"do": "memory"}                      → {"peak_bytes": B}, of the rank that has most
//   {"do": "exchange", "bytes": B, "runs": N}  → {"seconds": S} that all ranks take to tell
//                                                each other B bytes
//   {"do": "trace", "ranks": N, "rows_times": M, "runs": R}  → {"calls": […]} of a step of one of N
//                                                ranks, with M times the batch; all do it at once

#include <ganglion/core/numbers.h>
#include <ganglion/dist/launched.h>
#include <ganglion/train/engine.h>
#include <ganglion/train/step_graph.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <fstream>
#include <iostream>
#include <limits>
#include <numeric>
#include <thread>

#include "benchmarks/peers/ganglion_work.h"
#include "benchmarks/scaling/dry_ranks.h"

namespace {

namespace gg = ganglion;
using Clock = std::chrono::steady_clock;
using gg::io::Json;
using gg::train::Engine;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Work for one processor, in its first-level cache: about ten microseconds a run.
class Computing {
 public:
  void run() {
    for (int pass = 0; pass < 16; ++pass) {
      for (float& value : values_) value = value * 0.999F + 0.001F;
    }
    ++runs_;
  }
  std::int64_t runs() const { return runs_; }
  /// Of one run, the least of several times.
  double seconds_of_run() {
    constexpr int kTimes = 20, kRuns = 20;
    double least = std::numeric_limits<double>::infinity();
    for (int time = 0; time < kTimes; ++time) {
      const auto begin = Clock::now();
      for (int i = 0; i < kRuns; ++i) run();
      least = std::min(least, seconds_since(begin) / kRuns);
    }
    return least;
  }

 private:
  std::vector<float> values_ = std::vector<float>(4096, 0.5F);
  std::atomic<std::int64_t> runs_ = 0;
};

double peak_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return 1024.0 * std::stod(line.substr(6));
  }
  throw gg::Error("the system doesn't tell the memory of a process");
}

/// `work`: what the time of a call grows with, where that depends on the number of rows.
Json::Array rows_of(const std::vector<gg::runtime::Plan::CallProfile>& calls, int runs) {
  Json::Array rows;
  for (const auto& call : calls) {
    const bool waits = call.awaits >= 0;
    rows.push_back(Json::Object{{"kind", waits ? call.kernel : std::string("compute")},
                                {"seconds", call.seconds / runs},
                                {"work", call.is_product ? call.flops : call.bytes},
                                {"begins", Json::Array(call.begins.begin(), call.begins.end())},
                                {"awaits", call.awaits},
                                {"parts", call.parts},
                                {"bytes", waits ? call.bytes : 0.0}});
  }
  return rows;
}

class Rank {
 public:
  explicit Rank(gg::dist::Communicator* ranks) : ranks_(ranks) {}

  Json answer(const Json& request) {
    const std::string& what = request.text("do");
    if (what == "prepare") return prepare(request);
    if (what == "exchange") return exchange(request);
    if (what == "memory") return Json::Object{{"peak_bytes", most(peak_bytes())}};
    if (work_ == nullptr) throw gg::Error("prepare comes first");
    if (what == "train") return work_->train(request.integer("steps"));
    if (what == "trace") return trace(request);
    throw gg::Error("unknown: " + what);
  }

 private:
  Json prepare(const Json& request) {
    shared_ = ranks_;
    const double delay = request.number("delay");
    const Json* said = request.find("bytes_per_second");
    double speed = std::numeric_limits<double>::infinity();
    if (ranks_ != nullptr) {
      speed = said == nullptr ? ranks_->bytes_per_second() : said->as_number();
      const Json& overlap = request.at("overlap");  // null: as the program does it
      const bool aside = overlap.is_null() ? ranks_->works_aside() : request.flag("overlap");
      delayed_ = std::make_unique<scaling::DelayedRanks>(*ranks_, delay, aside, speed);
      shared_ = delayed_.get();
    }
    work_ = std::make_unique<peers::Work>(request.text("work"),
                                          static_cast<int>(request.integer("threads")), shared_);
    const double loss = work_->first_step();
    return Json::Object{{"loss", loss},
                        {"version", "Ganglion " + std::string(gg::version())},
                        {"bytes_per_second", speed}};
  }

  double most(double own) {
    if (ranks_ == nullptr) return own;
    double result = own;
    for (const std::string& text : ranks_->all_gather(std::to_string(own))) {
      result = std::max(result, std::stod(text));
    }
    return result;
  }

  /// All-gathers, and how often another thread computed meanwhile.
  struct Exchanges {
    std::vector<double> seconds;  ///< of each, by rank 0's clock
    std::int64_t computed = 0;
  };

  Exchanges exchanges(std::size_t own, std::int64_t count, const Computing& beside) {
    std::vector<std::size_t> offsets;
    for (int rank = 0; rank <= ranks_->size(); ++rank) {
      offsets.push_back(own * static_cast<std::size_t>(rank));
    }
    std::vector<std::byte> all(offsets.back());
    // As in a step, where ranks compute in between, and the line comes to rest.
    constexpr std::chrono::milliseconds kBetween(2);
    Exchanges made;
    for (std::int64_t i = 0; i < count; ++i) {
      std::this_thread::sleep_for(kBetween);
      ranks_->barrier();
      const std::int64_t before = beside.runs();
      const auto begin = Clock::now();
      ranks_->all_gather(all.data(), offsets);
      made.seconds.push_back(seconds_since(begin));
      made.computed += beside.runs() - before;
    }
    return made;
  }

  /// "aside": on another thread, while this one computes; then also the share of computing that it
  /// takes away meanwhile.
  Json exchange(const Json& request) {
    if (ranks_ == nullptr) throw gg::Error("exchange: there is one rank");
    const auto own = static_cast<std::size_t>(request.integer("bytes"));
    const std::int64_t runs = request.integer("runs");
    Computing computing;
    if (!request.flag("aside")) {
      // The median, as a lost packet costs 0.2 s.
      return Json::Object{{"seconds", gg::lower_median(exchanges(own, runs, computing).seconds)}};
    }
    ranks_->barrier();
    const double each = computing.seconds_of_run();
    ranks_->leave_processor(true);
    std::atomic<bool> exchanging = true;
    Exchanges made;
    std::thread other([&] {
      made = exchanges(own, runs, computing);
      exchanging = false;
    });
    while (exchanging) computing.run();
    other.join();
    ranks_->leave_processor(false);
    const double all = std::accumulate(made.seconds.begin(), made.seconds.end(), 0.0);
    const double computed = each * static_cast<double>(made.computed);
    return Json::Object{{"seconds", gg::lower_median(made.seconds)},
                        {"taken", std::clamp(1.0 - computed / all, 0.0, 1.0)}};
  }

  Json trace(const Json& request) {
    const std::int64_t times = request.integer("rows_times");
    const auto runs = static_cast<int>(request.integer("runs"));
    scaling::DryRanks dry(
        static_cast<int>(request.integer("ranks")),
        shared_ == nullptr ? std::numeric_limits<double>::infinity() : shared_->bytes_per_second());
    gg::train::CompileOptions options = work_->model().compile_options();
    options.ranks = &dry;
    options.replicas =
        times * gg::train::training_replicas(work_->model().network(), options, work_->batch());
    gg::train::Weights weights = work_->model().weights();
    Engine engine(work_->model().network(), &options, weights);
    const std::int64_t rows = times * work_->batch();
    const auto prepared = engine.prepare(Engine::Kind::training, rows, false);
    std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    const gg::data::Dataset data = work_->first_rows(rows);
    engine.feed(*prepared, data, order);
    prepared->plan->profile(1);
    if (ranks_ != nullptr) ranks_->barrier();
    const auto begin = Clock::now();
    engine.feed(*prepared, data, order);
    const double feed = seconds_since(begin);
    const auto calls = prepared->plan->profile(runs);
    if (ranks_ != nullptr) ranks_->barrier();
    return Json::Object{{"replicas", static_cast<double>(prepared->plan->replicas())},
                        {"feed", feed},
                        {"calls", rows_of(calls, runs)}};
  }

  gg::dist::Communicator* ranks_;
  gg::dist::Communicator* shared_ = nullptr;
  std::unique_ptr<scaling::DelayedRanks> delayed_;
  std::unique_ptr<peers::Work> work_;
};

std::ifstream pipe_of(const gg::dist::Communicator* ranks, const char* prefix) {
  if (ranks == nullptr || ranks->rank() == 0) return {};
  return std::ifstream(std::string(prefix) + "." + std::to_string(ranks->rank()));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto ranks = gg::dist::launched();
    Rank rank(ranks.get());
    std::ifstream pipe = pipe_of(ranks.get(), argc > 1 ? argv[1] : "");
    std::istream& requests = pipe.is_open() ? pipe : std::cin;
    for (std::string line; std::getline(requests, line);) {
      const Json result = rank.answer(gg::io::parse_json(line, "request"));
      if (!ranks || ranks->rank() == 0) std::cout << result.dump() << std::endl;
    }
    if (ranks) ranks->finish();
  } catch (const std::exception& error) {
    std::cout << Json(Json::Object{{"error", error.what()}}).dump() << std::endl;
    std::_Exit(1);  // mpirun ends the others
  }
}
