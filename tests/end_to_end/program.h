#pragma once
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "ganglion/core/file.h"
#include "ganglion/io/json.h"
#include "tests/support/scratch_folder.h"

/// Runs the program as a person does. GANGLION_PROGRAM says where it is.
namespace ganglion::support {

/// What a run of the program left.
struct Outcome {
  int code = -1;  ///< 128 + signal when a signal ended it
  std::string out;
  std::string err;
  std::int64_t most_memory = 0;  ///< in bytes, at its peak

  io::Json json() const { return io::parse_json(out, "stdout"); }
};

using Scratch = support::ScratchFolder;

/// The program on its way.
class Started {
 public:
  /// The program under test.
  static std::string ganglion() {
    const char* program = std::getenv("GANGLION_PROGRAM");
    return program == nullptr ? "build/ganglion" : program;
  }

  explicit Started(const std::vector<std::string>& arguments) : Started(ganglion(), arguments) {}
  /// Another program, by its path.
  Started(const std::string& program, const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    const int flags = O_WRONLY | O_CREAT | O_TRUNC;
    ::posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, 1, (scratch_ / "out").c_str(), flags, 0600);
    ::posix_spawn_file_actions_addopen(&files, 2, (scratch_ / "err").c_str(), flags, 0600);
    const int failure = ::posix_spawn(&process_, argv[0], &files, nullptr, argv.data(), ::environ);
    ::posix_spawn_file_actions_destroy(&files);
    EXPECT_EQ(failure, 0) << "can't run " << words[0];
    if (failure != 0) process_ = -1;
  }

  void signal(int number) const {
    if (process_ > 0) ::kill(process_, number);
  }

  /// What it wrote to stdout so far.
  std::string out() const { return read_file(scratch_ / "out"); }

  Outcome wait() const {
    if (process_ <= 0) return {};
    int status = 0;
    struct rusage usage {};
    ::wait4(process_, &status, 0, &usage);
    return {.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            .out = read_file(scratch_ / "out"),
            .err = read_file(scratch_ / "err"),
            .most_memory = std::int64_t{usage.ru_maxrss} * 1024};
  }

 private:
  Scratch scratch_;
  pid_t process_ = -1;
};

inline Outcome run_program(const std::vector<std::string>& arguments) {
  return Started(arguments).wait();
}

/// Rows of a table that can be learnt: three numbers, a text, and what follows from them.
inline std::string flowers(int rows) {
  std::string text = "width,height,age,colour,kind\n";
  for (int i = 0; i < rows; ++i) {
    const int kind = i % 3;
    const double wobble = 0.1 * ((i * 7919) % 13) - 0.6;
    text += std::to_string(kind + wobble) + ',' + std::to_string(2 - kind - 0.5 * wobble) + ',' +
            std::to_string((i * 31) % 50) + ',' + (kind == 2 ? "red" : "blue") + ',' +
            (kind == 0   ? "rose"
             : kind == 1 ? "tulip"
                         : "lily") +
            '\n';
  }
  return text;
}

inline std::string digits() {
  return "data/digits.csv";
}

}  // namespace ganglion::support
