"""Runs under way: progress, Stop, other visitors, dying workers and servers."""

import contextlib
import re
from itertools import count

import psutil
from playwright.sync_api import Locator, expect

from tests.support.browser import SECONDS

SEEDS = count(500)

GRACE = 6

SOCKETS = """window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...about) {
    super(...about);
    sockets.push(this);
  }
};"""
"""Keeps the connections of a page, to lose them."""


def endless() -> str:
    """Return a link to a run of many minutes that nobody asked for yet, to be stopped or killed."""
    return f"regression?regression.epochs=10000&regression.batch_size=16&regression.seed={next(SEEDS)}"


def begin(visitor, link: str) -> Locator:
    """Follow a link without waiting for its run; return the Stop button."""
    visitor.page.goto(f"{visitor.url}/{link}")
    stop = visitor.page.get_by_test_id("stMain").get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    return stop


def steps(visitor) -> int:
    """Return how far the run has come, as the page says."""
    text = visitor.page.get_by_text(re.compile(r"^Step [\d,]+ of")).inner_text()
    return int(re.findall(r"Step ([\d,]+)", text)[0].replace(",", ""))


def wait_for_steps(visitor, least: int) -> None:
    """Wait until the run has come so far."""
    visitor.page.wait_for_function(
        "least => Number(/Step (\\d+)/.exec(document.body.innerText.replaceAll(',', ''))?.[1]) >= least", arg=least
    )


def test_a_long_run_ends_by_itself_on_the_page(tab):
    """When a long run is over, its bar and Stop go away, and the page shows its last epoch."""
    visitor = tab().open("xor?xor.epochs=10000")
    visitor.says("over 10,000 epochs")
    expect(visitor.page.get_by_role("progressbar")).to_have_count(0)
    expect(visitor.page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(visitor.epoch).to_have_text("Epoch 10000")


def test_a_long_run_is_drawn_while_it_goes_on(tab):
    """While a long run goes on, the page shows its newest picture instead of only a bar."""
    visitor = tab()
    stop = begin(visitor, endless())
    first = visitor.epoch.inner_text()
    expect(visitor.epoch).not_to_have_text(first)
    assert visitor.frame.evaluate("slider => slider.value === slider.max && slider.valueAsNumber > 0")
    expect(visitor.player.get_by_role("button", name="Play")).to_be_visible()
    stop.click()
    expect(visitor.alert("Stopped at step")).to_be_visible()
    visitor.frame.press("End")
    assert 0 < int(visitor.epoch.inner_text().removeprefix("Epoch ")) < 10_000


def test_stop_keeps_the_pictures_and_the_page_goes_on(tab):
    """A run shows its progress, Stop keeps its pictures, and other settings train afterwards."""
    visitor = tab()
    stop = begin(visitor, endless())
    wait_for_steps(visitor, 2)
    expect(visitor.page.get_by_role("progressbar")).to_be_visible()
    partial = visitor.replay
    expect(partial).to_be_visible()
    stop.click()
    expect(visitor.alert("Stopped at step")).to_be_visible()
    expect(partial).to_be_visible()
    expect(stop).to_have_count(0)
    visitor.open("xor?xor.hidden=3&xor.epochs=200")
    visitor.says("3 hidden units")


def test_one_visitors_stop_leaves_the_run_to_the_other(tab):
    """When one visitor stops a run, it goes on for the other visitor who waits for it."""
    first, second = tab(), tab()
    link = endless()
    mine, other = begin(first, link), begin(second, link)
    wait_for_steps(first, 2)
    other.click()
    expect(second.alert("Stopped")).to_be_visible()
    wait_for_steps(first, steps(first) + 5)
    mine.click()
    expect(first.alert("Stopped at step")).to_be_visible()


def test_a_diverging_run_says_what_to_turn(tab):
    """The page of a diverging run asks for a smaller learning rate, and other settings then train."""
    visitor = tab()
    visitor.page.goto(f"{visitor.url}/xor?xor.activation=linear&xor.learning_rate=30.0")
    expect(visitor.alert("Choose a smaller learning rate")).to_be_visible()
    visitor.page.get_by_role("radio", name="tanh").first.click()
    visitor.says("(tanh)")
    expect(visitor.alert("diverged")).to_have_count(0)


def test_a_killed_worker_is_reported_and_replaced(new_server, tab):
    """When a worker is killed, as for lack of memory, its visitor is told, and later runs find a new one."""
    server = new_server()
    visitor = tab(server)
    stop = begin(visitor, endless())
    wait_for_steps(visitor, 2)
    victims = server.workers()
    assert victims
    for worker in victims:
        worker.kill()
    expect(visitor.alert("ended unexpectedly")).to_be_visible()
    expect(stop).to_have_count(0)
    visitor.page.get_by_role("button", name="Try again").click()
    wait_for_steps(visitor, 2)
    expect(visitor.alert("ended unexpectedly")).to_have_count(0)
    stop.click()
    expect(visitor.alert("Stopped at step")).to_be_visible()
    for worker in server.workers():  # idle ones, this time
        with contextlib.suppress(psutil.NoSuchProcess):
            worker.kill()
    visitor.open("xor?xor.hidden=3")
    visitor.says("3 hidden units")


def test_a_run_outlives_a_lost_connection_while_its_visitor_reads_another_page(new_server, tab):
    """A run survives when an idle page, which says nothing to the server, connects again; it ends with the tab."""
    server = new_server(RUN_GRACE=str(GRACE), WORKERS="1")
    visitor = tab(server)
    visitor.page.add_init_script(SOCKETS)
    begin(visitor, endless())
    wait_for_steps(visitor, 2)
    (worker,) = [worker for worker in server.workers() if worker.nice() == 19]  # of long runs
    visitor.follow("Glossary")
    visitor.finish()
    with visitor.page.expect_websocket():
        visitor.page.evaluate("sockets.at(-1).close()")
    expect(visitor.page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    ended, _ = psutil.wait_procs([worker], timeout=GRACE + 3)
    assert not ended
    visitor.page.close()
    psutil.wait_procs([worker], timeout=SECONDS)
    assert not worker.is_running()


def test_an_open_page_recovers_when_the_server_starts_again(new_server, tab):
    """After a restart of the server, as for a deployment, an open page keeps its settings and can train."""
    server = new_server()
    visitor = tab(server).open("xor?xor.hidden=3&xor.epochs=200")
    server.stop()
    expect(visitor.page.get_by_test_id("stApp")).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    server.start()
    expect(visitor.page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(visitor.slider("Hidden units")).to_have_value("3")
    visitor.slider("Hidden units").press("ArrowRight")
    visitor.says("4 hidden units (tanh) learning XOR over 200 epochs")
    expect(visitor.navigation.get_by_role("button").first).to_be_visible()
