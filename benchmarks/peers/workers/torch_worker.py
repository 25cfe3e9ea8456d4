"""PyTorch, eager or (argument "compile") with torch.compile."""

import sys

import torch
from torch import nn
from torch.nn import functional

from common import serve


class Residual(nn.Module):
    """ganglion's residual block: padding "same" as TensorFlow has it."""

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.stride = stride
        self.conv_1 = nn.Conv2d(channels, filters, 3, stride, 1 if stride == 1 else 0, bias=False)
        self.norm_1 = norm(nn.BatchNorm2d, filters, 0.9)
        self.conv_2 = nn.Conv2d(filters, filters, 3, padding=1, bias=False)
        self.norm_2 = norm(nn.BatchNorm2d, filters, 0.9)
        self.around = nn.Identity()
        if stride != 1 or channels != filters:
            self.around = nn.Sequential(nn.Conv2d(channels, filters, 1, stride, bias=False),
                                        norm(nn.BatchNorm2d, filters, 0.9))

    def forward(self, x):
        padded = x if self.stride == 1 else functional.pad(x, (0, 1, 0, 1))
        y = functional.relu(self.norm_1(self.conv_1(padded)))
        return functional.relu(self.norm_2(self.conv_2(y)) + self.around(x))


def norm(kind, features, momentum):
    return kind(features, eps=1e-3, momentum=1 - momentum)


class Builder:
    """Modules for the layers of a work, which knows how wide the last one is."""

    def __init__(self, work):
        self.modules, self.shape = [], list(work.inputs)
        if work.categories:
            self.shape = [work.inputs[0] + sum(length for _, length in work.embeddings)]
        for words in work.layers:
            self.layer(words)
        self.modules.append(nn.Linear(self.shape[0], work.outputs))

    def conv(self, filters, same, bias):
        self.modules.append(nn.Conv2d(self.shape[0], filters, 3, padding=1 if same else 0,
                                      bias=bias))
        side = self.shape[1] - (0 if same else 2)
        self.shape = [filters, side, side]

    def layer(self, words):
        add = self.modules.append
        match words:
            case ["dense", units, *rest]:
                add(nn.Linear(self.shape[0], int(units)))
                self.shape = [int(units)]
            case ["conv2d", filters, _, *rest]:
                self.conv(int(filters), "same" in rest, "bias=no" not in rest)
            case ["batchnorm", *settings]:
                kind = nn.BatchNorm2d if len(self.shape) == 3 else nn.BatchNorm1d
                add(norm(kind, self.shape[0], 0.9 if settings else 0.99))
            case ["residual", filters, *rest]:
                stride = int(rest[1]) if rest else 1
                add(Residual(self.shape[0], int(filters), stride))
                self.shape = [int(filters), self.shape[1] // stride, self.shape[2] // stride]
            case ["maxpool", _]:
                add(nn.MaxPool2d(2))
                self.shape = [self.shape[0], self.shape[1] // 2, self.shape[2] // 2]
            case ["flatten"]:
                add(nn.Flatten())
                self.shape = [self.shape[0] * self.shape[1] * self.shape[2]]
            case ["dropout", rate]:
                add(nn.Dropout(float(rate)))
            case ["globalavgpool"]:
                add(nn.AdaptiveAvgPool2d(1))
                add(nn.Flatten())
        if "relu" in words:
            add(nn.ReLU())


class Net(nn.Module):
    def __init__(self, work):
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(*pair) for pair in work.embeddings)
        self.chain = nn.Sequential(*Builder(work).modules)

    def forward(self, x, categories=None):
        if categories is not None:
            vectors = [table(categories[:, i]) for i, table in enumerate(self.embeddings)]
            x = torch.cat([x, *vectors], 1)
        return self.chain(x)


class Peer:
    def __init__(self, work, threads):
        torch.set_num_threads(threads)
        compiled = "compile" in sys.argv
        self.version = f"PyTorch {torch.__version__.split('+')[0]}"
        self.work, self.net = work, Net(work)
        self.set_weights(work.weights())
        loss = functional.cross_entropy
        if work.outputs == 1:
            loss = functional.binary_cross_entropy_with_logits
        self.finish = torch.sigmoid if work.outputs == 1 else lambda z: torch.softmax(z, 1)
        self.optimizer = torch.optim.Adam(self.net.parameters(), work.learning_rate, eps=1e-7,
                                          fused=True)
        self.forward_loss = lambda inputs, y: loss(self.net(*inputs), y)
        self.probabilities = lambda inputs: self.finish(self.net(*inputs))
        if compiled:
            self.forward_loss = torch.compile(self.forward_loss)
            self.probabilities = torch.compile(self.probabilities)
        y = torch.from_numpy(work.y)
        y = y if work.outputs == 1 else y.long()
        self.batches = [(self.inputs(rows), y[rows]) for rows in work.slices()]

    def set_weights(self, values):
        turned = {id(m.weight) for m in self.net.modules() if isinstance(m, nn.Linear)}
        with torch.no_grad():
            for parameter, value in zip(self.net.parameters(), values, strict=True):
                value = torch.from_numpy(value)
                parameter.copy_(value.T if id(parameter) in turned else value)

    def inputs(self, rows):
        return [torch.from_numpy(value) for value in self.work.inputs_of(rows)]

    def train(self, order):
        self.net.train()
        for i in order:
            inputs, y = self.batches[i]
            loss = self.forward_loss(inputs, y)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
        return loss.item()

    def predict(self, rows):
        self.net.eval()
        inputs = self.inputs(slice(0, rows))

        def run():
            with torch.inference_mode():
                return self.probabilities(inputs)
        return run


serve(Peer)
