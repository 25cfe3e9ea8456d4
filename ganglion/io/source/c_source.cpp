#include "ganglion/io/source/c_source.h"

#include <fmt/format.h>

#include <map>

#include "ganglion/core/error.h"
#include "ganglion/core/version.h"
#include "ganglion/io/json.h"
#include "ganglion/io/source/c_interface.h"
#include "ganglion/io/source/c_program.h"
#include "ganglion/io/source/c_text.h"
#include "ganglion/nn/graph_builder.h"

namespace ganglion::io {
namespace {

std::map<std::string, Tensor> variables_of(const SourceModel& model) {
  std::map<std::string, Tensor> variables;
  variables.emplace(nn::graph_names::kParameters, model.parameters);
  variables.emplace(nn::graph_names::kState, model.state);
  return variables;
}

std::string run_function(const CProgram& program) {
  const bool loops = program.body.find("(i = 0") != std::string::npos;
  std::string text = run_signature(program) + "\n{\n";
  if (loops) text += "  long i;\n";
  if (program.body.find("scratch") == std::string::npos) text += "  (void)scratch;\n";
  return text + program.body + "}\n\n";
}

constexpr std::string_view kLinkage = R"(#ifdef __cplusplus
extern "C" {
#endif
)";
constexpr std::string_view kEndOfLinkage = R"(#ifdef __cplusplus
}
#endif
)";

std::string weights_array(const CProgram& program, std::string_view qualifier) {
  if (program.weights.empty()) return {};
  return fmt::format("{}const float @weights[{}] = {{\n{}\n}};\n\n", qualifier,
                     program.weights.size(), c_lines(program.weights));
}

/// Bytes of scratch for a row: what the steps need, the features, and the outputs.
std::int64_t scratch_floats(const CProgram& program, const Graph& graph) {
  std::int64_t floats = program.scratch;
  for (const Node& node : graph.nodes()) {
    if (node.op == &kInput) floats += node.outputs[0].shape.size();
  }
  for (const auto& [name, value] : graph.outputs()) floats += value.shape().size();
  return floats;
}

/// What is made of rows before the network sees them must be in the source, or nothing is.
void refuse_rows_of(const ModelInfo& info) {
  if (!info.preprocessing) return;
  const auto& samples = info.preprocessing->samples;
  std::string_view rows;
  if (info.preprocessing->series) rows = "its columns of the past of a series";
  if (samples && samples->kind == data::SampleKind::spectrogram) {
    rows = "spectrograms of recordings";
  }
  if (rows.empty()) return;
  throw Error(
      fmt::format("this model makes {}, which C source doesn't; its network can be written "
                  "as ONNX, its weights as safetensors",
                  rows));
}

}  // namespace

CSource c_source(const SourceModel& model, const CSourceOptions& options) {
  refuse_rows_of(model.info);
  if (c_identifier(options.name) != options.name) {
    throw Error(fmt::format("{} is no name for C source; take {}", in_quotes(options.name),
                            c_identifier(options.name)));
  }
  const auto variables = variables_of(model);
  const CProgram program = c_program(frozen(model.graph, variables));
  const bool apart = static_cast<std::int64_t>(program.weights.size()) > options.max_weights;
  const std::int64_t scratch = scratch_floats(program, model.graph);
  CInterface face = c_interface(model, program, variables);
  face.functions.insert(program.functions.begin(), program.functions.end());

  const std::string macro = c_macro(options.name);
  const auto named = [&](std::string_view text) { return with_prefix(text, options.name + "_"); };
  CSource source{.weights = static_cast<std::int64_t>(program.weights.size() * sizeof(float)),
                 .scratch = scratch * static_cast<std::int64_t>(sizeof(float))};
  source.header = fmt::format(
      R"(/* A neural network, written by ganglion {0}. C99 and C++11.

   One source file defines {1}_IMPLEMENTATION before it includes this one; others just include it.

   Memory: {2} bytes that you give as `scratch`, {3} bytes of constants. Functions may run on several
   threads at the same time, each with scratch of its own.
*/
#ifndef {1}_H
#define {1}_H

#include <math.h>
#include <stddef.h>

{4}
#define {1}_SCRATCH {5} /* floats */
)",
      version(), macro, source.scratch, source.weights, kLinkage, scratch);
  for (const auto& [name, value] : face.sizes) {
    source.header += fmt::format("#define {}_{} {}\n", macro, name, value);
  }
  source.header += "\n" + named(face.declarations) + "\n" + std::string(kEndOfLinkage) +
                   fmt::format(
                       "\n#endif\n\n#if defined({0}_IMPLEMENTATION) && "
                       "!defined({0}_IMPLEMENTED)\n#define {0}_IMPLEMENTED\n\n"
                       "#include <string.h>\n\n",
                       macro) +
                   std::string(kLinkage) + "\n";
  if (apart) {
    source.header +=
        named(fmt::format("extern const float @weights[{}];\n\n", program.weights.size()));
    source.weights_source =
        fmt::format("/* The constants of {}.h. C99 and C++11. */\n{}\n", options.name, kLinkage) +
        named(fmt::format("extern const float @weights[{}];\n", program.weights.size()) +
              weights_array(program, "")) +
        std::string(kEndOfLinkage);
  } else {
    source.header += named(weights_array(program, "static "));
  }
  source.header += c_functions(face.functions, options.name + "_") +
                   named(run_function(program) + face.definitions) + std::string(kEndOfLinkage) +
                   "\n#endif\n";
  return source;
}

}  // namespace ganglion::io
