// Everything here adds to a page that reads whole without it.
"use strict";
{
  // The site's root: the theme's files stand in a folder below it.
  const root = new URL("..", document.currentScript.src).href;

  // Scripts come from the site alone, whatever an address was made from.
  const own = (address) => {
    const { href } = new URL(address, root);
    if (href.startsWith(root)) return href;
    throw new TypeError(`not of this site: ${href}`);
  };
  const policy = window.trustedTypes?.createPolicy("roadbook", { createScriptURL: own }) ?? { createScriptURL: own };

  // What a reader leaves in this browser, for this site alone. Where storage is blocked it lasts as long as the page.
  const keys = `roadbook:${new URL(root).pathname}:`;
  const unstored = new Map();
  const store = {
    read(name) {
      if (unstored.has(name)) return unstored.get(name);
      try {
        const value = JSON.parse(localStorage.getItem(keys + name));
        return value && typeof value === "object" ? value : {};
      } catch {
        return {};
      }
    },
    write(name, value) {
      try {
        localStorage.setItem(keys + name, JSON.stringify(value));
      } catch {
        unstored.set(name, value);
      }
      for (const note of followers.get(name) ?? []) note();
    },
    // Calls `note` when a value is changed, in this page or in another one.
    follow(name, note) {
      followers.set(name, [...(followers.get(name) ?? []), note]);
    },
  };
  const followers = new Map();
  addEventListener("storage", ({ key }) => {
    for (const [name, notes] of followers) if (key === null || key === keys + name) for (const note of notes) note();
  });

  window.roadbook = {
    root,
    store,
    // What is copied of a block of code: not what is to go, and of a session the commands alone, without their prompts.
    code(block) {
      const code = block.querySelector("code").cloneNode(true);
      for (const removed of code.querySelectorAll("del")) removed.remove();
      const text = code.textContent.replace(/\n$/, "");
      if (!block.querySelector(".language-console")) return text;
      const typed = text.split("\n").filter((line) => /^[$#>] /.test(line));
      return typed.length ? typed.map((line) => line.slice(2)).join("\n") : text;
    },
    // The file of an address, which no server is there to name where a site is read from a disk.
    file(address) {
      const url = new URL(address, root);
      if (url.protocol === "file:" && url.pathname.endsWith("/") && url.href.startsWith(root)) url.pathname += "index.html";
      return url.href;
    },
    // Calls `equip` with every element that a selector finds, and its place among them: now, and in a preview again for
    // those that came since. A preview exchanges what was equipped as a whole; `roadbook:leave` tells it before it goes.
    enhance(selector, equip) {
      const enhanceNew = () => {
        document.querySelectorAll(selector).forEach((element, at) => {
          if ("equipped" in element.dataset) return;
          element.dataset.equipped = "";
          equip(element, at);
        });
      };
      document.addEventListener("roadbook:patched", enhanceNew);
      enhanceNew();
    },
    // What the browser remembers, as long as nobody forbids it to.
    recall(key) {
      try {
        return localStorage.getItem(`roadbook-${key}`);
      } catch {
        return null;
      }
    },
    remember(key, text) {
      try {
        localStorage.setItem(`roadbook-${key}`, text);
      } catch {
        // What is chosen holds for this page.
      }
    },
    // Runs a script of the site; `address` is below the root.
    load(address) {
      return new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = policy.createScriptURL(address);
        script.addEventListener("load", () => resolve());
        script.addEventListener("error", () => reject(new Error(`cannot load ${address}`)));
        document.head.append(script);
        script.remove();
      });
    },
  };

  // On a disk links lead to folders until they are pressed.
  if (location.protocol === "file:") {
    const name = (event) => {
      const link = event.target.closest?.("a[href]");
      if (link) link.href = roadbook.file(link.href);
    };
    for (const press of ["click", "auxclick", "contextmenu"]) addEventListener(press, name, { capture: true });
  }

  const page = document.documentElement;

  // The colour scheme: as the system, light, dark, and round again.
  const schemes = ["auto", "light", "dark"];
  const button = document.querySelector("button.scheme");
  if (button) {
    const show = () => {
      const words = button.dataset[page.dataset.scheme ?? "auto"];
      button.setAttribute("aria-label", words);
      button.title = words;
    };
    button.addEventListener("click", () => {
      const next = schemes[(schemes.indexOf(page.dataset.scheme ?? "auto") + 1) % schemes.length];
      if (next === "auto") delete page.dataset.scheme;
      else page.dataset.scheme = next;
      roadbook.remember("scheme", next);
      show();
    });
    show();
    button.hidden = false;
  }

  // Search is a link to its page until a reader comes near it: then its scripts and its style are fetched.
  const search = document.querySelector("a.search");
  if (search?.dataset.scripts) {
    let ready;
    const fetched = () => {
      const { style, scripts } = search.dataset;
      const files = [...scripts.split(" "), new URL("start.js", search.href)];
      ready ??= Promise.all([styled(root + style), ...files.map((file) => roadbook.load(file))]);
      ready.catch(() => (ready = undefined));
      return ready;
    };
    const soon = () => fetched().catch(() => {});
    // What is typed before the dialog is there.
    let early = null;
    const open = async () => {
      if (early !== null) return;
      early = "";
      try {
        await fetched();
        roadbook.finder.open(early);
      } catch {
        location.assign(roadbook.file(search.href)); // A page of today knows the files of today.
      }
      early = null;
    };
    for (const opener of document.querySelectorAll("a.search, .sign-search")) {
      for (const near of ["pointerenter", "focus", "touchstart"]) opener.addEventListener(near, soon, { passive: true });
      opener.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        open();
      });
    }
    addEventListener("keydown", (event) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const isSlash = event.key === "/" && isPlain && roadbook.recall("slash") !== "off" && !event.target.closest?.("input, textarea, select, dialog, [contenteditable]");
      const isCalled = isSlash || ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k");
      if (isCalled) open();
      else if (early !== null && isPlain && event.key.length === 1) early += event.key;
      else return;
      event.preventDefault();
    });
    search.dataset.key = /Mac|iP/.test(navigator.platform) ? "⌘ K" : "Ctrl K";
    // The search page itself, and a page that was found.
    const form = document.querySelector("form.seek");
    if (form) form.action = roadbook.file(form.action);
    if (form?.action === roadbook.file(location.pathname)) fetched().then(() => roadbook.finder.settle(form), () => {});
    if (roadbook.recall("sought")) fetched().then(() => roadbook.finder.mark(), () => {});
  }

  function styled(href) {
    const link = [...document.querySelectorAll("link")].find((link) => link.href === href) ?? document.createElement("link");
    if (link.sheet) return undefined;
    return new Promise((resolve, reject) => {
      link.addEventListener("load", resolve);
      link.addEventListener("error", () => (link.remove(), reject(new Error(`cannot load ${href}`))));
      link.rel = "stylesheet";
      link.href = href;
      document.head.append(link);
    });
  }

  // Sections that do not fit into the row of the header stand in a menu behind it, which is called after the reader's own
  // section where it holds that.
  const row = document.querySelector(".sections > ul");
  const more = document.querySelector(".more-sections");
  if (row && more) {
    const menu = more.appendChild(document.createElement("ul"));
    const sections = [...row.children];
    const summary = more.querySelector("summary");
    const words = summary.textContent;
    const fit = () => {
      row.append(...sections);
      more.hidden = true;
      const below = () => sections.filter((section) => section.offsetTop > sections[0].offsetTop);
      if (!below().length) return;
      more.hidden = false;
      const own = () => below().find((section) => section.querySelector("[aria-current]"));
      summary.textContent = words;
      summary.textContent = own()?.textContent ?? words;
      summary.classList.toggle("own", Boolean(own()));
      menu.append(...below());
    };
    new ResizeObserver(fit).observe(row.parentElement);
    fit();
  }

  // On narrow screens the table of contents would stand before the text: there it is a bar that opens over it.
  const toc = document.querySelector(".toc details");
  const wide = matchMedia("(min-width: 75rem)");
  if (toc) {
    const fit = () => {
      toc.open = wide.matches;
      toc.classList.toggle("over", !wide.matches);
    };
    fit();
    wide.addEventListener("change", fit);
  }

  // What is open over the page closes when a reader has chosen, goes on elsewhere, or presses Escape.
  const over = () => document.querySelectorAll("details.over[open]");
  for (const sign of ["click", "focusin"]) {
    addEventListener(sign, ({ target, type }) => {
      for (const details of over()) if (!details.contains(target) || (type === "click" && target.closest("a"))) details.open = false;
    });
  }
  addEventListener("keydown", ({ key }) => {
    for (const details of key === "Escape" ? over() : []) {
      details.open = false;
      details.querySelector("summary").focus();
    }
  });

  // Where the reader is.
  const places = () => new Map([...document.querySelectorAll(".toc a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  let entries = places();
  if (entries.size) {
    let isDue = false;
    const mark = () => {
      isDue = false;
      const headings = [...entries.keys()].map((id) => document.getElementById(id)).filter(Boolean);
      // A heading that a script has put away is nowhere.
      const shown = headings.filter((heading) => heading.getClientRects().length);
      const here = shown.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 4) ?? shown[0];
      for (const [id, link] of entries) link.classList.toggle("here", id === here?.id);
      toc.querySelector("summary").dataset.here = scrollY ? (entries.get(here?.id)?.textContent ?? "") : "";
    };
    const plan = () => {
      if (!isDue) requestAnimationFrame(mark);
      isDue = true;
    };
    addEventListener("scroll", plan, { passive: true });
    document.addEventListener("roadbook:patched", () => {
      entries = places();
      plan();
    });
    mark();
  }

  // The menu of a narrow screen closes as dialogs do.
  document.querySelector(".navigation")?.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#rb-navigation") {
      location.hash = "rb-content";
      document.querySelector(".menu")?.focus();
    }
  });

  // Copy buttons, for code that is meant to be run.
  if (navigator.clipboard) {
    const { copy = "Copy", copied = "Copied", copiedExamples = copied } = document.body.dataset;
    const offerCopy = (block) => {
      if (block.querySelector("button.copy")) return;
      const copyButton = document.createElement("button");
      copyButton.type = "button";
      copyButton.className = "copy";
      // Drawn by the style sheet: who copies the text of a page does not get it.
      copyButton.ariaLabel = copy;
      copyButton.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(roadbook.code(block));
        } catch {
          return; // The browser refused: the button keeps its word.
        }
        copyButton.ariaLabel = block.querySelector("var.unfilled") ? copiedExamples : copied;
        setTimeout(() => (copyButton.ariaLabel = copy), 1500);
      });
      block.append(copyButton);
    };
    const offerCopies = () => document.querySelectorAll(".code:not(.output)").forEach(offerCopy);
    document.addEventListener("roadbook:patched", offerCopies);
    offerCopies();
  }

  // The sign beside a heading leads to it, and takes its address along.
  addEventListener("click", async ({ target }) => {
    const anchor = target.closest?.(".anchor");
    if (!anchor) return;
    try {
      await navigator.clipboard.writeText(anchor.href);
      anchor.classList.add("copied");
      setTimeout(() => anchor.classList.remove("copied"), 1500);
    } catch {
      // The address is in the address bar.
    }
  });

  // A review that is due since the site was built.
  for (const due of document.querySelectorAll(".due")) {
    if (due.querySelector("time").dateTime >= new Date().toISOString().slice(0, 10)) continue;
    due.append(Object.assign(document.createElement("dd"), { className: "badge", textContent: due.dataset.overdue }));
  }

  // A page is fetched as soon as a reader is about to go there. Speculation rules would need an inline script.
  const near = new Set([location.pathname]);
  let resting;
  const prefetch = ({ target, type }) => {
    clearTimeout(resting);
    const link = target.closest?.("a[href]");
    if (!link?.href.startsWith(root) || near.has(link.pathname) || link.hasAttribute("download")) return;
    const fetchIt = () => {
      near.add(link.pathname);
      document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: link.href.split("#")[0] }));
    };
    // A pointer that only passes wants nothing.
    resting = setTimeout(fetchIt, type === "pointerover" ? 80 : 0);
  };
  if (location.protocol !== "file:" && !navigator.connection?.saveData) {
    for (const sign of ["pointerover", "touchstart"]) addEventListener(sign, prefetch, { passive: true });
  }
}
