#include "ganglion/train/explain/maps/drawings.h"

#include <gmock/gmock.h>

#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/images/image.h"
#include "ganglion/data/images/read_image.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/explain/maps/panels.h"
#include "ganglion/train/explain/maps/shades.h"
#include "ganglion/train/explain/maps/tiles.h"
#include "tests/support/blobs.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Bytes = std::vector<std::uint8_t>;

TEST(Shades, SignsHaveColours) {
  const data::Image image = signed_picture(Tensor::of<double>({1, 4}, {0, 2, -2, 9}), 2.0);
  EXPECT_EQ(image.channels, 3);
  EXPECT_EQ(image.pixels, (Bytes{255, 255, 255, 178, 24, 43, 33, 102, 172, 178, 24, 43}));
  EXPECT_THAT(signed_picture(Tensor::of<double>({1, 2}, {0, 0}), 0.0).pixels, Each(255));
}

TEST(Shades, PhotosAreInBytesOrStretched) {
  const std::vector<double> bytes = {0, 255, 127.999};
  EXPECT_EQ(shades_of(bytes).high, 255.0);
  const std::vector<double> shares = {-1, 0, 3};
  EXPECT_EQ(shades_of(shares).low, -1.0);
  EXPECT_EQ(shades_of(shares).high, 3.0);
  const std::vector<double> sixteenths = {0, 7, 16};
  EXPECT_EQ(shades_of(sixteenths).high, 16.0);
  const Tensor grey = Tensor::of<double>({1, 1, 3}, {-1, 1, 3});
  EXPECT_EQ(photo(grey, {-1, 3}).pixels, (Bytes{0, 128, 255}));
  const Tensor colours = Tensor::of<double>({3, 1, 2}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(photo(colours, {}).pixels, (Bytes{1, 3, 5, 2, 4, 6}));
  const Tensor two = Tensor::of<double>({2, 1, 1}, {10, 20});
  EXPECT_EQ(photo(two, {}).pixels, (Bytes{15}));
}

TEST(Shades, StretchedNumbersLieBetweenTheirNeighbours) {
  const Tensor values = Tensor::of<double>({1, 2}, {0, 8});
  EXPECT_THAT(stretched(values, 1, 4), ElementsAre(0, 2, 6, 8));
  EXPECT_THAT(stretched(values, 2, 2), ElementsAre(0, 8, 0, 8));
}

TEST(Tiles, LieBesideAndBelowEachOther) {
  const auto grey = [](std::uint8_t value) {
    return data::Image{.height = 1, .width = 1, .channels = 1, .pixels = {value}};
  };
  const data::Image image = tiled({grey(1), grey(2), grey(3)}, 2, 1);
  EXPECT_EQ(image.width, 3);
  EXPECT_EQ(image.pixels, (Bytes{1, 128, 2, 128, 128, 128, 3, 128, 128}));
  EXPECT_EQ(enlarged(grey(7), 2).pixels, (Bytes{7, 7, 7, 7}));
  EXPECT_EQ(square_columns(16, 8, 8), 4);
  EXPECT_EQ(square_columns(8, 8, 16), 2);
}

TEST(Panels, CurvesKeepTheirPeaks) {
  std::vector<double> values(10'000, 0.0);
  values[5'000] = 1.0;
  const std::string path = curve_path(values, 0.0, 1.0, 100.0, 50.0);
  EXPECT_THAT(path, HasSubstr("L50.0 0.0"));
  EXPECT_LT(path.size(), 3'000U);
  EXPECT_EQ(curve_path({{1.0, NAN, 0.0}}, 0.0, 1.0, 100.0, 50.0), "M0.0 0.0L100.0 50.0");
}

ActivationMaps maps_of(const Shape& input, std::vector<nn::Layer> layers) {
  layers.insert(layers.begin(), nn::Input(input));
  layers.insert(layers.end(), {nn::Flatten{}, nn::Dense{1}});
  data::Dataset row;
  row.features = Tensor(input.prepended(1));
  float next = 0.0F;
  for (float& value : row.features.values<float>()) value = next += 0.1F;
  return activation_maps(Sequential(layers), row, nullptr);
}

std::vector<std::string> names_of(const std::vector<Drawing>& drawings) {
  std::vector<std::string> names;
  for (const Drawing& drawing : drawings) names.push_back(drawing.name);
  return names;
}

TEST(Drawings, OfAPictureArePngs) {
  const std::vector<Drawing> found =
      drawings(maps_of({3, 8, 8}, {nn::Conv2D{.filters = 5, .activation = relu}, nn::MaxPooling{},
                                   nn::Conv2D{.filters = 2, .kernel_size = {2}}}));
  EXPECT_THAT(names_of(found), ElementsAre("input.png", "filters_conv2d.png", "maps_01_conv2d.png",
                                           "maps_02_max_pooling.png", "maps_03_conv2d_1.png",
                                           "saliency.png", "grad_cam.png"));
  for (const Drawing& drawing : found) {
    const data::Image image = data::decode_image(drawing.bytes, drawing.name, 3);
    EXPECT_GE(image.width, 90) << drawing.name;
    EXPECT_GE((std::set<std::uint8_t>(image.pixels.begin(), image.pixels.end()).size()), 2U)
        << drawing.name << " is not empty";
  }
  EXPECT_EQ(found[2].shows, "5 feature maps of conv2d, 6x6");
}

TEST(Drawings, OfASignalAreCurves) {
  const ActivationMaps maps = maps_of({6, 30}, {nn::Conv1D{.filters = 80, .activation = relu}});
  const std::vector<Drawing> found = drawings(maps);
  EXPECT_THAT(names_of(found), ElementsAre("input.svg", "filters_conv1d.svg", "maps_01_conv1d.svg",
                                           "saliency.svg", "grad_cam.svg"));
  for (const Drawing& drawing : found) {
    EXPECT_THAT(drawing.bytes, StartsWith("<svg "));
    EXPECT_THAT(drawing.bytes, Not(HasSubstr("nan")));
  }
  EXPECT_EQ(found[2].shows, "first 64 of 80 feature maps of conv1d, length 28");
  EXPECT_THAT(found[0].bytes, HasSubstr("channel 6"));
}

TEST(Drawings, AreWrittenIntoAFolderThatIsMade) {
  const support::ScratchFolder folder;
  write_drawings({{"a.svg", "", "<svg/>"}}, folder / "new/folder");
  EXPECT_EQ(read_file(folder / "new/folder/a.svg"), "<svg/>");
  write_file_atomically(folder / "file", "");
  EXPECT_THROW(write_drawings({{"a.svg", "", "<svg/>"}}, folder / "file/x"), Error);
}

}  // namespace
}  // namespace ganglion::train
