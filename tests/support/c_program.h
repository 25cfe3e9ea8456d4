#pragma once
#include <string>

namespace ganglion::support {

/// Whether the system has a compiler for C and C++: `cc` and `c++`.
bool has_c_compiler();

enum class CLanguage { c99, cpp11 };

/// Compiles all .c files of a folder as that language, with all warnings as errors and without
/// fused multiply-adds, and runs the result. Returns what it prints; of a compiler or program that
/// fails, "failed:" and what it says.
std::string run_c(const std::string& folder, CLanguage language);

}  // namespace ganglion::support
