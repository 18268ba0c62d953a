// What readers can do with a table: sort and filter it, hide columns, see only the differences, take a copy.
// Each table reads whole without it. What a reader chose is kept in the address, so that it can be sent to others.
"use strict";
{
  const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, sensitivity: "base" });

  // Marks from the strongest to the weakest.
  const STATES = ["core", "common", "aware", "yes", "met", "partial", "near", "no", "missed", "unknown"];

  // The words of the interface.
  const { copied, tableFilter, tableColumns, tableAllColumns, tableDifferences, tableSort, tableUnsorted, tableReverse, tableCsv, tableMarkdown, tableShown } =
    document.body.dataset;

  // Lists shorter than this are read faster than a filter is typed.
  const FILTERED = 8;

  // A table is about things, each with traits: in a list a thing is a row, in a comparison it is a column.
  function equip(region, parameter) {
    const table = region.querySelector("table");
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const grid = [heads, ...rows.map((row) => [...row.cells])];
    const layout = region.dataset.layout;
    const isComparison = layout === "columns";
    const things = isComparison ? heads.slice(1).map((_, at) => grid.map((cells) => cells[at + 1])) : grid.slice(1);
    const state = { sort: 0, isReversed: false, hidden: new Set(), isDifferent: false, query: "", ...restore(parameter) };
    // The table may have changed since the address was written.
    if (state.sort > things[0]?.length) state.sort = 0;
    if (isComparison) state.query = "";
    state.hidden = new Set([...state.hidden].filter((column) => column < heads.length));
    if (state.hidden.size > heads.length - 2) state.hidden.clear();
    const view = { region, table, heads, rows, grid, things, layout, isComparison, state };
    const controls = tools(view, (change) => {
      Object.assign(state, change);
      show(view, controls);
      keep(parameter, state);
    });
    region.before(controls.bar);
    const follow = () => show(view, controls);
    document.addEventListener("roadbook:lens", follow);
    region.addEventListener("roadbook:leave", () => {
      controls.bar.remove();
      document.removeEventListener("roadbook:lens", follow);
    });
    if (isComparison || state.sort || state.query || state.hidden.size || roadbook.role) follow();
    // A table that needs no scrolling of its own moves with the page, its heads below the page's header.
    new ResizeObserver(() => region.classList.toggle("fits", region.scrollWidth <= region.clientWidth)).observe(table);
  }

  // ---- What is shown

  function show(view, controls) {
    const { table, heads, rows, grid, state, isComparison } = view;
    arrange(view);
    const query = plain(state.query).split(/\s+/).filter(Boolean);
    rows.forEach((row, at) => (row.hidden = query.length > 0 && !isFound(view, grid[at + 1], query)));
    const shown = heads.map((_, column) => column === 0 || (!state.hidden.has(column) && !isBare(view, column)));
    grid.forEach((cells) => cells.forEach((cell, column) => (cell.hidden = !shown[column])));
    if (isComparison) {
      grid.slice(1).forEach((cells, at) => {
        const said = cells.filter((_, column) => column > 0 && shown[column]).map((cell) => words(cell));
        const isSame = said.length > 1 && said.every((other) => other === said[0]);
        rows[at].classList.toggle("same", isSame);
        rows[at].hidden = state.isDifferent && isSame;
      });
    }
    const isLimited = query.length > 0 || state.isDifferent;
    const count = rows.filter((row) => !row.hidden).length;
    controls.follow(isLimited ? tableShown.replace("{shown}", count).replace("{all}", rows.length) : "");
    table.classList.toggle("sorted", state.sort > 0);
  }

  // Puts the things in order; those that have nothing to go by come last, whichever way round.
  function arrange({ table, things, heads, grid, layout, state, isComparison, rows }) {
    const trait = state.sort - 1;
    const order = isComparison ? "number" : heads[trait]?.dataset.order;
    const keyed = things.map((thing) => [thing, trait < 0 ? 0 : key(thing[trait], order)]);
    const sign = state.isReversed ? -1 : 1;
    keyed.sort(([, a], [, b]) => {
      if (a === null || b === null) return (a === null) - (b === null);
      return sign * (typeof a === "number" ? a - b : collator.compare(a, b));
    });
    const link = (cell) => cell.querySelector("a");
    const inOrder = keyed.map(([thing]) => thing);
    // As written, what serves the reader's own role comes first; the members of a comparison keep their places.
    const sorted = !isComparison && trait < 0 && roadbook.first ? roadbook.first(inOrder, ([head]) => link(head)) : inOrder;
    if (layout === "matrix" && roadbook.first) {
      const columns = roadbook.first(heads.map((_, at) => at).slice(1), (at) => link(heads[at]));
      grid.forEach((cells, at) => (at ? rows[at - 1] : table.tHead.rows[0]).append(...columns.map((column) => cells[column])));
    }
    for (const head of [...heads, ...grid.slice(1).map(([head]) => head)]) head.classList.toggle("mine", Boolean(roadbook.serves?.(link(head))));
    if (isComparison) {
      [table.tHead.rows[0], ...rows].forEach((row, at) => row.append(grid[at][0], ...sorted.map((thing) => thing[at])));
    } else {
      table.tBodies[0].append(...sorted.map(([head]) => head.parentElement));
      const way = state.isReversed ? "descending" : "ascending";
      heads.forEach((head, at) => (at === trait ? head.setAttribute("aria-sort", way) : head.removeAttribute("aria-sort")));
    }
  }

  function key(cell, order) {
    const mark = STATES.findIndex((name) => cell.querySelector(`.state.${name}`));
    if (order === "state" && mark >= 0) return mark;
    const given = cell.dataset.sort ?? words(cell);
    if (given === "" || order === "state") return null;
    if (order !== "number") return given;
    const number = Number(given);
    return Number.isNaN(number) ? null : number;
  }

  function isFound({ layout }, cells, query) {
    // In a matrix the head of a column says what its mark is about.
    const named = (cell) => (layout === "matrix" && words(cell) ? `${cell.dataset.label} ` : "") + words(cell);
    const text = plain(cells.map(named).join(" "));
    return query.every((word) => text.includes(word));
  }

  // Whether a column of a matrix has no mark in the rows that a filter leaves.
  function isBare({ layout, rows, grid, state }, column) {
    return layout === "matrix" && state.query !== "" && rows.every((row, at) => row.hidden || !words(grid[at + 1][column]));
  }

  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  // ---- Words of cells, for sorting and for copies

  function words(cell, mark = (text) => text) {
    if (cell.tagName === "TH") return mark(cell.dataset.label, cell.querySelector("a"));
    if (cell.querySelector(".nothing")) return "";
    const lines = cell.querySelectorAll("li");
    return (lines.length ? [...lines] : [cell]).map((line) => spell(line, mark).replace(/\s+/g, " ").trim()).join("; ");
  }

  function spell(node, mark) {
    if (node.nodeType === Node.TEXT_NODE) return mark(node.data);
    if (node.tagName === "A") return mark(node.textContent, node);
    // How far the reader is on a path is none of the table's words.
    if (node.matches(".path-done")) return "";
    return [...node.childNodes].map((child) => spell(child, mark)).join("");
  }

  const visible = ({ table }) => [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].filter((cell) => !cell.hidden));

  function csv(view) {
    const quote = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return visible(view).map((cells) => cells.map((cell) => quote(words(cell))).join(",") + "\r\n").join("");
  }

  function markdown(view) {
    const escape = (text) => text.replace(/[\\|[\]*_\x60<]/g, "\\$&");
    const mark = (text, anchor) => (anchor ? `[${escape(text)}](${anchor.href})` : escape(text));
    const line = (cells) => `| ${cells.join(" | ")} |\n`;
    const [head, ...rows] = visible(view).map((cells) => cells.map((cell) => words(cell, mark)));
    return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
  }

  // ---- Controls. Their words stand in `aria-label`, from where the style sheet shows them: they are no text of the page.

  const made = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  function tools(view, change) {
    const { region, rows, isComparison } = view;
    const isFiltered = !isComparison && rows.length >= FILTERED;
    const controls = [isFiltered && filter(view, change), sorter(view, change), picker(view, change), isComparison && differences(view, change)];
    const present = controls.filter(Boolean);
    const status = made("output", { className: "table-status" });
    const bar = made("div", { className: "table-tools", role: "group", ariaLabel: region.ariaLabel });
    bar.append(...present.map((control) => control.element), status);
    if (navigator.clipboard) bar.append(copier(tableCsv, () => csv(view)), copier(tableMarkdown, () => markdown(view)));
    const follow = (shown) => {
      status.value = shown;
      for (const control of present) control.follow();
    };
    follow("");
    return { bar, follow };

    function copier(label, text) {
      const button = made("button", { type: "button", ariaLabel: label });
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(text());
          status.value = copied;
        } catch {
          // The browser refused: nothing is announced.
        }
      });
      return button;
    }
  }

  function filter({ state }, change) {
    const input = made("input", { type: "search", placeholder: tableFilter, ariaLabel: tableFilter, value: state.query });
    input.addEventListener("input", () => change({ query: input.value.trim() }));
    return { element: input, follow: () => {} };
  }

  function differences({ state }, change) {
    const box = made("input", { type: "checkbox", ariaLabel: tableDifferences });
    const label = made("label", { className: "choice" }, box);
    label.dataset.words = tableDifferences;
    box.addEventListener("change", () => change({ isDifferent: box.checked }));
    return { element: label, follow: () => (box.checked = state.isDifferent) };
  }

  // A list of choices behind a button; it closes as menus do.
  function menu(label, ...content) {
    const summary = made("summary", { ariaLabel: label });
    const panel = made("div", { role: "group", ariaLabel: label }, ...content);
    const element = made("details", { className: "choices" }, summary, panel);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !element.open) return;
      element.open = false;
      summary.focus();
    });
    addEventListener("click", (event) => {
      if (!element.contains(event.target)) element.open = false;
    });
    return { element, summary, panel };
  }

  const choice = (input, label) => made("label", { className: "choice" }, input, label);

  // A list of what can be sorted by works everywhere; the heads of a list sort as well, where they are in sight.
  function sorter({ region, things, heads, grid, layout, isComparison, state }, change) {
    const traits = (isComparison ? grid.map(([head]) => head) : heads).map((head, at) => [head, at + 1]);
    const sortable = traits.filter(([, sort]) => !isComparison || things.some((thing) => thing[sort - 1].dataset.sort));
    if (!sortable.length) return null;
    const named = [[0, tableUnsorted], ...sortable.map(([head, sort]) => [sort, head.dataset.label])];
    const name = `sort ${region.ariaLabel}`;
    const radios = named.map(([sort]) => made("input", { type: "radio", name, value: sort }));
    const reverse = made("input", { type: "checkbox" });
    const list = radios.map((radio, at) => choice(radio, named[at][1]));
    const { element, summary, panel } = menu(tableSort, choice(reverse, tableReverse), ...list);
    panel.addEventListener("change", () => {
      const sort = Number(radios.find((radio) => radio.checked)?.value ?? 0);
      change({ sort, isReversed: reverse.checked && sort > 0 });
    });
    if (layout === "rows") for (const [head, sort] of sortable) headButton(head, sort, state, change);
    element.classList.add("sorter");
    const follow = () => {
      const [, label] = named.find(([sort]) => sort > 0 && sort === state.sort) ?? [];
      summary.ariaLabel = label ? `${tableSort}: ${label}` : tableSort;
      summary.classList.toggle("chosen", Boolean(label));
      for (const radio of radios) radio.checked = Number(radio.value) === state.sort;
      reverse.checked = state.isReversed;
      reverse.disabled = !label;
    };
    return { element, follow };
  }

  // First upwards, then downwards, then as it was.
  function headButton(head, sort, state, change) {
    const place = head.querySelector(".head");
    if (!place || place.querySelector("a")) return;
    const button = made("button", { type: "button", className: "sort" }, ...place.childNodes);
    button.addEventListener("click", () => {
      if (state.sort !== sort) change({ sort, isReversed: false });
      else change(state.isReversed ? { sort: 0, isReversed: false } : { isReversed: true });
    });
    place.append(button);
  }

  function picker({ heads, state }, change) {
    if (heads.length < 3) return null;
    const boxes = heads.slice(1).map((_, at) => made("input", { type: "checkbox", value: at + 1 }));
    const all = made("button", { type: "button", ariaLabel: tableAllColumns });
    const { element, summary, panel } = menu(tableColumns, all, ...boxes.map((box, at) => choice(box, heads[at + 1].dataset.label)));
    panel.addEventListener("change", () => {
      change({ hidden: new Set(boxes.filter((box) => !box.checked).map((box) => Number(box.value))) });
    });
    all.addEventListener("click", () => change({ hidden: new Set() }));
    const follow = () => {
      const isLast = boxes.length - state.hidden.size === 1;
      for (const box of boxes) {
        box.checked = !state.hidden.has(Number(box.value));
        // One column is always left.
        box.disabled = isLast && box.checked;
      }
      summary.classList.toggle("chosen", state.hidden.size > 0);
    };
    return { element, follow };
  }

  // ---- The address: `?t1=sort:-2,hide:3.5,diff,q:words`. Other parameters stay as they are.

  const parameters = () => location.search.slice(1).split("&").filter(Boolean);

  function restore(parameter) {
    const found = parameters().find((other) => other.startsWith(`${parameter}=`));
    if (!found) return {};
    let text;
    try {
      text = decodeURIComponent(found.slice(parameter.length + 1));
    } catch {
      return {}; // Nobody's address: the table stands as written.
    }
    // The words of the filter come last, since they may hold commas.
    const [, choices, query = ""] = /^(.*?)(?:(?:^|,)q:(.*))?$/s.exec(text);
    const state = { query };
    for (const [name, value = ""] of choices.split(",").map((choice) => choice.split(":"))) {
      if (name === "sort") Object.assign(state, { sort: Math.abs(parseInt(value, 10)) || 0, isReversed: value.startsWith("-") });
      if (name === "hide") state.hidden = new Set(value.split(".").map(Number).filter((column) => column > 0));
      if (name === "diff") state.isDifferent = true;
    }
    return state;
  }

  const due = new Map();

  function keep(parameter, { sort, isReversed, hidden, isDifferent, query }) {
    const choices = [];
    if (sort) choices.push(`sort:${isReversed ? "-" : ""}${sort}`);
    if (hidden.size) choices.push(`hide:${[...hidden].sort((a, b) => a - b).join(".")}`);
    if (isDifferent) choices.push("diff");
    if (query) choices.push(`q:${encodeURIComponent(query)}`);
    const write = () => {
      const all = parameters().filter((other) => !other.startsWith(`${parameter}=`));
      if (choices.length) all.push(`${parameter}=${choices.join(",")}`);
      const search = all.length ? `?${all.join("&")}` : "";
      history.replaceState(history.state, "", location.pathname + search + location.hash);
    };
    // Browsers refuse addresses that change with every letter typed.
    clearTimeout(due.get(parameter));
    due.set(parameter, setTimeout(write, 150));
  }

  roadbook.enhance(".data-table", (region, at) => equip(region, `t${at + 1}`));
}
