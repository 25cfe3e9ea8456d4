#include "ganglion/data/features/name_parts.h"

namespace ganglion::data {
namespace {

bool is_between(char c, char first, char last) {
  return c >= first && c <= last;
}

}  // namespace

std::vector<std::string> parts_of_name(const std::string& name) {
  std::vector<std::string> parts;
  char before = ' ';
  bool inside = false;
  for (const char c : name) {
    const bool capital = is_between(c, 'A', 'Z');
    const bool part =
        capital || is_between(c, 'a', 'z') || is_between(c, '0', '9') || (c & 0x80) != 0;
    const bool begins = !inside || (capital && is_between(before, 'a', 'z'));
    if (part && begins) parts.emplace_back();
    if (part) parts.back() += capital ? static_cast<char>(c - 'A' + 'a') : c;
    inside = part;
    before = c;
  }
  return parts;
}

}  // namespace ganglion::data
