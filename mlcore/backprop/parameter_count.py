"""How many weights and biases a network has."""


def parameter_count(width: int, depth: int, inputs: int = 2, outputs: int = 1) -> int:
    r"""Return the number of parameters of a network with ``depth`` hidden layers of ``width`` units.

    .. math:: (n_{in} + 1) W + (D - 1)(W + 1) W + (W + 1) n_{out}

    Raises
    ------
    ValueError
        If a size is less than 1.
    """
    if min(width, depth, inputs, outputs) < 1:
        raise ValueError(f"all sizes must be at least 1, got {width}, {depth}, {inputs} and {outputs}")
    return (inputs + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * outputs
