// Ganglion's worker of benchmarks/peers: answers lines of JSON as workers/common.py says, and
// {"do": "peak", "threads": N}, which is answered by {"gflops": G}.

#include <ganglion/kernels/peak.h>

#include <exception>
#include <iostream>

#include "benchmarks/peers/ganglion_work.h"

namespace {

namespace gg = ganglion;
using gg::io::Json;
using peers::Work;

Json answer(const Json& request, std::unique_ptr<Work>& work) {
  const std::string& what = request.text("do");
  if (what == "prepare") {
    work =
        std::make_unique<Work>(request.text("work"), static_cast<int>(request.integer("threads")));
    const double loss = work->first_step();
    return Json::Object{{"loss", loss}, {"version", "Ganglion " + std::string(gg::version())}};
  }
  if (what == "peak") {
    const int threads = static_cast<int>(request.integer("threads"));
    return Json::Object{{"gflops", gg::kernels::measure_peak_gflops(threads)}};
  }
  if (work == nullptr) throw gg::Error("prepare comes first");
  if (what == "train") return work->train(request.integer("steps"));
  if (what == "predict") return work->predict(request.integer("rows"), request.integer("runs"));
  throw gg::Error("unknown: " + what);
}

}  // namespace

int main() {
  std::unique_ptr<Work> work;
  for (std::string line; std::getline(std::cin, line);) {
    Json result;
    try {
      result = answer(gg::io::parse_json(line, "request"), work);
    } catch (const std::exception& error) {
      result = Json::Object{{"error", error.what()}};
    }
    std::cout << result.dump() << std::endl;
  }
}
