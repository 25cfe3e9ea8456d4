#include "ganglion/train/results/told.h"

namespace ganglion::train {

Listener recording(const Listener& listener, RunMessages& messages) {
  return {.chosen =
              [&](const Choice& choice) {
                messages.choices.push_back(choice);
                listener.tell_choice(choice);
              },
          .note =
              [&](const std::string& text) {
                messages.notes.push_back(text);
                listener.tell_note(text);
              },
          .column_note =
              [&](const std::string& text) {
                messages.column_notes.push_back(text);
                listener.tell_column_note(text);
              },
          .warning =
              [&](const std::string& text) {
                messages.warnings.push_back(text);
                listener.tell_warning(text);
              },
          .most_column_notes = listener.most_column_notes};
}

}  // namespace ganglion::train
