#pragma once
#include <functional>
#include <string>

namespace ganglion::train {

/// One decision taken for the user, and why.
struct Choice {
  std::string what;    ///< "task"
  std::string value;   ///< "multiclass"
  std::string reason;  ///< one line; may be empty
};

/// What a run tells while it goes on. Any of them may be empty.
struct Listener {
  std::function<void(const Choice&)> chosen = {};
  std::function<void(const std::string&)> note = {};
  std::function<void(const std::string&)> column_note = {};  ///< on one column; else it is a note
  std::function<void(const std::string&)> warning = {};

  void tell_choice(const Choice& choice) const {
    if (chosen) chosen(choice);
  }
  void tell_note(const std::string& text) const {
    if (note) note(text);
  }
  void tell_column_note(const std::string& text) const {
    column_note ? column_note(text) : tell_note(text);
  }
  void tell_warning(const std::string& text) const {
    if (warning) warning(text);
  }
};

}  // namespace ganglion::train
