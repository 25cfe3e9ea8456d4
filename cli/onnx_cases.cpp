#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/output.h"
#include "ganglion/io/json.h"
#include "ganglion/io/onnx/case_folder.h"

namespace ganglion::cli {
namespace {

using io::onnx::CaseResult;

struct OnnxTestOptions {
  std::string folder;
  io::onnx::Tolerance tolerance;
  bool json = false;
};

std::string_view word_for(CaseResult::Outcome outcome) {
  if (outcome == CaseResult::Outcome::passed) return "passed";
  return outcome == CaseResult::Outcome::wrong ? "WRONG" : "refused";
}

int onnx_test_command(const OnnxTestOptions& typed) {
  io::Json::Array cases;
  int counts[3] = {0, 0, 0};
  for (const std::string& folder : io::onnx::cases_in(typed.folder)) {
    const CaseResult result = io::onnx::run_case(folder, typed.tolerance);
    ++counts[static_cast<int>(result.outcome)];
    if (typed.json) {
      cases.push_back(io::Json::Object{{"name", io::in_quotes(result.name)},
                                       {"outcome", word_for(result.outcome)},
                                       {"reason", io::in_quotes(result.reason)}});
    } else {
      print_out("{:<8} {}{}{}\n", word_for(result.outcome), result.name,
                result.reason.empty() ? "" : ": ", result.reason);
    }
  }
  const int wrong = counts[static_cast<int>(CaseResult::Outcome::wrong)];
  if (typed.json) {
    print_out("{}\n", io::Json(io::Json::Object{{"passed", counts[0]},
                                                {"refused", counts[1]},
                                                {"wrong", wrong},
                                                {"cases", std::move(cases)}})
                          .dump());
  } else {
    print_out("\n{} passed, {} refused, {} wrong\n", counts[0], counts[1], wrong);
  }
  return wrong == 0 ? 0 : 1;
}

}  // namespace

void add_onnx_test(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("onnx-test", "runs test cases of ONNX models and compares what they give");
  const auto typed = std::make_shared<OnnxTestOptions>();
  command
      ->add_option("DIR", typed->folder,
                   "folder of a case (model.onnx, test_data_set_0/input_0.pb, output_0.pb, …), or "
                   "of several")
      ->required();
  command->add_option("--relative", typed->tolerance.relative,
                      "relative difference allowed [default: 0.001]");
  command->add_option("--absolute", typed->tolerance.absolute,
                      "absolute difference allowed [default: 0.00001]");
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->callback([&action, typed] { action = [typed] { return onnx_test_command(*typed); }; });
}

}  // namespace ganglion::cli
