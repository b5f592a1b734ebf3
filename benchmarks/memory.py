"""Memory after visiting every page and training one MLP and one CNN: python -m benchmarks.memory"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.in_browser import opened
from pages import LESSONS
from scripts.serving import Server, chromium


def megabytes(pid: int, *fields: str) -> float:
    """Return the sum of some fields of /proc/<pid>/smaps_rollup."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return sum(sizes[field] for field in fields) / 1024


def main() -> None:
    with sync_playwright() as playwright, Server() as server:
        browser = chromium(playwright)
        for lesson in LESSONS:
            page = opened(browser, f"{server.url}/{lesson.slug if lesson.slug != 'home' else ''}")
            page.wait_for_timeout(5_000)
            page.context.close()
        for model in ("mlp", "cnn"):
            page = opened(browser, f"{server.url}/mnist?mnist.model={model}")
            page.get_by_test_id("stMetricValue").first.wait_for(timeout=300_000)
            page.context.close()
        everything = [process.pid for process in server.family()]
        private = megabytes(server.process.pid, "Private_Clean", "Private_Dirty")
        together = sum(megabytes(pid, "Pss") for pid in everything)
    print(f"app process: {private:.0f} MB private; goal under 200 MB")
    print(f"all {len(everything)} processes: {together:.0f} MB PSS; goal under 900 MB")


if __name__ == "__main__":
    main()
