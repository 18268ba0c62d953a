// What a reader sees of search: a dialog, and the same list on the search page. What is found comes from `search.js`.
"use strict";
{
  const { recall, remember } = roadbook;

  // Searches that are remembered, pages that are shown at first, words that are marked in a page.
  const [RECENTS, PAGES, MARKS] = [5, 10, 1000];

  // The words of the interface come with `start.js`.
  const word = (key, number) => (roadbook.start.words[key] ?? "").replace("{count}", number?.toLocaleString(document.documentElement.lang));

  function made(name, properties, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  const button = (className, words, onclick) => made("button", { type: "button", className, onclick }, words);

  // ---- What the browser remembers

  const recents = () => (recall("recents") ?? "").split("\n").filter(Boolean).slice(0, RECENTS);
  const keep = (texts) => remember("recents", texts.slice(0, RECENTS).join("\n"));
  const others = (text) => recents().filter((other) => other !== text);

  // ---- Words that are marked

  const drawn = (pieces) => pieces.map(([text, isMarked]) => (isMarked ? made("mark", {}, text) : text));
  const excerpt = (hit) => (hit?.excerpt ? [made("span", { className: "excerpt" }, ...drawn(hit.excerpt))] : []);

  // The words that led to this page. The browser draws the marks on the text as it is: nothing in the page changes.
  function mark() {
    const [page, time, ...words] = (recall("sought") ?? "").split("\n");
    if (page !== location.href.split("#")[0] || !window.Highlight) return;
    remember("sought", "");
    // Whoever comes later comes for something else.
    if (Date.now() - time > 30_000) return;
    const article = document.querySelector("article");
    const wanted = new Set(words);
    const ranges = [];
    const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() && ranges.length < MARKS) {
      for (const { start, end } of roadbook.search.marks(texts.currentNode.data, wanted)) {
        const range = new Range();
        range.setStart(texts.currentNode, start);
        range.setEnd(texts.currentNode, end);
        ranges.push(range);
      }
    }
    CSS.highlights.set("sought", new Highlight(...ranges));
    // The first one behind the heading that the address names is brought into sight.
    const box = (part) => part.getBoundingClientRect();
    const { top } = box(document.getElementById(decodeURIComponent(location.hash.slice(1))) ?? article);
    ranges.find((range) => box(range).height && box(range).top >= top)?.startContainer.parentElement.scrollIntoView({ block: "nearest" });
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) CSS.highlights?.delete("sought");
  });

  // ---- The list: options to choose from in the dialog, links on the search page

  let opening;
  const engine = () => {
    opening ??= roadbook.search.open();
    opening.catch(() => (opening = undefined));
    return opening;
  };
  // A preview has built anew.
  document.addEventListener("roadbook:built", () => opening?.then((index) => index.open(true)));

  // What is looked for, as the address of the search page has it.
  const query = (text, facets) => String(new URLSearchParams([...(text ? [["q", text]] : []), ...[...facets].map((facet) => ["in", facet.join(":")])]));

  // `input` is its field. `changed` hears what is looked for and whether that is a step to come back to, `left` that a
  // reader goes where a link leads.
  function list(input, isPage, { changed, left }) {
    const chips = made("div", { className: "facets", role: "group", ariaLabel: word("narrow") });
    const notes = made("div", { className: "notes" });
    const found = made("div", { className: "found", id: "rb-found", ...(!isPage && { role: "listbox", ariaLabel: word("results") }) });
    const count = made("output", { className: "tally" });
    const facets = new Map();
    let options = [];
    let active = -1;
    let turn = 0;
    let limit = PAGES;
    let words = [];
    let isPending = false;
    let isHasty = false;

    // -- What can be chosen

    function option(href, className, properties, ...children) {
      const element = made("a", { href: roadbook.file(href), className: `option ${className}`, ...properties, ...(!isPage && { role: "option", ariaSelected: "false", tabIndex: -1, id: `rb-found-${options.length}` }) }, ...children);
      // A list that moves below a pointer at rest chooses nothing.
      element.onpointermove = (event) => (event.movementX || event.movementY) && choose(options.indexOf(element), false);
      options.push(element);
      return element;
    }

    // One that looks for something else, here.
    function proposal(text, className, ...more) {
      const onclick = (event) => {
        event.preventDefault();
        if (event.target.className === "cross") drop(text);
        else say(text);
      };
      return option(`${roadbook.start.search}?q=${encodeURIComponent(text)}`, className, { onclick }, made("span", { className: "name" }, text), ...more);
    }

    function choose(at, isShown = true) {
      if (isPage) return;
      options[active]?.setAttribute("aria-selected", "false");
      active = at;
      const chosen = options[active];
      if (!chosen) return input.removeAttribute("aria-activedescendant");
      chosen.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", chosen.id);
      // The first one comes into sight together with what stands above it.
      if (isShown && active === 0) found.parentElement.scrollTop = 0;
      else if (isShown) chosen.scrollIntoView({ block: "nearest" });
    }

    const titled = (title, ...children) => made("div", { className: "cluster", role: "group", ariaLabel: title }, made("p", { className: "heading", ariaHidden: "true" }, title), ...children);

    // -- What is shown

    function show(groups, noted, counted) {
      found.replaceChildren(...groups);
      notes.replaceChildren(...noted);
      count.value = counted;
      if (!isPage) input.ariaExpanded = String(options.length > 0);
    }

    // Nothing is looked for: what was looked for before, and what most people come for.
    function begin() {
      if (isPage) return show([], [], "");
      const before = recents().map((text) => proposal(text, "recent", made("span", { className: "cross", title: word("forget"), ariaHidden: "true" }, "×")));
      const groups = before.length ? [titled(word("recent"), ...before)] : [];
      for (const { title, pages } of roadbook.start.shortcuts) groups.push(titled(title, ...pages.map((page) => option(page.url, "shortcut", {}, made("span", { className: "name" }, page.title)))));
      show(groups, [], "");
    }

    function drop(text) {
      const at = active;
      keep(others(text));
      seek();
      choose(Math.min(at, options.length - 1));
    }

    function answer({ pages, total, corrected, facets: given, words: surface, nearest }) {
      words = surface;
      narrow(total ? given : given.map(({ name, values }) => ({ name, values: values.filter(({ isOn }) => isOn) })));
      if (!total) return nothing(nearest);
      const groups = pages.map(group);
      if (total > pages.length) groups.push(further(total));
      show(groups, corrected ? [made("p", {}, `${word("corrected")} `, made("strong", {}, corrected))] : [], total === 1 ? word("count_one") : word("count", total));
      // The best may be a section of the first page.
      choose(options.findIndex((element) => element.dataset.best), false);
      if (!isPage) found.parentElement.scrollTop = 0;
    }

    function group({ url, title, kindTitle, hits }) {
      const name = made("span", { className: "name" }, ...drawn(title));
      const head = option(url, "page", {}, name, ...(kindTitle ? [made("span", { className: "what" }, kindTitle)] : []), ...excerpt(hits.find((hit) => !hit.anchor)));
      const parts = hits.filter((hit) => hit.anchor).map((hit) => {
        const path = hit.path.map((heading) => made("span", {}, ...drawn(heading)));
        return option(`${url}#${hit.anchor}`, "part", {}, made("span", { className: "path" }, ...path), ...excerpt(hit));
      });
      (hits[0]?.anchor ? parts[0] : head).dataset.best = "yes";
      return made("div", { className: "cluster", role: "group", ariaLabel: name.textContent }, head, ...parts);
    }

    function further(total) {
      if (!isPage) return titled("", option(`${roadbook.start.search}?${query(input.value.trim(), facets)}`, "more", {}, word("more", total)));
      return button("more", word("more", total), async () => {
        const at = options.length;
        limit *= 3;
        await seek();
        options[at]?.focus();
      });
    }

    function nothing(nearest) {
      const noted = [made("p", { className: "verdict" }, `${word("nothing")} `, made("strong", {}, input.value.trim()))];
      if (facets.size) noted.push(button("plain", word("everywhere"), () => (facets.clear(), say(input.value))));
      noted.push(made("p", {}, `${word("try")} `, isPage ? "" : toIndex()));
      show(nearest.length ? [titled(word("nearest"), ...nearest.map((near) => proposal(near, "near")))] : [], noted, word("count_none"));
    }

    function fault({ message }) {
      const said = word(/^(missing|stale|offline)$/.test(message) ? message : "failed");
      narrow([]);
      const again = button("plain", word("again"), () => (message === "stale" ? location.reload() : say(input.value)));
      show([], [made("p", { className: "verdict" }, said), made("p", {}, again, isPage ? "" : toIndex())], "");
    }

    const toIndex = () => made("a", { href: roadbook.file(roadbook.start.search) }, word("index"));

    // -- Facets: kinds as chips, the others as menus

    function narrow(given) {
      const key = chips.querySelector(":focus")?.dataset.key;
      chips.replaceChildren(...given.flatMap(({ name, values }) => {
        const some = values.filter((value) => value.count || value.isOn).sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
        // What all have in common narrows nothing.
        if (some.length < 2 && !some[0]?.isOn) return [];
        return [name === "kind" ? made("div", { className: "kinds" }, ...some.map(chip)) : menu(name, some)];
      }));
      if (key) ([...chips.querySelectorAll("[data-key]")].find((part) => part.dataset.key === key) ?? input).focus();
    }

    function chip({ value, label, count, isOn }) {
      const element = button("chip", label, () => set("kind", isOn ? null : value));
      element.append(made("span", {}, count.toLocaleString()));
      element.ariaPressed = String(isOn);
      element.dataset.key = `kind:${value}`;
      return element;
    }

    function menu(name, values) {
      const label = word(`facet_${name}`) || name;
      const onchange = () => set(name, element.value || null);
      const element = made("select", { ariaLabel: label, onchange }, made("option", { value: "" }, label), ...values.map(({ value, label, count }) => made("option", { value }, `${label} (${count})`)));
      element.value = values.find(({ isOn }) => isOn)?.value ?? "";
      element.classList.toggle("on", element.value !== "");
      element.dataset.key = name;
      return element;
    }

    function set(name, value) {
      // What was typed, as in `kind:role`, is taken back where it was typed.
      input.value = input.value.split(/\s+/).filter((typed) => !typed.toLowerCase().startsWith(`${name.toLowerCase()}:`)).join(" ");
      if (value === null) facets.delete(name);
      else facets.set(name, value);
      seek(true);
    }

    // -- Looking for it

    function say(text) {
      input.value = text;
      input.focus();
      seek(true);
    }

    async function seek(isStep = false) {
      const own = (turn += 1);
      const text = input.value.trim();
      changed?.(text, facets, isStep);
      isPending = Boolean(text || facets.size);
      found.ariaBusy = String(isPending);
      const draw = isPending ? await asked(text) : () => (narrow([]), begin());
      // Whoever types faster than answers come sees the last one alone.
      if (own !== turn) return;
      isPending = false;
      found.ariaBusy = "false";
      options = [];
      choose(-1);
      draw();
      if (isHasty) options[active]?.click();
      isHasty = false;
    }

    async function asked(text) {
      try {
        const index = await engine();
        const given = await index.search(text, { facets: [...facets], lens: roadbook.role, limit });
        return () => answer(given);
      } catch (error) {
        return () => fault(error);
      }
    }

    function typed() {
      isHasty = false;
      limit = PAGES;
      seek();
    }
    // A word that is being composed is none yet.
    input.oninput = (event) => event.isComposing || typed();
    input.addEventListener("compositionend", typed);

    function follow(link, isElsewhere) {
      const [page] = link.href.split("#");
      const text = input.value.trim();
      if (text && link.matches(".page, .part")) {
        keep([text, ...others(text)]);
        remember("sought", [page, Date.now(), ...words].join("\n"));
      }
      if (!isElsewhere) left();
      if (page === location.href.split("#")[0]) setTimeout(mark);
    }
    found.onclick = found.onauxclick = (event) => {
      const link = event.target.closest("a");
      if (link && !event.defaultPrevented && event.button < 2) follow(link, event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    };

    // The keys of a field that chooses from a list (ARIA 1.2, combobox).
    function press(event) {
      const { key } = event;
      const last = options.length - 1;
      const chosen = options[active];
      if (event.isComposing || event.keyCode === 229 || event.altKey) return;
      if (key === "ArrowDown") choose(active < last ? active + 1 : 0);
      else if (key === "ArrowUp") choose(active > 0 ? active - 1 : last);
      else if (key === "Home" && input.selectionEnd === 0) choose(0);
      else if (key === "End" && input.selectionStart === input.value.length) choose(last);
      else if (key === "Delete" && chosen?.matches(".recent")) drop(recents()[active]);
      else if (key !== "Enter") return;
      else if (isPending) isHasty = true;
      else if (chosen && (event.ctrlKey || event.metaKey)) {
        follow(chosen, true);
        window.open(chosen.href, "_blank", "noopener");
      } else chosen?.click();
      event.preventDefault();
    }

    return { chips, notes, found, count, facets, seek, say, press };
  }

  // ---- The dialog

  let dialog;

  function build() {
    const input = made("input", { role: "combobox", placeholder: word("placeholder"), ariaLabel: word("placeholder"), ariaAutoComplete: "list", ariaExpanded: "false", autocomplete: "off", spellcheck: false, enterKeyHint: "go" });
    const close = () => element.close();
    const parts = list(input, false, { left: close });
    input.setAttribute("aria-controls", parts.found.id);
    input.onkeydown = parts.press;
    const empty = () => parts.say("");
    const field = made("div", { className: "field" }, document.querySelector("a.search svg").cloneNode(true), input, button("plain clear", word("clear"), empty), button("plain close", word("close"), close));
    const key = (words, ...names) => made("span", {}, ...names.map((name) => made("kbd", {}, name)), ` ${word(words)}`);
    const keys = made("div", { className: "keys" }, key("key_choose", "↑", "↓"), key("key_open", "↵"), key("key_tab", "Ctrl", "↵"), key("key_close", "Esc"));
    const foot = made("div", { className: "foot" }, parts.count, keys, settings(parts.seek));
    const element = made("dialog", { className: "finder", ariaLabel: word("results") }, field, parts.chips, made("div", { className: "body" }, parts.notes, parts.found), foot);
    element.onkeydown = (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      const menu = element.querySelector("details[open]");
      if (menu) menu.open = false;
      else if (input.value) empty();
      else close();
    };
    // A press beside it.
    element.onpointerdown = (event) => event.target === element && close();
    document.body.append(element);
    return { element, input, seek: parts.seek };
  }

  function settings(changed) {
    const onchange = ({ target }) => remember("slash", target.checked ? "on" : "off");
    const slash = made("input", { type: "checkbox", checked: recall("slash") !== "off", onchange });
    const forget = button("plain", word("forget_all"), () => {
      keep([]);
      changed();
    });
    return made("details", { className: "settings" }, made("summary", {}, word("settings")), made("div", {}, made("label", {}, slash, word("slash")), forget));
  }

  // ---- The search page: what is looked for stands in its address.

  let field;

  function settle(form) {
    field = form.elements.q;
    let due;
    let write = () => {};
    const changed = (text, facets, isStep) => {
      const sought = query(text, facets);
      document.body.classList.toggle("seeking", sought !== "");
      write = () => {
        const address = location.pathname + (sought && `?${sought}`);
        if (address !== location.pathname + location.search) history[isStep ? "pushState" : "replaceState"](null, "", address);
      };
      // Browsers refuse addresses that change with every letter typed.
      clearTimeout(due);
      due = setTimeout(write, isStep ? 0 : 150);
    };
    const parts = list(field, true, { changed, left: () => write() });
    const read = () => {
      const sought = new URLSearchParams(location.search);
      field.value = sought.get("q") ?? "";
      parts.facets.clear();
      for (const facet of sought.getAll("in")) parts.facets.set(...facet.split(/:(.*)/));
      parts.seek();
    };
    form.after(made("div", { className: "finder" }, parts.chips, parts.count, parts.notes, parts.found));
    form.onsubmit = (event) => {
      event.preventDefault();
      write();
      // A question that was asked is one to come back to.
      history.pushState(null, "", location.href);
      parts.seek();
    };
    addEventListener("popstate", read);
    read();
  }

  // Opens the search with what was typed before it was there, or else with what is selected in the page.
  function open(typed) {
    if (field) return (field.focus(), field.select());
    dialog ??= build();
    const { element, input, seek } = dialog;
    if (element.open) return element.close();
    const text = typed || String(getSelection()).trim().split("\n")[0].slice(0, 100);
    if (text) input.value = text;
    element.showModal();
    input.focus();
    if (!typed) input.select();
    seek();
  }

  roadbook.finder = { open, settle, mark };
}
