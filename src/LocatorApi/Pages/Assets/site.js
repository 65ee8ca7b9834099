// Makes the pages smoother, not possible: without it every form is posted and every link followed. Nothing of a search is written
// anywhere: what was found lives in this page's memory and goes with it. An entry of the history holds a number, nothing else.

const main = () => document.getElementById("content");
const words = () => document.body.dataset;
const say = (text) => { document.getElementById("said").textContent = text; };

// ---- pages in place ------------------------------------------------------------------------------------------------------------

const views = new Map();
let here = 0;
let newest = 0;
let asking = null;

history.scrollRestoration = "manual";
history.replaceState({ view: here }, "");

/** Keeps what is shown, so that Back finds it as it was: list, ticks, open parts, focus. */
function keep() {
  views.set(here, {
    body: [...document.body.childNodes], data: { ...document.body.dataset }, language: document.documentElement.lang, title: document.title,
    scroll: scrollY, focus: document.activeElement,
  });
}

function restore(view) {
  document.documentElement.lang = view.language;
  document.title = view.title;
  Object.assign(document.body.dataset, view.data);
  document.body.replaceChildren(...view.body);
  scrollTo({ top: view.scroll, behavior: "instant" });
  view.focus?.focus?.({ preventScroll: true });
  say("");
  ready();
}

/** Shows a page that was fetched. Only the content changes where the language is the same, so that nothing around it jumps. */
function show(page) {
  const body = document.adoptNode(page.body);
  document.title = page.title;
  if (page.documentElement.lang === document.documentElement.lang) {
    main().replaceWith(body.querySelector("#content"));
  } else {
    document.documentElement.lang = page.documentElement.lang;
    Object.assign(document.body.dataset, body.dataset);
    document.body.replaceChildren(...body.childNodes);
  }
  const nav = body.querySelector("header nav");
  if (nav) document.querySelector("header nav").replaceWith(nav);
  ready();
}

/**
 * Fetches a page and shows it in place.
 * @param {string} address its address
 * @param {{fields?: URLSearchParams, replace?: boolean, quiet?: boolean}} how fields are posted; replace keeps the entry of the
 *   history; quiet leaves focus and scroll where they are
 */
async function go(address, { fields, replace = false, quiet = false } = {}) {
  asking?.abort();
  // What is asked for now is newer than a filter that is about to be counted.
  clearTimeout(settling);
  const request = asking = new AbortController();
  const { hash } = new URL(address, location.href);
  const slow = setTimeout(() => say(words().loading), 300);
  main().setAttribute("aria-busy", "true");
  main().classList.add("busy");
  try {
    const answer = await fetch(address, { method: fields ? "POST" : "GET", body: fields, headers: { accept: "text/html" }, signal: request.signal, cache: "no-store" });
    if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new TypeError("not a page");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    clearTimeout(slow);
    say("");
    if (replace) {
      history.replaceState({ view: here }, "", new URL(answer.url).pathname + new URL(answer.url).search);
    } else {
      main().classList.remove("busy");
      main().removeAttribute("aria-busy");
      keep();
      here = ++newest;
      history.pushState({ view: here }, "", new URL(answer.url).pathname + new URL(answer.url).search + hash);
      document.body.replaceChildren(...[...document.body.childNodes].map((node) => node.cloneNode(true)));
    }
    const open = new Set([...document.querySelectorAll("details[open][id]")].map((details) => details.id));
    const focused = document.activeElement;
    show(page);
    if (quiet) {
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      const same = focused?.id ? document.getElementById(focused.id) : null;
      same?.focus({ preventScroll: true });
      say(document.getElementById("summary")?.textContent ?? "");
    } else {
      scrollTo({ top: 0, behavior: "instant" });
      const target = (hash && document.getElementById(hash.slice(1))) || document.querySelector("#errors, #summary") || main().querySelector("h1") || main();
      target.setAttribute("tabindex", "-1");
      target.focus();
      if (hash) target.scrollIntoView();
    }
    return true;
  } catch (error) {
    if (error.name !== "AbortError") say(words().failed);
    return false;
  } finally {
    clearTimeout(slow);
    if (asking === request) asking = null;
    main().removeAttribute("aria-busy");
    main().classList.remove("busy");
  }
}

