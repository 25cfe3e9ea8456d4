#pragma once
#include <functional>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/dist/communicator.h"

namespace CLI {
class App;
}

namespace ganglion::cli {

/// Something wrong with the command line itself: exit code 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// What is done once the command line is read; gives the exit code.
using Action = std::function<int()>;

/// Each declares the options of one command in `app` and sets `action`, which throws Error.
/// `ranks`: those that this process is one of, or null.
void add_train(CLI::App& app, Action& action, dist::Communicator* ranks);
void add_check(CLI::App& app, Action& action);
void add_compare(CLI::App& app, Action& action);
void add_tune(CLI::App& app, Action& action);
void add_evaluate(CLI::App& app, Action& action);
void add_predict(CLI::App& app, Action& action);
void add_inspect(CLI::App& app, Action& action);
void add_explain(CLI::App& app, Action& action);
void add_import(CLI::App& app, Action& action);
void add_export(CLI::App& app, Action& action);
void add_quantize(CLI::App& app, Action& action);
void add_bench(CLI::App& app, Action& action);
void add_studio(CLI::App& app, Action& action);
void add_onnx_test(CLI::App& app, Action& action);

/// The whole program: reads the command line, runs the command, reports errors on stderr.
/// Under an MPI launcher it is one rank of the job.
/// 0 for success, 1 for an error, 2 for wrong usage, 130 when it was interrupted.
int run(int argc, char** argv);

}  // namespace ganglion::cli
