// Says in the language of the page what the framework says by itself, which it does in English only.
(() => {
  const page = (window.capacityFramework ??= { watching: false, kept: new WeakMap() });
  const given = __WORDS__;
  page.words = given.words.map(([theirs, ours]) => [pattern(theirs), ours]);
  page.failed = given.failed;
  if (page.watching) return page.say();
  page.watching = true;

  const OF_FILES = "[data-testid='stFileUploaderDropzone']";
  const NOT_MADE = "[data-testid='stDownloadButtonError']";
  const CAUSE = ".st-key-file_cause";
  const NOT_READ = "[data-testid='stFileChip'] [role='alert']";
  const TEXTS = [
    OF_FILES,
    NOT_MADE,
    "[data-testid='stTooltipContent']",
    "[data-testid='InputInstructions']",
    "[data-testid='stDataFrameColumnMenu']",
    "[data-testid='stDataFrameColumnVisibilityMenu']",
    "[data-testid='stSkipToContent']",
    "[role='listbox'][data-empty='true']",
  ].join(", ");
  const NAMED = "button[aria-label], nav[aria-label], section[aria-label], input[type='file'][aria-label]";
  const NAMELESS = "Help";
  const NOT_WORDS = "[data-testid='stIconMaterial'], [data-testid='stFileChipName']";

  // A sentence of theirs as a pattern: what stands in braces may be anything.
  function pattern(theirs) {
    const parts = theirs.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join("(.+?)")}$`, "s");
  }

  // What is said for a text of theirs; the text itself where none is known.
  function said(theirs, whole) {
    for (const [known, ours] of page.words) {
      const found = known.exec(theirs.trim());
      if (!found || (whole && found.length > 1)) continue;
      return found.slice(1).reduce((text, part) => text.replace(/\{\w+\}/, () => part), ours);
    }
    return theirs;
  }

  // The same of a text on the page: beside what people wrote only whole sentences count, and a fault that is
  // not known is a fault all the same.
  function saidOf(text, theirs, part) {
    const shown = said(theirs, !part.matches(OF_FILES));
    if (shown !== theirs) return shown;
    if (text.parentElement.closest(NOT_MADE)) return `${page.failed.made} ${cause()}`.trim();
    return text.parentElement.closest(NOT_READ) ? page.failed.read : theirs;
  }

  // The name of a control; the mark of an explanation that says not of what is named after the text beside it.
  function nameOf(part, theirs) {
    const beside = theirs === NAMELESS && part.closest("[data-testid='stMarkdown']")?.innerText.trim();
    return said(beside ? `Help for ${beside}` : theirs, false);
  }

  // Why a file could not be made, from the part that the program fills; nothing while it is not there.
  function cause() {
    return document.querySelector(`${CAUSE} [data-testid='stAlert'] p`)?.textContent ?? "";
  }

  // A failure that is seen for the first time: the program is asked why.
  function askWhy(part) {
    part.setAttribute("role", "alert");
    if (part.dataset.asked) return;
    part.dataset.asked = "yes";
    document.querySelector(`${CAUSE} button`)?.click();
  }

  // Writes what is said for a text; what stood there first is kept, for the page may change its language.
  function put(holder, text, saying, write) {
    const kept = page.kept.get(holder);
    const theirs = kept?.shown === text ? kept.theirs : text;
    const shown = saying(theirs);
    page.kept.set(holder, { theirs, shown });
    if (shown !== text) write(shown);
  }

  page.say = () => {
    for (const part of document.querySelectorAll(TEXTS)) {
      const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode;
        if (!text.nodeValue || text.parentElement.closest(NOT_WORDS)) continue;
        put(text, text.nodeValue, (theirs) => saidOf(text, theirs, part), (shown) => { text.nodeValue = shown; });
      }
    }
    for (const part of document.querySelectorAll(NAMED)) {
      put(part, part.ariaLabel, (theirs) => nameOf(part, theirs), (shown) => { part.ariaLabel = shown; });
    }
    document.querySelectorAll(NOT_MADE).forEach(askWhy);
  };

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      page.say();
    });
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  page.say();
})();
