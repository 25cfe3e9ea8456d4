#include "python/src/live_page.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/train/run/run.h"
#include "python/src/bindings.h"
#include "python/src/interpreter.h"
#include "studio/settings.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

std::unique_ptr<studio::Site> site_of(const Settings& settings, std::uint16_t port) {
  const auto given = settings.find("data");
  const std::string data = given == settings.end() ? "" : given->second.at(0);
  const bool is_run = studio::is_run(data);
  const train::Job begin = is_run ? train::job_to_resume(data) : train::Job{};
  for (const auto& [name, values] : settings) {
    if (!studio::is_for_page(name)) {
      throw Error(name + ": the page can't show it, or decides it by itself; leave it out");
    }
  }
  train::Job job = job_of(settings, begin);
  if (is_run) job.data = begin.data;
  if (job.horizon > 0) throw Error("the page doesn't show forecasts: " + data + " is of one");
  std::optional<studio::RunsFolder> folder = studio::folder_of_runs(job.data);
  if (folder) job.data.clear();
  const Unlocked others;
  return std::make_unique<studio::Site>(http::ServerOptions{.port = port}, std::move(job),
                                        std::move(folder));
}

}  // namespace

LivePage::LivePage(const Settings& settings, std::uint16_t port)
    : owner_(::getpid()), site_(site_of(settings, port)) {}

LivePage::~LivePage() {
  end();
}

std::string LivePage::address() const {
  if (!site_) throw Error("this page is closed: open another with ganglion.studio");
  return site_->address();
}

void LivePage::close() {
  if (watched_ > 0) throw Error("a training is watched on this page: close it after its end");
  end();
}

void LivePage::end() {
  if (!site_) return;
  // In a child its threads aren't there, and nobody could join them.
  if (::getpid() != owner_ || watched_ > 0) {
    static_cast<void>(site_.release());
    return;
  }
  const Unlocked others;
  site_.reset();
}

LivePage::Watching::Watching(LivePage& page, const train::Job& job) : page_(page) {
  static_cast<void>(page.address());
  if (job.horizon > 0) throw Error("studio: the page doesn't show forecasts; leave it out");
  if (job.stream == train::Stream::yes) {
    throw Error("studio: the page needs all rows in memory; leave out stream or studio");
  }
  ++page_.watched_;
}

void bind_live_page(nb::module_& module) {
  nb::class_<LivePage>(module, "LivePage")
      .def(nb::init<const Settings&, std::uint16_t>(), nb::arg("settings"), nb::arg("port"))
      .def_prop_ro("address", &LivePage::address)
      .def("close", &LivePage::close);
}

}  // namespace ganglion::python
