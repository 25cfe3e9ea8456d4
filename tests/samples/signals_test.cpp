#include <gmock/gmock.h>

#include <bit>
#include <functional>

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

/// G.711: 0x80 and 0x00 are the largest of µ-law, 0xAA and 0x2A of A-law; the others are near 0.
TEST(Wav, OfTelephones) {
  EXPECT_THAT(first_channel(wav_file(7, 1, 8, std::string("\x80\x00\xFF\xF0", 4))),
              ElementsAre(32124.0F / 32768, -32124.0F / 32768, 0.0F, 120.0F / 32768));
  EXPECT_THAT(first_channel(wav_file(6, 1, 8, std::string("\xAA\x2A\xD5\x55\xC5", 5))),
              ElementsAre(32256.0F / 32768, -32256.0F / 32768, 8.0F / 32768, -8.0F / 32768,
                          264.0F / 32768));
}

/// A WAV whose parts are given: what declares its length, chunks before the format, the length of
/// the data, what follows.
std::string wav_of(const std::string& head, const std::string& before, std::int64_t data_size,
                   const std::string& data) {
  const std::string plain = wav_file(1, 1, 16, "");
  return head + "WAVE" + before + plain.substr(12, 24) + "data" + little_endian({data_size}, 4) +
         data;
}

TEST(Wav, OfUnknownLengthIsReadToItsEnd) {
  const std::string frames = little_endian({16384, -32768}, 2);
  for (const std::int64_t size : {0xFFFFFFFFLL, 0x7FFFF000LL, 0x7FFFFFFFLL, 0x80000000LL, 0LL}) {
    const data::Wav wav =
        data::parse_wav(wav_of("RIFF" + little_endian({size}, 4), "", size, frames), "f");
    EXPECT_THAT(wav.signal.channels[0], ElementsAre(0.5F, -1.0F)) << size;
    EXPECT_EQ(wav.missing, 0);
  }
  // The head of a recorder that lost its power: as if there was nothing behind it.
  EXPECT_THAT(first_channel(wav_of("RIFF" + little_endian({36}, 4), "", 0, frames)),
              ElementsAre(0.5F, -1.0F));
  // A recording of nothing, with a chunk behind it, of a head that knows its length.
  const std::string list = "LIST" + little_endian({4}, 4) + "INFO";
  EXPECT_THAT(support::error_of([&] {
                data::parse_wav(wav_of("RIFF" + little_endian({48}, 4), "", 0, list), "f");
              }),
              HasSubstr("there are no values in it"));
}

TEST(Wav, OfMoreThan4GB) {
  const std::string unknown = little_endian({0xFFFFFFFF}, 4);
  const std::string sizes =
      "ds64" + little_endian({28}, 4) + little_endian({100, 4, 2}, 8) + little_endian({0}, 4);
  const std::string list = "LIST" + little_endian({4}, 4) + "INFO";
  for (const std::string name : {"RF64", "BW64"}) {
    const std::string file =
        wav_of(name + unknown, sizes, 0xFFFFFFFF, little_endian({16384, -32768}, 2) + list);
    ASSERT_TRUE(data::is_wav(file));
    EXPECT_THAT(first_channel(file), ElementsAre(0.5F, -1.0F));
  }
}

TEST(Wav, WithChunksOfOddLength) {
  const std::string frames = little_endian({16384}, 2);
  const std::string riff = "RIFF" + little_endian({60}, 4);
  const std::string odd = "note" + little_endian({3}, 4) + "abc";
  EXPECT_THAT(first_channel(wav_of(riff, odd + std::string(1, '\0'), 2, frames + "LIST")),
              ElementsAre(0.5F));
  EXPECT_THAT(first_channel(wav_of(riff, odd, 2, frames)), ElementsAre(0.5F));
}

TEST(Wav, ExtensibleAndBitsThatDontFillTheirBytes) {
  const auto file = [](int bits, int bytes, int codec, const std::string& frames) {
    const std::string format = little_endian({0xFFFE, 1}, 2) + little_endian({8000, 8000}, 4) +
                               little_endian({bytes, bits, 22, bits}, 2) + little_endian({4}, 4) +
                               little_endian({codec}, 2) + std::string(14, '\0');
    return "RIFF" + little_endian({100}, 4) + "WAVEfmt " + little_endian({40}, 4) + format +
           "data" + little_endian({std::ssize(frames)}, 4) + frames;
  };
  EXPECT_THAT(first_channel(file(24, 4, 1, little_endian({1LL << 30, -(1LL << 31)}, 4))),
              ElementsAre(0.5F, -1.0F));
  EXPECT_THAT(first_channel(file(12, 2, 1, little_endian({16384, -32768}, 2))),
              ElementsAre(0.5F, -1.0F));
  EXPECT_THAT(first_channel(file(32, 4, 3, little_endian({std::bit_cast<int>(0.25F)}, 4))),
              ElementsAre(0.25F));
  const data::Wav many = data::parse_wav(wav_file(1, 64, 16, std::string(256, '\1')), "f");
  EXPECT_EQ(many.signal.channels.size(), 64U);
  EXPECT_EQ(many.signal.length(), 2);
}

