#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/export.h"

namespace CLI {
class App;
}

namespace ganglion::cli {

/// How a format is written or read.
template <class Function>
struct Exchange {
  Function* run = nullptr;  ///< null: not in this direction
  std::string_view help = {};
  std::span<const std::string_view> options = {};  ///< of those in the table, which it has use for
};

/// A kind of file of another system, for `export`, `import` or both.
struct FileFormat {
  std::string_view name;
  std::string_view ending;             ///< of a file that is of it where nothing is said
  std::string_view other_ending = {};  ///< likewise, where there are two
  Exchange<void(const ExportOptions&, const io::SavedModel&)> write = {};
  Exchange<io::SavedModel(const ImportOptions&)> read = {};
};

/// `--layout` and `--rename`, which both commands have.
void add_naming_options(CLI::App& command, std::string& layout, std::vector<std::string>& renames,
                        const std::string& rename_help);

/// The formats that `direction`, &FileFormat::write or ::read, has: "c, onnx, safetensors, npz".
template <class Direction>
std::string format_names(Direction direction);
/// The same as lines of a help text.
template <class Direction>
std::string format_help(Direction direction);
/// The format that is named, or that the ending of `file` tells; `word` is the file as messages
/// show it. Throws UsageError for an unknown one, and for an option of `command` that only other
/// formats have use for.
template <class Direction>
const FileFormat& format_of(Direction direction, const CLI::App& command, const std::string& name,
                            const std::string& file, const std::string& word);

}  // namespace ganglion::cli
