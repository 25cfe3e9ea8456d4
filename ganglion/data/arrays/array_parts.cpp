#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/text/text.h"
#include "ganglion/data/text/zip.h"

namespace ganglion::data {
namespace {

struct PartName {
  std::string_view end;
  ArrayPart part;
};

constexpr std::array<PartName, 6> kPartNames = {{{"_train", ArrayPart::train},
                                                 {"_test", ArrayPart::test},
                                                 {"_val", ArrayPart::validation},
                                                 {"_valid", ArrayPart::validation},
                                                 {"_validation", ArrayPart::validation},
                                                 {"_dev", ArrayPart::validation}}};

/// What the end of an array's name says.
const PartName* part_named(std::string_view name) {
  const auto* found = std::ranges::find_if(
      kPartNames, [&](const PartName& part) { return name.ends_with(part.end); });
  return found == kPartNames.end() ? nullptr : found;
}

bool has(const std::vector<std::string>& names, ArrayPart wanted) {
  return std::ranges::any_of(names, [&](const std::string& name) {
    const PartName* part = part_named(name);
    return part != nullptr && part->part == wanted;
  });
}

std::vector<std::string> names_of(const std::vector<NamedArray>& arrays) {
  std::vector<std::string> names;
  for (const NamedArray& array : arrays) names.push_back(array.name);
  return names;
}

}  // namespace

bool has_test_part(const std::vector<NamedArray>& arrays) {
  const std::vector<std::string> names = names_of(arrays);
  return has(names, ArrayPart::train) && has(names, ArrayPart::test);
}

bool holds_part(const std::string& path, ArrayPart part) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(path, code)) return false;
  const std::string bytes = read_text(path);
  if (!is_zip(bytes)) return false;
  std::vector<std::string> names;
  for (const ZipEntry& entry : ZipReader(bytes, path).entries()) {
    names.push_back(entry.name.substr(0, entry.name.rfind(".npy")));
  }
  return has(names, ArrayPart::train) && has(names, part);
}

std::vector<NamedArray> part_of(std::vector<NamedArray> arrays, ArrayPart part) {
  const std::vector<std::string> names = names_of(arrays);
  const bool test = has(names, ArrayPart::test);
  const bool validation = has(names, ArrayPart::validation);
  if (!has(names, ArrayPart::train) || !(test || validation)) return arrays;
  if (part == ArrayPart::test && !test) part = ArrayPart::validation;
  if (part == ArrayPart::validation && !validation) part = ArrayPart::test;
  std::erase_if(arrays, [&](const NamedArray& array) {
    const PartName* own = part_named(array.name);
    return own != nullptr && own->part != part;
  });
  for (NamedArray& array : arrays) {
    const PartName* own = part_named(array.name);
    if (own != nullptr) array.name.resize(array.name.size() - own->end.size());
  }
  return arrays;
}

}  // namespace ganglion::data
