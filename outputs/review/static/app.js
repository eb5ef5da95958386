// What every page needs: the theme, completion of names, requests that say whose session they are of.

const csrf = document.querySelector('meta[name="csrf"]').content;

export async function ask(path) {
  const answer = await fetch(path, { headers: { accept: "application/json" } });
  if (!answer.ok) {
    const error = await problem(answer);
    if (!error.waiting) throw error;
    say(error.message); // it is being prepared
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return ask(path);
  }
  return answer.headers.get("content-type").startsWith("application/json") ? answer.json() : answer.text();
}

export async function send(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": csrf },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw await problem(answer);
  return answer.json();
}

async function problem(answer) {
  const text = await answer.text();
  let said = { problem: text.trim() || answer.statusText };
  try { said = JSON.parse(text); } catch { /* plain words */ }
  const error = new Error(said.problem);
  error.field = said.field;
  error.status = answer.status;
  error.waiting = said.waiting === true;
  return error;
}

let hiding = 0;
export function say(words, bad = false) {
  const place = document.getElementById("said");
  place.textContent = words;
  place.classList.toggle("bad", bad);
  place.classList.add("on");
  clearTimeout(hiding);
  hiding = setTimeout(() => place.classList.remove("on"), bad ? 6000 : 1600);
}

export function word(key) {
  return document.getElementById("words")?.getAttribute(`data-${key.replace(/[._]/g, "-")}`) ?? key;
}

// The reviewer's name is asked once and kept in a cookie by the server.
export function named(again = false) {
  const dialog = document.getElementById("naming");
  if (dialog.dataset.known && !again) return Promise.resolve(dialog.dataset.known);
  return new Promise((resolve) => {
    const input = dialog.querySelector("#naming-name");
    const kept = async (event) => {
      event.preventDefault();
      try {
        const { name } = await send("/review/reviewer", { name: input.value });
        dialog.dataset.known = name;
        dialog.close();
        resolve(name);
      } catch (error) { say(error.message, true); }
    };
    dialog.querySelector("form").onsubmit = kept;
    dialog.showModal();
    input.focus();
    dialog.onclose = () => { if (dialog.dataset.known) resolve(dialog.dataset.known); };
  });
}

export function editedFields(box) {
  const fields = {};
  for (const one of box.querySelectorAll("[name]")) {
    one.removeAttribute("aria-invalid");
    if (one.value.trim() !== one.dataset.was) fields[one.name] = one.value.trim();
  }
  return fields;
}

export function showProblem(place, box, error) {
  place.textContent = error.message;
  place.hidden = false;
  const wrong = error.field && box.querySelector(`[name="${CSS.escape(error.field)}"]`);
  if (wrong) {
    wrong.setAttribute("aria-invalid", "true");
    wrong.setAttribute("aria-describedby", place.id);
    wrong.focus();
  }
}

let lists = 0;
let waiting = 0;
document.addEventListener("input", (event) => {
  const input = event.target;
  const what = input.dataset?.complete;
  if (!what) return;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    if (!input.list) {
      const list = document.createElement("datalist");
      list.id = `list-${++lists}`;
      input.after(list);
      input.setAttribute("list", list.id);
    }
    const names = await ask(`/complete?${new URLSearchParams({ what, q: input.value })}`);
    input.list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  }, 120);
});

const theme = document.getElementById("theme");
theme.hidden = false;
theme.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
});
