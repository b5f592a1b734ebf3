// What a marked word of the glossary means, beside the word: while the mouse is over it, while it has the focus, and
// after a tap. Screen readers say it after the word, so that the box itself is nothing to them.

const ROOM = 8; // pixels between the box and the edges of the window; it touches its word, so that the mouse can go there

let shown = null; // the word whose meaning is shown
let box = null;

const wordAt = (target) => target.closest?.('a[href^="#term-"]') ?? null;

// The browser would show a title by itself, but only to a mouse.
function meaningOf(word) {
  if (word.title) {
    word.setAttribute("aria-description", word.title);
    word.removeAttribute("title");
  }
  return word.getAttribute("aria-description");
}

function show(word) {
  if (!box?.isConnected) {
    box = document.createElement("div");
    box.className = "term-meaning";
    box.setAttribute("aria-hidden", "true");
    (document.querySelector('[data-testid="stApp"]') ?? document.body).append(box);
  }
  shown = word;
  box.textContent = meaningOf(word);
  box.hidden = false;
  place();
}

function place() {
  if (!shown) return;
  if (!shown.isConnected) return hide();
  const at = shown.getClientRects()[0];
  if (!at) return hide();
  const { width, height } = box.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - width - ROOM);
  const isRoomBelow = at.bottom + height + ROOM <= document.documentElement.clientHeight;
  box.style.left = `${Math.max(ROOM, left)}px`;
  box.style.top = `${isRoomBelow ? at.bottom : Math.max(ROOM, at.top - height)}px`;
}

function hide() {
  shown = null;
  if (box) box.hidden = true;
}

function listen() {
  const point = (event) => {
    const word = wordAt(event.target);
    if (word) show(word);
    else if (shown && document.activeElement !== shown && event.target !== box) hide();
  };
  document.addEventListener("pointerover", point, true);
  document.addEventListener("focusin", (event) => {
    const word = wordAt(event.target);
    if (word) show(word);
    else hide();
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("pointerdown", (event) => wordAt(event.target) || event.target === box || hide(), true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide(), true);
  const follow = (event) => {
    const word = wordAt(event.target);
    if (!word) return;
    event.preventDefault(); // the link leads nowhere: it makes the word reachable by the keyboard
    event.stopPropagation();
    show(word);
  };
  document.addEventListener("click", follow, true);
  document.addEventListener("scroll", place, true);
  window.addEventListener("resize", place);
}

export default function () {
  if (window.explainsTerms) return;
  window.explainsTerms = true;
  listen();
}
