#include "tests/support/c_program.h"

#include <fmt/format.h>

#include <cstdlib>

#include "ganglion/core/file.h"

namespace ganglion::support {
namespace {

bool succeeds(const std::string& command) {
  return std::system(command.c_str()) == 0;  // NOLINT(cert-env33-c): the tests' own commands
}

}  // namespace

bool has_c_compiler() {
  static const bool found = succeeds("command -v cc c++ >/dev/null 2>&1");
  return found;
}

std::string run_c(const std::string& folder, CLanguage language) {
  const char* compiler = language == CLanguage::c99 ? "cc -std=c99" : "c++ -x c++ -std=c++11";
  const std::string compiling = fmt::format(
      "cd '{}' && {} -O1 -ffp-contract=off -pedantic -Wall -Wextra -Werror *.c -x none -lm -o "
      "program "
      ">out 2>&1",
      folder, compiler);
  const bool good =
      succeeds(compiling) && succeeds(fmt::format("cd '{}' && ./program >out 2>&1", folder));
  return (good ? "" : "failed: ") + read_file(folder + "/out");
}

}  // namespace ganglion::support
