#include "ganglion/runtime/team_choice.h"

#include <gtest/gtest.h>

namespace ganglion::runtime {
namespace {

/// Of `runs` runs that take so long, how many the team does.
int by_team(TeamChoice& choice, int runs, double team_seconds, double alone_seconds) {
  int count = 0;
  for (int i = 0; i < runs; ++i) {
    const bool team = choice.team();
    count += team ? 1 : 0;
    choice.took(team ? team_seconds : alone_seconds);
  }
  return count;
}

TEST(TeamChoice, TheFasterWayIsTakenAlmostAlways) {
  TeamChoice quiet;
  EXPECT_GE(by_team(quiet, 1000, 1e-3, 1.8e-3), 970);
  TeamChoice busy;
  EXPECT_LE(by_team(busy, 1000, 4e-3, 1e-3), 40);
}

TEST(TeamChoice, ChangesWithTheMachine) {
  TeamChoice choice;
  by_team(choice, 1000, 1e-3, 1.8e-3);
  by_team(choice, 600, 6e-3, 1.8e-3);  // others want the processors
  EXPECT_LE(by_team(choice, 400, 6e-3, 1.8e-3), 12);
  by_team(choice, 1500, 1e-3, 1.8e-3);  // they have gone
  EXPECT_GE(by_team(choice, 400, 1e-3, 1.8e-3), 385);
}

TEST(TeamChoice, ASingleInterruptionChangesNothing) {
  TeamChoice choice;
  by_team(choice, 100, 1e-3, 1.8e-3);
  ASSERT_TRUE(choice.team());
  choice.took(0.05);
  EXPECT_GE(by_team(choice, 100, 1e-3, 1.8e-3), 92);
}

TEST(TeamChoice, AFirstRunThatIsSlowIsNotHeldAgainstTheTeam) {
  TeamChoice choice;
  choice.took(0.5);
  EXPECT_GE(by_team(choice, 100, 1e-3, 1.8e-3), 90);
}

TEST(TeamChoice, LongRunsAreTheTeams) {
  TeamChoice choice;
  EXPECT_EQ(by_team(choice, 1000, 0.1, 0.05), 1000);
}

}  // namespace
}  // namespace ganglion::runtime
