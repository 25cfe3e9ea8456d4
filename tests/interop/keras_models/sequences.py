"""Recurrent layers and attention."""

from .registry import model, sequential


@model
def lstm(k):
    return sequential(k, (5, 3), k.layers.LSTM(4))


@model
def recurrent(k):
    L = k.layers
    i = L.Input((6, 3))
    return k.Model(i, [
        L.LSTM(4, recurrent_activation="hard_sigmoid")(i),
        L.LSTM(3, return_sequences=True, go_backwards=True, use_bias=False)(i),
        L.GRU(4, return_sequences=True)(i), L.GRU(3, reset_after=False)(i),
        L.GRU(2, use_bias=False, go_backwards=True)(i),
        L.SimpleRNN(3, activation="relu")(i), L.SimpleRNN(2, return_sequences=True)(i),
        L.GRU(3, activation="sigmoid", recurrent_activation="tanh", dropout=0.2)(i)])


@model
def soft_gates(k):
    """Those above without hard_sigmoid, which is another function in each generation of Keras."""
    L = k.layers
    i = L.Input((6, 3))
    return k.Model(i, [
        L.LSTM(3, return_sequences=True, go_backwards=True, use_bias=False)(i),
        L.LSTM(4, unit_forget_bias=False, activation="relu")(i),
        L.GRU(4, return_sequences=True)(i), L.GRU(3, reset_after=False)(i),
        L.GRU(2, use_bias=False, go_backwards=True)(i), L.SimpleRNN(2, return_sequences=True)(i),
        L.GRU(3, activation="sigmoid", recurrent_activation="tanh")(i)])


@model
def bidirectional(k):
    L = k.layers
    x = i = L.Input((5, 3))
    x = L.Bidirectional(L.LSTM(4, return_sequences=True))(x)
    x = L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode="sum")(x)
    y = L.Bidirectional(L.SimpleRNN(3), merge_mode="ave")(x)
    return k.Model(i, [x, y, L.Bidirectional(L.LSTM(2), merge_mode="mul")(x),
                       L.Bidirectional(L.GRU(2, reset_after=False), merge_mode="concat")(i)])


@model
def tagger(k):
    L = k.layers
    return sequential(k, (7,), L.Embedding(20, 4), L.LSTM(5, return_sequences=True),
                      L.TimeDistributed(L.Dense(3, activation="relu")),
                      L.TimeDistributed(L.Dense(2, activation="softmax")))


@model
def attention(k):
    L = k.layers
    i, j = L.Input((5, 6)), L.Input((3, 4))
    x = L.MultiHeadAttention(2, 3)(i, i)
    x = L.LayerNormalization()(L.Add()([i, x]))
    y = L.MultiHeadAttention(3, 2, output_shape=4, use_bias=False)(x, j)
    z = L.MultiHeadAttention(2, 2)(query=x, value=x, key=x, use_causal_mask=True)
    return k.Model([i, j], [x, y, z])


@model
def after_convolution(k):
    L = k.layers
    return sequential(k, (12, 2), L.Conv1D(4, 3, activation="relu"), L.MaxPooling1D(2),
                      L.LSTM(3, return_sequences=True), L.Conv1D(2, 2), L.Flatten(), L.Dense(2))


@model
def masking(k):
    """Steps of zeros, as make_keras_models.py puts them into the inputs of models with a mask."""
    L = k.layers
    i = L.Input((7, 3))
    x = L.Masking()(i)
    y = L.Dropout(0.1)(L.Dense(4, activation="tanh")(x))
    return k.Model(i, [
        L.LSTM(3)(x), L.LSTM(2, return_sequences=True)(x), L.GRU(3)(y),
        L.GRU(2, reset_after=False, go_backwards=True)(x), L.SimpleRNN(2, return_sequences=True, go_backwards=True)(y),
        L.LSTM(3)(L.LayerNormalization()(L.GRU(4, return_sequences=True)(x))),
        L.Bidirectional(L.LSTM(2, return_sequences=True))(x),
        L.Bidirectional(L.GRU(2), merge_mode="sum")(x), L.GlobalAveragePooling1D()(y),
        L.GlobalMaxPooling1D()(x), L.Dense(2)(L.Flatten()(x))])


@model
def masked_text(k):
    L = k.layers
    return sequential(k, (8,), L.Embedding(20, 4, mask_zero=True),
                      L.Bidirectional(L.LSTM(3, return_sequences=True)), L.SpatialDropout1D(0.2),
                      L.GRU(4, return_sequences=True), L.TimeDistributed(L.Dense(3, activation="relu")),
                      L.GlobalAveragePooling1D(), L.Dense(2, activation="softmax"))
