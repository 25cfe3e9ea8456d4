#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ganglion::io::onnx {

/// What came of a test case.
struct CaseResult {
  enum class Outcome : std::uint8_t {
    passed,
    refused,  ///< the model, or an op of it, is not supported
    wrong     ///< it ran, and a number differs
  };
  std::string name = {};  ///< of the folder
  Outcome outcome = Outcome::passed;
  std::string reason = {};  ///< of what is not passed
};

/// How far numbers may lie from those expected: |a - b| <= absolute + relative |b|.
struct Tolerance {
  double relative = 1e-3;
  double absolute = 1e-5;
};

/// Runs a test case as the ONNX project has them: a folder with model.onnx and, in each folder
/// test_data_set_*, inputs input_0.pb, … and outputs output_0.pb, … Whatever is wrong with the
/// files is a result, too.
CaseResult run_case(const std::string& folder, const Tolerance& tolerance = {});

/// The folders with a model.onnx in a folder (itself, or those within), by name.
/// Throws Error when there are none.
std::vector<std::string> cases_in(const std::string& folder);

}  // namespace ganglion::io::onnx
