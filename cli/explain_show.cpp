#include "cli/explain_show.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cmath>
#include <limits>

#include "cli/commands.h"
#include "cli/output.h"
#include "ganglion/core/file.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/explain/derivative_check.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/explain_picture.h"
#include "ganglion/train/explain/explain_text.h"
#include "ganglion/train/explain/units/units_svg.h"
#include "ganglion/train/job/job_flags.h"

namespace ganglion::cli {
namespace {

train::PictureFormat format_of(const std::string& path) {
  if (path.ends_with(".svg")) return train::PictureFormat::svg;
  if (path.ends_with(".dot")) return train::PictureFormat::dot;
  throw UsageError(fmt::format(
      "--graph {}: the file name must end in .svg (image) or .dot (Graphviz)", shown(path)));
}

train::DerivativeCheck checked(const Explained& explained, const ShowOptions& typed) {
  train::DerivativeCheckOptions options{.feature_names = explained.explanation.feature_names};
  if (typed.epsilon) options.epsilon = *typed.epsilon;
  if (typed.full) options.most = std::numeric_limits<std::int64_t>::max();
  return train::check_derivatives(explained.model, explained.row, explained.options, options);
}

void write_pictures(const Explained& explained, const ShowOptions& typed) {
  if (!typed.graph.empty()) {
    write_file_atomically(
        typed.graph,
        train::draw_explanation(explained.model, explained.row, explained.options.preprocessing,
                                format_of(typed.graph), explained.options.exact));
  }
  if (!typed.units.empty()) {
    write_file_atomically(typed.units,
                          train::units_svg(explained.explanation, {.full = typed.full}));
  }
}

void fail_if_different(const std::optional<train::DerivativeCheck>& check) {
  if (!check || check->failures() == 0) return;
  throw Error(fmt::format("{} of {} derivatives differ from their finite differences",
                          check->failures(), check->derivatives.size()));
}

}  // namespace

void add_show_options(CLI::App& command, ShowOptions& typed) {
  command.add_option("--graph", typed.graph, "save the computation graph as an .svg or .dot file")
      ->type_name("FILE");
  command
      .add_option("--units", typed.units,
                  "save the network as an .svg file: units with activations and derivatives, "
                  "weights, biases")
      ->type_name("FILE");
  command.add_flag("--check", typed.check,
                   "compare every derivative with a finite difference; exit code 1 if one differs "
                   "by more than 1e-4");
  command
      .add_option("--epsilon", typed.epsilon,
                  "with --check, also print how much the loss changes if a weight grows by X")
      ->type_name("X");
  command.add_flag("--full", typed.full,
                   "print long vectors and tables in full, and every network of an ensemble; draw "
                   "every unit");
  command.add_flag("--json", typed.json, "print one JSON object to stdout");
}

void check_show_options(const ShowOptions& typed) {
  if (!typed.graph.empty()) format_of(typed.graph);
  if (!typed.units.empty() && !typed.units.ends_with(".svg")) {
    throw UsageError(fmt::format("--units {}: the file name must end in .svg", shown(typed.units)));
  }
  if (!typed.epsilon) return;
  if (!typed.check) throw UsageError("--epsilon needs --check");
  if (!std::isfinite(*typed.epsilon) || *typed.epsilon == 0.0) {
    throw UsageError(fmt::format("--epsilon {}: expected a number other than 0", *typed.epsilon));
  }
}

void show(const Explained& explained, const ShowOptions& typed, io::Json::Object more) {
  std::optional<train::DerivativeCheck> check;
  if (typed.check) check = checked(explained, typed);
  write_pictures(explained, typed);
  if (typed.json) {
    io::Json::Object object = train::to_json(explained.explanation, typed.full).as_object();
    if (check) object.emplace_back("check", train::to_json(*check));
    for (auto& member : more) object.push_back(std::move(member));
    print_out("{}\n", io::Json(std::move(object)).dump());
    return fail_if_different(check);
  }
  std::string text = train::to_text(explained.explanation, typed.full);
  if (check) text += train::to_text(*check, typed.epsilon.has_value(), typed.full);
  print_out("{}", train::with_flags(text));
  flush_out();  // where both go to one place, the files come last
  if (!typed.graph.empty()) print_err("graph saved to {}\n", typed.graph);
  if (!typed.units.empty()) print_err("units saved to {}\n", typed.units);
  fail_if_different(check);
}

}  // namespace ganglion::cli
