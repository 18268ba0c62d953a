// What is wrong in the handbook, over the page that was right last. Nothing in it is ever read as markup.
const NAMES = { error: ["error", "errors"], warning: ["warning", "warnings"], info: ["remark", "remarks"] };
const MARKS = {
  error: "M5 1h6l4 4v6l-4 4H5l-4-4V5zM7.1 4v5h1.8V4zm0 6.2v1.8h1.8v-1.8z",
  warning: "M8 1l7.4 13.5H.6zM7.1 5.5v4.7h1.8V5.5zm0 5.6v1.8h1.8v-1.8z",
  info: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1M7.1 7v5h1.8V7zm0-3v1.8h1.8V4z",
};

// How long the preview may be away before that is said, in milliseconds: a restart takes less.
const PATIENCE = 3000;

// With more faults than this only the first one shows its lines at once.
const OPEN = 5;

/** The panel of faults, the chip that it folds into, and what else the preview has to say. */
export class Overlay {
  #host = made("div", { id: "roadbook-preview", lang: "en", dir: "ltr", popover: "manual" });
  #parts;
  #report = null;
  #counts = { errors: 0, warnings: 0 };
  #generation = 0;
  #gone = null;
  #isLost = false;
  #isFolded = true;
  #losing;
  #hasPage;

