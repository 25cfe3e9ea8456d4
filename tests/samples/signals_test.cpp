#include <gmock/gmock.h>

#include <bit>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/samples/signal_columns.h"
#include "ganglion/data/signals/ts.h"
#include "ganglion/data/signals/wav.h"
#include "tests/support/error_of.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<float> first_channel(const std::string& wav) {
  return data::parse_wav(wav, "f").signal.channels.at(0);
}

TEST(Wav, OfEveryEncoding) {
  EXPECT_THAT(first_channel(wav_file(1, 1, 8, std::string("\x80\xC0\x00", 3))),
              ElementsAre(0.0F, 0.5F, -1.0F));
  EXPECT_THAT(first_channel(wav_file(1, 1, 16, little_endian({0, 16384, -32768}, 2))),
              ElementsAre(0.0F, 0.5F, -1.0F));
  EXPECT_THAT(first_channel(wav_file(1, 1, 24, little_endian({1 << 22, -(1 << 23)}, 3))),
              ElementsAre(0.5F, -1.0F));
  EXPECT_THAT(first_channel(wav_file(1, 1, 32, little_endian({1 << 30, -(1LL << 31)}, 4))),
              ElementsAre(0.5F, -1.0F));
  EXPECT_THAT(
      first_channel(wav_file(3, 1, 32, little_endian({std::bit_cast<std::int32_t>(0.25F)}, 4))),
      ElementsAre(0.25F));
  EXPECT_THAT(
      first_channel(wav_file(3, 1, 64, little_endian({std::bit_cast<std::int64_t>(-0.25)}, 8))),
      ElementsAre(-0.25F));
  const data::Wav stereo =
      data::parse_wav(wav_file(1, 2, 16, little_endian({1 << 14, 0, 0, 1 << 14}, 2)), "f");
  EXPECT_EQ(stereo.rate, 8000);
  EXPECT_THAT(stereo.signal.channels[1], ElementsAre(0.0F, 0.5F));
}

TEST(Wav, RefusesWhatIsDamaged) {
  const std::string whole = wav_file(1, 1, 16, little_endian({1, 2, 3}, 2));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(support::error_of([&] { data::parse_wav(whole.substr(0, size), "a.wav"); }),
                HasSubstr("a.wav: "));
  }
  EXPECT_THAT(support::error_of([&] { data::parse_wav(wav_file(2, 1, 4, "ab"), "a.wav"); }),
              HasSubstr("unsupported WAV encoding (format 2, 4 bits, 1 channels)"));
  EXPECT_THAT(support::error_of([&] { data::parse_wav(wav_file(1, 1, 16, ""), "a.wav"); }),
              HasSubstr("there are no values in it"));
}

constexpr std::string_view kMotion =
    "# two channels\n@problemName Motion\n@univariate false\n@classLabel true walk run\n@data\n"
    "1,2,3:4,5,6:walk\n-1,2.5,3:7,8,9:run\n";

TEST(Ts, ChannelsAndClasses) {
  ASSERT_TRUE(data::is_ts(kMotion));
  EXPECT_FALSE(data::is_ts("@relation x\n@attribute a numeric\n"));
  EXPECT_FALSE(data::is_ts("a,b\n1,2\n"));
  const data::Table table = data::parse_ts(kMotion, "m.ts");
  EXPECT_EQ(table.samples().shape(), (Shape{2, 3}));
  EXPECT_EQ(table.column("class").text(1), "run");
  EXPECT_THAT(table.samples().tensor().values<float>().subspan(3, 4), ElementsAre(4, 5, 6, -1));
  EXPECT_EQ(table.place(1), "m.ts:7");
}

TEST(Ts, AsWindowsWritesIt) {
  const std::string text =
      "\xEF\xBB\xBF@problemName x\r\n\r\n@missing true\r\n@classLabel true a b\r\n@data\r\n"
      "# a note\r\n1,2:b\r\n\r\n3,4:?\r\n";
  ASSERT_TRUE(data::is_ts(text));
  const data::Table table = data::parse_ts(text, "m.ts");
  EXPECT_EQ(table.rows(), 2);
  EXPECT_EQ(table.column("class").text(0), "b");
  EXPECT_TRUE(table.column("class").is_missing(1));
  EXPECT_EQ(table.column("class").names, std::vector<std::string>{"b"});
}

TEST(Ts, IsWhatItsHeadSays) {
  const auto read = [](const std::string& head, const std::string& row) {
    return support::error_of([&] { data::parse_ts(head + "@data\n" + row + "\n", "m.ts"); });
  };
  const std::string classes = "@classLabel true slow fast\n";
  EXPECT_EQ(read(classes, "1,2:medium"),
            "m.ts:3: @classLabel has no class \"medium\"; there are \"slow\", \"fast\"");
  EXPECT_THAT(read(classes, "1,2:Slow"), HasSubstr("did you mean \"slow\"?"));
  EXPECT_EQ(read("@classLabel true\n", "1,2:medium"), "no error");
  EXPECT_EQ(read("@dimensions 2\n" + classes, "1,2:fast"),
            "m.ts:4: 1 channel, but @dimensions in line 1 says 2");
  EXPECT_EQ(read("@dimensions 2\n" + classes, "1,2:3,4:fast"), "no error");
  EXPECT_EQ(read("@univariate true\n" + classes, "1,2:3,4:fast"),
            "m.ts:4: 2 channels, but @univariate in line 1 says 1");
  EXPECT_THAT(read("@dimensions two\n", "1"), HasSubstr("m.ts:1: \"two\": expected an integer"));
  EXPECT_THAT(read("@targetlabel true\n", "1,2:x"),
              HasSubstr("m.ts:3: the target \"x\" is not a number"));
}

