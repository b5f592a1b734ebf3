"""How a run ended, in words, the same on every page."""

from mlcore.common.verdict import Ending, Verdict
from pages.ui.context import t
from pages.ui.numbers import written

ICONS: dict[Ending, str] = {
    "diverged": ":material/error:",
    "exploded": ":material/trending_up:",
    "useless": ":material/trending_flat:",
    "slow": ":material/hourglass_empty:",
    "stuck": ":material/trending_flat:",
}


def names() -> dict[Ending, str]:
    """Return what each ending is called."""
    return {
        "diverged": t("diverged"),
        "exploded": t("exploded"),
        "useless": t("no better than a guess"),
        "slow": t("still falling"),
        "stuck": t("stuck"),
        "done": t("done"),
    }


def words(verdict: Verdict) -> str:
    """Say how a run ended and what may help, or nothing of one that is done."""
    smaller = t("The steps are too long: choose a smaller learning rate.")
    texts = {
        "diverged": [t("The loss is no finite number any more."), smaller],
        "exploded": [
            t("The loss exploded: it ended at {loss}; the same answer to every input has {guess}."),
            smaller,
        ],
        "useless": [
            t("Not clearly better than a guess: the loss ended at {loss}; the same answer to every input has {guess}."),
            smaller if verdict.last > verdict.first else "",
        ],
        "slow": [t("The loss was still falling at the end. More epochs, or a larger learning rate, may help.")],
        "stuck": [t("The loss has stopped falling. More epochs alone will hardly help.")],
        "done": [],
    }
    text = " ".join(texts[verdict.ending]).strip()
    said = text.format(loss=written(verdict.last), guess=written(verdict.guess))
    return f"{verdict.model_name}: {said}" if verdict.model_name and said else said
