"""ONNX Runtime: predictions only, of the network with its first weights."""

import numpy
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from common import serve


class Builder:
    """Nodes of an ONNX graph, one after the other."""

    def __init__(self, work):
        self.nodes, self.constants, self.count = [], [], 0
        self.weights = iter(work.weights())
        x = "x"
        if work.embeddings:
            x = self.node("Concat", ["x", *map(self.column, range(len(work.embeddings)))], axis=1)
        for words in work.layers:
            x = self.layer(words, x)
        x = self.dense(x)
        x = self.node("Sigmoid", [x]) if work.outputs == 1 else self.node("Softmax", [x], axis=1)
        self.output = x

    def name(self):
        self.count += 1
        return f"v{self.count}"

    def node(self, kind, inputs, **settings):
        name = self.name()
        self.nodes.append(helper.make_node(kind, inputs, [name], **settings))
        return name

    def constant(self, value):
        name = self.name()
        self.constants.append(numpy_helper.from_array(numpy.asarray(value), name))
        return name

    def weight(self):
        return self.constant(next(self.weights))

    def column(self, i):
        indices = self.node("Gather", ["categories", self.constant(numpy.int64(i))], axis=1)
        return self.node("Gather", [self.weight(), indices], axis=0)

    def dense(self, x):
        return self.node("Gemm", [x, self.weight(), self.weight()])

    def conv(self, x, stride=1, same=True, bias=False):
        weights = [self.weight() for _ in range(2 if bias else 1)]
        return self.node("Conv", [x, *weights], strides=[stride, stride],
                         auto_pad="SAME_UPPER" if same else "VALID")

    def norm(self, x):
        gamma, beta = next(self.weights), next(self.weights)
        rest = [gamma, beta, numpy.zeros_like(gamma), numpy.ones_like(gamma)]
        return self.node("BatchNormalization", [x, *map(self.constant, rest)], epsilon=1e-3)

    def residual(self, x, filters, stride):
        y = self.node("Relu", [self.norm(self.conv(x, stride))])
        y = self.norm(self.conv(y))
        if stride != 1:
            x = self.norm(self.conv(x, stride))
        return self.node("Relu", [self.node("Add", [y, x])])

    def layer(self, words, x):
        match words:
            case ["dense", *_]:
                x = self.dense(x)
            case ["conv2d", _, _, *rest]:
                x = self.conv(x, 1, "same" in rest, "bias=no" not in rest)
            case ["batchnorm", *_]:
                x = self.norm(x)
            case ["residual", filters, *rest]:
                x = self.residual(x, int(filters), int(rest[1]) if rest else 1)
            case ["maxpool", _]:
                x = self.node("MaxPool", [x], kernel_shape=[2, 2], strides=[2, 2])
            case ["flatten"]:
                x = self.node("Flatten", [x])
            case ["globalavgpool"]:
                x = self.node("Flatten", [self.node("GlobalAveragePool", [x])])
        return self.node("Relu", [x]) if "relu" in words else x


def model_of(work):
    """The bytes of the model, its batch of any size."""
    builder = Builder(work)
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", *work.inputs])]
    if work.embeddings:
        inputs.append(helper.make_tensor_value_info("categories", TensorProto.INT32,
                                                    ["n", len(work.embeddings)]))
    outputs = [helper.make_tensor_value_info(builder.output, TensorProto.FLOAT,
                                             ["n", work.outputs])]
    graph = helper.make_graph(builder.nodes, work.name, inputs, outputs, builder.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return model.SerializeToString()


class Peer:
    def __init__(self, work, threads):
        self.version = f"ONNX Runtime {onnxruntime.__version__}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.work = work
        self.session = onnxruntime.InferenceSession(model_of(work), options,
                                                    providers=["CPUExecutionProvider"])

    def predict(self, rows):
        names = ["x", "categories"]
        inputs = dict(zip(names, self.work.inputs_of(slice(0, rows))))
        return lambda: self.session.run(None, inputs)[0]


serve(Peer)
