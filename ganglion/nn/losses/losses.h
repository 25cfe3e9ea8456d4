#pragma once

/// All losses.
#include "ganglion/nn/losses/binary_crossentropy.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/losses/mean_squared_error.h"
#include "ganglion/nn/losses/sparse_categorical_crossentropy.h"
