#include "ganglion/data/images/image.h"

#include <gmock/gmock.h>

#include "ganglion/core/error.h"
#include "ganglion/data/images/read_image.h"
#include "tests/support/error_of.h"
#include "tests/support/sample_files.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

using data::Image;

std::vector<int> pixels(const Image& image) {
  return {image.pixels.begin(), image.pixels.end()};
}

TEST(Png, ComesBackAsItWas) {
  for (const std::int64_t channels : {1, 3, 4}) {
    const Image image =
        picture(3, 5, channels, [](auto y, auto x, auto c) { return y * 50 + x * 9 + c * 3; });
    const std::string bytes = data::encode_png(image);
    EXPECT_EQ(pixels(data::decode_image(bytes, "f", channels)), pixels(image));
    const data::ImageHeader header = data::read_image_header(bytes, "f");
    EXPECT_EQ(header.size, (data::ImageSize{3, 5}));
    EXPECT_EQ(header.colour, channels > 1);
  }
}

TEST(Png, OfEveryKind) {
  // 16 bits of greyscale keep their upper half, whatever libpng thinks of their brightness.
  const std::string deep = png_file(2, 1, 16, 0, std::string("\0\x80\x12\xff\xff", 5));
  EXPECT_EQ(pixels(data::decode_image(deep, "f", 1)), (std::vector<int>{128, 255}));
  const std::string bits = png_file(8, 1, 1, 0, std::string("\0\xA5", 2));
  EXPECT_EQ(pixels(data::decode_image(bits, "f", 1)),
            (std::vector<int>{255, 0, 255, 0, 0, 255, 0, 255}));
  const std::string palette = png_file(2, 1, 8, 3, std::string("\0\1\0", 3),
                                       png_chunk("PLTE", std::string("\xFF\0\0\0\0\xFF", 6)));
  EXPECT_EQ(pixels(data::decode_image(palette, "f", 3)), (std::vector<int>{0, 0, 255, 255, 0, 0}));
  EXPECT_TRUE(data::read_image_header(palette, "f").colour);
  // Black that can't be seen lies on white.
  const std::string clear = png_file(2, 1, 8, 4, std::string("\0\0\xFF\0\0", 5));
  EXPECT_EQ(pixels(data::decode_image(clear, "f", 1)), (std::vector<int>{0, 255}));
  EXPECT_EQ(pixels(data::decode_image(clear, "f", 4)),
            (std::vector<int>{0, 0, 0, 255, 0, 0, 0, 0}));
}

std::vector<int> deep_pixels(const std::string& png, std::int64_t channels) {
  const data::DeepImage image = data::decode_deep_image(png, "f", channels);
  return {image.pixels.begin(), image.pixels.end()};
}

TEST(Png, OfSixteenBitsIsReadToTheLastBit) {
  const std::string grey = png_file(2, 1, 16, 0, std::string("\0\x01\x23\xff\xff", 5),
                                    png_chunk("gAMA", std::string("\0\1\x86\xA0", 4)));
  EXPECT_EQ(data::read_image_header(grey, "f").bits, 16);
  EXPECT_EQ(deep_pixels(grey, 1), (std::vector<int>{0x123, 0xffff}));
  EXPECT_EQ(deep_pixels(grey, 3), (std::vector<int>{0x123, 0x123, 0x123, 65535, 65535, 65535}));
  EXPECT_EQ(deep_pixels(grey, 4)[3], 65535);
  const std::string colours = png_file(1, 1, 16, 2, std::string("\0\x03\xe8\x07\xd0\x0b\xb8", 7));
  EXPECT_EQ(deep_pixels(colours, 3), (std::vector<int>{1000, 2000, 3000}));
  EXPECT_EQ(deep_pixels(colours, 1), (std::vector<int>{299 + 2 * 587 + 3 * 114}));
  // Half seen black, on white.
  const std::string clear = png_file(1, 1, 16, 4, std::string("\0\0\0\x80\0", 5));
  EXPECT_EQ(deep_pixels(clear, 1), (std::vector<int>{65535 - 0x8000}));
  EXPECT_EQ(deep_pixels(clear, 4), (std::vector<int>{0, 0, 0, 0x8000}));
  EXPECT_EQ(deep_pixels(oriented(grey, 2), 1), (std::vector<int>{0xffff, 0x123}));
  // Of 2 x 2 pixels the first, then the one to its right, then the line below.
  const std::string passes("\0\1\0\0\1\1\0\1\2\1\3", 11);
  EXPECT_EQ(deep_pixels(png_file(2, 2, 16, 0, passes, {}, true), 1),
            (std::vector<int>{0x100, 0x101, 0x102, 0x103}));
}