TEST(Ts, RefusesWithItsLine) {
  const auto with = [](const std::string& row, std::int64_t length = 0) {
    return support::error_of([&] { data::parse_ts(std::string(kMotion) + row, "m.ts", length); });
  };
  EXPECT_THAT(with("1,2:3,4:run\n"),
              HasSubstr("m.ts:8: a signal of 2 values, but the first has 3"));
  EXPECT_EQ(with("1,2:3,4:run\n", 3), "no error");
  EXPECT_THAT(with("1,2,3:3,4:run\n"), HasSubstr("m.ts:8: channel 2 has 2 values, but the first"));
  EXPECT_THAT(with("1,2,3:run\n"), HasSubstr("m.ts:8: 1 channels, but the first signal has 2"));
  EXPECT_THAT(with("1,?,3:1,2,3:run\n"), HasSubstr("m.ts:8: a value is missing"));
  EXPECT_THAT(with("1,x,3:1,2,3:run\n"), HasSubstr("m.ts:8: \"x\" is not a number"));
  EXPECT_THAT(with("1\n"), HasSubstr("no ':' before the class"));
  EXPECT_THAT(support::error_of([] { data::parse_ts("@timestamps true\n", "m.ts"); }),
              HasSubstr("m.ts:1: signals with timestamps are not supported"));
  EXPECT_THAT(support::error_of([] { data::parse_ts("@univariate true\n@data\n", "m.ts"); }),
              HasSubstr("there are no signals"));
  const data::Table numbers =
      data::parse_ts("@targetlabel true\n@data\n1,2:0.5\n3,4:1.5\n", "m.ts");
  EXPECT_EQ(numbers.column("target").numbers[1], 1.5);
}

TEST(SignalColumns, BecomeOneSignal) {
  const data::Table table = data::parse_table("1\t0.5\t1.5\t2.5\t3.5\n2\t4.5\t5\t6\t7\n", "u.tsv");
  data::TableColumns columns(table);
  EXPECT_TRUE(data::class_comes_first(columns));
  const data::Table signals = data::signal_columns(table, {.targets = {"c1"}});
  EXPECT_EQ(signals.samples().shape(), (Shape{1, 4}));
  EXPECT_EQ(signals.names(), std::vector<std::string>{"c1"});
  const data::SignalColumns two = {.targets = {"c1"}, .shape = {.channels = 2, .length = 2}};
  EXPECT_EQ(data::signal_columns(table, two).samples().shape(), (Shape{2, 2}));
  // Without the class all columns are the signal, whatever they are called.
  const data::Table bare = data::parse_table("0.5,1.5\n3,4\n", "u.csv");
  const data::SignalColumns model = {
      .targets = {"c1"}, .shape = {.channels = 1, .length = 2}, .may_lack_targets = true};
  EXPECT_EQ(data::signal_columns(bare, model).samples().shape(), (Shape{1, 2}));
}

TEST(SignalColumns, RefuseWithPlaceAndLengths) {
  const auto read = [](const std::string& text, const data::SignalColumns& options) {
    return support::error_of(
        [&] { data::signal_columns(data::parse_table(text, "s.csv"), options); });
  };
  const std::string head = "kind,a,b,c,d\nx,1,2,3,4\n";
  EXPECT_THAT(
      read(head + "y,1,2,,\n", {.targets = {"kind"}}),
      HasSubstr("s.csv:3: a signal of 2 values, but the others have 4; `signal_length = 4`"));
  EXPECT_EQ(read(head + "y,1,2,,\n", {.targets = {"kind"}, .length = 3}), "no error");
  EXPECT_THAT(read(head + "y,1,,3,4\n", {.targets = {"kind"}}),
              HasSubstr("s.csv:3: column \"b\": a value is missing within a signal"));
  EXPECT_THAT(read(head + "y,1,two,3,4\n", {.targets = {"kind"}}),
              HasSubstr("s.csv:3: column \"b\": \"two\" is not a number"));
  EXPECT_THAT(read(head, {.targets = {"kind"}, .shape = {.channels = 3}}),
              HasSubstr("4 columns besides the target can't be 3 channels of equal length"));
  EXPECT_THAT(read(head, {.targets = {"kind"}, .shape = {.channels = 1, .length = 5}}),
              HasSubstr("4 columns besides the target can't be 1 channel of 5"));
  EXPECT_THAT(support::error_of([] { data::signal_shape("6 by 100"); }),
              HasSubstr("CHANNELSxLENGTH"));
  EXPECT_EQ(data::signal_shape("6x100").length, 100);
}

}  // namespace
}  // namespace ganglion::support