addEventListener("popstate", (event) => {
  // A jump within the page that is shown.
  if (!event.state || event.state.view === here) return;
  const view = views.get(event.state.view);
  if (!view) {
    // An entry from before a reload.
    location.reload();
    return;
  }
  asking?.abort();
  keep();
  here = event.state.view;
  restore(view);
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || event.target.method !== "post" || button?.hasAttribute("data-plain")) return;
  event.preventDefault();
  closeSuggestions();
  const fields = new URLSearchParams(new FormData(event.target, button));
  if (button?.hasAttribute("data-drop")) picked.delete(button.value);
  for (const id of picked.keys()) if (!fields.getAll("pick").includes(id)) fields.append("pick", id);
  const address = button?.hasAttribute("formaction") ? button.formAction : event.target.action;
  const replace = new URL(address).pathname === location.pathname && !fields.has("cursor");
  go(address, { fields, replace });
});

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const back = event.target.closest("[data-back]");
  if (back && views.has(here - 1)) {
    event.preventDefault();
    history.back();
    return;
  }
  const link = event.target.closest("a[href]");
  if (!link || link.target || link.hasAttribute("download") || link.hasAttribute("data-plain") || link.origin !== location.origin) return;
  if (link.hash && link.pathname === location.pathname) return;
  if (/^\/(swagger|docs|openapi|v1|assets)\b|\.csv$/.test(link.pathname)) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("open-facility", (event) => {
  const form = document.getElementById("again");
  go(`${prefix()}/facilities/${event.detail.id}`, { fields: form ? new URLSearchParams(new FormData(form)) : undefined });
});

const prefix = () => /^\/(en|es)(?=\/|$)/.exec(location.pathname)?.[0] ?? "";

// ---- filters ---------------------------------------------------------------------------------------------------------------------

let settling;

// What each choice would give is counted anew at once; the list behind changes with it.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("#results form#search");
  if (!form || event.target.id === "where" || event.target.id === "q") return;
  clearTimeout(settling);
  settling = setTimeout(() => go(form.action, { fields: new URLSearchParams(new FormData(form)), replace: true, quiet: true }), 400);
});

// ---- shortlist: ticks outlive the page of the list that they were made on ------------------------------------------------------

const picked = new Map();

document.addEventListener("change", (event) => {
  if (event.target.name !== "pick") return;
  if (event.target.checked) picked.set(event.target.value, true); else picked.delete(event.target.value);
  for (const box of document.querySelectorAll(`input[name=pick][value="${CSS.escape(event.target.value)}"]`)) box.checked = event.target.checked;
  countPicked();
});

function countPicked() {
  for (const button of document.querySelectorAll("[data-compare]")) {
    button.hidden = false;
    button.querySelector(".count").textContent = picked.size ? ` (${picked.size})` : "";
  }
}

// ---- near me ---------------------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  if (event.target.id !== "near") return;
  const form = event.target.form ?? document.getElementById("search");
  const line = document.getElementById("near-said");
  line.textContent = form.dataset.locating;
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    line.textContent = "";
    form.querySelectorAll("[name=lat], [name=lon], [name=state]").forEach((field) => field.remove());
    form.elements.where.value = "";
    for (const [name, value] of [["lat", coords.latitude], ["lon", coords.longitude]]) {
      // Two decimals are about half a mile: near enough to search, too far to find a door.
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: value.toFixed(2) }));
    }
    form.requestSubmit();
  }, () => { line.textContent = form.dataset.noLocation; }, { maximumAge: 600000, timeout: 15000 });
});

// ---- what somebody who types may mean (ARIA 1.2, combobox with a list) -----------------------------------------------------------

let typing;
let suggesting = null;
let options = [];

document.addEventListener("input", (event) => {
  if (event.target.id !== "where") return;
  clearTimeout(typing);
  const q = event.target.value.trim();
  if (q.length < 2) { closeSuggestions(); return; }
  typing = setTimeout(() => suggest(event.target, q), 200);
});

async function suggest(input, q) {
  suggesting?.abort();
  const request = suggesting = new AbortController();
  try {
    const answer = await fetch("/v1/places", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ q, limit: 8 }), signal: request.signal, cache: "no-store",
    });
    if (!answer.ok || document.activeElement !== input) return;
    options = (await answer.json()).suggestions.filter((suggestion) => suggestion.kind !== "filter");
    // Who has typed all of it needs the button below, which the list would cover.
    if (options.length === 1 && options[0].text.toLowerCase() === q.toLowerCase()) options = [];
    openSuggestions(input);
  } catch {
    // Typing on is possible without.
  }
}