TEST(Png, OfFewerBitsFitsThoseOfSixteen) {
  const std::string bytes = png_file(2, 1, 8, 0, std::string("\0\x10\xff", 3));
  EXPECT_EQ(data::read_image_header(bytes, "f").bits, 8);
  EXPECT_EQ(deep_pixels(bytes, 1), (std::vector<int>{16 * 257, 65535}));
  EXPECT_EQ(deep_pixels(png_file(2, 1, 1, 0, std::string("\0\x40", 2)), 1),
            (std::vector<int>{0, 65535}));
  EXPECT_EQ(deep_pixels(png_file(2, 1, 2, 0, std::string("\0\x60", 2)), 1),
            (std::vector<int>{0x5555, 0xAAAA}));
  EXPECT_EQ(deep_pixels(png_file(2, 1, 4, 0, std::string("\0\x1F", 2)), 1),
            (std::vector<int>{0x1111, 0xFFFF}));
  const std::string palette = png_file(2, 1, 8, 3, std::string("\0\1\0", 3),
                                       png_chunk("PLTE", std::string("\xFF\0\0\0\0\xFF", 6)));
  EXPECT_EQ(deep_pixels(palette, 3), (std::vector<int>{0, 0, 65535, 65535, 0, 0}));
  const std::string jpeg = jpeg_file(picture(8, 8, 1, [](auto, auto, auto) { return 200; }));
  EXPECT_EQ(deep_pixels(jpeg, 1)[0], 257 * data::decode_image(jpeg, "f", 1).pixels[0]);
}

TEST(Png, OfSixteenBitsRefusesWhatIsDamaged) {
  const std::string whole = png_file(2, 2, 16, 0, std::string("\0abcd\0efgh", 10));
  const auto decode = [](const std::string& bytes) {
    return support::error_of([&] { data::decode_deep_image(bytes, "cat.png", 1); });
  };
  EXPECT_EQ(decode(whole), "no error");
  EXPECT_EQ(decode(png_file(2, 2, 16, 0, std::string("\0abcd\0efgh", 10),
                            png_chunk("iCCP", "no profile"))),
            "no error");
  for (std::size_t size = 8; size + 12 < whole.size(); ++size) {
    EXPECT_THAT(decode(whole.substr(0, size)),
                HasSubstr("cat.png: the PNG is damaged or truncated ("))
        << size;
  }
  EXPECT_THAT(decode(png_file(100'000, 100'000, 16, 0, "abc")),
              HasSubstr("exceed the limit of 100 million"));
}

TEST(Png, RefusesWhatIsDamaged) {
  const std::string huge = png_file(100'000, 100'000, 8, 2, std::string(10, '\0'));
  const auto decode = [](const std::string& bytes) {
    return support::error_of([&] { data::decode_image(bytes, "cat.png", 3); });
  };
  EXPECT_THAT(decode(huge), HasSubstr("cat.png: 100000x100000 pixels"));
  EXPECT_THAT(support::error_of([&] { data::read_image_header(huge, "cat.png"); }),
              HasSubstr("exceed the limit of 100 million"));
  const std::string whole =
      data::encode_png(picture(20, 20, 3, [](auto y, auto x, auto c) { return y * x * 7 + c; }));
  for (std::size_t size = 0; size + 12 < whole.size(); size += 3) {  // the end mark isn't missed
    EXPECT_THAT(decode(whole.substr(0, size)), HasSubstr("cat.png: ")) << size;
  }
  EXPECT_THAT(decode(whole.substr(0, whole.size() - 40)), HasSubstr("damaged or truncated"));
  EXPECT_EQ(decode("hello"), "cat.png: neither PNG nor JPEG by its content");
  EXPECT_EQ(decode("GIF89a…"), "cat.png: GIF is not supported; convert it to PNG or JPEG");
  EXPECT_EQ(decode(""), "cat.png: the file is empty");
}

TEST(Jpeg, IsDecoded) {
  const Image grey = picture(9, 11, 1, [](auto y, auto x, auto) { return y * 20 + x * 3; });
  const std::string bytes = jpeg_file(grey);
  EXPECT_FALSE(data::read_image_header(bytes, "f").colour);
  const Image back = data::decode_image(bytes, "f", 1);
  ASSERT_EQ(back.pixels.size(), grey.pixels.size());
  for (std::size_t i = 0; i < back.pixels.size(); ++i) {
    EXPECT_NEAR(back.pixels[i], grey.pixels[i], 3) << i;
  }
  EXPECT_EQ(data::decode_image(bytes, "f", 3).pixels.size(), 3 * grey.pixels.size());
  const Image flat = picture(64, 64, 3, [](auto, auto, auto c) { return 50 + 60 * c; });
  const Image small = data::decode_image(jpeg_file(flat), "f", 3, {10, 10});
  EXPECT_EQ(small.height, 16);  // a quarter; an eighth would be below what is wanted
  EXPECT_NEAR(small.pixels[0], 50, 3);
}

