"""What is deployed: exact versions of the packages, and the branch that carries them."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scripts import deploy_branch
from scripts.deploy_requirements import SOURCE, Package, pinned
from tests.support.tables import ROOT


def pins(source: str, packages: dict[str, Package]) -> list[str]:
    """Return the pinned list of made-up packages, without its header."""
    return pinned(source, packages.__getitem__).splitlines()[1:]


def test_packages_of_packages_are_pinned_too():
    """A new version of a package that only another one requires cannot break the deployed app."""
    packages = {
        "app": Package("1.2", ["middle>=1"]),
        "middle": Package("1.5.0", ["deep (<3)"]),
        "deep": Package("2", []),
    }
    assert pins("app>=1,<2", packages) == ["app==1.2", "deep==2", "middle==1.5.0"]


def test_options_are_kept_and_comments_are_not():
    """Options stay in the pinned list, such as the index line that keeps out PyTorch with CUDA; comments do not."""
    source = "# About.\n--extra-index-url https://example.org/cpu\n\na>=1\n"
    assert pins(source, {"a": Package("1", [])}) == ["--extra-index-url https://example.org/cpu", "a==1"]


def test_local_versions_are_dropped():
    """``2.14.1+cpu`` exists for some platforms only, and ``==2.14.1`` accepts it."""
    assert pins("torch==2.14.1", {"torch": Package("2.14.1+cpu", [])}) == ["torch==2.14.1"]


def test_packages_for_gpus_are_left_out_with_all_that_they_require():
    """They come with CUDA wheels only, so the CPU wheels' index has no use for them."""
    cuda = ["nvidia-nccl-cu13==2.30.7", "triton~=3.8", "cuda-toolkit[cublas]==13.0.3"]
    assert pins("torch==2", {"torch": Package("2", cuda)}) == ["torch==2"]


def test_markers_are_evaluated():
    """A package for another system or an older Python is not installed and cannot be pinned."""
    requires = ['old; python_version < "3"', 'new; python_version >= "3"', 'more; extra == "all"']
    assert pins("a", {"a": Package("1", requires), "new": Package("4", [])}) == ["a==1", "new==4"]


def test_extras_bring_their_packages():
    """``a[all]`` requires what ``a`` requires and what its extra requires."""
    packages = {"a": Package("1", ["base", 'more; extra == "all"']), "base": Package("2", []), "more": Package("3", [])}
    assert pins("a[all]", packages) == ["a==1", "base==2", "more==3"]
    assert pins("a", packages) == ["a==1", "base==2"]


def test_packages_may_require_each_other():
    """The search ends, also where two packages require each other."""
    assert pins("a", {"a": Package("1", ["B_b"]), "b-b": Package("2", ["A"])}) == ["a==1", "b-b==2"]


def test_a_version_outside_its_range_is_refused():
    """An environment that the tests did not pass in is not deployed."""
    with pytest.raises(ValueError, match="a 2 is installed, but a<2 is required"):
        pins("a<2", {"a": Package("2", [])})


def test_this_environment_can_be_pinned():
    """The list parses, has one exact version of each requirement within its range, and no packages for GPUs."""
    lines = [line for line in pinned(SOURCE.read_text(encoding="utf-8")).splitlines() if not line.startswith("#")]
    assert lines[0] == "--extra-index-url https://download.pytorch.org/whl/cpu"
    versions = {}
    for line in lines[1:]:
        (exactly,) = Requirement(line).specifier
        assert exactly.operator == "=="
        assert "+" not in exactly.version
        versions[Requirement(line).name] = exactly.version
    assert len(versions) == len(lines) - 1
    assert not [name for name in versions if name.startswith(("nvidia", "cuda", "triton"))]
    assert {"streamlit", "torch", "numpy", "starlette"} <= versions.keys()
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "--")):
            assert Requirement(line).specifier.contains(versions[Requirement(line).name])


@pytest.fixture
def clone(tmp_path, monkeypatch) -> Path:
    """A clone of a small repository, as the folder that a script is started in."""
    # Git sets variables of its own when it runs the tests in a hook; they name another repository.
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "somebody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "somebody@example.org")
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", tmp_path / "origin"], check=True)
    subprocess.run(
        ["git", "clone", "--quiet", tmp_path / "origin", tmp_path / "clone"], check=True, capture_output=True
    )
    monkeypatch.chdir(tmp_path / "clone")
    write("app.py", "first")
    write("requirements.txt", "a>=1\n")
    write(".github/workflows/ci.yml", "name: CI")
    commit()
    return tmp_path / "clone"


def write(name: str, text: str) -> None:
    """Write a file of the clone."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text)


def commit() -> None:
    """Commit all files of the clone."""
    deploy_branch.git("add", "--all")
    deploy_branch.git("commit", "--quiet", "--message", "A change")


def publish(requirements: str) -> bool:
    """Publish the clone with a text as its requirements."""
    write("../pins.txt", requirements)
    return deploy_branch.publish(Path("../pins.txt"))


def published(*question: str) -> str:
    """Ask git about the repository that was published to."""
    return deploy_branch.git("--git-dir=../origin", *question)


def test_the_branch_has_the_pinned_versions_beside_all_other_files(clone):
    """The service reads only requirements.txt, and the workflows stay out of the branch."""
    assert publish("a==1.5\n")
    assert published("show", "deploy:requirements.txt") == "a==1.5"
    assert published("show", "deploy:app.py") == "first"
    assert published("ls-tree", "-r", "--name-only", "deploy").split() == ["app.py", "requirements.txt"]


def test_a_second_deployment_follows_the_first(clone):
    """A service that pulls the branch never meets a rewritten history."""
    publish("a==1.5\n")
    first = published("rev-parse", "deploy")
    write("app.py", "second")
    commit()
    assert publish("a==1.6\n")
    assert published("rev-parse", "deploy^") == first
    assert published("show", "deploy:app.py") == "second"
    assert published("show", "deploy:requirements.txt") == "a==1.6"


def test_publishing_the_same_again_changes_nothing(clone):
    """The app does not restart for a commit without a change."""
    publish("a==1.5\n")
    first = published("rev-parse", "deploy")
    assert not publish("a==1.5\n")
    assert published("rev-parse", "deploy") == first


def test_publishing_leaves_the_work_tree_alone(clone):
    """Whoever tries the script at home keeps every file and what is staged."""
    write("app.py", "unfinished")
    deploy_branch.git("add", "app.py")
    before = deploy_branch.git("status", "--porcelain")
    publish("a==1.5\n")
    assert deploy_branch.git("status", "--porcelain") == before
    assert published("show", "deploy:app.py") == "first"


def test_ci_names_tests_that_are_there():
    """All tests that CI names exist. Otherwise pytest finds none, and the checks of other processors do not run."""
    (names,) = re.findall(r'^trained="(.*)"$', (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in names.split() if not (ROOT / name).exists()] == []
