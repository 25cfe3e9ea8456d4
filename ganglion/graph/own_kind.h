#pragma once
#include <string_view>

#include "ganglion/graph/fields.h"

namespace ganglion {

/// How a struct of one's own, that is used as a `Handle` (a loss, a metric, an optimizer), is made
/// again from its saved settings.
template <class Handle>
struct OwnKind {
  std::string_view kind;
  Handle (*from_config)(const Attributes&);
};

/// That of a struct T with `kind` and, if it has settings, `fields` (see graph/fields.h).
template <class Handle, class T>
constexpr OwnKind<Handle> own_kind() {
  return {T::kind, [](const Attributes& config) { return Handle(made_from<T>(config)); }};
}

/// An address for each type within a program, which tells types apart without typeid.
template <class T>
inline char type_mark{};

}  // namespace ganglion
