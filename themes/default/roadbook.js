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
if (entries.size && "IntersectionObserver" in window) {
  const headings = [...entries.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const mark = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 4);
    const here = passed.at(-1) ?? headings[0];
    for (const [id, link] of entries) link.classList.toggle("here", id === here?.id);
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" });
  headings.forEach((heading) => observer.observe(heading));
  mark();
}

// Copy buttons, for code that is meant to be run.
if (navigator.clipboard) {
  const { copy = "Copy", copied = "Copied" } = document.body.dataset;
  for (const block of document.querySelectorAll(".code:not(.output)")) {
    const copyButton = document.createElement("button");
    copyButton.type = "button";
    copyButton.className = "copy";
    copyButton.textContent = copy;
    copyButton.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code").textContent.replace(/\n$/, ""));
      copyButton.textContent = copied;
      setTimeout(() => (copyButton.textContent = copy), 1500);
    });
    block.append(copyButton);
  }
}
