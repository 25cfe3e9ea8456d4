#include "ganglion/train/run/trials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "ganglion/train/evaluate/row_losses.h"
#include "ganglion/train/job/network/table_network.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/run/train_rows.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

class Trials : public ::testing::Test {
 protected:
  /// Whether two numbers have the same sign, which no linear model can say.
  Job signs() const {
    std::string text = "a,b,y\n";
    for (int row = 0; row < 120; ++row) {
      const int a = row * 7 % 31 - 15;
      const int b = row * 11 % 23 - 11;
      text += std::to_string(a) + "," + std::to_string(b) + (a * b > 0 ? ",yes\n" : ",no\n");
    }
    return {.data = folder_.write("table.csv", text),
            .targets = {"y"},
            .epochs = 3,
            .effort = Effort::best};
  }

  support::ScratchFolder folder_;
};

TEST_F(Trials, TakeTheNetworkOfTheLeastValidationLoss) {
  Job job = signs();
  const JobData data = read_job_data(job, {});
  std::string told;
  const Listener listener = {.chosen = [&](const Choice& choice) { told = choice.reason; }};
  const Job chosen = with_tried_network(job, data, {}, listener);
  // The same trainings, one after the other.
  std::vector<double> losses;
  std::vector<std::string> networks;
  for (const NetworkCandidate& candidate : network_candidates()) {
    Job trial = chosen;
    trial.network = candidate.network;
    trial.dropout = candidate.dropout;
    trial.ensemble = 2;
    trial.ensemble_validation = EnsembleValidation::shared;
    TrainedJob trained = train_rows(trial, data, {});
    const Tensor predictions = trained.model.predict(*data.validation)[0];
    losses.push_back(
        mean_of_rows(row_losses(data::Task::binary, predictions, data.validation->targets)).mean);
    networks.push_back(candidate.network);
    EXPECT_THAT(told, ::testing::HasSubstr(candidate.network));
  }
  const auto best = std::ranges::min_element(losses) - losses.begin();
  EXPECT_EQ(chosen.network->text(), networks[static_cast<std::size_t>(best)]);
  EXPECT_EQ(chosen.ensemble, 16);
}

TEST_F(Trials, AreNotForANetworkThatWasAskedFor) {
  Job job = signs();
  job.network = "dense 3 relu";
  const JobData data = read_job_data(job, {});
  const Job same = with_tried_network(job, data, {}, {});
  EXPECT_EQ(same.network->text(), "dense 3 relu");
  EXPECT_EQ(same.ensemble, std::nullopt);
}

}  // namespace
}  // namespace ganglion::train
