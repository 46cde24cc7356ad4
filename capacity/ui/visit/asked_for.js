// Brings whoever signed in to the address they asked for: the provider leads back to the first page.
(() => {
  const KEY = "capacity-asked-for";
  if (!__SIGNED_IN__) return sessionStorage.setItem(KEY, location.href);
  const asked = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const landed = new URL(performance.getEntriesByType("navigation")[0].name);
  const first = !landed.search && landed.pathname.endsWith("/");
  const here = asked && new URL(asked).origin === landed.origin;
  if (first && here && asked !== landed.href) location.replace(asked);
})();
