// A native slider tells the server where it stands when it is let go. While it is held, its input changes already: its
// number goes into a *signal element*, an invisible <data> element that pictures listen to. And back: what was dragged
// in a picture has changed signal elements; when the hand is lifted, the server hears of it.
const links = new WeakMap();

const sliderOf = (part) => document.querySelector(`.${part.slider} input[type="range"]`);
const signalElementOf = (part) => document.getElementById(part.signalId);

// What was dragged stands in its signal element, and the slider is behind until the server has moved it.
function send(part, behind) {
  const [slider, signalElement] = [sliderOf(part), signalElementOf(part)];
  const value = slider?.getAttribute("value");
  if (!signalElement || value == null || behind.get(part.signalId) === value) return;
  behind.delete(part.signalId);
  put(signalElement, value);
}

function put(signalElement, value) {
  if (Number(signalElement.value) === Number(value)) return;
  signalElement.value = value;
  signalElement.dispatchEvent(new Event("input"));
}

// Where a slider would stand for a number.
function snapped({ min, max, step }, value) {
  const steps = Math.round((Math.min(Math.max(value, min), max) - min) / step);
  return Number(min) + steps * step;
}

function connect(link) {
  const sendAll = () => link.parts.forEach((part) => send(part, link.behind));
  const isOurs = ({ target, type }) => type === "childList" || target.matches('input[type="range"]');
  const isHeld = () => Boolean(document.getElementById(link.held)?.value);
  const observer = new MutationObserver((changes) => {
    // While a hand drags in a picture, the signal elements lead, and the sliders stay behind.
    if (!link.drags && changes.some(isOurs)) sendAll();
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] });
  const down = (event) => {
    link.drags = Boolean(event.target.closest?.(".stVegaLiteChart"));
  };
  const up = () => {
    if (!link.drags) return;
    link.drags = false;
    const values = [];
    for (const part of link.parts) {
      const [slider, signalElement] = [sliderOf(part), signalElementOf(part)];
      const [stands, dragged] = [slider?.getAttribute("value"), signalElement?.value];
      if (stands == null || dragged == null) continue;
      if (Math.abs(snapped(slider, Number(dragged)) - Number(stands)) < 1e-9) {
        put(signalElement, stands); // less than half a step: the server would hear nothing new
        continue;
      }
      link.behind.set(part.signalId, stands);
      values.push(`${part.field}=${dragged}`);
    }
    if (values.length) link.trigger("moved", values.join("&"));
  };
  // A finger on a handle drags it; anywhere else in a picture it scrolls the page.
  const keep = (event) => event.cancelable && isHeld() && event.preventDefault();
  const listeners = { pointerdown: down, pointerup: up, pointercancel: up, touchmove: keep };
  for (const [kind, listener] of Object.entries(listeners)) {
    document.addEventListener(kind, listener, { capture: true, passive: false });
  }
  return () => {
    observer.disconnect();
    for (const [kind, listener] of Object.entries(listeners)) document.removeEventListener(kind, listener, true);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const parts = data.parts.map(([field, signalId, slider]) => ({ field, signalId, slider }));
  const link = links.get(parentElement) ?? { drags: false, behind: new Map() };
  links.set(parentElement, link);
  Object.assign(link, { parts, held: data.held, trigger: setTriggerValue });
  link.disconnect ??= connect(link);
  link.turn = (link.turn ?? 0) + 1;
  const { turn } = link;
  parts.forEach((part) => send(part, link.behind));
  return () => {
    if (link.turn !== turn) return; // a cleanup that comes after a newer call
    link.disconnect();
    link.disconnect = null;
  };
}
