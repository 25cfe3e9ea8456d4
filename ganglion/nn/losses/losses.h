#pragma once

/// All losses.
#include "ganglion/nn/losses/binary_crossentropy.h"
#include "ganglion/nn/losses/binary_focal_crossentropy.h"
#include "ganglion/nn/losses/categorical_crossentropy.h"
#include "ganglion/nn/losses/cosine_similarity.h"
#include "ganglion/nn/losses/ctc.h"
#include "ganglion/nn/losses/hinge.h"
#include "ganglion/nn/losses/huber.h"
#include "ganglion/nn/losses/kl_divergence.h"
#include "ganglion/nn/losses/log_cosh.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/nn/losses/mean_absolute_error.h"
#include "ganglion/nn/losses/mean_squared_error.h"
#include "ganglion/nn/losses/poisson.h"
#include "ganglion/nn/losses/sparse_categorical_crossentropy.h"
