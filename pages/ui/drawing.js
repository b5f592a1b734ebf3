const SIDE = 28;
const DARKEST = 15;
const PEN = 1.2; // radius of the pen in pixels; its edge is one pixel soft
const BLANK = "0".repeat(SIDE * SIDE);
const PAUSE = 120; // milliseconds without a key until what the keyboard drew is sent

const pads = new WeakMap();

function newPad(parent) {
  const canvas = parent.querySelector("canvas");
  const pad = {
    canvas,
    pen: parent.querySelector(".pen"),
    said: parent.querySelector(".said"),
    button: parent.querySelector("button"),
    shown: null, // what is on the pad
    known: null, // what the server said last
    sent: [], // what it has not answered yet
    last: null, // where the mouse or finger was
    at: [SIDE / 2, SIDE / 2], // where the keyboard's pen is, as row and column
    down: false,
    timer: 0,
  };
  canvas.onpointerdown = (event) => {
    if (event.button !== 0 || pad.last) return;
    canvas.setPointerCapture(event.pointerId);
    pad.last = place(pad, event);
    stroke(pad, pad.last, pad.last);
  };
  canvas.onpointermove = (event) => {
    if (!pad.last || !canvas.hasPointerCapture(event.pointerId)) return;
    const next = place(pad, event);
    stroke(pad, pad.last, next);
    pad.last = next;
  };
  // Lifted, cancelled or taken away: a stroke that never ended would keep every later one from starting.
  canvas.onlostpointercapture = () => {
    if (!pad.last) return;
    pad.last = null;
    send(pad);
  };
  canvas.onkeydown = (event) => key(pad, event);
  pad.button.onclick = () => {
    show(pad, BLANK);
    send(pad);
  };
  return pad;
}

function place({ canvas }, event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientY - box.top) / box.height) * SIDE, ((event.clientX - box.left) / box.width) * SIDE];
}

function show(pad, drawing) {
  pad.shown = drawing;
  const context = pad.canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < drawing.length; i++) {
    const grey = 255 - (parseInt(drawing[i], 16) * 17 * 7) / 8;
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

function distance([y, x], [y1, x1], [y2, x2]) {
  const [dy, dx] = [y2 - y1, x2 - x1];
  const along = ((y - y1) * dy + (x - x1) * dx) / (dy * dy + dx * dx || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(y - y1 - t * dy, x - x1 - t * dx);
}

function stroke(pad, from, to) {
  const drawing = [...(pad.shown === pad.example ? BLANK : pad.shown)];
  for (let i = 0; i < drawing.length; i++) {
    const centre = [Math.floor(i / SIDE) + 0.5, (i % SIDE) + 0.5];
    const cover = Math.min(1, Math.max(0, PEN + 0.5 - distance(centre, from, to)));
    const ink = Math.round(DARKEST * cover);
    if (ink > parseInt(drawing[i], 16)) drawing[i] = ink.toString(16);
  }
  show(pad, drawing.join(""));
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function key(pad, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const before = pad.at;
  if (event.key in MOVES) {
    const inside = (value) => Math.min(SIDE - 1, Math.max(1, value));
    pad.at = before.map((value, axis) => inside(value + MOVES[event.key][axis]));
  } else if (event.key === " " || event.key === "Enter" || event.code === "Space") {
    pad.down = !pad.down;
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  if (pad.down) {
    stroke(pad, before, pad.at);
    clearTimeout(pad.timer);
    pad.timer = setTimeout(() => send(pad), PAUSE);
  }
  showPen(pad);
  const [row, column] = pad.at;
  pad.said.textContent = pad.text[pad.down ? "down" : "up"].replace("{row}", row).replace("{column}", column);
}

function showPen({ pen, at: [row, column], down }) {
  pen.classList.toggle("down", down);
  pen.style.top = `${((row - 0.5) / SIDE) * 100}%`;
  pen.style.left = `${((column - 0.5) / SIDE) * 100}%`;
}

function send(pad) {
  pad.sent.push(pad.shown);
  pad.trigger("drawn", pad.shown);
}

// The server answers every drawing with the drawing. By then the pad may hold more, which an old answer must not undo.
function listen(pad, drawing) {
  if (drawing === pad.known) return;
  pad.known = drawing;
  const answered = pad.sent.indexOf(drawing);
  pad.sent.splice(0, answered < 0 ? pad.sent.length : answered + 1);
  if (answered < 0 && drawing !== pad.shown) show(pad, drawing);
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!pads.has(parentElement)) pads.set(parentElement, newPad(parentElement));
  const pad = pads.get(parentElement);
  Object.assign(pad, { trigger: setTriggerValue, example: data.example, text: data });
  pad.canvas.setAttribute("aria-label", data.name);
  pad.button.textContent = data.clear;
  listen(pad, data.drawing);
  showPen(pad);
}
