#include "ganglion/core/suggestion.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ganglion/core/synonyms.h"

namespace ganglion {
namespace {

TEST(Suggestion, KnowsWhatOtherProgramsCallIt) {
  const std::vector<std::string> flags = {"--l2",      "--learning-rate", "--batch-size",
                                          "--network", "--epochs",        "--optimizer",
                                          "--loss",    "--seed",          "--patience"};
  const std::pair<const char*, const char*> wanted[] = {
      {"--lr", "--learning-rate"},
      {"--learningrate", "--learning-rate"},
      {"--bs", "--batch-size"},
      {"--batch", "--batch-size"},
      {"--hidden", "--network"},
      {"--layers", "--network"},
      {"--optim", "--optimizer"},
      {"--criterion", "--loss"},
      {"--random_state", "--seed"},
      {"--early-stopping", "--patience"},
      {"--weight-decay", "--l2"},
      {"--epoch", "--epochs"},
      {"--learning-rat", "--learning-rate"},
  };
  for (const auto& [typed, meant] : wanted) EXPECT_EQ(nearest_name(typed, flags), meant) << typed;
  EXPECT_EQ(suggestion("--lr", flags), "did you mean \"--learning-rate\"?");
}

TEST(Suggestion, OneWrongLetterTakesPrecedence) {
  const std::vector<std::string> columns = {"target", "label"};
  EXPECT_EQ(nearest_name("labels", columns), "label") << "not target, which labels may be";
  EXPECT_EQ(nearest_name("outcome", columns), "target");
  EXPECT_EQ(nearest_name("something", columns), "");
}

TEST(Suggestion, PlainNamesHaveSmallLettersOnly) {
  EXPECT_EQ(plain_name("--Batch_Size"), "batchsize");
  EXPECT_EQ(synonym_of("eta", std::vector<std::string>{"epochs"}), "");
}

}  // namespace
}  // namespace ganglion
