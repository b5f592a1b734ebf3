// A slider that has 0 between its ends is filled from 0 to its value, and not from its left end: style.css draws it.

function fill(slider) {
  const [low, high, value] = ["min", "max", "value"].map((name) => Number(slider.getAttribute(name)));
  const track = slider.closest("[data-orientation]")?.firstElementChild;
  if (!track || !(low < 0 && high > 0)) return;
  const [zero, now] = [0, value].map((number) => (100 * (number - low)) / (high - low));
  track.dataset.fromZero = "";
  track.style.setProperty("--low", `${Math.min(zero, now)}%`);
  track.style.setProperty("--high", `${Math.max(zero, now)}%`);
}

const SLIDERS = '[data-testid="stSlider"] input[type="range"]';

export default function () {
  if (window.fillsSliders) return;
  window.fillsSliders = true;
  const observer = new MutationObserver((changes) => {
    const isNew = changes.some(({ type }) => type === "childList");
    const moved = changes.map(({ target }) => target).filter((target) => target.matches?.(SLIDERS));
    (isNew ? document.querySelectorAll(SLIDERS) : new Set(moved)).forEach(fill);
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] });
  document.querySelectorAll(SLIDERS).forEach(fill);
}
