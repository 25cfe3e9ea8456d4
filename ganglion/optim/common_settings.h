#pragma once
#include <string>
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/optim/update.h"

/// The settings that all optimizers share, and checks.
namespace ganglion::optim {

/// A list of words as a setting: with commas for blanks, so that it stays one word in an
/// optimizer's text form.
template <class Text>
struct WordList {
  Text& words;
};
/// How its type follows from its words, which clang 14 doesn't find by itself.
template <class Text>
WordList(Text&) -> WordList<Text>;
/// See graph/fields.h.
std::string setting_of(WordList<const std::string> list);
/// Likewise.
void read_setting(const Attributes& all, std::string_view name, WordList<std::string> to);

/// Weight decay and clipping, for the `fields` of an optimizer.
template <class Self, class Visit>
void common_fields(Self& self, Visit& visit) {
  visit("weight_decay", self.weight_decay);
  visit("exclude_from_weight_decay", WordList{self.exclude_from_weight_decay});
  visit("clip_value", self.clip.value);
  visit("clip_norm", self.clip.norm);
  visit("global_clip_norm", self.clip.global_norm);
}

/// Throws Error naming optimizer and setting for a value outside [0, 1), or below 0.
void check_rate(std::string_view kind, std::string_view setting, double value);
void check_not_negative(std::string_view kind, std::string_view setting, double value);

}  // namespace ganglion::optim
