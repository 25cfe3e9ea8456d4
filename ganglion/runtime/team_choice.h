#pragma once

namespace ganglion::runtime {

/// Whether the runs of a plan are faster by a team of workers or by one thread, as their times say.
/// On a machine with other work a worker that waits for another one may wait for the scheduler's
/// next turn, longer than a small step takes. Now and then a few runs are tried the other way, and
/// seldom when that keeps being slower. No result depends on it.
class TeamChoice {
 public:
  /// Is the next run one for the team?
  bool team() const;
  /// How long that run took.
  void took(double seconds);

 private:
  void usual_took(double seconds);
  void trial_took(double seconds);

  static constexpr double kLong = 10e-3;  ///< the team's runs of this length are worth a wait
  static constexpr int kFirst = 16;       ///< runs until the other way is tried
  static constexpr int kMax = 256;
  static constexpr int kTrial = 4;  ///< runs of a trial; the first wakes workers, and fills caches

  bool usual_ = true;      ///< which way runs go: by the team?
  double means_[2] = {};   ///< seconds alone, by the team, of late; 0: not known
  int runs_ = 0;           ///< since the last trial
  int interval_ = kFirst;  ///< after so many there is one
  int tried_ = 0;
  double trial_seconds_ = 0.0;
};

}  // namespace ganglion::runtime
