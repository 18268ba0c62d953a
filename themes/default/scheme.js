// Runs before the first paint, so that a chosen colour scheme never flashes the other one.
try {
  const scheme = localStorage.getItem("roadbook-scheme");
  if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
} catch {
  // Storage is blocked: the page follows the system.
}
