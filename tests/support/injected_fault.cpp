#include "tests/support/injected_fault.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace ganglion::support {
namespace {

bool all_faults() {
  const char* text = std::getenv("FAULTS");
  return text != nullptr && std::string_view(text) == "all";
}

/// Beside the program.
std::string fault_library() {
  const auto folder = std::filesystem::absolute(Started::ganglion()).parent_path();
  return (folder / "libganglion_faults.so").string();
}

}  // namespace

std::vector<InjectedFault> file_faults() {
  return {
      {.name = "write: no space left", .call = "write", .error = ENOSPC},
      {.name = "write: disk full from here on", .call = "write", .error = ENOSPC, .lasts = true},
      {.name = "write: half of the bytes", .call = "write"},
      {.name = "write: interrupted", .call = "write", .error = EINTR},
      {.name = "fsync: I/O error", .call = "fsync", .error = EIO},
      {.name = "rename: no permission", .call = "rename", .error = EACCES},
      {.name = "link: not supported", .call = "link", .error = EPERM},
      {.name = "close: over quota", .call = "close", .error = EDQUOT},
      {.name = "open: too many files", .call = "open", .error = EMFILE},
      {.name = "open: not supported", .call = "open", .error = EOPNOTSUPP},
      {.name = "read: I/O error", .call = "read", .error = EIO},
      {.name = "read: half of the bytes", .call = "read"},
      {.name = "read: interrupted", .call = "read", .error = EINTR},
      {.name = "mmap: no memory", .call = "mmap", .error = ENOMEM}};
}

FaultedOutcome run_with_fault(const InjectedFault& fault, int nth, const std::string& folder,
                              const std::vector<std::string>& arguments) {
  const std::string library = fault_library();
  EXPECT_TRUE(std::filesystem::exists(library)) << library << ": cmake --build build";
  const Scratch marks;
  std::vector<std::string> words = {"LD_PRELOAD=" + library,
                                    "FAULT_CALL=" + fault.call,
                                    "FAULT_NTH=" + std::to_string(nth),
                                    "FAULT_ERROR=" + std::to_string(fault.error),
                                    std::string("FAULT_LASTS=") + (fault.lasts ? "1" : "0"),
                                    "FAULT_FOLDER=" + folder,
                                    "FAULT_MARK=" + (marks / "mark"),
                                    Started::ganglion()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  FaultedOutcome result{.outcome = Started("/usr/bin/env", words).wait()};
  result.happened = std::filesystem::exists(marks / "mark");
  return result;
}

int next_fault(int nth) {
  return all_faults() ? nth + 1 : 2 * nth + 1;
}
int next_of_many(int nth) {
  return all_faults() ? nth + 1 + nth / 30 : 6 * nth;
}

void expect_orderly_end(const Outcome& outcome) {
  if (outcome.code == 0) return;
  EXPECT_TRUE(outcome.code == 1 || outcome.code == 2) << outcome.code << ": " << outcome.err;
  constexpr std::string_view kMessage = "ganglion: error: ";
  const std::size_t first = outcome.err.find(kMessage);
  EXPECT_NE(first, std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find(kMessage, first + 1), std::string::npos) << outcome.err;
  EXPECT_LT(outcome.err.size(), 2000U) << outcome.err;
}

}  // namespace ganglion::support
