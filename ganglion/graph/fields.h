#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ganglion/graph/settings.h"

/// Layers, losses and optimizers are structs that list their settings once:
///
///     template <class Self, class Visit>
///     static void fields(Self& self, Visit visit) {
///       visit("units", self.units);
///       visit("activation", self.activation);
///     }
///
/// From that they are written and read. A struct that wants another form has functions `config` and
/// `from_config` instead.
namespace ganglion {

/// A setting as an attribute. Types that are no attributes themselves have overloads of this and of
/// read_setting in their own namespace.
template <class T>
requires std::constructible_from<Attribute, T> Attribute setting_of(const T& value) {
  return value;
}

/// Reads a setting back. Throws Error when there is none of the name and type.
inline void read_setting(const Attributes& all, std::string_view name, bool& to) {
  to = all.flag(name);
}
inline void read_setting(const Attributes& all, std::string_view name, std::int64_t& to) {
  to = all.integer(name);
}
inline void read_setting(const Attributes& all, std::string_view name, double& to) {
  to = all.number(name);
}
inline void read_setting(const Attributes& all, std::string_view name, std::string& to) {
  to = all.text(name);
}
inline void read_setting(const Attributes& all, std::string_view name,
                         std::vector<std::int64_t>& to) {
  to = all.integers(name);
}
inline void read_setting(const Attributes& all, std::string_view name, std::vector<double>& to) {
  to = all.numbers(name);
}

/// Whether a struct lists its settings.
template <class T>
concept HasFields = requires(T& settings, void (*visit)(...)) {
  T::fields(settings, visit);
};

/// All settings of a struct, by name; none if it doesn't tell them.
template <class T>
Attributes config_of(const T& settings) {
  Attributes config;
  if constexpr (requires { settings.config(); }) {
    config = settings.config();
  } else if constexpr (HasFields<T>) {
    T::fields(settings, [&config](const char* name, const auto& member) {
      config.set(name, setting_of(member));
    });
  }
  return config;
}

/// The struct that has these settings, and its defaults where there are none. Throws Error,
/// beginning with its `kind`, for an unknown setting or one of another type, and where its function
/// `check_settings`, if it has one, refuses.
template <class T>
T made_from(const Attributes& config) {
  if constexpr (requires { T::from_config(config); }) {
    return T::from_config(config);
  } else {
    T made{};
    const Attributes all = merged(T::kind, config_of(made), config);
    if constexpr (HasFields<T> || !std::is_empty_v<T>) {
      T::fields(made, [&all](const char* name, auto&& member) { read_setting(all, name, member); });
    }
    if constexpr (requires { made.check_settings(); }) made.check_settings();
    return made;
  }
}

}  // namespace ganglion
