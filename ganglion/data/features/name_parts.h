#pragma once
#include <string>
#include <vector>

namespace ganglion::data {

/// The words of a column's name, in small letters: "PassengerId" -> passenger, id; "row_no" -> row,
/// no.
std::vector<std::string> parts_of_name(const std::string& name);

}  // namespace ganglion::data
