"""What the tests of pictures read from a finished spec, in one place."""


def numbers(spec: dict, name: str) -> dict[str, list]:
    """Return the fields of a table or a parameter of a spec."""
    given = {param["name"]: param.get("value") for param in spec["params"]}
    if name in given:
        return given[name]
    rows = spec["datasets"][name]
    return {field: [row[field] for row in rows] for field in rows[0]} if rows else {}
