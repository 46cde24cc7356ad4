// Keeps what somebody types in a note until it is saved, so that a reload does not lose it.
(() => {
  const page = (window.capacityDrafts ??= { watching: false });
  if (page.watching) return page.show();
  page.watching = true;

  const KEPT = "capacity-draft ";
  const FIELDS = "[class*='_text_'][class*='st-key-note_'] textarea";
  const load = String(performance.timeOrigin);
  const filled = new WeakSet();

  // Which note it is: its form, and what it is about by the part of the address that names a saved scenario.
  function place(field) {
    const name = /st-key-(note_\w+?)_text_(\d+)/.exec(field.closest("[class*='st-key-note_']").className);
    const about = new URLSearchParams(location.search).get("scenario") ?? "";
    return { key: `${KEPT}${name[1]} ${about}`, turn: name[2] };
  }

  const kept = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");

  function type(field, text) {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // After a reload the draft comes back; once a note was saved its field is a new one and the draft goes.
  page.show = () => {
    for (const field of document.querySelectorAll(FIELDS)) {
      if (filled.has(field)) continue;
      filled.add(field);
      const { key, turn } = place(field);
      const draft = kept(key);
      if (!draft) continue;
      if (draft.load === load && draft.turn !== turn) sessionStorage.removeItem(key);
      else if (!field.value) type(field, draft.text);
    }
  };

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !field.matches(FIELDS)) return;
    const { key, turn } = place(field);
    if (field.value) sessionStorage.setItem(key, JSON.stringify({ text: field.value, turn, load }));
    else sessionStorage.removeItem(key);
  });

  new MutationObserver(page.show).observe(document.body, { childList: true, subtree: true });
  page.show();
})();
