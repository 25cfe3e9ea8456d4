#pragma once
#include <set>
#include <string>
#include <string_view>

namespace ganglion::io {

/// The functions that generated source may call, each written into it where it is used.

/// Which of them are used, by their names ("dense", "softmax").
using CFunctions = std::set<std::string, std::less<>>;

/// The C of those that are used, in an order in which each comes after those that it calls. Names
/// begin with `prefix`.
std::string c_functions(const CFunctions& used, std::string_view prefix);

}  // namespace ganglion::io
