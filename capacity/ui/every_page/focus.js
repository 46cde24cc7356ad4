// Gives the keyboard back to the menu of the scenario when a dialog that was opened from it is closed.
(() => {
  if (window.capacityFocus) return;
  window.capacityFocus = true;

  const DIALOG = "[data-testid='stDialog']";
  const IN_MENU = "[data-testid='stPopoverBody'] [class*='_scenario'] button";
  const MENU = ".st-key-scenario_bar [class*='st-key-scenario_menu_'] button";
  const PAUSE_MILLISECONDS = 100;
  const TRIED_AT_MOST = 20;
  let fromMenu = false;
  let open = false;

  function press(event) {
    if (!event.target.closest(DIALOG)) fromMenu = Boolean(event.target.closest(IN_MENU));
  }

  // The page may still be drawing: where the keyboard is nowhere it comes back, elsewhere it stays.
  function giveBack(tried) {
    const nowhere = document.activeElement === document.body;
    if (nowhere && !document.querySelector(DIALOG)) document.querySelector(MENU)?.focus();
    if (tried < TRIED_AT_MOST) setTimeout(giveBack, PAUSE_MILLISECONDS, tried + 1);
  }

  new MutationObserver(() => {
    const there = Boolean(document.querySelector(DIALOG));
    if (open && !there && fromMenu) {
      fromMenu = false;
      giveBack(0);
    }
    open = there;
  }).observe(document.body, { subtree: true, childList: true });
  document.addEventListener("click", press, true);
})();
