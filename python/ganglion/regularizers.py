"""Penalties on the weights of a layer: l1 * sum |W| + l2 * sum W^2 is added to the loss."""


class L1L2:
    """l1 * sum |W| + l2 * sum W^2"""

    def __init__(self, l1=0.0, l2=0.0):
        self.l1, self.l2 = float(l1), float(l2)


class L1(L1L2):
    """l1 * sum |W|, which sets weights to 0."""

    def __init__(self, l1=0.01):
        super().__init__(l1=l1)


class L2(L1L2):
    """l2 * sum W^2, which keeps weights small."""

    def __init__(self, l2=0.01):
        super().__init__(l2=l2)


def get(regularizer):
    """None, "l1", "l2", or an object of this module."""
    if regularizer is None:
        return L1L2()
    if isinstance(regularizer, L1L2):
        return regularizer
    known = {"l1": L1, "l2": L2, "L1": L1, "L2": L2}
    if regularizer not in known:
        raise ValueError(f"regularizer {regularizer!r}: expected 'l1', 'l2', or one of ganglion.regularizers")
    return known[regularizer]()
