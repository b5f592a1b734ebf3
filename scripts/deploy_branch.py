"""Publish the branch ``deploy``: ``python -m scripts.deploy_branch REQUIREMENTS``.

The branch holds the files of the commit that is checked out, with the given file as its requirements.txt. Each commit
of the branch follows the last one, so a service that pulls the branch never meets a rewritten history.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

BRANCH = "deploy"


def git(*arguments: str, **environment: str) -> str:
    """Run git where the script was started and return what it prints."""
    return subprocess.check_output(["git", *arguments], env=os.environ | environment, text=True).strip()


def tree(requirements: Path) -> str:
    """Write the tree of the branch and return its hash."""
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git("read-tree", "HEAD", **index)
        blob = git("hash-object", "-w", str(requirements))
        git("update-index", "--add", "--cacheinfo", f"100644,{blob},requirements.txt", **index)
        # The token of a workflow may not push changed workflows.
        git("rm", "-r", "--cached", "--quiet", "--ignore-unmatch", ".github", **index)
        return git("write-tree", **index)


def publish(requirements: Path) -> bool:
    """Push the branch to ``origin``, and return False if it holds exactly these files already."""
    ours = tree(requirements)
    last = git("ls-remote", "origin", f"refs/heads/{BRANCH}").partition("\t")[0]
    if last:
        git("fetch", "--quiet", "origin", BRANCH)
        if git("rev-parse", f"{last}^{{tree}}") == ours:
            return False
    parents = ["-p", last] if last else []
    commit = git("commit-tree", ours, *parents, "-m", f"Deploy {git('rev-parse', 'HEAD')}")
    git("push", "--quiet", "origin", f"{commit}:refs/heads/{BRANCH}")
    return True


if __name__ == "__main__":
    print("published" if publish(Path(sys.argv[1])) else "nothing has changed")
