#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// The settings of a layer, each of which must be read: what nobody asks for might change numbers,
/// so that check_all_read() refuses it. All errors begin with the layer.
class LayerConfig {
 public:
  explicit LayerConfig(const KerasLayer& layer) : layer_(layer) {}

  /// The setting, or null when it isn't there or is null.
  const Json* find(std::string_view key);
  /// Each: the setting, or what Keras has when it isn't there.
  double number(std::string_view key, double absent);
  std::int64_t integer(std::string_view key, std::int64_t absent);
  bool flag(std::string_view key, bool absent);
  std::string text(std::string_view key, std::string_view absent);
  /// An integer, or a list of them.
  std::vector<std::int64_t> integers(std::string_view key, std::vector<std::int64_t> absent);
  /// Marks settings as read that change no prediction.
  void ignore(std::initializer_list<std::string_view> keys);
  /// Throws Error unless the setting is absent, null, false or this value.
  void expect(std::string_view key, const Json& value);

  /// Throws Error naming a setting that is there, isn't null, and was never read.
  void check_all_read() const;
  /// Throws Error "layer <name> (<class>): <what>".
  [[noreturn]] void refuse(std::string_view what) const;

  const KerasLayer& layer() const { return layer_; }

 private:
  template <class T, class Read>
  T read(std::string_view key, T absent, Read read);

  const KerasLayer& layer_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace ganglion::io
