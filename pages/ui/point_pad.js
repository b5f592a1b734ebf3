const NEAR = 0.18; // how close a click or a drag must come to a point to be about it
const STILL = 6; // pixels that a pointer may move between down and up and still click
const STEP = 0.1;
const PAUSE = 700; // milliseconds without a change until the points are sent

const pads = new WeakMap();
const SVG = "http://www.w3.org/2000/svg";

const POINT = /^([abc])(-?\d(?:\.\d)?),(-?\d(?:\.\d)?)$/;

const parse = (text) =>
  text
    .split(/\s+/)
    .map((word) => POINT.exec(word))
    .filter(Boolean)
    .map(([, kind, x1, x2]) => ({ kind, x1: Number(x1), x2: Number(x2) }));

const write = (points) => points.map(({ kind, x1, x2 }) => `${kind}${x1},${x2}`).join(" ");

const tenth = (value, reach) => Math.max(-reach, Math.min(reach, Math.round(value * 10) / 10)) + 0;

function shape(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function mark(kind, colour, x, y) {
  const common = { fill: colour, class: "point" };
  if (kind === 0) return shape("path", { d: `M${x} ${y - 0.15}l0.12 0.15l-0.12 0.15l-0.12 -0.15z`, ...common });
  if (kind === 1) return shape("circle", { cx: x, cy: y, r: 0.11, ...common });
  return shape("path", { d: `M${x} ${y - 0.14}l0.14 0.24h-0.28z`, ...common });
}

function draw(pad) {
  const { svg, data, at } = pad;
  const { reach } = data;
  const grid = [];
  for (let i = -reach; i <= reach; i++) {
    const axis = i === 0 ? "axis" : "line";
    grid.push(shape("line", { x1: i, y1: -reach, x2: i, y2: reach, class: axis }));
    grid.push(shape("line", { x1: -reach, y1: i, x2: reach, y2: i, class: axis }));
  }
  const marks = pad.points.map(({ kind, x1, x2 }) => {
    const number = data.classes.indexOf(kind);
    return mark(number, data.colours[number], x1, -x2);
  });
  const cursor = shape("circle", { cx: at[0], cy: -at[1], r: NEAR, class: "cursor" });
  svg.replaceChildren(...grid, ...marks, cursor);
  for (const button of pad.classes.children) {
    button.setAttribute("aria-checked", String(button.value === pad.kind));
    button.tabIndex = button.value === pad.kind ? 0 : -1;
  }
  pad.said.textContent = data.at
    .replace("{x1}", at[0].toFixed(1))
    .replace("{x2}", at[1].toFixed(1))
    .replace("{count}", pad.points.length);
}

function place(pad, { clientX, clientY }) {
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(pad.svg.getScreenCTM().inverse());
  return [tenth(x, pad.data.reach), tenth(-y, pad.data.reach)];
}

const near = (pad, [x1, x2]) => pad.points.find((point) => Math.hypot(point.x1 - x1, point.x2 - x2) <= NEAR);

// A click is a pointer that went down and up in one place; one that moves drags the point under it, or scrolls.
function down(pad, event) {
  if (event.button !== 0 || pad.held) return;
  const at = place(pad, event);
  const point = near(pad, at);
  pad.held = { id: event.pointerId, x: event.clientX, y: event.clientY, at, point, from: { ...point }, moved: false };
  pad.svg.setPointerCapture(event.pointerId);
}

function move(pad, event) {
  const { held } = pad;
  if (held?.id !== event.pointerId) return;
  held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > STILL;
  if (!held.moved || !held.point) return;
  pad.at = place(pad, event);
  [held.point.x1, held.point.x2] = pad.at;
  draw(pad);
}

function up(pad, event) {
  const { held } = pad;
  if (held?.id !== event.pointerId) return;
  pad.held = null;
  if (held.moved && held.point) changed(pad);
  if (held.moved) return;
  pad.at = held.at;
  toggle(pad);
}

function lost(pad, event) {
  const { held } = pad;
  if (held?.id !== event.pointerId) return;
  pad.held = null;
  if (held.point) Object.assign(held.point, held.from);
  draw(pad);
}

function toggle(pad) {
  const [x1, x2] = pad.at;
  const point = near(pad, pad.at);
  if (point) pad.points.splice(pad.points.indexOf(point), 1);
  else if (pad.points.length < pad.data.most) pad.points.push({ kind: pad.kind, x1, x2 });
  changed(pad);
}

function changed(pad) {
  draw(pad);
  clearTimeout(pad.timer);
  pad.timer = setTimeout(() => {
    pad.timer = 0;
    const points = write(pad.points);
    pad.sent.push(points);
    pad.trigger("points", points); // and no state value: of a value that it had before Streamlit tells nobody
  }, PAUSE);
}

// The server answers what was sent with the same points; by then the pad may hold others. What it was not sent is new.
function listen(pad, points) {
  if (points === pad.known || pad.timer || pad.held) return; // what is being set right now is newer
  pad.known = points;
  const answered = pad.sent.indexOf(points);
  pad.sent.splice(0, answered < 0 ? pad.sent.length : answered + 1);
  if (answered < 0) pad.points = parse(points);
}

function choose(pad, kind) {
  pad.kind = kind;
  draw(pad);
}

const isShortcut = (event) => event.ctrlKey || event.metaKey || event.altKey;

// On a keyboard that writes another script, the key's place says which letter was meant.
function letter({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : "";
}

function key(pad, event) {
  if (isShortcut(event)) return;
  const isSet = [" ", "Enter"].includes(event.key) || event.code === "Space";
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const step = moves[event.key];
  const kind = letter(event);
  if (step) pad.at = pad.at.map((value, axis) => tenth(value + STEP * step[axis], pad.data.reach));
  else if (pad.data.classes.includes(kind)) pad.kind = kind;
  else if (!isSet) return;
  event.preventDefault();
  if (isSet) toggle(pad);
  else draw(pad);
}

function newPad(parent, data) {
  const pad = {
    svg: parent.querySelector("svg"),
    classes: parent.querySelector(".classes"),
    clear: parent.querySelector(".clear"),
    said: parent.querySelector(".said"),
    at: [0, 0],
    kind: data.classes[0],
    points: [],
    held: null, // the pointer that is down: where it went down, and the point under it
    known: null, // what the server said last
    sent: [], // what it has not answered yet
    timer: 0,
  };
  pad.svg.onpointerdown = (event) => down(pad, event);
  pad.svg.onpointermove = (event) => move(pad, event);
  pad.svg.onpointerup = (event) => up(pad, event);
  pad.svg.onlostpointercapture = (event) => lost(pad, event); // after ``up``, or where the page scrolls instead
  // A finger on a point drags it; anywhere else it may scroll the page.
  const hold = (event) => near(pad, place(pad, event.touches[0])) && event.preventDefault();
  pad.svg.addEventListener("touchstart", hold, { passive: false });
  pad.svg.onkeydown = (event) => key(pad, event);
  pad.clear.onclick = () => {
    pad.points = [];
    changed(pad);
  };
  data.classes.forEach((kind, number) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", value: kind, textContent: `${data.marks[number]} ${kind}` });
    button.setAttribute("role", "radio");
    button.style.setProperty("--colour", data.colours[number]);
    button.onclick = () => choose(pad, kind);
    button.onkeydown = (event) => {
      const turn = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (!turn || isShortcut(event)) return;
      event.preventDefault();
      const all = pad.data.classes;
      choose(pad, all[(all.indexOf(kind) + turn + all.length) % all.length]);
      pad.classes.querySelector('[aria-checked="true"]').focus();
    };
    pad.classes.append(button);
  });
  return pad;
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!pads.has(parentElement)) pads.set(parentElement, newPad(parentElement, data));
  const pad = pads.get(parentElement);
  Object.assign(pad, { data, trigger: setTriggerValue });
  pad.svg.setAttribute("aria-label", data.name);
  pad.classes.setAttribute("aria-label", data.classes.join(", "));
  pad.clear.textContent = data.clear;
  listen(pad, data.points);
  draw(pad);
}
