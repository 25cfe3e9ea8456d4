#pragma once
#include <functional>
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
/// The same with each flag as `worded` says it, which is given the setting and "--encoding latin1".
using WordedFlag = std::function<std::string(std::string_view setting, std::string flag)>;
std::string settings_as_flags(std::string_view message, std::span<const std::string> names,
                              const WordedFlag& worded);

}  // namespace ganglion