  /** `hasPage` says whether a page of the handbook is below, and not a notice that there is none. */
  constructor(hasPage) {
    this.#hasPage = hasPage;
    const root = this.#host.attachShadow({ mode: "open" });
    const fold = made("button", { type: "button", className: "fold", title: "Fold (Esc)", ariaLabel: "Fold" });
    const title = made("h2", { id: "title" });
    const note = made("p", { className: "note" });
    const list = made("div", { className: "list" });
    const panel = made("section", { className: "panel" }, made("header", {}, made("div", {}, title, note), fold), list);
    panel.setAttribute("aria-labelledby", "title");
    const chip = made("button", { type: "button", className: "chip" });
    const lost = made("p", { className: "chip lost" }, "The preview is away. This page goes on when it is back.");
    const said = made("div", { className: "said", role: "status" });
    this.#parts = { title, note, list, panel, chip, lost, said };
    root.append(made("link", { rel: "stylesheet", href: "/_roadbook/overlay.css" }), panel, made("div", { className: "chips" }, lost, chip), said);
    document.body.append(this.#host);
    fold.addEventListener("click", () => this.#fold(true));
    chip.addEventListener("click", () => this.#fold(false));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !panel.hidden) this.#fold(true);
    });
  }

  /** Shows how many faults there are; errors with all that is known of them, which a reader may fold away. */
  showFaults(counts, generation) {
    const hadErrors = this.#counts.errors > 0;
    this.#counts = counts;
    this.#generation = generation;
    // What was folded stays so until the handbook is right again.
    if (counts.errors > 0 && !hadErrors) this.#isFolded = false;
    if (counts.errors === 0 && (hadErrors || counts.warnings === 0)) this.#isFolded = true;
    this.#report = null;
    this.#draw();
  }

  /** Says that the page is there no more, with the pages above it. */
  async showGone(address) {
    if (this.#gone) return;
    this.#gone = [];
    const above = ancestors(address);
    const answers = await Promise.allSettled(above.map((url) => fetch(url, { method: "HEAD" })));
    if (!this.#gone) return;
    this.#gone = above.filter((_, at) => answers[at].value?.ok);
    this.#isFolded = false;
    this.#draw();
  }

  hideGone() {
    if (!this.#gone) return;
    this.#gone = null;
    this.#isFolded = this.#counts.errors === 0;
    this.#draw();
  }

  showLost() {
    this.#losing ??= setTimeout(() => {
      this.#isLost = true;
      this.#draw();
    }, PATIENCE);
  }

  hideLost() {
    clearTimeout(this.#losing);
    this.#losing = undefined;
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#draw();
  }

  #fold(isFolded) {
    const { panel, chip } = this.#parts;
    const isWithin = panel.contains(this.#host.shadowRoot.activeElement) || this.#host.shadowRoot.activeElement === chip;
    this.#isFolded = isFolded;
    this.#draw();
    // The focus goes along only where it was here already.
    if (isWithin) (isFolded ? chip : panel.querySelector(".fold")).focus();
  }

  #draw() {
    const { title, note, panel, chip, lost, said } = this.#parts;
    const { errors, warnings } = this.#counts;
    const hasFaults = errors + warnings > 0;
    const summary = [errors && count("error", errors), warnings && count("warning", warnings)].filter(Boolean).join(", ");
    panel.hidden = this.#isFolded || !(hasFaults || this.#gone);
    chip.hidden = !panel.hidden || !(hasFaults || this.#gone);
    lost.hidden = !this.#isLost;
    // Above everything, without taking the focus.
    this.#host.togglePopover(!(panel.hidden && chip.hidden && lost.hidden));
    const severity = errors || this.#gone ? "error" : "warning";
    panel.dataset.severity = chip.dataset.severity = severity;
    title.replaceChildren(sign(severity), this.#gone ? "This page is gone" : summary);
    note.textContent = errors && this.#hasPage && !this.#gone ? "Behind this is the last page that was right." : "";
    chip.replaceChildren(sign(severity), this.#gone ? "This page is gone" : summary);
    chip.ariaLabel = `${chip.textContent}: show`;
    if (said.textContent !== title.textContent) said.textContent = panel.hidden ? "" : title.textContent;
    if (!panel.hidden) this.#fill();
  }

  async #fill() {
    const { list } = this.#parts;
    const generation = this.#generation;
    const gone = this.#gone ? [goneNotice(this.#gone)] : [];
    if (!this.#report && this.#counts.errors + this.#counts.warnings > 0) {
      try {
        this.#report = await (await fetch("/_roadbook/faults")).json();
      } catch {
        return; // The preview went away, and says so itself.
      }
      // Something newer came while this was under way.
      if (generation !== this.#generation) return;
    }
    const { faults = [], total = 0 } = this.#report ?? {};
    const hasFew = faults.length <= OPEN;
    const order = Object.keys(NAMES);
    const worstFirst = faults.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
    const shown = worstFirst.map((fault, at) => faultElement(fault, hasFew || at === 0));
    const rest = total - faults.length;
    const more = rest > 0 ? [made("p", { className: "more" }, `${rest} more; the terminal has them all.`)] : [];
    list.replaceChildren(...gone, ...shown, ...more);
    for (const lines of list.querySelectorAll(".excerpt")) {
      const mark = lines.querySelector("mark");
      if (mark && mark.offsetLeft + mark.offsetWidth > lines.clientWidth) lines.scrollLeft = mark.offsetLeft - lines.clientWidth / 3;
    }
  }
}

function faultElement({ severity, code, title, message, explanation, help, related = [], ...place }, isOpen) {
  const summary = made("summary", {}, sign(severity), made("span", { className: "message" }, ...words(message)));
  const body = made("div", { className: "body" }, ...placeElements(place));
  for (const { message, ...place } of related) {
    body.append(made("div", { className: "related" }, made("p", {}, ...words(message)), ...placeElements(place)));
  }
  if (help) body.append(made("p", { className: "help" }, made("b", {}, "Help"), made("span", {}, ...words(help))));
  if (code) {
    const name = made("summary", {}, made("code", {}, code), title ? ` ${title}` : "");
    body.append(made("details", { className: "why" }, name, made("p", {}, ...words(explanation ?? ""))));
  }
  const element = made("details", { className: "fault", open: isOpen }, summary, body);
  element.dataset.severity = severity;
  return element;
}

// Where something is: the way to it in the editor, and its lines.
function placeElements({ path, line, column, excerpt = [], open }) {
  if (!path) return [];
  const words = excerpt.length ? `${path}:${line}:${column}` : path;
  const href = editorAddress(open);
  const link = href ? made("a", { href, title: "Open in the editor" }, words) : made("span", {}, words);
  const lines = made("pre", { className: "excerpt", tabIndex: 0, role: "group", ariaLabel: words }, ...excerpt.flatMap(lineElements));
  return [made("p", { className: "place" }, link), ...(excerpt.length ? [lines] : [])];
}

function lineElements({ number, text, mark }) {
  const row = (number, className, ...parts) => {
    const element = made("span", { className }, ...parts);
    element.dataset.number = number;
    return element;
  };
  if (!mark) return [row(number, "line", text || " ")];
  const [from, to] = mark;
  const [before, marked, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  // Behind a blind copy of what stands above it, so that it fits letters of any width.
  const blind = made("span", { className: "blind" }, before);
  const carets = made("span", { className: "carets", ariaHidden: "true" }, "^".repeat(Math.max(1, [...marked].length)));
  return [row(number, "line at", before, made("mark", {}, marked), after || " "), row("", "line", blind, carets)];
}

function goneNotice(links) {
  const items = links.map((url) => made("li", {}, made("a", { href: url }, decoded(url))));
  const words = "Its source was deleted, renamed, or became a draft. It is shown again as soon as it is back.";
  return made("div", { className: "gone" }, made("p", {}, words), ...(items.length ? [made("p", {}, "Near it:"), made("ul", {}, ...items)] : []));
}

// From the page's own folder up to the home page.
function ancestors(address) {
  const parts = address.split("/").filter(Boolean);
  return parts.map((_, at) => `/${parts.slice(0, parts.length - 1 - at).map((part) => `${part}/`).join("")}`);
}

function decoded(url) {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

// An address of another program: never one that runs or shows something here.
function editorAddress(open) {
  if (!open || !URL.canParse(open)) return null;
  const { protocol } = new URL(open);
  return /^(javascript|data|blob|vbscript|file|about):$/.test(protocol) ? null : open;
}

const count = (severity, number) => `${number} ${NAMES[severity][number === 1 ? 0 : 1]}`;

// Names stand in back-quotes.
const words = (text) => text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? made("code", {}, part) : part));

function sign(severity) {
  const svg = drawn("svg", { viewBox: "0 0 16 16", class: "sign", role: "img", "aria-label": NAMES[severity]?.[0] ?? severity });
  svg.append(drawn("path", { d: MARKS[severity] ?? MARKS.info, "fill-rule": "evenodd" }));
  return svg;
}

function drawn(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function made(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
