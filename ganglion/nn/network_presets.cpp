#include "ganglion/nn/network_presets.h"

#include <array>

namespace ganglion::nn {
namespace {

constexpr std::array kPresets = {
    NetworkPreset{"lenet",
                  "conv2d 6 5x5 tanh same; avgpool 2; conv2d 16 5x5 tanh; avgpool 2; flatten; "
                  "dense 120 tanh; dense 84 tanh",
                  "images of 28x28 or so (LeCun et al. 1998)"},
    NetworkPreset{"convnet",
                  "conv2d 32 3x3 same bias=no; batchnorm momentum=0.9; activation relu; "
                  "conv2d 32 3x3 same bias=no; batchnorm momentum=0.9; activation relu; maxpool 2; "
                  "conv2d 64 3x3 same bias=no; batchnorm momentum=0.9; activation relu; "
                  "conv2d 64 3x3 same bias=no; batchnorm momentum=0.9; activation relu; maxpool 2; "
                  "flatten; dropout 0.5",
                  "small images, a good first try"},
    NetworkPreset{"resnet20",
                  "conv2d 16 3x3 same bias=no init=he_normal; batchnorm momentum=0.9; "
                  "activation relu; residual 16; residual 16; residual 16; "
                  "residual 32 stride 2; residual 32; residual 32; "
                  "residual 64 stride 2; residual 64; residual 64; globalavgpool",
                  "images of 32x32 or so (He et al. 2016)"},
    NetworkPreset{"fcn1d",
                  "conv1d 128 8 same bias=no; batchnorm momentum=0.9; activation relu; "
                  "conv1d 256 5 same bias=no; batchnorm momentum=0.9; activation relu; "
                  "conv1d 128 3 same bias=no; batchnorm momentum=0.9; activation relu; "
                  "globalavgpool",
                  "signals (Wang, Yan and Oates 2017)"},
    NetworkPreset{
        "resnet1d",
        "conv1d 64 7 same bias=no init=he_normal; batchnorm momentum=0.9; "
        "activation relu; residual 64 kernel_size 5; residual 128 kernel_size 5 stride 2; "
        "residual 128 stride 2; globalavgpool",
        "long signals, with residual blocks"},
};

}  // namespace

std::span<const NetworkPreset> network_presets() {
  return kPresets;
}

}  // namespace ganglion::nn
