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


def N_(message: str) -> str:
    """Mark a text for the catalogues; it is translated where it is shown."""
    return message


LESSONS = (
    Lesson(
        "home",
        N_("Home"),
        "",
        ":material/home:",
        N_("From one modelled neuron to a network that reads handwriting."),
        is_taught=False,
    ),
    Lesson(
        "neuron",
        N_("What one neuron computes"),
        N_("One neuron"),
        ":material/hub:",
        N_("Multiply by weights, add up, apply an activation function: set one neuron by hand."),
    ),
    Lesson(
        "logic_gates",
        N_("Four points, one line"),
        N_("One neuron"),
        ":material/lightbulb:",
        N_("Which logic gates one neuron can compute, and a proof for those that it cannot."),
    ),
    Lesson(
        "downhill",
        N_("Downhill: how a weight learns"),
        N_("One neuron"),
        ":material/trending_down:",
        N_("Loss, slope, step: let a ball find its valley, and see what a learning rate does."),
    ),
    Lesson(
        "xor",
        N_("XOR and the hidden layer"),
        N_("Layers"),
        ":material/join_inner:",
        N_("A hidden layer folds the plane until one line is enough."),
    ),
    Lesson(
        "luck",
        N_("Same code, different result"),
        N_("Layers"),
        ":material/casino:",
        N_("Where the random start weights decide, and how to tell a run that is stuck from one that is slow."),
    ),
    Lesson(
        "backprop",
        N_("How backpropagation works"),
        N_("Learning"),
        ":material/undo:",
        N_("Work out a gradient yourself, and see why one pass back is enough for all of them."),
    ),
    Lesson(
        "training_loop",
        N_("The training loop, line by line"),
        N_("Learning"),
        ":material/laps:",
        N_("Step through a running program: what each line is for and what it changes."),
    ),
    Lesson(
        "debugging",
        N_("The training loop has a bug"),
        N_("Learning"),
        ":material/bug_report:",
        N_("Fourteen loops with one wrong line each: read the curves, name the line."),
    ),
    Lesson(
        "regression",
        N_("A line against a network"),
        N_("Practice"),
        ":material/show_chart:",
        N_("Fit a curve and a surface: what a straight line cannot follow, and the noise that no model can remove."),
    ),
    Lesson(
        "classification",
        N_("Three classes, and how sure"),
        N_("Practice"),
        ":material/scatter_plot:",
        N_("A network gives every class a probability: logits, softmax, and the price of being sure and wrong."),
    ),
    Lesson(
        "test_set",
        N_("Train, validation, test"),
        N_("Practice"),
        ":material/grid_on:",
        N_("Overfitting you can steer, four remedies, and why the test set is opened only once."),
    ),
    Lesson(
        "mnist",
        N_("Handwritten digits"),
        N_("Vision"),
        ":material/draw:",
        N_("Train on real handwritten digits and see what the network sees."),
    ),
    Lesson(
        "cnn",
        N_("From the cat's neuron to a convolution"),
        N_("Vision"),
        ":material/filter_center_focus:",
        N_("One small detector slides over the whole picture: where that idea comes from, and what it buys."),
    ),
    Lesson(
        "inside_cnn",
        N_("What a CNN sees"),
        N_("Vision"),
        ":material/visibility:",
        N_("Channels, pooling, blind spots, and a small change of the pixels that fools a trained network."),
    ),
    Lesson(
        "depth",
        N_("Why depth was hard"),
        N_("Vision"),
        ":material/layers:",
        N_("Gradients that vanish or explode, deep networks that learn worse, and skip connections."),
    ),
    Lesson(
        "summary",
        N_("Your summary"),
        N_("Reference"),
        ":material/print:",
        N_("What you have predicted, solved and learned, on paper."),
        is_taught=False,
    ),
    Lesson(
        "teachers",
        N_("For teachers"),
        N_("Reference"),
        ":material/school:",
        N_("Lesson plans with questions and answers, and worksheets with solutions."),
        is_taught=False,
    ),
    Lesson(
        "glossary",
        N_("Glossary"),
        N_("Reference"),
        ":material/dictionary:",
        N_("The words of the field in plain English, and where to play with each."),
        is_taught=False,
    ),
)

TAUGHT = tuple(lesson for lesson in LESSONS if lesson.is_taught)
