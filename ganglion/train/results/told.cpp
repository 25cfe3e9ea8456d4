#include "ganglion/train/results/told.h"

namespace ganglion::train {

Listener keeping(const Listener& listener, Told& told) {
  return {.chosen =
              [&](const Choice& choice) {
                told.choices.push_back(choice);
                listener.tell_choice(choice);
              },
          .note =
              [&](const std::string& text) {
                told.notes.push_back(text);
                listener.tell_note(text);
              },
          .column_note = [&](const std::string& text) { listener.tell_column_note(text); },
          .warning =
              [&](const std::string& text) {
                told.warnings.push_back(text);
                listener.tell_warning(text);
              }};
}

}  // namespace ganglion::train
