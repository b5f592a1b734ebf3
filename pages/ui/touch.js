// A finger that goes down on a slider's track may be about to scroll: the slider gets it only when it goes sideways.
// A tap reaches it all the same, by the mouse events that a browser makes of it.

const STILL = 6; // pixels that a finger may move before it has a direction

function isTrack(target) {
  const part = target.closest?.('[data-testid="stSlider"] [data-rac]');
  return Boolean(part?.hasAttribute("data-orientation") && !part.hasAttribute("role"));
}

function waitForDirection(event) {
  const { clientX, clientY, isPrimary, pointerId, pointerType, target } = event;
  if (pointerType !== "touch" || !event.isTrusted || !isTrack(target)) return;
  event.stopImmediatePropagation();
  const move = (later) => {
    const [across, along] = [Math.abs(later.clientX - clientX), Math.abs(later.clientY - clientY)];
    if (later.pointerId !== pointerId || Math.max(across, along) < STILL) return;
    end();
    if (across <= along) return;
    const common = { bubbles: true, cancelable: true, composed: true, buttons: 1 };
    const place = { clientX: later.clientX, clientY: later.clientY };
    target.dispatchEvent(new PointerEvent("pointerdown", { ...common, ...place, isPrimary, pointerId, pointerType }));
  };
  const end = () => {
    document.removeEventListener("pointermove", move, true);
    for (const kind of ["pointerup", "pointercancel"]) document.removeEventListener(kind, end, true);
  };
  document.addEventListener("pointermove", move, true);
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, end, true);
}

export default function () {
  if (window.waitsForDirection) return;
  window.waitsForDirection = true;
  document.addEventListener("pointerdown", waitForDirection, true);
  document.addEventListener("touchstart", (event) => isTrack(event.target) && event.stopImmediatePropagation(), true);
}
