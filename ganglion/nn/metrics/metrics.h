#pragma once
/// All evaluation metrics: see metric.h for what they read and when a result is NaN.

#include "ganglion/nn/metrics/calibration.h"
#include "ganglion/nn/metrics/classification.h"
#include "ganglion/nn/metrics/confusion_matrix.h"
#include "ganglion/nn/metrics/metric.h"
#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/nn/metrics/multilabel.h"
#include "ganglion/nn/metrics/precision_recall.h"
#include "ganglion/nn/metrics/probability.h"
#include "ganglion/nn/metrics/ranking.h"
#include "ganglion/nn/metrics/regression.h"
