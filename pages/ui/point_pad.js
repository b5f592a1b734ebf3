const NEAR = 0.18; // how close a click must come to a point to remove it
const STEP = 0.1;
const PAUSE = 700; // milliseconds without a change until the points are sent

const pads = new WeakMap();
const SVG = "http://www.w3.org/2000/svg";

const parse = (text) =>
  [...text.matchAll(/(?<!\S)([abc])(-?\d(?:\.\d)?),(-?\d(?:\.\d)?)(?!\S)/g)].map(([, kind, x1, x2]) => {
    return { kind, x1: Number(x1), x2: Number(x2) };
  });

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

function toggle(pad) {
  const [x1, x2] = pad.at;
  const near = pad.points.findIndex((point) => Math.hypot(point.x1 - x1, point.x2 - x2) <= NEAR);
  if (near >= 0) pad.points.splice(near, 1);
  else if (pad.points.length < pad.data.most) pad.points.push({ kind: pad.kind, x1, x2 });
  changed(pad);
}

function changed(pad) {
  draw(pad);
  clearTimeout(pad.timer);
  pad.timer = setTimeout(() => {
    pad.timer = 0;
    pad.sent = write(pad.points);
    pad.setStateValue("points", pad.sent);
  }, PAUSE);
}

function choose(pad, kind) {
  pad.kind = kind;
  draw(pad);
}

function key(pad, event) {
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const move = moves[event.key];
  if (move) pad.at = pad.at.map((value, axis) => tenth(value + STEP * move[axis], pad.data.reach));
  else if (pad.data.classes.includes(event.key)) pad.kind = event.key;
  else if (event.key !== " " && event.key !== "Enter") return;
  event.preventDefault();
  if (event.key === " " || event.key === "Enter") toggle(pad);
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
    sent: null, // what the server has not answered yet
    timer: 0,
  };
  pad.svg.onpointerdown = (event) => {
    if (event.button !== 0) return;
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(pad.svg.getScreenCTM().inverse());
    pad.at = [tenth(place.x, pad.data.reach), tenth(-place.y, pad.data.reach)];
    toggle(pad);
  };
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
      if (!turn) return;
      event.preventDefault();
      const all = pad.data.classes;
      choose(pad, all[(all.indexOf(kind) + turn + all.length) % all.length]);
      pad.classes.querySelector('[aria-checked="true"]').focus();
    };
    pad.classes.append(button);
  });
  return pad;
}

export default function ({ data, parentElement, setStateValue }) {
  if (!pads.has(parentElement)) pads.set(parentElement, newPad(parentElement, data));
  const pad = pads.get(parentElement);
  Object.assign(pad, { data, setStateValue });
  pad.svg.setAttribute("aria-label", data.name);
  pad.classes.setAttribute("aria-label", data.classes.join(", "));
  pad.clear.textContent = data.clear;
  if (data.points === pad.sent) pad.sent = null;
  // What is being set right now, or is on its way, is newer than what the server has.
  if (pad.sent === null && !pad.timer && data.points !== write(pad.points)) pad.points = parse(data.points);
  draw(pad);
}