TEST(Images, AreTurnedAsTheyAsk) {
  // Bright at the left end of the top line, darker downwards and to the right.
  const Image stored =
      picture(16, 32, 1, [](auto y, auto x, auto) { return 250 - (y / 8) * 60 - (x / 16) * 120; });
  const auto corners_of = [&](const std::string& file, int orientation) {
    const std::string bytes = oriented(file, orientation);
    const Image image = data::decode_image(bytes, "f", 1);
    EXPECT_EQ(data::read_image_header(bytes, "f").size,
              (data::ImageSize{image.height, image.width}));
    EXPECT_EQ(image.height, orientation > 4 && orientation < 9 ? 32 : 16);
    const auto at = [&](std::int64_t y, std::int64_t x) {
      return (image.pixels[static_cast<std::size_t>(y * image.width + x)] + 5) / 10 * 10;
    };
    return std::vector<int>{at(0, 0), at(0, image.width - 1), at(image.height - 1, 0),
                            at(image.height - 1, image.width - 1)};
  };
  for (const std::string& file : {jpeg_file(stored), data::encode_png(stored)}) {
    const auto corners = [&](int orientation) { return corners_of(file, orientation); };
    EXPECT_EQ(corners(1), (std::vector<int>{250, 130, 190, 70}));
    EXPECT_EQ(corners(2), (std::vector<int>{130, 250, 70, 190}));
    EXPECT_EQ(corners(3), (std::vector<int>{70, 190, 130, 250}));
    EXPECT_EQ(corners(4), (std::vector<int>{190, 70, 250, 130}));
    EXPECT_EQ(corners(5), (std::vector<int>{250, 190, 130, 70}));
    EXPECT_EQ(corners(6), (std::vector<int>{190, 250, 70, 130}));
    EXPECT_EQ(corners(7), (std::vector<int>{70, 130, 190, 250}));
    EXPECT_EQ(corners(8), (std::vector<int>{130, 70, 250, 190}));
    EXPECT_EQ(corners(9), corners(1));  // there is no such orientation
  }
}

TEST(Jpeg, RefusesWhatIsDamaged) {
  const std::string whole =
      jpeg_file(picture(40, 40, 3, [](auto y, auto x, auto c) { return y * x * 3 + c * 40; }));
  const auto decode = [](const std::string& bytes) {
    return support::error_of([&] { data::decode_image(bytes, "cat.jpg", 3); });
  };
  EXPECT_EQ(decode(whole), "no error");
  EXPECT_THAT(decode(whole.substr(0, whole.size() / 2)),
              HasSubstr("cat.jpg: the JPEG is damaged or truncated (Premature end"));
  EXPECT_THAT(decode(whole.substr(0, 30)), HasSubstr("cat.jpg: the JPEG is damaged or truncated"));
}

/// Another byte `place` bytes behind the first marker of that kind.
std::string patched(std::string jpeg, const std::string& marker, std::size_t place, char byte) {
  jpeg.at(jpeg.find(marker) + place) = byte;
  return jpeg;
}

TEST(Jpeg, ThatIsOddButWholeIsRead) {
  const Image grey = picture(16, 16, 1, [](auto y, auto x, auto) { return y * 9 + x * 3; });
  const std::string plain = jpeg_file(grey);
  const std::vector<int> as_it_is = pixels(data::decode_image(plain, "f", 1));
  // Phones end the last band of a scan at 0 instead of 63.
  const std::string odd = patched(plain, "\xFF\xDA", 8, '\0');
  ASSERT_NE(odd, plain);
  EXPECT_EQ(pixels(data::decode_image(odd, "f", 1)), as_it_is);
  const std::string newer = patched(plain, "JFIF", 5, '\2');  // than version 1
  ASSERT_NE(newer, plain);
  EXPECT_EQ(pixels(data::decode_image(newer, "f", 1)), as_it_is);
  std::string stuffed = plain;
  stuffed.insert(stuffed.find("\xFF\xC0"), "abc");
  EXPECT_EQ(pixels(data::decode_image(stuffed, "f", 1)), as_it_is);
  EXPECT_EQ(pixels(data::decode_image(plain + "a trailer", "f", 1)), as_it_is);
  // What is odd doesn't hide that the rest is missing.
  for (const std::string& file : {odd, newer, stuffed}) {
    EXPECT_THAT(support::error_of(
                    [&] { data::decode_image(file.substr(0, file.size() - 40), "cat.jpg", 1); }),
                HasSubstr("cat.jpg: the JPEG is damaged or truncated (Premature end"));
  }
}

