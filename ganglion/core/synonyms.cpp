#include "ganglion/core/synonyms.h"

namespace ganglion {
namespace {

/// A name here, and what it is called elsewhere; all of them plain names.
struct Synonyms {
  std::string_view name;
  std::string_view others;  ///< each between blanks
};

constexpr Synonyms kTable[] = {
    {"learningrate", " lr eta alpha rate stepsize learnrate initlr learningrateinit "},
    {"batchsize", " bs batch batches minibatch minibatchsize "},
    {"network",
     " hidden layers layer hiddenlayers hiddenlayersizes architecture arch model net neurons "
     "units "},
    {"optimizer", " optim opt optimiser solver "},
    {"loss", " criterion objective cost lossfn lossfunction costfunction "},
    {"epochs", " epoch nepochs numepochs iterations iter niter maxiter steps "},
    {"validation", " val valid dev valsplit validationsplit validationfraction "},
    {"test", " holdout testsplit testsize testfraction "},
    {"patience", " earlystopping earlystop niternochange "},
    {"l2", " weightdecay wd reg regularization regularisation regularizer lambda decay ridge "},
    {"dropout", " dropoutrate drop "},
    {"crossvalidate", " cv folds kfold kfolds crossval crossvalidation "},
    {"seed", " randomstate randomseed rng "},
    {"target", " y label labels targetcolumn outcome response "},
    {"out", " output outdir outputdir dir savedir folder save "},
    {"output", " outputactivation finalactivation "},
    {"schedule", " scheduler lrscheduler lrschedule decayschedule "},
    {"threads", " workers numworkers jobs njobs cores cpus nthreads "},
    {"quiet", " verbose silent q "},
    {"precision", " dtype fp16 bf16 halfprecision "},
    {"augment", " augmentation augmentations dataaugmentation "},
    {"ignore", " exclude skip dropcolumns without "},
    {"classweight", " balanced balance classweights "},
    {"missing", " na nan navalues nullvalues "},
    {"threshold", " cutoff "},
    {"job", " config settings configuration "},
    {"dense", " linear fc fullyconnected hidden "},
    {"conv2d", " conv convolution "},
    {"maxpool", " pool pooling "},
    {"accuracy", " acc "},
    {"rocauc", " auc auroc "},
    {"prauc", " ap averageprecision aucpr auprc "},
    {"f1", " f1score fscore "},
    {"logloss", " crossentropy nll "},
    {"r2", " r2score rsquared "},
    {"sgd", " gd gradientdescent batchgradientdescent momentum "},
};

}  // namespace

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c == '-' || c == '_') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

std::string synonym_of(std::string_view name, std::span<const std::string> candidates) {
  const std::string other = " " + plain_name(name) + " ";
  for (const auto& [known, others] : kTable) {
    const bool same = other == " " + std::string(known) + " ";
    if (!same && others.find(other) == std::string_view::npos) continue;
    for (const std::string& candidate : candidates) {
      if (plain_name(candidate) == known) return candidate;
    }
  }
  return {};
}

}  // namespace ganglion
