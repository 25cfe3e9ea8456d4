#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string>

#include "cli/commands.h"
#include "cli/export.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/file.h"
#include "ganglion/core/numbers.h"
#include "ganglion/io/source/c_source.h"
#include "ganglion/io/source/c_text.h"
#include "ganglion/train/save.h"
#include "ganglion/train/step_graph.h"

namespace ganglion::cli {
namespace {

/// "net_weights.c" beside "net.h".
std::string weights_path(const std::string& header) {
  const std::filesystem::path path(header);
  return (path.parent_path() / (path.stem().string() + "_weights.c")).string();
}

void tell_source_written(const ExportOptions& typed, const io::CSource& source) {
  print_err("C source saved to {}\n", typed.out);
  if (!source.weights_source.empty()) {
    print_err("its constants to {}, to be compiled beside it\n", weights_path(typed.out));
  }
  print_err("RAM:   {} bytes of scratch\nflash: {} bytes of constants, and the code\n",
            ganglion::grouped(source.scratch), ganglion::grouped(source.weights));
}

}  // namespace

void export_c(const ExportOptions& typed, const io::SavedModel& saved) {
  const train::Model model = train::from_saved(saved);
  const bool compiled = model.compiled();
  Graph graph;
  train::build_prediction_graph(graph, model.network(),
                                compiled ? &model.compile_options() : nullptr, 1);
  io::CSourceOptions options{.name = typed.name};
  if (typed.name.empty()) {
    options.name = io::c_identifier(std::filesystem::path(typed.out).stem().string());
  }
  const io::CSource source = io::c_source(
      {graph, model.weights().parameters, model.weights().state, model.info()}, options);
  if (!source.weights_source.empty()) {
    const std::string weights = weights_path(typed.out);
    refuse_overwriting("--out", weights, model_path(typed.model), "");
    write_file_atomically(weights, source.weights_source);
  }
  write_file_atomically(typed.out, source.header);
  if (compiled && model.compile_options().precision != Precision::f32) {
    print_err("note: this model multiplies in {}; C source in f32, so that its results differ\n",
              name_of(model.compile_options().precision));
  }
  tell_source_written(typed, source);
}

}  // namespace ganglion::cli
