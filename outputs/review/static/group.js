// A group: every member is shown before the buttons work, what would be recorded before it is.
import { ask, named, say, send, word } from "./app.js";

const root = document.getElementById("group");
const list = document.getElementById("members");
const load = document.getElementById("load");
const undo = document.getElementById("undo");
const preview = document.getElementById("preview");
const { by, key, words } = root.dataset;
const total = Number(root.dataset.total);
const keys = [];
let judged = [];

const seen = new IntersectionObserver((entries) => {
  for (const one of entries) if (one.isIntersecting) { one.target.dataset.seen = "yes"; seen.unobserve(one.target); }
  count();
}, { threshold: 0.2 });

function count() {
  const number = list.querySelectorAll("[data-seen]").length;
  document.getElementById("seen").textContent = number;
  const all = keys.length >= total && number >= keys.length && total > 0 && total <= Number(root.dataset.largest);
  for (const button of root.querySelectorAll("[data-verdict]")) button.disabled = !all || judged.length > 0;
}

async function more() {
  const found = await ask(`/review/group/members?${new URLSearchParams({ by, key, words, offset: keys.length })}`);
  for (const one of found.cards) {
    const item = document.createElement("li");
    item.innerHTML = one.html;
    list.append(item);
    keys.push(one.key);
    seen.observe(item);
  }
  load.hidden = keys.length >= total || found.cards.length === 0;
  count();
}

async function judge(verdict) {
  await named();
  const body = { by, key, words, keys, verdict };
  try {
    const { html, allowed } = await send("/review/group/preview", body);
    document.getElementById("preview-body").innerHTML = html;
    document.getElementById("confirm").disabled = !allowed;
    preview.showModal();
    preview.onclose = async () => {
      if (preview.returnValue !== "yes") return;
      preview.returnValue = "";
      try {
        judged = (await send("/review/group/judge", body)).decision_ids;
        undo.hidden = false;
        undo.focus();
        count();
        say(word("group.done"));
      } catch (error) { say(error.message, true); }
    };
  } catch (error) { say(error.message, true); }
}

for (const button of root.querySelectorAll("[data-verdict]")) button.addEventListener("click", () => judge(button.dataset.verdict));
load.addEventListener("click", more);
undo.addEventListener("click", async () => {
  try {
    await send("/review/undo", { decision_ids: judged });
    judged = [];
    undo.hidden = true;
    count();
    say(word("review.undone"));
  } catch (error) { say(error.message, true); }
});
await more();
