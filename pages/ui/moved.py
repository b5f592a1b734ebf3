"""Where experiments and challenges are now that stood on another page before."""

EXPERIMENTS: dict[str, dict[str, str]] = {
    "backprop": {"loss_surface": "downhill", "vanishing": "depth"},
    "classification": {"test_set_overfit": "test_set"},
    "cnn": {"occlusion": "inside_cnn", "shift": "inside_cnn", "shifted_digits": "inside_cnn", "residual": "depth"},
    "xor": {"xor_pair": "luck", "xor_seeds": "luck", "xor_widths": "luck"},
}
"""By page, the experiments that moved away from it, each with the page where it is now."""

CHALLENGES: dict[str, dict[str, str]] = {
    "backprop": {"rescue": "depth"},
    "classification": {"overfit": "test_set", "flattered": "test_set", "sober": "test_set"},
    "xor": {"opposite": "luck", "surely": "luck"},
}
"""By page, the challenges that moved away from it, each with the page where it is now."""


def page_of(slug: str, experiments: list[str]) -> tuple[str, bool]:
    """Return the page that a link to some experiments of a page should lead to, and whether all of them moved."""
    places = [EXPERIMENTS.get(slug, {}).get(experiment, "") for experiment in experiments]
    return next(filter(None, places), ""), all(places)


def with_moved(solved: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return solved challenges by lesson, those that moved also where they are now."""
    known = {slug: {*names} for slug, names in solved.items()}
    for slug, places in CHALLENGES.items():
        for name in places.keys() & known.get(slug, set()):
            known.setdefault(places[name], set()).add(name)
    return {slug: sorted(names) for slug, names in known.items()}