function openSuggestions(input) {
  closeSuggestions(true);
  if (!options.length) return;
  const list = Object.assign(document.createElement("ul"), { className: "suggestions", id: "suggestions" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.form.dataset.suggest);
  options.forEach((option, index) => {
    const item = Object.assign(document.createElement("li"), { id: `suggestion-${index}`, textContent: option.text });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    if (option.detail) item.append(" ", Object.assign(document.createElement("small"), { textContent: option.detail }));
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(input, option); });
    list.append(item);
  });
  input.after(list);
  input.setAttribute("aria-expanded", "true");
}

function closeSuggestions(keepOptions = false) {
  clearTimeout(typing);
  if (!keepOptions) suggesting?.abort();
  document.getElementById("suggestions")?.remove();
  const input = document.getElementById("where");
  input?.setAttribute("aria-expanded", "false");
  input?.removeAttribute("aria-activedescendant");
}

function choose(input, option) {
  closeSuggestions();
  if (option.facilityId) {
    document.dispatchEvent(new CustomEvent("open-facility", { detail: { id: option.facilityId } }));
  } else {
    input.value = option.text;
  }
}

document.addEventListener("keydown", (event) => {
  const list = document.getElementById("suggestions");
  if (event.target.id !== "where" || !list) return;
  const items = [...list.children];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const move = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1 }[event.key];
  if (move !== undefined) {
    event.preventDefault();
    items[at]?.setAttribute("aria-selected", "false");
    const next = items[(move + items.length) % items.length];
    next.setAttribute("aria-selected", "true");
    event.target.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    choose(event.target, options[at]);
  } else if (event.key === "Escape" || event.key === "Tab") {
    closeSuggestions();
  }
});

document.addEventListener("focusout", (event) => { if (event.target.id === "where") closeSuggestions(); });

// ---- leaving at once -------------------------------------------------------------------------------------------------------------

let shifts = 0;
let forgetting;
let left = false;

function leave(address) {
  left = true;
  clearTimeout(forgetting);
  // What was here is gone before the other page arrives, however slow it is.
  views.clear();
  const over = Object.assign(document.createElement("p"), { className: "over", textContent: words().exitActive });
  over.setAttribute("role", "alert");
  document.body.replaceChildren(over);
  document.title = words().exitActive;
  location.replace(address);
}

document.addEventListener("click", (event) => {
  const exit = event.target.closest("[data-exit]");
  if (!exit || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  leave(exit.href);
}, { capture: true });

document.addEventListener("keydown", (event) => {
  if (left) return;
  if (event.key !== "Shift") { shifts = 0; return; }
  if (event.repeat) return;
  shifts += 1;
  clearTimeout(forgetting);
  forgetting = setTimeout(() => { shifts = 0; say(""); }, 5000);
  if (shifts >= 3) leave(document.getElementById("exit").href);
  else if (shifts > 1) say(words().exitCount.replace("{0}", shifts));
});

// ---- print, copy -----------------------------------------------------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) print();
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const source = document.querySelector(copy.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      say(copy.dataset.copied);
    } catch {
      source.select?.();
    }
  }
});

// ---- map: nothing of it is fetched before somebody wants it ------------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  const button = event.target.closest("#show-map");
  if (!button) return;
  try {
    const { toggle } = await import(document.getElementById("map").dataset.mapScript);
    await toggle(button, new FormData(document.getElementById("again")));
  } catch {
    say(words().failed);
  }
});

// ---- every page, when it is shown --------------------------------------------------------------------------------------------------

function ready() {
  const input = document.getElementById("where");
  if (input) {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", "suggestions");
    input.setAttribute("aria-expanded", "false");
    input.parentElement.classList.add("typing");
  }
  const near = document.getElementById("near");
  if (near) near.hidden = !(navigator.geolocation && isSecureContext);
  for (const element of document.querySelectorAll("[data-script], #show-map")) element.hidden = false;
  for (const box of document.querySelectorAll("input[name=pick]")) {
    if (box.checked) picked.set(box.value, true);
    box.checked = picked.has(box.value);
  }
  countPicked();
}

ready();
