// Going from page to page: one entry of the browser's history for each page, and each page opens at its top.

const HOLD = 3000; // milliseconds for which a new page is kept at its top, unless the visitor moves it

const main = () => document.querySelector('[data-testid="stMain"]');

let left = null; // the address of the page when a link was clicked

// Streamlit adds an entry whenever the server changes a parameter: a button that moves a slider, a point that is
// set, and all parameters that it takes away before it leaves a page. None of these is a step that Back should undo.
function tidyHistory() {
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const next = new URL(url, location.href);
    if (next.pathname === location.pathname) {
      history.replaceState(state, title, url);
      return;
    }
    if (left && new URL(left).pathname === location.pathname) history.replaceState(history.state, "", left);
    left = null;
    push(state, title, url);
    openAtTop();
  };
  const remember = (event) => {
    if (event.target.closest?.("a[href]")) left = location.href;
  };
  document.addEventListener("click", remember, true);
}

// While a new page takes the place of the one before, the browser may keep how far that one was scrolled.
function openAtTop() {
  const place = main();
  if (!place) return;
  const toTop = () => (place.scrollTop = 0);
  const hands = ["wheel", "touchstart", "pointerdown", "keydown"];
  const release = () => {
    place.removeEventListener("scroll", toTop);
    hands.forEach((kind) => document.removeEventListener(kind, release, true));
  };
  toTop();
  place.addEventListener("scroll", toTop);
  hands.forEach((kind) => document.addEventListener(kind, release, true));
  setTimeout(release, HOLD);
}

// A browser's translator puts texts into elements of its own. React would not find them where it left them, and the
// page before would stay under the new address.
function bearWrappedTexts() {
  const within = (parent, node) => {
    while (node && node.parentNode !== parent) node = node.parentNode;
    return node;
  };
  const { insertBefore, removeChild } = Node.prototype;
  Node.prototype.insertBefore = function (node, before) {
    return insertBefore.call(this, node, before && within(this, before));
  };
  Node.prototype.removeChild = function (child) {
    const own = within(this, child);
    return own ? removeChild.call(this, own) : child;
  };
}

export default function () {
  if (window.isTidy) return;
  window.isTidy = true;
  tidyHistory();
  bearWrappedTexts();
}