TEST(Wav, RefusesWhatIsDamaged) {
  const std::string whole = wav_file(1, 1, 16, little_endian({1, 2, 3}, 2));
  for (std::size_t size = 0; size < whole.size() - 4; ++size) {
    EXPECT_THAT(support::error_of([&] { data::parse_wav(whole.substr(0, size), "a.wav"); }),
                HasSubstr("a.wav: "));
  }
  const data::Wav cut = data::parse_wav(whole.substr(0, whole.size() - 4), "a.wav");
  EXPECT_EQ(cut.signal.length(), 1);
  EXPECT_EQ(cut.missing, 2);
  const auto of = [](int kind, int bits) {
    return support::error_of([&] { data::parse_wav(wav_file(kind, 1, bits, "ab"), "a.wav"); });
  };
  EXPECT_EQ(of(2, 4),
            "a.wav: unsupported WAV encoding: Microsoft ADPCM (format 0x0002, 4 bits); convert it "
            "to 16-bit PCM");
  EXPECT_THAT(support::error_of([] { data::parse_wav(wav_file(1, 1, 16, "abcd", 0), "a.wav"); }),
              HasSubstr("a.wav: the WAV file has a sample rate of 0"));
  EXPECT_THAT(support::error_of(
                  [] { data::parse_wav(wav_file(1, 1, 16, "abcd", 2'000'000'000), "a.wav"); }),
              HasSubstr("a.wav: the WAV file has a sample rate of 2000000000 Hz, more than"));
  EXPECT_THAT(support::error_of([] { data::parse_wav(wav_file(1, 0, 16, "abcd"), "a.wav"); }),
              HasSubstr("a.wav: the WAV file has no channels"));
  EXPECT_THAT(of(1, 0), HasSubstr("encoding: integers (format 0x0001, 0 bits)"));
  EXPECT_THAT(of(0x55, 0), HasSubstr("encoding: MP3 (format 0x0055, 0 bits)"));
  EXPECT_THAT(of(3, 16), HasSubstr("encoding: floats (format 0x0003, 16 bits)"));
  EXPECT_THAT(of(0x1234, 8), HasSubstr("encoding: unknown (format 0x1234, 8 bits)"));
  EXPECT_THAT(support::error_of([] { data::parse_wav("fLaC....", "a.wav"); }),
              HasSubstr("a.wav: FLAC is not supported; convert it to WAV"));
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

TEST(SignalColumns, ClassesOfWholeNumbersComeFirst) {
  const auto first = [](const std::function<int(int row, int column)>& value) {
    std::string text;
    for (int row = 0; row < 40; ++row) {
      for (int c = 0; c < 6; ++c) text += (c > 0 ? "\t" : "") + std::to_string(value(row, c));
      text += "\n";
    }
    const data::Table table = data::parse_table(text, "u.tsv");
    data::TableColumns columns(table);
    return data::class_comes_first(columns);
  };
  const auto wave = [](int row, int c) { return (row * 37 + c * c * 29 + 5) % 101; };
  EXPECT_TRUE(first([&](int row, int c) { return c == 0 ? row % 3 : wave(row, c); }));
  EXPECT_FALSE(first([&](int row, int c) { return c == 5 ? row % 3 : wave(row, c); }));
  EXPECT_FALSE(first(wave));
}

TEST(SignalColumns, HolesAreFilledWhenAskedFor) {
  const data::Table table =
      data::parse_table("kind,a,b,c,d,e\nx,1,,,4,5\ny,,2,3,4,\nx,1,2,3,4,5\n", "s.csv");
  data::FilledHoles filled;
  const data::Table signals =
      data::signal_columns(table, {.targets = {"kind"}, .length = 5, .fill = true}, &filled);
  EXPECT_THAT(signals.samples().tensor().values<float>(),
              ElementsAre(1, 2, 3, 4, 5, 2, 2, 3, 4, 0, 1, 2, 3, 4, 5));
  EXPECT_EQ(filled.note("s.csv").text,
            "s.csv: 3 missing values within 2 signals filled by linear interpolation");
  const data::Table ts = data::parse_ts(
      "@classLabel true a b\n@data\n?,2,?,?,8,?:a\n1,2,3,4,5,6:b\n", "s.ts", 0, true);
  EXPECT_THAT(ts.samples().tensor().values<float>().first(6), ElementsAre(2, 2, 4, 6, 8, 8));
  ASSERT_EQ(ts.notes().size(), 1U);
  EXPECT_THAT(ts.notes()[0].text, HasSubstr("s.ts: 4 missing values within 1 signal filled"));
  EXPECT_THAT(support::error_of(
                  [] { data::parse_ts("@classLabel true a b\n@data\n?,?:a\n", "s.ts", 0, true); }),
              HasSubstr("s.ts:3: channel 1 has no values"));
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
  EXPECT_THAT(read(head, {.targets = {"kind"}, .shape = {.channels = 4}}),
              HasSubstr("4 channels of one value each are no signals"));
  EXPECT_THAT(support::error_of([] { data::signal_shape("6 by 100"); }),
              HasSubstr("CHANNELSxLENGTH"));
  EXPECT_EQ(data::signal_shape("6x100").length, 100);
}

}  // namespace
}  // namespace ganglion::support
