#pragma once
#include <span>
#include <string>
#include <string_view>

/// How messages name settings: the library in backticks, the program as its flags.
namespace ganglion {

/// "`time_column`"
std::string setting(std::string_view name);
/// "`encoding = latin1`"; backticks in the value are doubled.
std::string setting(std::string_view name, std::string_view value);

/// "--time-column"
std::string flag_of(std::string_view name);

/// The message with each setting of these names as a flag: "--encoding latin1". Whatever else is in
/// backticks stays.
std::string settings_as_flags(std::string_view message, std::span<const std::string> names);

}  // namespace ganglion
