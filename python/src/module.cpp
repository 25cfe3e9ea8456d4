#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <exception>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/core/version.h"
#include "python/src/bindings.h"
#include "python/src/interpreter.h"

namespace nb = nanobind;

NB_MODULE(_core, module) {
  // Bad input is a ValueError with the library's own sentence.
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (const ganglion::Error& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    }
  });
  // At the end of a program it would tell of each object that a cycle or a traceback still holds.
  nb::set_leak_warnings(false);
  module.attr("version") = std::string(ganglion::version());
  ganglion::python::bind_interpreter(module);
  ganglion::python::bind_graph(module);
  ganglion::python::bind_live_page(module);
  ganglion::python::bind_model(module);
  ganglion::python::bind_network(module);
  ganglion::python::bind_ops(module);
  ganglion::python::bind_ranks(module);
  ganglion::python::bind_training(module);
}
