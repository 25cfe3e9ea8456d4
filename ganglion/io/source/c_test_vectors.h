#pragma once
#include <map>
#include <string>

#include "ganglion/io/source/c_program.h"
#include "ganglion/io/source/source_model.h"

namespace ganglion::io {

/// The body of `@self_test`: some rows, what this library predicts of them, and the comparison. A
/// result may differ by kSelfTestTolerance * (1 + |expected|).
inline constexpr float kSelfTestTolerance = 1e-5f;

std::string self_test_body(const SourceModel& model, const CProgram& program,
                           const std::map<std::string, Tensor>& variables);

}  // namespace ganglion::io
