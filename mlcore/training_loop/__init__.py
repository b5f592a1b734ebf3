"""The training loop: what each of its lines is for."""


def ask_python(topic: str) -> str:
    """Return lines of the course's notebook with what Python answers; ``mlcore.training_loop.lines`` has the details.

    It is imported here, at the call, so that the app's own process imports no torch.
    """
    from mlcore.training_loop.lines import run

    return run(topic)
