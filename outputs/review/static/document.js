// The text of a document: the fields of a mark on pointing, focus or click; missed facts out of a selection.
import { ask, editedFields, named, say, send, showProblem } from "./app.js";

const root = document.getElementById("document");
const text = document.getElementById("text");
const panel = document.getElementById("fields");
const links = document.getElementById("fact-links");
const facts = ask(`/document/${encodeURIComponent(root.dataset.id)}/facts.json?revision=${root.dataset.revision}`);
let chosen = null;

async function show(mark, keep) {
  const known = (await facts)[mark.dataset.fact];
  if (!known || (chosen && !keep)) return;
  const heading = document.createElement("h2");
  heading.textContent = mark.textContent;
  heading.lang = "zh-CN";
  const list = document.createElement("dl");
  for (const [label, value] of known.fields) {
    list.append(Object.assign(document.createElement("dt"), { textContent: label }), Object.assign(document.createElement("dd"), { textContent: value }));
  }
  const more = links.content.cloneNode(true);
  more.querySelector("[data-history]").href = `/fact/${encodeURIComponent(root.dataset.id)}/${encodeURIComponent(mark.dataset.fact)}`;
  const clip = document.createElement("div");
  panel.replaceChildren(heading, clip, list, more, links);
  if (root.dataset.paged && known.page) clip.innerHTML = await ask(`/document/${encodeURIComponent(root.dataset.id)}/clip?fact=${encodeURIComponent(mark.dataset.fact)}`);
}

function choose(mark) {
  chosen?.classList.remove("chosen");
  chosen = mark;
  mark?.classList.add("chosen");
  if (mark) show(mark, true);
}

const markOf = (event) => event.target.closest?.("mark[data-fact]");
text.addEventListener("pointerover", (event) => { const mark = markOf(event); if (mark) show(mark, false); });
text.addEventListener("focusin", (event) => { const mark = markOf(event); if (mark) choose(mark); });
text.addEventListener("click", (event) => { const mark = markOf(event); choose(mark ?? null); });

function arrived() {
  const mark = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (mark?.dataset?.fact) { mark.focus({ preventScroll: true }); mark.scrollIntoView({ block: "center" }); choose(mark); }
}
addEventListener("hashchange", arrived);
arrived();

document.getElementById("rejected")?.addEventListener("change", (event) => text.classList.toggle("show-rejected", event.target.checked));

// Offsets are code points from the beginning of the text; the line or cell knows where it begins.
function selected() {
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  if (!range || range.collapsed) return null;
  const element = (node) => (node.nodeType === 1 ? node : node.parentElement);
  const block = element(range.startContainer)?.closest("[data-start]");
  if (!block || !text.contains(block)) return null;
  const inside = document.createRange();
  inside.selectNodeContents(block);
  const before = inside.cloneRange();
  before.setEnd(range.startContainer, range.startOffset);
  const within = range.cloneRange();
  if (element(range.endContainer)?.closest("[data-start]") !== block) within.setEnd(inside.endContainer, inside.endOffset);
  const words = within.toString();
  const trimmed = words.trim();
  const start = Number(block.dataset.start) + [...before.toString()].length + [...words.slice(0, words.indexOf(trimmed))].length;
  return trimmed ? { start, end: start + [...trimmed].length, words: trimmed } : null;
}

const dialog = document.getElementById("adding");
const kind = document.getElementById("adding-kind");
const fields = document.getElementById("adding-fields");
const problem = document.getElementById("adding-problem");
let place = null;

// The form as the words by themselves read; another kind keeps what it shares with it.
async function loadForm(chosen = "") {
  const query = new URLSearchParams({ document: root.dataset.id, start: place.start, end: place.end });
  if (chosen) query.set("kind", chosen);
  const draft = await ask(`/review/draft?${query}`);
  kind.value = draft.kind;
  fields.innerHTML = draft.html;
}

async function add() {
  place = selected();
  if (!place) { say(document.documentElement.lang === "en" ? "Select words in the text first." : "请先在正文中选中文字。", true); return; }
  await named();
  document.getElementById("selected").textContent = place.words;
  problem.hidden = true;
  await loadForm();
  dialog.showModal();
  kind.focus();
}

kind.addEventListener("change", () => loadForm(kind.value));
document.getElementById("add")?.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the selection
document.getElementById("add")?.addEventListener("click", add);
dialog.querySelector("form").addEventListener("submit", async (event) => {
  if (event.submitter?.value === "cancel") return;
  event.preventDefault();
  try {
    const { start, end } = place;
    const done = await send("/review/add", { document_id: root.dataset.id, start, end, kind: kind.value, fields: editedFields(fields) });
    dialog.close();
    location.hash = done.fact_id ? `f-${done.fact_id}` : "";
    location.reload();
  } catch (error) { showProblem(problem, fields, error); }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey || dialog.open || event.target.closest("input, select")) return;
  if (root.dataset.current) { event.preventDefault(); add(); }
});
