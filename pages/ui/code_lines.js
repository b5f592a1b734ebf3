// Makes the lines of a listing clickable: its rows are all equally high, so the height of a click tells the line.
export default function ({ data: { place, chosen, count }, setTriggerValue }) {
  const found = () => document.querySelector(`.st-key-${place} code`);
  const high = (code) => code.getBoundingClientRect().height / count;

  const mark = (code, line, colour) => {
    const [top, bottom] = [(line - 1) * high(code), line * high(code)];
    return `linear-gradient(transparent ${top}px, ${colour} ${top}px, ${colour} ${bottom}px, transparent ${bottom}px)`;
  };
  const draw = (code, under = 0) => {
    const marks = [];
    if (chosen) marks.push(mark(code, chosen, "#ffb34755"));
    if (under) marks.push(mark(code, under, "#7fa8c844"));
    code.style.background = marks.join(",");
    code.style.display = "block";
    code.style.cursor = "pointer";
  };
  const lineAt = (event, code) => Math.floor((event.clientY - code.getBoundingClientRect().top) / high(code)) + 1;
  const over = (event) => event.target.closest?.(`.st-key-${place} code`);

  const click = (event) => {
    const code = over(event);
    if (code && !String(getSelection())) setTriggerValue("line", lineAt(event, code)); // marking text is no click
  };
  const move = (event) => {
    const code = found();
    if (code) draw(code, over(event) ? lineAt(event, code) : 0);
  };
  const tries = [0, 100, 400, 1200].map((wait) => setTimeout(() => found() && draw(found()), wait));
  document.addEventListener("click", click);
  document.addEventListener("pointermove", move);
  return () => {
    tries.forEach(clearTimeout);
    document.removeEventListener("click", click);
    document.removeEventListener("pointermove", move);
  };
}
