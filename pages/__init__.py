"""The table of contents: one row a page."""

from typing import NamedTuple


class Lesson(NamedTuple):
    """One page of the app.

    Attributes
    ----------
    slug
        The page's file, its URL and the prefix of its parameters.
    title, section, summary
        English texts, translated where they are shown. A page without a section stands in the menu by itself.
    icon
        A Material symbol.
    is_taught
        Whether the page is a lesson, with a prediction and challenges; the front page and references are none.
    """

    slug: str
    title: str
    section: str
    icon: str
    summary: str
    is_taught: bool = True


def n(message: str) -> str:
    """Mark a text for the catalogues; it is translated where it is shown."""
    return message


LESSONS = (
    Lesson(
        "home",
        n("Home"),
        "",
        ":material/home:",
        n("From one modelled neuron to a network that reads handwriting."),
        is_taught=False,
    ),
    Lesson(
        "neuron",
        n("What one neuron computes"),
        n("One neuron"),
        ":material/hub:",
        n("Multiply by weights, add up, apply an activation function: set one neuron by hand."),
    ),
    Lesson(
        "logic_gates",
        n("Four points, one line"),
        n("One neuron"),
        ":material/lightbulb:",
        n("Which logic gates one neuron can compute, and a proof for those that it cannot."),
    ),
    Lesson(
        "downhill",
        n("Downhill: how a weight learns"),
        n("One neuron"),
        ":material/trending_down:",
        n("Loss, slope, step: let a ball find its valley, and see what a learning rate does."),
    ),
    Lesson(
        "xor",
        n("XOR and the hidden layer"),
        n("Layers"),
        ":material/join_inner:",
        n("A hidden layer folds the plane until one line is enough."),
    ),
    Lesson(
        "luck",
        n("Same code, different result"),
        n("Layers"),
        ":material/casino:",
        n("Where the random start weights decide, and how to tell a run that is stuck from one that is slow."),
    ),
    Lesson(
        "backprop",
        n("How backpropagation works"),
        n("Learning"),
        ":material/undo:",
        n("Work out a gradient yourself, and see why one pass back is enough for all of them."),
    ),
    Lesson(
        "training_loop",
        n("The training loop, line by line"),
        n("Learning"),
        ":material/laps:",
        n("Step through a running program: what each line is for and what it changes."),
    ),
    Lesson(
        "debugging",
        n("The training loop has a bug"),
        n("Learning"),
        ":material/bug_report:",
        n("Fourteen loops with one wrong line each: read the curves, name the line."),
    ),
    Lesson(
        "regression",
        n("A line against a network"),
        n("Practice"),
        ":material/show_chart:",
        n("Fit a curve and a surface: what a straight line cannot follow, and the noise that no model can remove."),
    ),
    Lesson(
        "classification",
        n("Three classes, and how sure"),
        n("Practice"),
        ":material/scatter_plot:",
        n("A network gives every class a probability: logits, softmax, and the price of being sure and wrong."),
    ),
    Lesson(
        "test_set",
        n("Train, validation, test"),
        n("Practice"),
        ":material/grid_on:",
        n("Overfitting you can steer, four remedies, and why the test set is opened only once."),
    ),
    Lesson(
        "mnist",
        n("Handwritten digits"),
        n("Vision"),
        ":material/draw:",
        n("Train on real handwritten digits and see what the network sees."),
    ),
    Lesson(
        "cnn",
        n("From the cat's neuron to a convolution"),
        n("Vision"),
        ":material/filter_center_focus:",
        n("One small detector slides over the whole picture: where that idea comes from, and what it buys."),
    ),
    Lesson(
        "inside_cnn",
        n("What a CNN sees"),
        n("Vision"),
        ":material/visibility:",
        n("Channels, pooling, blind spots, and a small change of the pixels that fools a trained network."),
    ),
    Lesson(
        "depth",
        n("Why depth was hard"),
        n("Vision"),
        ":material/layers:",
        n("Gradients that vanish or explode, deep networks that learn worse, and skip connections."),
    ),
    Lesson(
        "summary",
        n("Your summary"),
        n("Reference"),
        ":material/print:",
        n("What you have predicted, solved and learned, on paper."),
        is_taught=False,
    ),
    Lesson(
        "teachers",
        n("For teachers"),
        n("Reference"),
        ":material/school:",
        n("Lesson plans with questions and answers, and worksheets with solutions."),
        is_taught=False,
    ),
    Lesson(
        "glossary",
        n("Glossary"),
        n("Reference"),
        ":material/dictionary:",
        n("The words of the field in plain English, and where to play with each."),
        is_taught=False,
    ),
)

TAUGHT = tuple(lesson for lesson in LESSONS if lesson.is_taught)
