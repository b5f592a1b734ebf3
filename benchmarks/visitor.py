"""Visitors without a browser: they speak Streamlit's own protocol over the websocket, as the front end does."""

import asyncio
import contextlib
import re
from collections.abc import Callable
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PATIENCE = 120.0
LAST_LINE = re.compile(r"The download prints this as its last line, [^`]*`(.+)`")


class Visitor:
    """One visitor's session.

    Parameters
    ----------
    port
        Of the server.
    page, query
        What the link names.
    """

    def __init__(self, port: int, page: str = "", query: str = "") -> None:
        self.port, self.page, self.query = port, page, query
        self.session_id = ""
        self.elements: dict[tuple[int, ...], tuple[Any, str]] = {}
        self.sliders: dict[str, list[float]] = {}
        self.cached: dict[str, ForwardMsg] = {}
        self.timers: dict[str, asyncio.Task] = {}
        self.errors: list[str] = []
        self.runs = 0
        self.complete = False
        self._touched: set[tuple[int, ...]] = set()
        self._full = True
        self._page_hash = ""
        self._changed = asyncio.Event()

    async def __aenter__(self) -> "Visitor":
        await self.connect()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.disconnect()

    async def connect(self) -> None:
        """Open the session, or the one before after a lost connection, which runs the page if it looks at something."""
        names = ["streamlit", "none", self.session_id] if self.session_id else ["streamlit"]
        protocols = [Subprotocol(name) for name in names]
        self.socket = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=protocols, max_size=None, compression=None
        )
        self._reader = asyncio.create_task(self._read())
        if self.timers or not self.session_id:
            await self.rerun()

    async def disconnect(self) -> None:
        """Lose the connection, or close the tab: the server cannot tell which."""
        for timer in self.timers.values():
            timer.cancel()
        await self.socket.close()
        await self._reader

    async def rerun(self, widget: str = "", fragment: str = "", auto: bool = False) -> None:
        """Ask for a run of the page or of one fragment, with a button pressed or without."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name, state.page_script_hash = self.query, self.page, self._page_hash
        state.fragment_id, state.is_auto_rerun = fragment, auto
        state.cached_message_hashes.extend(self.cached)
        for slider, values in self.sliders.items():
            held = state.widget_states.widgets.add()
            held.id = slider
            held.double_array_value.data.extend(values)
        if widget:
            pressed = state.widget_states.widgets.add()
            pressed.id, pressed.trigger_value = widget, True
        await self.socket.send(message.SerializeToString())

    async def press(self, key: str) -> None:
        """Press the button with a key."""
        button, fragment = next(
            (element.button, fragment)
            for element, fragment in self.elements.values()
            if element.WhichOneof("type") == "button" and element.button.id.endswith(f"-{key}")
        )
        await self.rerun(button.id, fragment)

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE):
        """Wait until a condition about the page holds, and return its value."""
        async with asyncio.timeout(seconds):
            while not (found := condition()):
                self._changed.clear()
                await self._changed.wait()
        return found

    @property
    def text(self) -> str:
        """All that can be read on the page."""
        kinds = {
            "markdown": "body",
            "alert": "body",
            "heading": "body",
            "progress": "text",
            "button": "label",
            "code": "code_text",
        }
        texts = []
        for element, _ in self.elements.values():
            kind = element.WhichOneof("type")
            if kind in kinds:
                texts.append(getattr(getattr(element, kind), kinds[kind]))
        return "\n".join(texts)

    @property
    def number(self) -> str | None:
        """The number that the download prints last, as the page announces it."""
        found = LAST_LINE.search(self.text)
        return found[1] if found else None

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for data in self.socket:
                message = ForwardMsg.FromString(data)
                self._take(message)
                self._changed.set()

    def _take(self, message: ForwardMsg) -> None:
        """Do with a message what the front end does with it."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            path = message.metadata.delta_path
            original = self.cached[message.ref_hash]
            message = ForwardMsg.FromString(original.SerializeToString())
            message.metadata.ClearField("delta_path")
            message.metadata.delta_path.extend(path)
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable and message.hash:
            self.cached[message.hash] = message
        if kind == "new_session":
            self.session_id = message.new_session.initialize.session_id or self.session_id
            self._full, self._touched = not message.metadata.run.fragment_ids, set()
            if self._full:
                self._stop_timers()
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "delta":
            self._place(tuple(message.metadata.delta_path), message.delta)
        elif kind == "auto_rerun":
            timer = self.timers.pop(message.auto_rerun.fragment_id, None)
            if timer:
                timer.cancel()
            self.timers[message.auto_rerun.fragment_id] = asyncio.create_task(
                self._poll(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            )
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                if fragment in self.timers:
                    self.timers.pop(fragment).cancel()
        elif kind == "script_finished":
            self.runs += 1
            if self._full and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self.complete = True
                self.elements = {path: element for path, element in self.elements.items() if path in self._touched}

    def _place(self, path: tuple[int, ...], delta) -> None:
        self._touched.add(path)
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        self.elements[path] = element, delta.fragment_id
        if element.WhichOneof("type") == "slider" and element.slider.type == Slider.SLIDER:
            slider = element.slider
            if slider.id not in self.sliders or slider.set_value:
                self.sliders[slider.id] = [*(slider.value if slider.set_value else slider.default)]
        if element.WhichOneof("type") == "exception":
            self.errors.append(element.exception.message)

    async def _poll(self, fragment: str, interval: float) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(interval)
                await self.rerun(fragment=fragment, auto=True)

    def _stop_timers(self) -> None:
        for timer in self.timers.values():
            timer.cancel()
        self.timers.clear()
