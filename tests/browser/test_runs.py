"""Runs under way: progress, Stop, other visitors, dying workers and servers."""

import contextlib
import re
from itertools import count

import psutil
from playwright.sync_api import expect

SEEDS = count(500)
ENDLESS = "mnist?mnist.model=cnn&mnist.epochs=50"
"""A run of minutes, to be stopped or killed."""


def long_run() -> str:
    """Return a link to a run of several seconds that nobody asked for yet."""
    return f"xor?xor.epochs=10000&xor.hidden=8&xor.optimizer=RMSprop&xor.seed={next(SEEDS)}"


def begin(visitor, link: str):
    """Follow a link without waiting for its run; return the Stop button."""
    visitor.page.goto(f"{visitor.url}/{link}")
    stop = visitor.page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    return stop


def test_a_long_run_shows_its_progress_and_then_its_result(visit):
    """A visitor would wait without knowing for what, or the page would not notice the end."""
    visitor = visit()
    begin(visitor, long_run())
    progress = visitor.page.get_by_role("progressbar")
    expect(progress).to_have_attribute("aria-valuenow", re.compile("^[1-9]"))
    expect(visitor.page.get_by_text(re.compile(r"Step [\d,]+ of 10,000"))).to_be_visible()
    visitor.says("over 10000 epochs")
    expect(progress).to_have_count(0)


def test_stop_keeps_the_curve_and_the_page_goes_on(visit):
    """Stop would be ignored, lose what was reached, or leave a page that does nothing any more."""
    visitor = visit()
    stop = begin(visitor, long_run())
    partial = visitor.page.get_by_role("graphics-document", name=re.compile("loss of a run at step", re.IGNORECASE))
    expect(partial).to_be_visible()
    stop.click()
    expect(visitor.alert("Stopped at step")).to_be_visible()
    expect(partial).to_be_visible()
    expect(stop).to_have_count(0)
    visitor.page.get_by_role("radio", name="sigmoid").click()
    expect(visitor.page.get_by_role("button", name="Stop")).to_be_visible()
    visitor.says("8 hidden units (sigmoid)")
    expect(visitor.alert("Stopped at step")).to_have_count(0)


def test_two_visitors_share_one_run_and_only_one_of_them_stops_it(visit):
    """One visitor's Stop would take the run away from everybody who waits for it."""
    link = long_run()
    first, second = visit(), visit()
    begin(first, link)
    stop = begin(second, link)
    stop.click()
    expect(second.alert("Stopped")).to_be_visible()
    first.says("over 10000 epochs")
    second.page.get_by_role("button", name="Try again").click()
    second.says("over 10000 epochs")
    assert first.number == second.number


def test_a_diverging_run_says_what_to_turn(visit):
    """A visitor would see a traceback, or a page that waits for ever."""
    visitor = visit()
    visitor.page.goto(f"{visitor.url}/xor?xor.activation=linear&xor.learning_rate=30.0")
    expect(visitor.alert("Choose a smaller learning rate")).to_be_visible()
    visitor.page.get_by_role("radio", name="tanh").click()
    visitor.says("(tanh)")
    expect(visitor.alert("diverged")).to_have_count(0)


def test_a_killed_worker_is_reported_and_replaced(new_server, visit):
    """A worker that runs out of memory would leave its visitor waiting for ever, or end all later runs."""
    server = new_server()
    visitor = visit(server)
    stop = begin(visitor, ENDLESS)
    expect(visitor.page.get_by_text(re.compile(r"Step [\d,]+ of"))).to_be_visible()
    victims = server.workers()
    assert victims
    for worker in victims:
        worker.kill()
    expect(visitor.alert("ended unexpectedly")).to_be_visible()
    expect(stop).to_have_count(0)
    visitor.page.get_by_role("button", name="Try again").click()
    expect(visitor.page.get_by_text(re.compile(r"Step [\d,]+ of"))).to_be_visible()
    expect(visitor.alert("ended unexpectedly")).to_have_count(0)
    stop.click()
    expect(visitor.alert("Stopped at step")).to_be_visible()
    for worker in server.workers():  # idle ones, this time
        with contextlib.suppress(psutil.NoSuchProcess):
            worker.kill()
    visitor.open("xor?xor.hidden=3")
    visitor.says("3 hidden units")


def test_an_open_page_recovers_when_the_server_starts_again(new_server, visit):
    """After a deployment every open page would be dead until it is loaded anew."""
    server = new_server()
    visitor = visit(server).open("xor?xor.hidden=3&xor.epochs=200")
    server.stop()
    expect(visitor.page.get_by_test_id("stApp")).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    server.start()
    expect(visitor.page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(visitor.slider("Hidden units")).to_have_value("3")
    visitor.slider("Hidden units").press("ArrowRight")
    visitor.says("4 hidden units (tanh) learning XOR over 200 epochs")
    expect(visitor.page.get_by_role("navigation", name="App pages").get_by_role("link").first).to_be_visible()
