#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganglion::data {

/// Tells versions from numbers: 1.1 and 1.10 are two versions, but one number. Looks at numbers of
/// one or two decimals; the first one that no version is written as (-1.5, 1.05, 1.125) ends it.
class VersionMarks {
 public:
  /// Looks at a plain number.
  void add(std::string_view text) {
    if (watching_) look_at(text);
  }
  /// What others saw.
  void add(const VersionMarks& others);
  /// The second of two texts that are one number ("1.10" beside "1.1"); empty if there is none.
  std::string twin() const;
  /// Whether there are such texts and the decimals count up, about, as those of versions do: 1.1,
  /// 1.2, 1.9, 1.10, but not 1.1, 1.10, 1.95.
  bool count_up() const;

 private:
  void look_at(std::string_view text);
  bool saw(std::size_t bit) const { return (seen_[bit / 64] >> (bit % 64) & 1U) != 0; }
  bool has_twin(std::size_t major, std::size_t minor) const;

  bool watching_ = true;
  /// A bit for each major and minor number: minors of one digit at 0 to 9, "10" at 10, …
  std::vector<std::uint64_t> seen_ = {};
};

/// Whether all texts are versions ("1.2", "12"), one of them with two points ("2.0.1",
/// "1.2.3rc1"; such a one among more than a hundred texts is a slip), and none is a day
/// ("01.03.2020").
bool are_versions(std::span<const std::string_view> texts);

}  // namespace ganglion::data
