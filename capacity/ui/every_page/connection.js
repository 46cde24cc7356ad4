// Tells when the connection to the program is lost and what it has not taken yet, and offers that again.
(() => {
  const page = (window.capacityConnection ??= { watching: false });
  page.words = __WORDS__;
  if (page.watching) return page.show();
  page.watching = true;

  const KEPT = "capacity-not-taken";
  const LOOK_MILLISECONDS = 500;
  const QUIET_MILLISECONDS = 1500;
  const ANSWER_MILLISECONDS = 3000;
  const ASKED_AT_MOST = 3;
  const CONTROLS = "[class*='st-key-setting_'], [class*='st-key-number_']";
  const INPUTS = "input[type='number'], input[type='checkbox'], input[role='combobox'][aria-expanded='false']";
  const CELLS = "[role='gridcell'][aria-readonly='false']";
  const FIXED = "[role='gridcell'][aria-readonly='true']";
  const HEADS = "[role='columnheader']";
  // A program that was started anew, or forgot a visit of long ago, knows no part of a page until it draws it whole.
  const ANEW = ".st-key-__ANEW__ button";
  const FIELDS = "[data-testid='stTextInput'], [data-testid='stTextArea']";
  const DIALOG = "[data-testid='stDialog']";
  const OPENED = "details[open] [data-testid='stExpanderDetails']";
  const DRAWN = "[data-testid='stElementContainer']";
  const FORM = `${DIALOG}, [data-testid='stForm']`;
  let taken = null;
  let running = true;
  let lost = false;
  let away = 0;
  let returned = 0;
  let anew = false;
  let unsure = false;
  let pressed = null;
  let empty = 0;
  let asked = 0;
  let offered = new Map(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));

  const app = () => document.querySelector("[data-testid='stApp']");
  const connected = () => app()?.getAttribute("data-test-connection-state") === "CONNECTED";
  const idle = () => app()?.getAttribute("data-test-script-state") === "notRunning";

  // What a control shows: a slider its value in words, a switch yes or no, a list what was chosen.
  function shownBy(input) {
    if (input.type === "range") return input.getAttribute("aria-valuetext");
    if (input.type === "checkbox") return input.checked ? page.words.yes : page.words.no;
    return input.value;
  }

  // What the cells hold that can be typed in, as far as they are in view. A row is known by what cannot be
  // typed over, so that it stays itself when the table is sorted; without that by its place.
  function cells() {
    const found = new Map();
    document.querySelectorAll("[data-testid='stDataFrame']").forEach((table, number) => {
      const heads = new Map([...table.querySelectorAll(HEADS)].map((head) => [head.ariaColIndex, head.textContent]));
      for (const row of table.querySelectorAll("tbody [role='row']")) {
        const fixed = [...row.querySelectorAll(FIXED)].map((cell) => cell.textContent).filter(Boolean);
        const name = fixed.join(", ") || row.ariaRowIndex;
        for (const cell of row.querySelectorAll(CELLS)) {
          const head = heads.get(cell.ariaColIndex) ?? "";
          found.set(`cell ${number} ${head} ${name}`, { label: `${head} (${name})`, shown: cell.textContent });
        }
      }
    });
    return found;
  }

  // What the controls of settings, the fields of text and the cells hold: by name, as they show it.
  function held() {
    const found = new Map();
    for (const control of document.querySelectorAll(CONTROLS)) {
      const setting = /st-key-(?:setting|number)_(\w+)/.exec(control.className)[1];
      const slider = control.querySelector("input[type='range']");
      const input = slider ?? control.querySelector(INPUTS);
      if (!input || (found.has(setting) && !slider)) continue;
      const shown = shownBy(input);
      found.set(setting, { label: (input.getAttribute("aria-label") ?? setting).replace(/ [≈✎]$/, ""), shown, setting });
    }
    for (const field of document.querySelectorAll(FIELDS)) {
      const input = field.querySelector("input, textarea");
      const label = input?.getAttribute("aria-label") ?? "";
      // A long text is named and stays in its field; only a short one is repeated.
      const form = Boolean(field.closest("[data-testid='stForm']"));
      const dialog = Boolean(field.closest(DIALOG));
      if (input) found.set(`field ${label}`, { label, shown: input.value, long: input.tagName !== "INPUT", form, dialog });
    }
    return new Map([...found, ...cells()]);
  }

  function notTaken() {
    const now = [...held()].filter(([name, edit]) => taken?.has(name) && taken.get(name).shown !== edit.shown);
    return new Map(now);
  }

  // What the program holds after a run. A dialog that is still open has not been taken: what was refused or typed
  // during the run would go with it.
  function takenNow() {
    const before = taken;
    return new Map([...held()].map(([name, edit]) => [name, (edit.dialog && before?.get(name)) || edit]));
  }

  // Controls that were drawn after the run had ended, and rows that came into view since, before they are changed.
  function learn() {
    if (taken && connected()) taken = new Map([...held(), ...taken]);
  }

  function watch() {
    if (!connected() || !navigator.onLine) {
      // A page that is only just connecting is not lost.
      away ||= Date.now();
      if (!navigator.onLine || Date.now() - away > QUIET_MILLISECONDS) lost = true;
      returned = 0;
      keep(notTaken());
      hideTheirs();
      if (lost) page.show();
      return;
    }
    away = 0;
    if (!idle()) {
      running = true;
    } else if (running) {
      // A run has ended: the program holds what the controls show now.
      running = lost = false;
      taken = takenNow();
      for (const [name, edit] of offered) {
        if (!edit.form && taken.get(name)?.shown === edit.shown) offered.delete(name);
      }
      keep(new Map());
    } else if (lost) {
      // Connected again without a run: what was edited meanwhile never arrived.
      returned ||= Date.now();
      if (Date.now() - returned > QUIET_MILLISECONDS) {
        lost = false;
        anew = !offered.size;
        unsure = !anew;
      }
    } else {
      learn();
    }
    if (idle()) settleForms();
    hideTheirs();
    page.show();
    if (pressed && idle() && Date.now() - pressed.at > ANSWER_MILLISECONDS) {
      anew ||= dialogText() === pressed.text;
      if (anew) offered.forEach((edit) => Object.assign(edit, { unknown: true, seen: false, sent: false }));
      unsure = false;
      pressed = null;
    }
    anew ||= staysEmpty();
    if (anew && idle()) {
      anew = false;
      document.querySelector(ANEW)?.click();
    }
  }

  // A part is drawn once it is unfolded. Where it stays empty the program was asked for a place that the page no
  // longer had, as when a plan came at the same moment; the page drawn whole has it. A few times at most.
  function staysEmpty() {
    const found = [...document.querySelectorAll(OPENED)].some((part) => !part.querySelector(DRAWN));
    if (!found) asked = 0;
    // The page drawn whole has no dialog: what is typed there goes first.
    if (!found || !idle() || document.querySelector(DIALOG)) empty = 0;
    else empty ||= Date.now();
    if (!empty || Date.now() - empty < ANSWER_MILLISECONDS || asked === ASKED_AT_MOST) return false;
    asked += 1;
    empty = 0;
    return true;
  }

  const dialogText = () => document.querySelector(DIALOG)?.textContent;

  // A dialog stays open after a loss, with what was typed. When its button does nothing at all the program does
  // not know it: the page is drawn whole then, without it, and the banner goes on telling what was typed.
  function press(event) {
    if (unsure && event.target.closest(`${DIALOG} button`)) {
      pressed = { at: Date.now(), text: dialogText() };
    }
  }

  // A form is sent by a button within it or by Enter; a dialog is also left by its cross or Escape.
  function send(event) {
    const left = event.type === "click" ? event.target.closest("button") : ["Enter", "Escape"].includes(event.key);
    if (!left || !event.target.closest(FORM)) return;
    const now = held();
    for (const [name, edit] of offered) {
      const stands = edit.form && now.get(name)?.shown === edit.shown;
      if (stands && !edit.unknown) edit.seen = edit.sent = true;
    }
  }

  // Words of a form are taken when they stood in their field again, and then were sent or typed over. A field that
  // goes by itself was not sent: the program did not know its dialog, or drew the page anew without it.
  function settleForms() {
    const now = held();
    for (const [name, edit] of offered) {
      if (!edit.form) continue;
      const stands = now.get(name)?.shown === edit.shown;
      if (stands) edit.seen = !edit.unknown;
      else if (edit.seen && (edit.sent || now.has(name))) offered.delete(name);
      else Object.assign(edit, { seen: false, unknown: false });
    }
  }

  // The framework's own notice tells a planner to start its program; the banner says what matters here.
  function hideTheirs() {
    for (const dialog of document.querySelectorAll(DIALOG)) {
      if (dialog.textContent.includes("yourscript.py")) dialog.style.display = "none";
    }
  }

  // Settings are kept over a reload; texts only as long as the page is open.
  function keep(edits) {
    offered = new Map([...offered, ...edits]);
    const settings = [...offered].filter(([, edit]) => edit.setting);
    if (settings.length) sessionStorage.setItem(KEPT, JSON.stringify(settings));
    else sessionStorage.removeItem(KEPT);
  }

  // The Monday of a week such as 2027-W03, as an address holds it; 4 January is always in week 1.
  function monday(year, week) {
    const day = new Date(Date.UTC(year, 0, 4));
    day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7) + 7 * (week - 1));
    return day.toISOString().slice(0, 10);
  }

  // A value as an address holds it, without the words and marks of the language; null for anything else.
  function plain(edit) {
    const known = page.words.values[edit.setting]?.[edit.shown];
    if (known !== undefined) return known;
    const week = edit.setting && /^(\d{4})-W(\d{2})$/.exec(edit.shown);
    if (week) return monday(Number(week[1]), Number(week[2]));
    const text = edit.shown.replace("\u2212", "-").replace(/[\s%]/g, "");
    const dutch = document.documentElement.lang === "nl";
    const digits = dutch ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
    return edit.setting && /^-?\d+(\.\d+)?$/.test(digits) ? digits : null;
  }

  // Opens the address with what was not taken, or without it: both show what the program holds.
  function open(edits) {
    const address = new URL(location.href);
    for (const [setting, edit] of edits) {
      if (plain(edit) !== null) address.searchParams.set(setting, plain(edit));
    }
    sessionStorage.removeItem(KEPT);
    location.assign(address);
  }

  function sentence() {
    const said = [...offered.values()].map((edit) => (edit.long || !edit.shown ? edit.label : `${edit.label}: ${edit.shown}`));
    const list = said.join("; ");
    if (!lost) return page.words.offer.replace("{list}", list);
    return `${page.words.lost} ${said.length ? page.words.waiting.replace("{list}", list) : page.words.nothing}`;
  }

  let shown = "";
  page.show = () => {
    const text = lost || offered.size ? sentence() : "";
    if (text === shown) return;
    shown = text;
    document.getElementById("capacity-connection")?.remove();
    if (!text) return;
    const banner = document.createElement("div");
    banner.id = "capacity-connection";
    banner.setAttribute("role", "alert");
    banner.append(Object.assign(document.createElement("p"), { textContent: text }));
    if (!lost) {
      const possible = [...offered.values()].some((edit) => plain(edit) !== null);
      if (possible) banner.append(button(page.words.again, () => open(offered)));
      banner.append(button(page.words.forget, () => open(new Map())));
    }
    document.body.append(banner);
  };

  function button(label, action) {
    const made = Object.assign(document.createElement("button"), { textContent: label });
    made.addEventListener("click", action);
    return made;
  }

  document.addEventListener("click", press, true);
  document.addEventListener("click", send, true);
  document.addEventListener("keydown", send, true);
  document.addEventListener("focusin", learn, true);
  window.addEventListener("offline", watch);
  window.addEventListener("online", watch);
  new MutationObserver(watch).observe(document.body, {
    subtree: true,
    attributes: true,
    attributeFilter: ["data-test-connection-state", "data-test-script-state"],
  });
  setInterval(watch, LOOK_MILLISECONDS);
  watch();
})();
