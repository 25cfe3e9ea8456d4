#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/io/source/c_program.h"
#include "ganglion/io/source/source_model.h"

namespace ganglion::io {

/// What a person calls: '@' stands for the prefix of names.
struct CInterface {
  /// Constants of the preprocessor, without prefix: {"FEATURES", 9}.
  std::vector<std::pair<std::string, std::int64_t>> sizes = {};
  std::string declarations = {};
  std::string definitions = {};
  CFunctions functions = {};
};

/// `variables` are those of the model's graph, for the expected values of the self-test.
CInterface c_interface(const SourceModel& model, const CProgram& program,
                       const std::map<std::string, Tensor>& variables);

/// "void @run(const float *x, float *y, float *scratch)"
std::string run_signature(const CProgram& program);

}  // namespace ganglion::io
