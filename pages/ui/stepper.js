// Shows a program line by line: the line that has just run, what it changed, all names so far, and the model as it was.
const steppers = new WeakMap();

function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

const sized = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;

// The values of all names after a step; those of a function live as long as its call.
function names(steps, index) {
  const found = new Map();
  for (let i = 0; i <= index; i++) {
    const { function: where, depth, changes } = steps[i];
    for (const [key, known] of found) if (known.depth > depth) found.delete(key);
    for (const change of changes) {
      found.set(`${where}:${change.name}`, { ...change, where, depth, changed: i === index });
    }
  }
  return [...found.values()];
}

// Tensors that lines of this iteration of the loop and of the model made, in order: the way of a batch through both.
function lane(steps, index, loop, end) {
  const outside = ({ line, function: where }) => !where && (line < loop || line > end);
  let from = index;
  while (from >= 0 && steps[from].line !== loop && !outside(steps[from])) from -= 1;
  if (from < 0 || steps[from].line !== loop) return [];
  const chips = [];
  for (let i = from; i <= index; i++) {
    if (steps[i].function && steps[i].function !== "forward") continue;
    for (const { kind, name, shape } of steps[i].changes) {
      if ((kind === "tensor" || kind === "array") && !name.startsWith("model.")) chips.push({ name, shape, now: i === index });
    }
  }
  return chips;
}

function row(change, texts) {
  const line = element("tr", change.changed ? "changed" : "");
  const mark = change.changed ? "● " : "";
  const where = change.where ? ` (${texts.inside.replace("{name}", change.where)})` : "";
  line.append(element("th", "", mark + change.name + where));
  const type = change.kind === "list" ? texts.items.replace("{count}", change.shape[0]) : sized(change.shape);
  const plain = change.kind === "number" || change.kind === "text" || change.values[0] === "None";
  line.append(element("td", "", plain ? "" : type), element("td", "", change.dtype));
  const size = change.shape.reduce((product, side) => product * side, 1);
  const values = change.values.join("  ");
  const more = size > change.values.length && !plain;
  line.append(element("td", "values", change.kind === "list" && more ? `…  ${values}` : more ? `${values}  …` : values));
  return line;
}

function show(stepper) {
  const { data, index } = stepper;
  const { steps, texts } = data;
  const step = steps[index];
  stepper.lines.forEach((line, number) => {
    const now = number + 1 >= step.line && number + 1 <= step.last_line;
    line.classList.toggle("now", now);
    line.ariaCurrent = now ? "step" : null;
  });
  const line = stepper.lines[step.line - 1];
  const { code } = stepper;
  if (line.offsetTop < code.scrollTop + 20 || line.offsetTop > code.scrollTop + code.clientHeight - 60) {
    code.scrollTop = line.offsetTop - code.clientHeight / 3;
  }
  stepper.note.textContent = step.note;
  stepper.printed.textContent = step.printed ? `${texts.prints} ${step.printed}` : "";
  const all = names(steps, index);
  const changed = all.filter((change) => change.changed);
  const constant = ({ name }) => name === name.toUpperCase();
  const rest = all.filter((change) => !change.changed);
  const ordered = [...changed, ...rest.filter((each) => !constant(each)), ...rest.filter(constant)];
  stepper.rows.replaceChildren(...ordered.map((each) => row(each, texts)));
  const chips = lane(steps, index, data.loop, data.loop_end);
  stepper.lane.replaceChildren(
    element("span", "", chips.length ? texts.lane : ""),
    ...chips.flatMap(({ name, shape, now }, number) => {
      const chip = element("span", now ? "chip now" : "chip", `${name} ${sized(shape)}`);
      return number ? [element("span", "to", "→"), chip] : [chip];
    }),
  );
  const picture = data.pictures[step.picture];
  stepper.picture.hidden = !picture;
  if (picture) stepper.image.src = picture;
  const said = changed.map(({ name, kind, values }) => (kind === "gradient" && values[0] === "None" ? `${name} None` : name));
  const sentence = texts.said
    .replace("{line}", step.line)
    .replace("{code}", data.lines[step.line - 1].trim())
    .replace("{changes}", said.join(", ") || texts.nothing);
  if (stepper.said.textContent !== sentence) stepper.said.textContent = sentence; // said once
}

function make(root) {
  const find = (name) => root.querySelector(`.${name}`);
  const parts = ["code", "note", "printed", "rows", "lane", "picture", "image", "said"];
  const stepper = Object.fromEntries(parts.map((name) => [name, find(name)]));
  stepper.listen = (event) => {
    if (event.target.id !== stepper.data.signal_id) return;
    stepper.index = Math.min(Number(event.target.value), stepper.data.steps.length - 1);
    show(stepper);
  };
  return stepper;
}

export default function ({ parentElement, data: sent }) {
  const data = { ...sent, texts: Object.fromEntries(sent.texts) };
  const stepper = steppers.get(parentElement) ?? make(parentElement);
  steppers.set(parentElement, stepper);
  stepper.data = data;
  stepper.code.setAttribute("aria-label", data.texts.program);
  parentElement.querySelector(".title").textContent = data.texts.names;
  parentElement.querySelector(".caption").textContent = data.texts.picture;
  stepper.image.alt = data.texts.picture;
  parentElement.querySelector(".table").setAttribute("aria-label", data.texts.names);
  const heads = ["name", "shape", "type", "values"].map((head) => element("th", "", data.texts[head]));
  parentElement.querySelector(".heads").replaceChildren(...heads);
  stepper.lines = data.lines.map((text) => element("li", "", text || " "));
  stepper.code.replaceChildren(...stepper.lines);
  const signalElement = document.getElementById(data.signal_id);
  stepper.index = Math.min(Number(signalElement?.value ?? data.start), data.steps.length - 1);
  show(stepper);
  document.addEventListener("input", stepper.listen); // once, however often it is added
  stepper.turn = (stepper.turn ?? 0) + 1;
  const { turn } = stepper; // a cleanup that comes after a newer call must not take its listener away
  return () => stepper.turn === turn && document.removeEventListener("input", stepper.listen);
}
