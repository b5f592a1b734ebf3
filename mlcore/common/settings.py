"""What all settings share: the base class, the stops of sliders, and fields that mean the same on every page."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    import numpy as np


class State(BaseModel):
    """Frozen, validated values of widgets, as a link carries them.

    Attributes
    ----------
    slug
        The prefix of the fields in a link.

    Raises
    ------
    ValueError
        On construction (as pydantic's ``ValidationError``), naming the field, what came and what is allowed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _read_choices(cls, values: Any) -> Any:
        """Read a choice among numbers where a link carries it as text."""
        known = cls.model_fields
        options = {name: {str(choice): choice for choice in get_args(known[name].annotation)} for name in known}
        texts = {name: text for name, text in values.items() if isinstance(text, str)}
        return values | {name: options.get(name, {}).get(text, text) for name, text in texts.items()}

    def changed(self) -> dict[str, object]:
        """Return the fields that differ from their defaults."""
        return {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if getattr(self, name) != field.default
        }


class Settings(State):
    """The settings of an experiment, its hyperparameters among them: all that decides how it ends.

    Attributes
    ----------
    headline
        The attribute of the result that the page prints and that the exported script prints last.
    program
        The name of its program in ``mlcore/<lesson>/programs``, or nothing where there is none. The program of another
        lesson's folder, whose data it reads, has that before it: ``mnist/residual``.
    plane_shows
        What the numbers of ``plane_of`` are.
    """

    program: ClassVar[str] = ""
    headline: ClassVar[str] = "final_loss"
    plane_shows: ClassVar[Literal["sign", "classes"]] = "sign"

    def run(self) -> Any:
        """Run the experiment; return its result. One that trains takes ``on_progress``.

        What it needs is imported at the call: whoever only reads settings needs no torch.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say how it is run")

    def prepare(self) -> None:
        """Do what has to be done before the program can run."""

    def plane_of(self, names: dict[str, Any]) -> "np.ndarray | None":
        """Draw the model among the names of a running program over the plane; None where there is nothing to draw."""
        return None

    @property
    def is_long(self) -> bool:
        """Whether the run takes more than about a second."""
        return False

    @property
    def edit(self) -> tuple[str, str] | None:
        """What is exchanged in the program before it runs: find and replace, or None."""
        return None

    def template_values(self) -> dict[str, object]:
        """Return the values that the program is rendered with."""
        return self.model_dump()

    def relevant(self) -> Self:
        """Return these settings with the fields that play no part in the run at their defaults."""
        return self

    def reset(self, *names: str) -> Self:
        """Return these settings with some fields at their defaults."""
        return self.model_copy(update={name: type(self).model_fields[name].default for name in names})


def stops(*values: float) -> dict[str, Any]:
    """Offer these values of a range as the stops of a slider (any value in the range stays valid)."""
    return {"stops": list(values)}


LearningRate = Annotated[
    float,
    Field(
        gt=0,
        le=100,
        allow_inf_nan=False,
        description="Learning rate",
        json_schema_extra=stops(
            0.0001, 0.0003, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 100
        ),
    ),
]
Seed = Annotated[int, Field(ge=0, le=999, description="Seed of the weights and batches")]
WeightSeed = Annotated[int, Field(ge=0, le=999, description="Seed of the weights")]
DataSeed = Annotated[int, Field(ge=0, le=999, description="Seed of the data split")]
PointSeed = Annotated[int, Field(ge=0, le=999, description="Seed of the points")]
Optimizer = Annotated[Literal["SGD", "Momentum", "RMSprop", "Adam"], Field(description="Optimizer")]


def tenths(default: float, description: str) -> float:
    """Describe a number between -3 and 3 that a slider moves in tenths."""
    return Field(
        default,
        ge=-3.0,
        le=3.0,
        allow_inf_nan=False,
        description=description,
        json_schema_extra={"step": 0.1},
    )
