#pragma once
#include <optional>
#include <string>

#include "ganglion/io/json.h"
#include "ganglion/train/explain/explain.h"

namespace CLI {
class App;
}

namespace ganglion::cli {

/// What `explain` prints and draws, as typed.
struct ShowOptions {
  bool full = false;
  bool json = false;
  bool check = false;
  std::optional<double> epsilon = {};
  std::string graph;
  std::string units;
};
void add_show_options(CLI::App& command, ShowOptions& typed);

/// Throws UsageError for values that can't be, before anything is read.
void check_show_options(const ShowOptions& typed);

/// A row that was explained.
struct Explained {
  const train::Model& model;
  const data::Dataset& row;
  const train::ExplainOptions& options;
  const train::Explanation& explanation;
};

/// Writes the files and prints the explanation; `more` are further members of the JSON object.
/// Throws Error when a derivative is not that of the finite differences.
void show(const Explained& explained, const ShowOptions& typed, io::Json::Object more = {});

}  // namespace ganglion::cli
