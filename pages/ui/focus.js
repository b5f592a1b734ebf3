// Brings the keyboard's place to an input when a new turn asks for it; on a phone the page scrolls there.
let last = 0; // what was asked for before this page was drawn anew is not asked again; a new session counts anew

export default function ({ data: { label, turn } }) {
  const asked = turn > last;
  last = turn;
  if (!asked) return;
  // The input may come a moment later than this.
  const tries = [50, 200, 600].map((wait) =>
    setTimeout(() => {
      const input = [...document.querySelectorAll("input")].find((one) => one.ariaLabel === label && one.offsetParent);
      if (!input) return;
      tries.forEach(clearTimeout);
      input.scrollIntoView({ block: "nearest", behavior: "smooth" });
      input.focus({ preventScroll: true });
    }, wait),
  );
}
