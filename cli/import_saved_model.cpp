#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/export.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/error.h"

namespace ganglion::cli {
namespace {

/// Runs Python without input and output; whether it ended well.
bool python_runs(std::vector<std::string> words) {
  words.insert(words.begin(), "python3");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  for (const int stream : {1, 2}) {
    ::posix_spawn_file_actions_addopen(&files, stream, "/dev/null", O_WRONLY, 0);
  }
  pid_t child = 0;
  const int problem = ::posix_spawnp(&child, "python3", &files, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  if (problem != 0) return false;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// A file that is gone with this.
struct TemporaryFile {
  explicit TemporaryFile(std::string name) : path(std::move(name)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  std::string path;
};

}  // namespace

io::SavedModel import_saved_model(const ImportOptions& typed) {
  std::string folder = typed.file;
  if (!io::is_saved_model(folder)) folder = std::filesystem::path(folder).parent_path();
  if (folder.empty()) folder = ".";
  if (!python_runs({"-c", "import tf2onnx, tensorflow"})) refuse_saved_model(folder);
  const TemporaryFile onnx(fmt::format("{}.{}.tmp.onnx", typed.out, ::getpid()));
  print_err("converting {} with tf2onnx\n", folder);
  if (!python_runs({"-m", "tf2onnx.convert", "--saved-model", folder, "--output", onnx.path})) {
    throw Error(
        fmt::format("{0}: tf2onnx can't convert it; `python3 -m tf2onnx.convert "
                    "--saved-model {0} --output model.onnx` says why",
                    folder));
  }
  return io::network_of(read_model(onnx.path), folder);
}

}  // namespace ganglion::cli
