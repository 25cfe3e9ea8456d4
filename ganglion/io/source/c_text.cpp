#include "ganglion/io/source/c_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace ganglion::io {
namespace {

/// Keywords of C99 and C++11, what their headers define as macros or types, and the names that
/// generated functions give to their own.
constexpr std::array<std::string_view, 88> kTaken{
    "alignas",      "alignof",  "and",           "and_eq",
    "asm",          "auto",     "bitand",        "bitor",
    "bool",         "break",    "case",          "catch",
    "char",         "char16_t", "char32_t",      "class",
    "compl",        "const",    "constexpr",     "const_cast",
    "continue",     "decltype", "default",       "delete",
    "do",           "double",   "dynamic_cast",  "else",
    "enum",         "explicit", "export",        "extern",
    "false",        "float",    "for",           "friend",
    "goto",         "if",       "inline",        "int",
    "long",         "mutable",  "namespace",     "new",
    "noexcept",     "not",      "not_eq",        "nullptr",
    "operator",     "or",       "or_eq",         "private",
    "protected",    "public",   "register",      "reinterpret_cast",
    "restrict",     "return",   "short",         "signed",
    "sizeof",       "static",   "static_assert", "static_cast",
    "struct",       "switch",   "template",      "this",
    "thread_local", "throw",    "true",          "try",
    "typedef",      "typeid",   "typename",      "union",
    "unsigned",     "using",    "virtual",       "void",
    "volatile",     "wchar_t",  "while",         "xor",
    "xor_eq",       "NULL",     "NAN",           "linux"};

std::string with_point(std::string text) {
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string in_brackets(std::string text) {
  return text.starts_with('-') ? "(" + text + ")" : text;
}

}  // namespace

std::string c_number(float value) {
  return in_brackets(with_point(fmt::format("{}", value)) + "f");
}

std::string c_number(double value) {
  return in_brackets(with_point(fmt::format("{}", value)));
}

std::string c_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // '?' may begin a trigraph, and '@' stands for a prefix until it is replaced.
    const bool plain =
        byte >= 0x20 && byte < 0x7f && std::string_view("\"\\?@").find(c) == std::string_view::npos;
    result += plain ? std::string(1, c) : fmt::format("\\{:03o}", byte);
  }
  return result + "\"";
}

std::string c_comment(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool ends = (c == '/' && result.ends_with('*')) || (c == '*' && result.ends_with('/'));
    if (ends) result += ' ';
    result += byte < 0x20 || byte == 0x7f || c == '\\' || c == '?' || c == '@' ? ' ' : c;
  }
  return result;
}

std::string c_list(std::span<const std::int64_t> numbers) {
  return fmt::format("{}", fmt::join(numbers, ", "));
}

std::string c_lines(std::span<const float> numbers) {
  constexpr std::size_t kWidth = 100;
  std::string result;
  std::string line = " ";
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::string number = with_point(fmt::format("{}", numbers[i])) + "f";
    if (i + 1 < numbers.size()) number += ',';
    if (line.size() + 1 + number.size() > kWidth) {
      result += line + "\n";
      line = " ";
    }
    line += " " + number;
  }
  return result + line;
}

std::string c_identifier(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool good =
        std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80;
    if (good || (!name.empty() && name.back() != '_')) name += good ? c : '_';
  }
  while (name.ends_with('_')) name.pop_back();
  if (name.empty()) return "model";
  if (std::isdigit(static_cast<unsigned char>(name[0])) != 0) name = "c_" + name;
  return std::ranges::find(kTaken, name) == kTaken.end() ? name : name + "_";
}

std::string c_macro(std::string_view identifier) {
  std::string name(identifier);
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

std::string CNames::unique(std::string_view text) {
  const std::string name = c_identifier(text);
  std::string result = name;
  for (int i = 2; !taken_.insert(result).second; ++i) result = fmt::format("{}_{}", name, i);
  return result;
}

std::string with_prefix(std::string_view text, std::string_view prefix) {
  std::string result;
  for (const char c : text) {
    if (c == '@') {
      result += prefix;
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace ganglion::io
