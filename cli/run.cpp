#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <exception>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/output.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/core/version.h"
#include "ganglion/kernels/onednn_version.h"
#include "ganglion/train/job/job_flags.h"

namespace ganglion::cli {
namespace {

constexpr int kFailure = 1;
constexpr int kWrongUsage = 2;

int fail(std::string_view message, int code) {
  std::fflush(stdout);
  print_err("ganglion: error: {}\n", train::with_flags(message));
  return code;
}

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

int parse_and_run(int argc, char** argv) {
  CLI::App app("Builds, trains, explains and runs neural networks.", "ganglion");
  app.set_help_flag("-h,--help", "show this help");
  app.set_version_flag("--version", version_text, "show the version");
  Action action;
  add_check(app, action);
  add_train(app, action);
  add_compare(app, action);
  add_tune(app, action);
  add_evaluate(app, action);
  add_predict(app, action);
  add_inspect(app, action);
  add_explain(app, action);
  add_import(app, action);
  add_export(app, action);
  add_bench(app, action);
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
    return fail(usage_message(app, error), kWrongUsage);
  }
  return action ? action() : show_help(app, "");
}

}  // namespace

int run(int argc, char** argv) {
  prepare_streams();
  try {
    if (argc == 2 && std::string_view(argv[1]) == "--version") {
      print_out("{}\n", version_text());
      flush_out();
      return 0;
    }
    const int code = parse_and_run(argc, argv);
    flush_out();
    return code;
  } catch (const UsageError& error) {
    return fail(error.what(), kWrongUsage);
  } catch (const std::bad_alloc&) {
    return fail("out of memory; use less data or a smaller network", kFailure);
  } catch (const std::exception& error) {
    return fail(error.what(), kFailure);
  }
}

}  // namespace ganglion::cli
