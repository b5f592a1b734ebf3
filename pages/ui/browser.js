const KEY = "neural-networks-progress";

let sent = null;

const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const isName = (value) => typeof value === "string" && /^[a-z0-9_-]{1,40}$/.test(value);

// Each entry is checked by itself: one that is wrong must not take the others with it.
function sound(table, isSound) {
  const entries = isTable(table) ? Object.entries(table) : [];
  return Object.fromEntries(entries.filter(([slug, value]) => isName(slug) && isSound(value)));
}

const names = (list) => (Array.isArray(list) ? list.filter(isName) : []);

const union = (...lists) => [...new Set(lists.flat())].sort();

function read() {
  try {
    const { answers, tried, solved, ways } = JSON.parse(localStorage.getItem(KEY));
    const lists = Object.entries(sound(solved, Array.isArray)).map(([slug, list]) => [slug, names(list)]);
    const isOption = (value) => isName(value) || (Number.isInteger(value) && value >= 0 && value <= 9);
    return {
      answers: sound(answers, isOption),
      tried: names(tried),
      solved: Object.fromEntries(lists),
      ways: sound(ways, isTable),
    };
  } catch {
    return { answers: {}, tried: [], solved: {}, ways: {} };
  }
}

function merged(stored, known) {
  const solved = { ...stored.solved };
  for (const [slug, list] of Object.entries(known.solved)) solved[slug] = union(solved[slug] || [], list);
  return {
    answers: { ...stored.answers, ...known.answers },
    tried: union(stored.tried, known.tried),
    solved,
    ways: { ...known.ways, ...stored.ways },
  };
}

function ordered(memory) {
  const sorted = (table) => Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([union(memory.tried), ...[memory.answers, memory.solved, memory.ways].map(sorted)]);
}

function keepInAddress(options) {
  const address = new URL(location.href);
  const missing = options.filter(([name, value]) => address.searchParams.get(name) !== value);
  if (!missing.length) return;
  missing.forEach(([name, value]) => address.searchParams.set(name, value));
  history.replaceState(history.state, "", address);
}

export default function ({ data, setStateValue }) {
  const known = JSON.parse(data.memory);
  document.documentElement.lang = data.lang;
  // The texts are in this language already, and a translation would not follow the numbers in them.
  document.documentElement.translate = false;

  const main = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (main) {
    const style = getComputedStyle(main);
    const width = Math.floor(main.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
    const columns = 1 + data.widths.filter((limit) => width >= limit).length;
    if (columns !== data.columns) setStateValue("width", width);
  }

  keepInAddress(Object.entries(JSON.parse(data.address)));

  const all = merged(read(), known);
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    /* private mode: nothing is kept */
  }
  if (ordered(all) !== ordered(known) && ordered(all) !== sent) {
    sent = ordered(all);
    setStateValue("stored", JSON.stringify(all));
  }
}
