// Judge findings: with the buttons of each, or by keyboard on the one that has the focus.
import { named, say, send } from "./app.js";

const list = document.getElementById("findings");
const all = [...list.querySelectorAll("[data-finding]")];
const next = document.getElementById("next");
const open = !["done", "all"].includes(new URLSearchParams(location.search).get("state"));

async function decide(card, button) {
  const { verdict, word } = button.dataset;
  const note = card.querySelector("[data-note]");
  try {
    await named();
    const done = await send("/review/findings/decide", { finding_id: card.dataset.finding, verdict, note: note.value.trim() });
    const decided = verdict !== "open";
    card.classList.toggle("decided", decided);
    card.querySelector(".judged").hidden = !decided;
    card.querySelector(".judging").hidden = decided;
    card.querySelector("[data-verdict-said]").textContent = decided ? word : "";
    card.querySelector("[data-who-said]").textContent = decided ? [done.reviewer, note.value.trim()].filter(Boolean).join(" · ") : "";
    say(decided ? `${list.dataset.done}: ${word}` : list.dataset.reopened);
    if (next && open) shift(decided ? -1 : 1);
    const after = all.slice(all.indexOf(card) + 1).find((one) => !one.classList.contains("decided"));
    (decided && after ? after : card).focus();
  } catch (error) { say(error.message, true); }
}

// The list of open findings grows shorter: the next page begins so much earlier.
function shift(by) {
  const address = new URL(next.href);
  next.dataset.offset = Number(next.dataset.offset) + by;
  address.searchParams.set("offset", next.dataset.offset);
  next.href = address;
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-verdict]");
  if (button) decide(button.closest("[data-finding]"), button);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const card = document.activeElement.closest("[data-finding]");
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") card?.focus();
    return;
  }
  const at = all.indexOf(card);
  if (event.key === "j" || event.key === "k") {
    const to = all[at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)];
    if (to) { to.focus(); to.scrollIntoView({ block: "nearest" }); event.preventDefault(); }
    return;
  }
  if (!card) return;
  const judging = !card.querySelector(".judging").hidden;
  if (event.key === "n" && judging) { card.querySelector("[data-note]").focus(); event.preventDefault(); }
  else if (event.key === "u" && !judging) decide(card, card.querySelector("[data-verdict=open]"));
  else if (judging && "123".includes(event.key)) decide(card, card.querySelectorAll(".judging [data-verdict]")[Number(event.key) - 1]);
});
