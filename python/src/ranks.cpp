#include "python/src/ranks.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "python/src/bindings.h"
#include "python/src/interpreter.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

/// Ranks whose bytes an object of Python moves, `ganglion.dist.Ranks`: so no MPI is linked.
class PythonRanks final : public dist::Communicator {
 public:
  explicit PythonRanks(nb::object mover)
      : mover_(std::move(mover)), rank_(nb::cast<int>(mover_.attr("rank"))) {
    hosts_ = nb::cast<std::vector<std::string>>(mover_.attr("hosts"));
    set_timeout(nb::cast<double>(mover_.attr("timeout")));
  }

  const nb::object& mover() const { return mover_; }
  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(hosts_.size()); }

  void exchange(std::span<const dist::Message> sends,
                std::span<const dist::Message> receives) override {
    const Locked held;
    mover_.attr("exchange")(views_of(sends), views_of(receives), timeout());
  }

 private:
  /// (rank, its bytes where they lie) for each.
  static nb::list views_of(std::span<const dist::Message> messages) {
    nb::list views;
    for (const dist::Message& message : messages) {
      const auto view = nb::steal<nb::object>(PyMemoryView_FromMemory(
          static_cast<char*>(message.data), static_cast<Py_ssize_t>(message.bytes), PyBUF_WRITE));
      if (!view.is_valid()) throw nb::python_error();
      views.append(nb::make_tuple(message.rank, view));
    }
    return views;
  }

  nb::object mover_;
  int rank_;
};

PythonRanks* current = nullptr;

void set_ranks(const nb::object& mover) {
  // Never deleted: see ranks().
  current = mover.is_none() ? nullptr : std::make_unique<PythonRanks>(mover).release();
}

nb::object mover() {
  return current == nullptr ? nb::none() : current->mover();
}

PythonRanks& shared() {
  if (current == nullptr) throw Error("there are no ranks: call ganglion.dist.initialize first");
  return *current;
}

nb::list all_gather(const nb::bytes& own) {
  PythonRanks& all = shared();
  std::vector<std::string> texts;
  {
    const Unlocked released;
    texts = all.all_gather(std::string(own.c_str(), own.size()));
  }
  nb::list gathered;
  for (const std::string& text : texts) gathered.append(nb::bytes(text.data(), text.size()));
  return gathered;
}

nb::bytes broadcast(const nb::bytes& own) {
  PythonRanks& all = shared();
  std::string text;
  {
    const Unlocked released;
    text = all.broadcast(std::string(own.c_str(), own.size()));
  }
  return nb::bytes(text.data(), text.size());
}

}  // namespace

dist::Communicator* ranks() {
  return current;
}

void bind_ranks(nb::module_& module) {
  module.def("set_ranks", &set_ranks, nb::arg("mover").none());
  module.def("ranks", &mover);
  module.def("all_gather", &all_gather);
  module.def("broadcast", &broadcast);
}

}  // namespace ganglion::python
