#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// A chain of layers from a line of text, as `--network` takes it:
///     dense 25 relu; dropout 0.2; dense 15 relu l2=0.001 init=he_normal; batchnorm; layernorm;
///     activation tanh; flatten; reshape 8x8; embedding 100 16
///     reshape 1x28x28; conv2d 32 3x3 relu same; maxpool 2; conv2d 64 3x3 stride 2; globalavgpool
/// Layers are separated by ';', line ends, "->", and commas before a layer's name; '#' begins a
/// comment; capitals, blanks and '_' in names don't count. After a layer's values come settings
/// `name=value`: those of the layer's struct, or short l1, l2, init, bias, bias_init. Convolution
/// and pooling take loose words too: an activation, same, valid or causal, and a setting with its
/// value as the next word ("stride 2"). `frozen` at the end of any layer, "conv2d 32 3x3 frozen",
/// keeps training from changing it (Layer::frozen). A preset's name (lenet, convnet, resnet20,
/// fcn1d, resnet1d) stands for its layers. An empty text gives no layers. It holds no Input. Layers
/// may be written as calls, as in Keras: Dense(25, activation='relu'), MaxPooling2D(2). Their
/// values by place are in Keras' order, and kernel_regularizer=l2(0.01) is l2=0.01. What would mean
/// something else here is refused: shapes with channels last, LeakyReLU() with its slope of 0.3.
/// Throws Error that begins with `what`, shows the line with a mark under the fault, and names the
/// nearest known word or the values that are allowed.
std::vector<Layer> parse_network(std::string_view text, std::string_view what = "network");

}  // namespace ganglion::nn
