"""Memory after visiting every page and training one MLP and one CNN: python -m benchmarks.memory"""

from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from benchmarks.in_browser import chromium, opened, server
from pages import LESSONS


def megabytes(pid: int, *fields: str) -> float:
    """Return the sum of some fields of /proc/<pid>/smaps_rollup."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return sum(sizes[field] for field in fields) / 1024


def main() -> None:
    before = set(psutil.Process().children())
    with sync_playwright() as playwright, server("app.py") as app:
        (streamlit,) = {child for child in set(psutil.Process().children()) - before if "run" in child.cmdline()}
        browser = chromium(playwright)
        for lesson in LESSONS:
            page = opened(browser, f"{app}/{lesson.slug if lesson.slug != 'home' else ''}")
            page.wait_for_timeout(5_000)
            page.context.close()
        for model in ("mlp", "cnn"):
            page = opened(browser, f"{app}/mnist?mnist.model={model}")
            page.get_by_test_id("stMetricValue").first.wait_for(timeout=300_000)
            page.context.close()
        everything = [streamlit.pid, *(child.pid for child in streamlit.children(recursive=True))]
        private = megabytes(streamlit.pid, "Private_Clean", "Private_Dirty")
        together = sum(megabytes(pid, "Pss") for pid in everything)
    print(f"app process: {private:.0f} MB private; goal under 200 MB")
    print(f"all {len(everything)} processes: {together:.0f} MB PSS; goal under 900 MB")


if __name__ == "__main__":
    main()
