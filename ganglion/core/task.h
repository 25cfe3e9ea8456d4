#pragma once
#include <cstdint>
#include <string_view>

namespace ganglion {

/// What is to be learned about the target columns, which decides what is worth measuring.
enum class Task : std::uint8_t {
  regression,  ///< one number or several
  binary,      ///< one of two classes
  multiclass,  ///< one of several classes
  multilabel,  ///< a yes or no in each of the target columns
};

/// "regression", "binary", "multiclass" or "multilabel".
std::string_view name_of(Task task);
/// The task of that name. Throws Error listing the names otherwise.
Task task_named(std::string_view name);

}  // namespace ganglion
