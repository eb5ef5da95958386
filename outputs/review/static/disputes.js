// Settle a disagreement: one reviewer's word is recorded as the one that counts.
import { named, say, send } from "./app.js";

for (const button of document.querySelectorAll("[data-settle]")) {
  button.addEventListener("click", async () => {
    await named();
    try {
      await send("/review/decide", { key: button.dataset.settle, verdict: button.dataset.verdict, fields: JSON.parse(button.dataset.fields), adjudicates: true });
      location.reload();
    } catch (error) { say(error.message, true); }
  });
}
