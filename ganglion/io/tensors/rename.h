#pragma once
#include <span>
#include <string>
#include <string_view>

namespace ganglion::io {

/// How names of tensors change: a name that is `from` becomes `to`. Each may have one '*', which
/// stands for any text, the same on both sides: "body.*" to "encoder/*" makes "body.0.weight"
/// "encoder/0.weight".
struct RenameRule {
  std::string from;
  std::string to;
};

/// From "body.*=encoder/*". Throws Error, naming the setting `rename`, for a text without '=' or
/// with several, an empty side, and a '*' on one side only.
RenameRule parse_rename(std::string_view text);

/// The name by the first rule that fits it; as it is where none does.
std::string renamed(std::string_view name, std::span<const RenameRule> rules);

}  // namespace ganglion::io
