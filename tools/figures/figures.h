#pragma once
#include <filesystem>

/// The figures of docs/concepts/ that need no table: drawn from what the library itself computes.
/// Each function writes its files into a folder.
namespace ganglion::figures {

using Folder = std::filesystem::path;

/// activation_<name>.svg: each activation and its slope.
void draw_activations(const Folder& folder);
/// loss_log.svg, loss_squares.svg: what a prediction costs.
void draw_losses(const Folder& folder);
/// descent_line.svg: steps down a curve. descent_sgd.svg, descent_momentum.svg, descent_adam.svg:
/// thirty steps on a valley that is 30 times as steep across as along.
void draw_descent(const Folder& folder);
/// adam_rates.svg: the effective step of three weights.
void draw_adam_rates(const Folder& folder);
/// relu_pieces.svg: the hidden units of a network that has learnt a square, and their sum.
void draw_relu_pieces(const Folder& folder);
/// softmax_roundoff.svg: the relative error of both forms of the loss in f32.
void draw_softmax_roundoff(const Folder& folder);
/// window_signal.svg, window_image.svg: a convolution's window and what comes of it.
void draw_windows(const Folder& folder);
/// bias_high.svg, bias_right.svg, variance_high.svg: three networks on four samples of one curve.
/// bias_variance.svg: bias, variance and their sum over the number of hidden units.
void draw_bias_and_variance(const Folder& folder);

}  // namespace ganglion::figures
