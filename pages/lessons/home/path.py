"""The short way through the lessons: six stops, each one experiment of a page."""

from typing import NamedTuple

from mlcore.common.settings import State
from pages import TAUGHT, Lesson
from pages.ui import progress
from pages.ui.controls import link_text


class Stop(NamedTuple):
    """One stop; what to do there is the section ``# stop <slug>`` of home's prose.

    Attributes
    ----------
    slug
        Of the page.
    experiment
        Slug of the experiment, whose tab its link opens.
    """

    slug: str
    experiment: str

    @property
    def lesson(self) -> Lesson:
        """The page."""
        return next(lesson for lesson in TAUGHT if lesson.slug == self.slug)

    @property
    def link(self) -> dict[str, str]:
        """A link that opens the experiment as it stands at first: one of its fields, with its default."""
        experiment = self.settings
        field = next(name for name, field in experiment.model_fields.items() if field.annotation in (int, float, bool))
        return {f"{experiment.slug}.{field}": link_text(experiment.model_fields[field].default)}

    @property
    def settings(self) -> type[State]:
        """The settings of the experiment, which a challenge of the page is about."""
        about = [type(challenge.solution) for challenge in progress.challenges_of(self.lesson)]
        return next(settings for settings in about if settings.slug == self.experiment)

    @property
    def is_done(self) -> bool:
        """Whether this visitor has solved a challenge about the experiment."""
        return any(type(challenge.solution) is self.settings for challenge in progress.solved_of(self.lesson))


STOPS = (
    Stop("neuron", "neuron"),
    Stop("logic_gates", "logic_gates"),
    Stop("xor", "xor_by_hand"),
    Stop("backprop", "gradient_check"),
    Stop("regression", "bumps"),
    Stop("mnist", "digit"),
)
