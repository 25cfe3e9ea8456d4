#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ganglion/train/job/job_key.h"
#include "ganglion/train/job/job_values.h"

/// The forms that keys of a job come in: each names its member of Job, and what it takes.
namespace ganglion::train {

/// Any text.
JobKey text_key(std::string name, std::string value, std::string help, std::string Job::*member);
JobKey list_key(std::string name, std::string value, std::string help,
                std::vector<std::string> Job::*member);
JobKey holdout_key(std::string name, std::string help, Holdout Job::*member);
/// A number from 0 to below `below`.
JobKey number_key(std::string name, std::string help, double Job::*member, double below);
/// A number that is chosen when it isn't given.
JobKey chosen_key(std::string name, std::string help, std::optional<double> Job::*member,
                  NumberRange range);

/// Which of `words` it is. Throws Error listing them when it is none.
std::size_t index_of_word(const std::string& word, const std::vector<std::string>& words);

/// One of some values, each with its word.
template <class Member>
JobKey choice_key(std::string name, std::string value, std::string help, Member Job::*member,
                  std::vector<std::string> words, std::vector<Member> meanings) {
  return {std::move(name), std::move(value), std::move(help),
          [=](Job& job, const std::vector<std::string>& values) {
            job.*member = meanings[index_of_word(single(values), words)];
          },
          [=](const Job& job) -> std::optional<std::string> {
            for (std::size_t i = 0; i < words.size(); ++i) {
              if (meanings[i] == job.*member) return toml_text(words[i]);
            }
            return std::nullopt;
          }};
}

/// A value that `read` makes of a text, and `write` a text of.
template <class Member, class Read, class Write>
JobKey value_key(std::string name, std::string value, std::string help, Member Job::*member,
                 const Read& read, const Write& write) {
  return {
      std::move(name), std::move(value), std::move(help),
      [=](Job& job, const std::vector<std::string>& values) { job.*member = read(single(values)); },
      [=](const Job& job) -> std::optional<std::string> {
        return toml_text(std::string(write(job.*member)));
      }};
}

/// The same with "auto" for a value that is chosen.
template <class T, class Read, class Write>
JobKey auto_key(std::string name, std::string value, std::string help,
                std::optional<T> Job::*member, const Read& read, const Write& write) {
  return value_key(
      std::move(name), std::move(value), std::move(help), member,
      [=](const std::string& text) {
        return text == "auto" ? std::optional<T>() : std::optional<T>(read(text));
      },
      [=](const std::optional<T>& chosen) {
        return chosen ? std::string(write(*chosen)) : "auto";
      });
}

/// Integers from `least` to `most`.
template <class Member>
JobKey whole_key(std::string name, std::string help, Member Job::*member, std::int64_t least,
                 std::int64_t most) {
  return {std::move(name), "N", std::move(help),
          [=](Job& job, const std::vector<std::string>& values) {
            const std::int64_t number = to_whole(single(values), least, most);
            if constexpr (std::is_same_v<Member, int>) {
              job.*member = static_cast<int>(number);
            } else {
              job.*member = number;
            }
          },
          [=](const Job& job) -> std::optional<std::string> {
            if constexpr (requires { (job.*member).has_value(); }) {
              if (!(job.*member)) return std::nullopt;
              return std::to_string(*(job.*member));
            } else {
              return std::to_string(job.*member);
            }
          }};
}

}  // namespace ganglion::train
