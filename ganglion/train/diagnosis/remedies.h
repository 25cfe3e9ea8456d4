#pragma once
#include <string>

#include "ganglion/train/diagnosis/evidence.h"

/// What to try where a network learns too little.
namespace ganglion::train {

/// Whether regularisation pulls the weights to 0: L2 above 0.005, or dropout above 0.4.
bool strongly_regularised(const Evidence& evidence);

/// The run with less that holds training back, the first of these that applies: with hidden layers
/// where there are none; without strong regularisation; at a tenth of a high learning rate; with
/// leaky ReLU where all units of a layer are dead, and ReLU for sigmoid and tanh in deep networks;
/// with three times the epochs, or where training was stopped early at a third of the rate.
std::string freer_command(const Evidence& evidence);

/// The run at `factor` times its learning rate, in three digits.
std::string command_at_rate(const Evidence& evidence, double factor);

/// With each of the words ("sigmoid|tanh") in the text of the network replaced; empty where it has
/// none of them.
std::string command_with_activation(const Evidence& evidence, const std::string& words,
                                    const std::string& by);

}  // namespace ganglion::train
