// Makes the lines of a listing clickable: its rows are all equally high, so the height of a click tells the line.
const listings = new WeakMap();

const high = (listing, code) => code.getBoundingClientRect().height / listing.count;

const lineAt = (listing, event, code) =>
  Math.floor((event.clientY - code.getBoundingClientRect().top) / high(listing, code)) + 1;

const over = (listing, event) => event.target.closest?.(`.st-key-${listing.place} code`);

function draw(listing, under = 0) {
  const code = document.querySelector(`.st-key-${listing.place} code`);
  if (!code) return;
  const mark = (line, colour) => {
    const [top, bottom] = [(line - 1) * high(listing, code), line * high(listing, code)];
    return `linear-gradient(transparent ${top}px, ${colour} ${top}px, ${colour} ${bottom}px, transparent ${bottom}px)`;
  };
  const marks = [];
  if (listing.chosen) marks.push(mark(listing.chosen, "#ffb34755"));
  if (under) marks.push(mark(under, "#7fa8c844"));
  code.style.background = marks.join(",");
  code.style.display = "block";
  code.style.cursor = "pointer";
}

function connect(listing) {
  const click = (event) => {
    const code = over(listing, event);
    const marksText = String(getSelection()) !== "";
    if (code && !marksText) listing.trigger("line", lineAt(listing, event, code));
  };
  const move = (event) => {
    const code = over(listing, event);
    draw(listing, code ? lineAt(listing, event, code) : 0);
  };
  document.addEventListener("click", click);
  document.addEventListener("pointermove", move);
  return () => {
    document.removeEventListener("click", click);
    document.removeEventListener("pointermove", move);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const listing = listings.get(parentElement) ?? { tries: [], turn: 0 };
  listings.set(parentElement, listing);
  Object.assign(listing, data, { trigger: setTriggerValue });
  listing.disconnect ??= connect(listing);
  listing.tries.forEach(clearTimeout);
  listing.tries = [0, 100, 400, 1200].map((wait) => setTimeout(() => draw(listing), wait));
  const turn = ++listing.turn;
  return () => {
    if (listing.turn !== turn) return; // a cleanup that comes after a newer call
    listing.tries.forEach(clearTimeout);
    listing.disconnect();
    listing.disconnect = null;
  };
}
