// Everything here adds to a page that reads whole without it.

const root = document.documentElement;

// The colour scheme: as the system, light, dark, and round again.
const schemes = ["auto", "light", "dark"];
const button = document.querySelector("button.scheme");
if (button) {
  const show = () => {
    const words = button.dataset[root.dataset.scheme ?? "auto"];
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  button.addEventListener("click", () => {
    const next = schemes[(schemes.indexOf(root.dataset.scheme ?? "auto") + 1) % schemes.length];
    if (next === "auto") delete root.dataset.scheme;
    else root.dataset.scheme = next;
    try {
      localStorage.setItem("roadbook-scheme", next);
    } catch {
      // Storage is blocked: the choice holds for this page.
    }
    show();
  });
  show();
  button.hidden = false;
}

// The sections that do not fit: the page's own is brought into sight, and a button turns to the others.
const strip = document.querySelector(".sections ul");
const more = document.querySelector("button.more-sections");
if (strip && more) {
  const furthest = () => strip.scrollWidth - strip.clientWidth;
  const isAtEnd = () => Math.abs(strip.scrollLeft) > furthest() - 4;
  const turn = () => more.classList.toggle("at-end", isAtEnd());
  const fit = () => {
    // Measured without the button, which takes room itself.
    more.hidden = true;
    more.hidden = furthest() < 4;
    turn();
  };
  more.addEventListener("click", () => {
    const sign = getComputedStyle(strip).direction === "rtl" ? -1 : 1;
    const left = isAtEnd() ? 0 : strip.scrollLeft + sign * strip.clientWidth * 0.75;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    strip.scrollTo({ left, behavior: calm ? "instant" : "smooth" });
  });
  strip.addEventListener("scroll", turn, { passive: true });
  new ResizeObserver(fit).observe(strip.parentElement);
  fit();
  const current = strip.querySelector("[aria-current]");
  if (current) {
    const [box, frame] = [current.getBoundingClientRect(), strip.getBoundingClientRect()];
    if (box.right > frame.right - 32 || box.left < frame.left) strip.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
  }
}

// On narrow screens the table of contents would stand before the text.
const toc = document.querySelector(".toc details");
const wide = matchMedia("(min-width: 75rem)");
if (toc) {
  const fit = () => (toc.open = wide.matches);
  fit();
  wide.addEventListener("change", fit);
}

// Where the reader is.
const entries = new Map([...document.querySelectorAll(".toc a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
const headings = [...entries.keys()].map((id) => document.getElementById(id)).filter(Boolean);
if (headings.length) {
  let isDue = false;
  const mark = () => {
    isDue = false;
    // A heading that a script has put away is nowhere.
    const shown = headings.filter((heading) => heading.getClientRects().length);
    const here = shown.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 4) ?? shown[0];
    for (const [id, link] of entries) link.classList.toggle("here", id === here?.id);
  };
  const plan = () => {
    if (!isDue) requestAnimationFrame(mark);
    isDue = true;
  };
  addEventListener("scroll", plan, { passive: true });
  mark();
}

// The menu of a narrow screen closes as dialogs do.
document.querySelector(".navigation")?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash === "#rb-navigation") {
    location.hash = "content";
    document.querySelector(".menu")?.focus();
  }
});

// Copy buttons, for code that is meant to be run.
if (navigator.clipboard) {
  const { copy = "Copy", copied = "Copied" } = document.body.dataset;
  for (const block of document.querySelectorAll(".code:not(.output)")) {
    const copyButton = document.createElement("button");
    copyButton.type = "button";
    copyButton.className = "copy";
    copyButton.textContent = copy;
    copyButton.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.querySelector("code").textContent.replace(/\n$/, ""));
      } catch {
        return; // The browser refused: the button keeps its word.
      }
      copyButton.textContent = copied;
      setTimeout(() => (copyButton.textContent = copy), 1500);
    });
    block.append(copyButton);
  }
}

// What only some pages need. The theme's files stand in one folder, each with its digest in the name.
for (const script of document.body.dataset.scripts?.split(" ").filter(Boolean) ?? []) import(new URL(`../${script}`, import.meta.url));
