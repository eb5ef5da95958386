// The review by keyboard. Cards are fetched ahead, decisions are sent one after another while the next card is read.
import { ask, editedFields, named, say, send, showProblem, word } from "./app.js";

const AHEAD = 10;
const holder = document.getElementById("card");
const place = document.getElementById("place");
const query = new URLSearchParams(location.search);
const cards = []; // {key, html, state: "" | "accept" | …, ids: decision ids once recorded}
const undoable = []; // cards in the order they were judged
let at = 0;
let total = 0;
let ended = false;
let fetching = null;
let sending = Promise.resolve();

// Within the chain of what is sent, so that what is recorded and what is listed belong together.
function more() {
  fetching ??= queued(async () => {
    const all = query.get("sample") || ["all", "done"].includes(query.get("state"));
    const gone = all ? 0 : cards.filter((one) => one.ids.length).length;
    const offset = cards.length - gone;
    let found = await ask(cards.length ? `/review/cards?${query}&offset=${offset}` : holder.dataset.first);
    total = found.total + gone;
    if (!take(found) && offset) { // others judged meanwhile: what moved up may have been passed over
      found = await ask(`/review/cards?${query}&offset=0&limit=50`);
      ended = !take(found);
    } else ended = !found.cards.length;
  }).catch((error) => { ended = true; say(error.message, true); }).finally(() => { fetching = null; });
  return fetching;
}

function take(found) {
  const known = new Set(cards.map((one) => one.key));
  const fresh = found.cards.filter((one) => !known.has(one.key));
  cards.push(...fresh.map((one) => ({ ...one, state: "", ids: [] })));
  return fresh.length;
}

async function show(step = 0) {
  at = Math.max(0, at + step);
  if (at >= cards.length && !ended) await more();
  const one = cards[at];
  document.getElementById("queue").removeAttribute("aria-busy");
  if (!one) {
    at = cards.length;
    const note = Object.assign(document.createElement("p"), { className: "note", id: "end", textContent: word(cards.length ? "review.end" : "review.nothing") });
    holder.replaceChildren(note);
    place.textContent = "";
    return;
  }
  holder.innerHTML = one.html;
  if (one.state) mark(one.state);
  place.textContent = `${at + 1} / ${total}`;
  holder.focus({ preventScroll: true });
  if (cards.length - at < AHEAD && !ended) more();
}

function mark(state) {
  const tag = Object.assign(document.createElement("span"), { className: `tag s-${state === "reject" || state === "drop" ? "rejected" : "accepted"}`, textContent: word(`review.${state === "correct" ? "edit" : state}`) });
  holder.querySelector("header").prepend(tag);
}

// One judgement after the other: the log keeps the order in which the keys were pressed.
function queued(work) {
  const result = sending.then(work);
  sending = result.catch(() => {});
  return result;
}

let refreshing = 0;
function refresh() {
  clearTimeout(refreshing);
  refreshing = setTimeout(async () => {
    try { document.getElementById("progress").innerHTML = await ask(`/review/progress?${query}`); } catch { /* the next one will tell */ }
  }, 250);
}

async function judge(verdict, fields = {}, note = "") {
  const one = cards[at];
  if (!one || one.busy) return;
  one.busy = true;
  const before = one.state;
  one.state = verdict;
  undoable.push(one);
  const done = queued(() => send("/review/decide", { key: one.key, verdict, fields, note }));
  if (verdict !== "correct") show(1);
  try {
    const answer = await done;
    one.ids.push(...answer.decision_ids);
    if (verdict === "correct") await show(1);
    say(word("review.saved"));
    refresh();
  } catch (error) {
    one.state = before;
    undoable.splice(undoable.lastIndexOf(one), 1);
    if (verdict === "correct") throw error;
    at = cards.indexOf(one);
    await show();
    say(`${word("review.failed")}: ${error.message}`, true);
  } finally { one.busy = false; }
}

async function undo() {
  const one = undoable.pop();
  if (!one) { say(word("review.no_undo")); return; }
  try {
    await queued(async () => {
      const id = one.ids.pop();
      if (!id) return;
      await send("/review/undo", { decision_ids: [id] });
      one.state = "";
      one.html = (await ask(`/review/card?key=${encodeURIComponent(one.key)}`)).html;
    });
    at = cards.indexOf(one);
    await show();
    say(word("review.undone"));
    refresh();
  } catch (error) { undoable.push(one); say(error.message, true); }
}

const editing = document.getElementById("editing");
const fields = document.getElementById("editing-fields");
const problem = document.getElementById("editing-problem");

async function edit() {
  const one = cards[at];
  if (!one) return;
  document.getElementById("editing-sentence").replaceChildren(...holder.querySelector(".sentence").cloneNode(true).childNodes);
  fields.innerHTML = await ask(`/review/form?key=${encodeURIComponent(one.key)}`);
  document.getElementById("editing-note").value = "";
  problem.hidden = true;
  editing.showModal();
  fields.querySelector("[name]")?.focus();
}

editing.querySelector("form").addEventListener("submit", async (event) => {
  if (event.submitter?.value === "cancel") return;
  event.preventDefault();
  try {
    await judge("correct", editedFields(fields), document.getElementById("editing-note").value);
    editing.close();
    holder.focus();
  } catch (error) { showProblem(problem, fields, error); }
});

async function context() {
  const box = holder.querySelector(".context");
  if (!box) return;
  if (!box.childElementCount) box.innerHTML = await ask(`/review/context?key=${encodeURIComponent(cards[at].key)}`);
  box.hidden = !box.hidden;
  if (!box.hidden) box.scrollIntoView({ block: "nearest" });
}

const current = () => holder.querySelector(".card");
const helping = document.getElementById("helping");
const actions = {
  a: () => judge("accept"),
  r: () => judge(current()?.querySelector(".tag[class*='c-']") ? "reject" : "drop"),
  x: () => judge("drop"),
  e: edit,
  s: () => show(at < cards.length ? 1 : 0),
  j: () => show(at < cards.length ? 1 : 0),
  k: () => show(-1),
  u: undo,
  g: () => { if (current()) location.assign(current().dataset.group); },
  d: () => { if (current()) open(current().dataset.document, "_blank", "noopener"); },
  h: () => { if (current()) open(current().dataset.history, "_blank", "noopener"); },
  c: context,
  "?": () => helping.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]") || event.target.closest("input, select, textarea")) return;
  const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
for (const button of document.querySelectorAll("[data-key]:is(button)")) button.addEventListener("click", () => actions[button.dataset.key]());
document.getElementById("rename").addEventListener("click", rename);

async function rename() {
  document.getElementById("who").textContent = await named(true);
}

document.getElementById("who").textContent = await named();
await show();
refresh();
