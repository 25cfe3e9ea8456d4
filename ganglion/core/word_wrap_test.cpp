#include "ganglion/core/word_wrap.h"

#include <gmock/gmock.h>

namespace ganglion {
namespace {

using ::testing::ElementsAre;

TEST(WordWrap, BreaksAtBlanksAndCountsCharacters) {
  EXPECT_THAT(word_wrap("a bb  ccc dddd", 6), ElementsAre("a bb", "ccc", "dddd"));
  EXPECT_THAT(word_wrap("größe größe", 11), ElementsAre("größe größe"));
  EXPECT_THAT(word_wrap("a toolongword b", 4), ElementsAre("a", "toolongword", "b"));
  EXPECT_THAT(word_wrap("", 5), ElementsAre(""));
}

}  // namespace
}  // namespace ganglion
