// How far the reader is on golden paths, beside the links that lead to them.
"use strict";
{
  const { store } = window.roadbook;
  const links = document.querySelectorAll("a[data-steps]");
  const { pathDone = "{done} of {all} done", pathFinished = "Done" } = document.body.dataset;

  const show = () => {
    const ticked = new Set(Object.values(store.read("done")).flat());
    for (const link of links) {
      const steps = link.dataset.steps.split(" ");
      const done = steps.filter((step) => ticked.has(step)).length;
      const words = done === steps.length ? pathFinished : pathDone.replace("{done}", done).replace("{all}", steps.length);
      link.classList.toggle("begun", done > 0);
      link.classList.toggle("finished", done === steps.length);
      if (link instanceof SVGElement) link.setAttribute("aria-description", done ? words : "");
      else mark(link, done ? words : "");
    }
  };

  const mark = (link, words) => {
    let badge = link.nextElementSibling?.matches(".path-done") ? link.nextElementSibling : null;
    if (!words) return badge?.remove();
    if (!badge) {
      badge = document.createElement("span");
      badge.className = "path-done";
      link.after(badge);
    }
    badge.textContent = words;
  };

  show();
  store.follow("done", show);
}
