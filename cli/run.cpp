#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <exception>
#include <memory>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/ranks.h"
#include "cli/wording.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/core/version.h"
#include "ganglion/kernels/onednn_version.h"

namespace ganglion::cli {
namespace {

constexpr int kFailure = 1;
constexpr int kWrongUsage = 2;

/// The command that was typed, or the program itself.
const CLI::App& typed_command(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : *commands[0];
}

std::string help_hint(const CLI::App& command) {
  return command.get_parent() == nullptr
             ? "`ganglion help` lists the commands"
             : fmt::format("`ganglion help {}` lists its options", command.get_name());
}

/// What to say about a word that nothing wanted.
std::string unexpected(const CLI::App& app, const std::string& word) {
  const CLI::App& command = typed_command(app);
  if (word.starts_with('-') && word.size() > 1) {
    const std::string name = word.substr(0, word.find('='));
    return fmt::format("unknown option {}; {}; {}", shown(name),
                       suggestion(name, option_names(command)), help_hint(command));
  }
  if (command.get_parent() == nullptr) {
    return fmt::format("unknown command {}; {}; {}", shown(word),
                       suggestion(word, command_names(app)), help_hint(command));
  }
  return fmt::format("{}: unexpected argument {}; quote values that contain spaces; {}",
                     command.get_name(), shown(word), help_hint(command));
}

std::string usage_message(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> rest = app.remaining(true);
  // A mistyped option explains a missing argument better than the argument does.
  if (!rest.empty()) return unexpected(app, rest.front());
  const CLI::App& command = typed_command(app);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    return fmt::format("{}: {} missing: {}", command.get_name(), missing_arguments(command),
                       usage_line(command));
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const std::string text = error.what();  // "--seed: 1 required N missing"
    return fmt::format("{} needs a value; {}", text.substr(0, text.find(':')), help_hint(command));
  }
  return fmt::format("{}; {}", error.what(), help_hint(command));
}

int show_help(const CLI::App& app, const std::string& name) {
  if (name.empty() || name == "help") {
    print_out("{}", program_help(app));
    return 0;
  }
  if (name == "network") {
    print_out("{}", network_help());
    return 0;
  }
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() != name) continue;
    print_out("{}", command_help(*command));
    return 0;
  }
  throw UsageError(
      fmt::format("unknown command {}; {}", shown(name), suggestion(name, command_names(app))));
}

/// `ganglion help [COMMAND]`
int show_help(const CLI::App& app, int argc, char** argv) {
  const bool more = argc > 3;
  if (more)
    throw UsageError(fmt::format("help: unexpected argument {}; name one command", shown(argv[3])));
  const std::string_view name = argc == 3 ? argv[2] : "";
  return show_help(app, name.starts_with('-') ? std::string() : std::string(name));
}

std::string version_text() {
  return fmt::format("ganglion {}\noneDNN {}", version(), kernels::onednn_version());
}

/// Other commands would do the same in each process, and write to the same files.
void check_is_shared(const CLI::App& app) {
  const CLI::App& command = typed_command(app);
  if (command.get_name() == "train") return;
  throw UsageError(
      "only `ganglion train` can be shared among ranks; start the program without the MPI "
      "launcher");
}

int parse_and_run(int argc, char** argv, dist::Communicator* ranks) {
  CLI::App app("Builds, trains, explains and runs neural networks.", "ganglion");
  app.set_help_flag("-h,--help", "show this help");
  app.set_version_flag("--version", version_text, "show the version");
  Action action;
  add_check(app, action);
  add_train(app, action, ranks);
  add_compare(app, action);
  add_tune(app, action);
  add_evaluate(app, action);
  add_predict(app, action);
  add_inspect(app, action);
  add_explain(app, action);
  add_import(app, action);
  add_export(app, action);
  add_quantize(app, action);
  add_bench(app, action);
  add_studio(app, action);
  add_onnx_test(app, action);
  // Declared so that it is listed; a word behind it would else be taken for the command itself.
  app.add_subcommand("help", "shows the options of a command: ganglion help train");
  if (argc >= 2 && std::string_view(argv[1]) == "help") return show_help(app, argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const CLI::App& command = typed_command(app);
    return show_help(app, command.get_parent() == nullptr ? "" : command.get_name());
  } catch (const CLI::ParseError& error) {
    throw UsageError(usage_message(app, error));
  }
  word_for(typed_command(app));
  if (ranks != nullptr) check_is_shared(app);
  return action ? action() : show_help(app, "");
}

}  // namespace

int run(int argc, char** argv) {
  prepare_streams();
  std::unique_ptr<dist::Launched> ranks;
  Failure failure;
  try {
    if (argc == 2 && std::string_view(argv[1]) == "--version") {
      print_out("{}\n", version_text());
      flush_out();
      return 0;
    }
    ranks = dist::launched();
    set_silent(ranks && ranks->rank() > 0);
    const int code = parse_and_run(argc, argv, ranks.get());
    flush_out();
    if (ranks) ranks->finish();
    return code;
  } catch (const UsageError& error) {
    failure = {error.what(), kWrongUsage};
  } catch (const dist::RankFailed& error) {
    failure = {error.what(), error.exit_code()};
  } catch (const std::bad_alloc&) {
    failure = {"out of memory; use less data or a smaller network", kFailure};
  } catch (const std::exception& error) {
    failure = {error.what(), kFailure};
  }
  return end_by_failure(ranks.get(), failure);
}

}  // namespace ganglion::cli
