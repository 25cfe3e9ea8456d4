#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "ganglion/train/job/job_key.h"
#include "ganglion/train/job/job_values.h"

/// The forms that keys of a job come in: each names its member of Job, and what it takes.
namespace ganglion::train {

/// Any text, or what `check` doesn't throw for.
JobKey text_key(std::string name, std::string value, std::string help, std::string Job::*member,
                void (*check)(const std::string&) = nullptr);
/// One of these words.
JobKey word_key(std::string name, std::string value, std::string help, std::string Job::*member,
                std::vector<std::string> words);
JobKey list_key(std::string name, std::string value, std::string help,
                std::vector<std::string> Job::*member);
JobKey holdout_key(std::string name, std::string help, Holdout Job::*member);
/// A number from 0 to below `below`.
JobKey number_key(std::string name, std::string help, double Job::*member, double below);
/// A number that is chosen when it isn't given.
JobKey chosen_key(std::string name, std::string help, std::optional<double> Job::*member,
                  NumberRange range);

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
