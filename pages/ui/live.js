// A native slider tells the server where it stands when it is let go. While it is held, its input changes already: its
// number goes into a *port*, an invisible <data> element that pictures listen to. And back: what was dragged in a
// picture has changed ports; when the hand is lifted, the server hears of it.
const links = new WeakMap();

const sliderOf = (part) => document.querySelector(`.${part.slider} input[type="range"]`);
const portOf = (part) => document.getElementById(part.port);

function send(part) {
  const [slider, port] = [sliderOf(part), portOf(part)];
  const value = slider?.getAttribute("value");
  if (!port || value == null || port.value === value) return;
  port.value = value;
  port.dispatchEvent(new Event("input"));
}

function connect(link) {
  const isOurs = ({ target, type }) => type === "childList" || target.matches('input[type="range"]');
  const observer = new MutationObserver((changes) => {
    // While a hand drags in the picture, the ports lead, and the sliders stay behind.
    if (!link.held && changes.some(isOurs)) link.parts.forEach(send);
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] });
  const down = (event) => {
    link.held = Boolean(event.target.closest?.(".stVegaLiteChart"));
  };
  const up = () => {
    if (!link.held) return;
    link.held = false;
    const moved = link.parts.filter((part) => sliderOf(part)?.getAttribute("value") !== portOf(part)?.value);
    const values = moved.map((part) => `${part.field}=${portOf(part).value}`);
    if (values.length) link.trigger("moved", values.join("&"));
  };
  document.addEventListener("pointerdown", down, true);
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, up, true);
  return () => {
    observer.disconnect();
    document.removeEventListener("pointerdown", down, true);
    for (const kind of ["pointerup", "pointercancel"]) document.removeEventListener(kind, up, true);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const parts = data.parts.map(([field, port, slider]) => ({ field, port, slider }));
  const link = links.get(parentElement) ?? { held: false };
  links.set(parentElement, link);
  Object.assign(link, { parts, trigger: setTriggerValue });
  link.disconnect ??= connect(link);
  link.turn = (link.turn ?? 0) + 1;
  const { turn } = link;
  parts.forEach(send);
  return () => {
    if (link.turn !== turn) return; // a cleanup that comes after a newer call
    link.disconnect();
    link.disconnect = null;
  };
}