TEST(Jpeg, OfInk) {
  // Cyan, magenta, yellow, black, 255 where there is none: no cyan and half of the black.
  const Image ink = picture(8, 8, 4, [](auto, auto, auto c) {
    return c == 3 ? 128 : c == 0 ? 255 : 0;
  });
  const Image seen = data::decode_image(jpeg_file(ink), "f", 3);
  EXPECT_NEAR(seen.pixels[0], 128, 3);
  EXPECT_NEAR(seen.pixels[1], 0, 3);
  EXPECT_EQ(data::decode_image(jpeg_file(ink), "f", 4).pixels.at(3), 255);
}

TEST(Jpeg, OfAnotherProcessIsRefused) {
  const std::string plain = jpeg_file(picture(8, 8, 1, [](auto, auto, auto) { return 9; }));
  const auto decode = [](const std::string& bytes) {
    return support::error_of([&] { data::decode_image(bytes, "cat.jpg", 1); });
  };
  EXPECT_THAT(decode(patched(plain, "\xFF\xC0", 1, '\xC3')),
              HasSubstr("cat.jpg: Unsupported JPEG process: SOF type 0xc3; convert it to PNG"));
  EXPECT_THAT(decode(patched(plain, "\xFF\xC0", 4, '\x0C')),
              HasSubstr("cat.jpg: Unsupported JPEG data precision 12; convert it to PNG"));
}

TEST(Png, ThatIsOddButWholeIsRead) {
  const std::string lines("\0\x10\x20", 3);
  for (const std::string& chunk :
       {png_chunk("iCCP", "no profile"), png_chunk("sRGB", "\x09"),
        png_chunk("gAMA", std::string(4, '\0')), png_chunk("tEXt", "no zero"),
        png_chunk("tRNS", "too long for grey")}) {
    const std::string file = png_file(2, 1, 8, 0, lines, chunk);
    EXPECT_EQ(pixels(data::decode_image(file, "f", 1)), (std::vector<int>{16, 32})) << chunk;
    EXPECT_EQ(pixels(data::decode_image(file + "a trailer", "f", 1)), (std::vector<int>{16, 32}));
  }
  std::string broken = png_chunk("tEXt", std::string("a\0b", 3));
  broken.back() = static_cast<char>(broken.back() + 1);  // its checksum
  EXPECT_EQ(pixels(data::decode_image(png_file(2, 1, 8, 0, lines, broken), "f", 1)),
            (std::vector<int>{16, 32}));
}

std::vector<int> resized(const Image& image, data::ImageSize size) {
  std::vector<std::uint8_t> planes(
      static_cast<std::size_t>(size.height * size.width * image.channels));
  data::resize(image, size, planes);
  return {planes.begin(), planes.end()};
}

TEST(Resize, MixesWhatAPixelCovers) {
  const Image line = picture(1, 4, 1, [](auto, auto x, auto) { return x * 80; });
  EXPECT_EQ(resized(line, {1, 4}), (std::vector<int>{0, 80, 160, 240}));
  // Twice as long: new pixels lie a quarter to each side of the old ones' middles.
  EXPECT_EQ(resized(line, {1, 8}), (std::vector<int>{0, 20, 60, 100, 140, 180, 220, 240}));
  // Half as long: a triangle over four old pixels, 1 : 3 : 3 : 1, cut at the ends.
  EXPECT_EQ(resized(line, {1, 2}),
            (std::vector<int>{(3 * 0 + 3 * 80 + 160 + 3) / 7, (80 + 3 * 160 + 3 * 240 + 3) / 7}));
  // A chessboard far smaller is greyscale: nothing is skipped.
  const Image board = picture(64, 64, 1, [](auto y, auto x, auto) { return (x + y) % 2 * 255; });
  for (const int pixel : resized(board, {4, 4})) EXPECT_NEAR(pixel, 127, 2);
}

TEST(Resize, KeepsFractionsOfSixteenBits) {
  const data::DeepImage line{.height = 1, .width = 2, .channels = 1, .pixels = {1000, 4001}};
  std::vector<float> planes(1);
  data::resize(line, {1, 1}, planes);
  EXPECT_EQ(planes[0], 2500.5F);
}

TEST(Resize, LaysOutByChannels) {
  const Image image = picture(2, 2, 3, [](auto y, auto x, auto c) { return 100 * c + 10 * y + x; });
  EXPECT_EQ(resized(image, {2, 2}),
            (std::vector<int>{0, 1, 10, 11, 100, 101, 110, 111, 200, 201, 210, 211}));
  EXPECT_EQ(resized(image, {1, 1}).size(), 3U);
}

}  // namespace
}  // namespace ganglion::support
