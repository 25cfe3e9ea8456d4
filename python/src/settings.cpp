#include "python/src/settings.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "ganglion/core/error.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

Attribute to_attribute(const std::string& name, const nb::handle& value) {
  if (nb::isinstance<nb::bool_>(value)) return nb::cast<bool>(value);
  if (nb::isinstance<nb::int_>(value)) {
    std::int64_t integer = 0;
    if (nb::try_cast(value, integer)) return integer;
    throw Error(fmt::format("{}: a whole number beyond 64 bits", name));
  }
  if (nb::isinstance<nb::float_>(value)) return nb::cast<double>(value);
  if (nb::isinstance<nb::str>(value)) return nb::cast<std::string>(value);
  std::vector<std::int64_t> integers;
  if (nb::try_cast(value, integers)) return integers;
  std::vector<double> numbers;
  if (nb::try_cast(value, numbers)) return numbers;
  throw Error(
      fmt::format("{}: expected a number, a text, True, False, or a list of numbers", name));
}

}  // namespace

Attributes to_attributes(const nb::handle& settings) {
  Attributes attributes;
  for (const auto [key, value] : nb::cast<nb::dict>(settings)) {
    const auto name = nb::cast<std::string>(key);
    attributes.set(name, to_attribute(name, value));
  }
  return attributes;
}

nb::dict to_dict(const Attributes& settings) {
  nb::dict result;
  for (const auto& [name, attribute] : settings.entries()) {
    std::visit(
        [&, key = name.c_str()](const auto& value) {
          if constexpr (requires { nb::cast(value); } &&
                        !std::is_same_v<std::decay_t<decltype(value)>,
                                        std::shared_ptr<const Tensor>>) {
            result[key] = nb::cast(value);
          }
        },
        static_cast<const AttributeValue&>(attribute));
  }
  return result;
}

}  // namespace ganglion::python
