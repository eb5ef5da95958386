// Merge two names, or take a merge back; the page then shows the log with it.
import { named, say, send, showProblem } from "./app.js";

const root = document.getElementById("names");
const form = document.getElementById("merging");

async function decide(verdict, given) {
  await named();
  await send("/review/names/decide", { of: root.dataset.of, verdict, ...given });
  location.reload();
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = document.getElementById("merging-problem");
  problem.hidden = true;
  for (const one of form.querySelectorAll("[name]")) one.removeAttribute("aria-invalid");
  try {
    await decide("merge", Object.fromEntries(new FormData(form)));
  } catch (error) { showProblem(problem, form, error); }
});

root.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-split]");
  if (!button) return;
  try { await decide("split", { name: button.dataset.split }); } catch (error) { say(error.message, true); }
});
