#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

/// The only ways to write to stdout and stderr.
namespace ganglion::cli {

/// To be called first. Makes the three standard streams safe to use: one that is closed can't
/// become a file that is opened later, and a reader that goes away ends the program only where it
/// read stdout.
void prepare_streams();

/// Nothing is written from now on, or all again: of several ranks one speaks.
void set_silent(bool silent);

/// Text for people, to stdout: characters that would steer a terminal are written as \u001b. Throws
/// Error when it can't be written.
void write_out(std::string_view text);
/// Text for programs (CSV), to stdout: as it is, unless stdout is a terminal.
void write_data(std::string_view text);
/// Writes what is still in memory. Throws Error.
void flush_out();
/// Text for people, to stderr. What can't be written is dropped: nothing depends on it.
void write_err(std::string_view text) noexcept;

template <class... Args>
void print_out(fmt::format_string<Args...> format, Args&&... args) {
  write_out(fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void print_err(fmt::format_string<Args...> format, Args&&... args) {
  write_err(fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace ganglion::cli
