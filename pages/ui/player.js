// A player moves a number from 0 to count - 1. It writes it into a signal element, a <data> element of the page, and
// sends that an "input" event: whatever shows the frames listens there, so that no picture waits for the server. Who
// clicks on a picture may move the number too; then the player follows.
const players = new WeakMap();
// Where the player of a finished run stood when it left the page, and whether it was playing: it may come back.
const left = new Map();
const PLAY = "M8 5v14l11-7z";
const PAUSE = "M7 5h3v14H7zM14 5h3v14h-3z";

function make(root) {
  const find = (name) => root.querySelector(`.${name}`);
  const player = { root, slider: find("slider"), play: find("play"), speed: find("speed"), at: find("at"), index: 0 };
  player.buttons = { first: find("first"), back: find("back"), play: find("play"), forward: find("forward") };
  player.buttons.first.onclick = () => go(player, 0, true);
  player.buttons.back.onclick = () => go(player, player.index - 1, true);
  player.buttons.forward.onclick = () => go(player, player.index + 1, true);
  player.buttons.play.onclick = () => toggle(player);
  player.slider.oninput = () => go(player, Number(player.slider.value), true);
  player.speed.onchange = () => player.timer && (stop(player), start(player));
  find("player").addEventListener("keydown", (event) => key(player, event));
  return player;
}

function go(player, index, byHand = false) {
  if (byHand) stop(player);
  const { data, slider } = player;
  player.index = Math.max(0, Math.min(data.count - 1, index));
  slider.value = player.index;
  const label = data.labels[player.index] ?? String(player.index);
  slider.setAttribute("aria-valuetext", label);
  player.at.textContent = label;
  // Not disabled: a button that is would lose the focus, and with it the keys.
  const { first, back, forward } = player.buttons;
  for (const button of [first, back]) button.ariaDisabled = String(player.index === 0);
  forward.ariaDisabled = String(player.index === data.count - 1);
  const signalElement = document.getElementById(data.signal_id);
  if (!signalElement) {
    // It is on its way: Streamlit puts the elements of a page there one by one.
    if (player.root.isConnected !== false) requestAnimationFrame(() => go(player, player.index));
    return;
  }
  hear(player, signalElement);
  if (signalElement.value === String(player.index)) return;
  signalElement.value = String(player.index);
  signalElement.dispatchEvent(new Event("input", { bubbles: true }));
}

function hear(player, signalElement) {
  if (player.signalElement === signalElement) return;
  player.signalElement?.removeEventListener("input", player.heard);
  player.heard = () => signalElement.value !== String(player.index) && go(player, Number(signalElement.value), true);
  signalElement.addEventListener("input", player.heard);
  player.signalElement = signalElement;
}

function playInSight(player) {
  player.waits = true;
  player.sight = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && start(player));
  player.sight.observe(player.slider);
}

function start(player) {
  player.sight?.disconnect();
  player.waits = false;
  if (player.index === player.data.count - 1) go(player, 0);
  const next = () => (player.index < player.data.count - 1 ? go(player, player.index + 1) : stop(player));
  player.timer = setInterval(next, player.data.milliseconds / Number(player.speed.value));
  name(player);
}

function stop(player) {
  player.sight?.disconnect();
  player.waits = false;
  clearInterval(player.timer);
  player.timer = null;
  name(player);
}

const toggle = (player) => (player.timer ? stop(player) : start(player));

function name(player) {
  const { play, pause } = player.data.texts;
  player.play.setAttribute("aria-label", player.timer ? pause : play);
  player.play.title = player.timer ? pause : play;
  player.play.querySelector("path").setAttribute("d", player.timer ? PAUSE : PLAY);
}

function key(player, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target === player.speed) return;
  const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -player.index, End: player.data.count };
  if (event.key in moves && event.target === player.slider) return stop(player); // the browser moves it
  if (event.key in moves) go(player, player.index + moves[event.key], true);
  else if (event.key === " " && event.target === player.slider) toggle(player);
  else return;
  event.preventDefault();
}

export default function ({ parentElement, data: sent }) {
  const data = { ...sent, texts: Object.fromEntries(sent.texts) };
  const known = players.get(parentElement);
  const player = known ?? make(parentElement);
  players.set(parentElement, player);
  const fresh = player.data?.run !== data.run;
  const last = data.count - 1;
  const stays = player.index === player.data?.count - 1 ? last : player.index;
  player.data = data;
  const { texts } = data;
  for (const [part, button] of Object.entries(player.buttons)) {
    if (part === "play") continue;
    button.setAttribute("aria-label", texts[part]);
    button.title = texts[part];
  }
  player.slider.max = last;
  player.slider.setAttribute("aria-label", texts.slider);
  player.speed.setAttribute("aria-label", texts.speed);
  parentElement.querySelector(".player").setAttribute("aria-label", texts.name);
  name(player);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const back = left.get(data.signal_id);
  const returns = back?.run === data.run;
  if (fresh) stop(player);
  left.delete(data.signal_id);
  if (returns) go(player, back.index);
  else go(player, !fresh ? stays : data.plays && still ? last : data.start);
  if (returns ? back.plays : fresh && data.plays && !still) playInSight(player);
  player.turn = (player.turn ?? 0) + 1;
  const { turn } = player; // a cleanup that comes after a newer call must not stop what that has started
  return () => {
    if (player.turn !== turn) return;
    const { run, signal_id, plays } = player.data;
    if (plays) left.set(signal_id, { run, index: player.index, plays: Boolean(player.timer || player.waits) });
    stop(player);
    // The signal element outlives the player: of a next one's frames this one must not hear.
    player.signalElement?.removeEventListener("input", player.heard);
    player.signalElement = null;
  };
}
