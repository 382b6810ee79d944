// How people find things on a page: by what is written on them. Gets (what, path, name), returns {matches: [...], seen: [...]}.
// `path`: headings of nested parts of the page to look in. Exact names win over beginnings, those over parts.
const [what, path, name] = arguments;
const words = (text) => (text || "").replace(/\s+/g, " ").trim();
const shown = (el) => el.getClientRects().length > 0 && el.checkVisibility({ visibilityProperty: true });
const own = (el) => words(el.getAttribute("aria-label") || el.textContent);
const labels = (el) => (el.labels ? [...el.labels] : []).map((label) => words(label.textContent)).join(" ")
  || words(el.getAttribute("aria-label"));

// The best kind of match there is, and only that.
const best = (elements, nameOf, wanted) => {
  const named = [...elements].filter(shown).map((el) => [el, nameOf(el)]);
  const tests = [(n) => n === wanted, (n) => n.startsWith(wanted), (n) => n.includes(wanted)];
  for (const test of tests) {
    const hits = named.filter(([, n]) => test(n)).map(([el]) => el);
    if (hits.length) return hits;
  }
  return [];
};

const PARTS = "section, article, fieldset, details, tr, nav, main, .panel";
const LINES = "li";
const title = (part) => {
  const head = part.querySelector(":scope > legend, :scope > summary, :scope > th") || part.querySelector("legend, h1, h2, h3, h4, th");
  return words(part.getAttribute("aria-label") || (head && head.textContent) || (part.matches("li") ? part.textContent : ""));
};
let root = document;
for (const heading of path) {
  let hits = best(root.querySelectorAll(PARTS), title, heading);
  if (!hits.length) hits = best(root.querySelectorAll(LINES), title, heading);
  if (!hits.length) return { matches: [], seen: [...root.querySelectorAll(PARTS)].map(title).filter(Boolean) };
  root = hits.sort((a, b) => a.querySelectorAll("*").length - b.querySelectorAll("*").length)[0];
}

const groupOf = (el) => words(el.closest("fieldset")?.querySelector("legend")?.textContent);
const KINDS = {
  press: ["button, a[href], summary, input[type=submit]", own],
  field: ["input:not([type=radio]):not([type=checkbox]):not([type=hidden]):not([type=submit]), textarea, select", labels],
  file: ["input[type=file]", labels],
  box: ["input[type=radio], input[type=checkbox]", labels],
  part: [PARTS, title],
};
const [selector, nameOf] = KINDS[what];
const all = root.querySelectorAll(selector);
let matches = best(all, nameOf, name);
if (what === "part" && !matches.length) matches = best(root.querySelectorAll(LINES), title, name);
// Several links to one place are one thing to the reader.
const places = new Set(matches.map((el) => el.href || el));
if (places.size === 1) matches = matches.slice(0, 1);
return { matches, seen: [...all].filter(shown).map((el) => nameOf(el) + (groupOf(el) ? ` [${groupOf(el)}]` : "")) };
