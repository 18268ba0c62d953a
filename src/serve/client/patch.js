// Brings an open page to its new form, touching nothing but what the preview sent anew.
//
// What is compared is the page as it was sent with the page as it is sent now; what readers and scripts did to it
// since (scrolled, ticked, opened, added) is in neither, and stays. A copy of what was sent is therefore kept, and
// each of its nodes knows its twin, the node that readers see.

/** Says that a page cannot be patched: it is to be loaded again. */
export class Beyond extends Error {}

// Above this many pairs of nodes, those in the middle of a list are matched by their place alone.
const MOST_PAIRS = 250_000;

// So many characters at either end of two elements say how much they are alike, however long they are.
const MOST_COMPARED = 200;

/** A page as it was sent, whose scripts have not run yet. */
export class Page {
  #twins = new WeakMap();
  #copy;
  #news;

  constructor(page) {
    // In a document that nobody sees, so that nothing is loaded twice.
    this.#copy = document.implementation.createHTMLDocument().importNode(page.documentElement, true);
    this.#couple(this.#copy, page.documentElement);
    removeOurs(this.#copy);
  }

  /**
   * Brings the page to the form of `fresh`, another document. Gives back the elements that are new, and those that
   * have changed otherwise; throws where that is beyond it, maybe halfway.
   */
  patch(fresh) {
    const next = fresh.documentElement;
    removeOurs(next);
    // Where scripts run, what is meant for others is a text.
    for (const other of next.querySelectorAll("noscript")) other.textContent = other.innerHTML;
    // What ran cannot be undone.
    if (scripts(this.#copy) !== scripts(next)) throw new Beyond("other scripts");
    this.#news = { added: new Set(), changed: new Set() };
    this.#match(this.#copy, next);
    const { added, changed } = this.#news;
    return { added: [...added].filter((element) => element.isConnected), changed: [...changed].filter((element) => element.isConnected) };
  }

  #couple(copy, node) {
    const [copies, nodes] = [copy, node].map((root) => document.createTreeWalker(root));
    do this.#twins.set(copies.currentNode, nodes.currentNode);
    while (copies.nextNode() && nodes.nextNode());
  }

  // The twin of a node, below the twin of its parent: scripts may have moved it.
  #twin(copy) {
    const node = this.#twins.get(copy);
    const parent = this.#twins.get(copy.parentNode);
    if (parent && node.parentNode !== parent) throw new Beyond("moved by a script");
    return node;
  }

  // Brings one node to its new form, in the copy and before the reader.
  #match(copy, fresh) {
    if (copy.isEqualNode(fresh)) return;
    const node = this.#twin(copy);
    if (node.nodeType !== Node.ELEMENT_NODE) {
      rewrite(node, fresh.data);
      copy.data = fresh.data;
      if (node.parentElement) this.#news.changed.add(node.parentElement);
    } else if ("equipped" in node.dataset || copy.matches(STYLE)) {
      this.#insert(copy.parentNode, fresh, copy);
      carry(node, this.#twins.get(fresh));
      this.#remove(copy, this.#twins.get(fresh));
    } else {
      if (matchAttributes(copy, fresh, node)) this.#news.changed.add(node);
      this.#matchChildren(copy, fresh);
    }
  }

  #matchChildren(copy, fresh) {
    let before = null;
    for (const [old, now] of pair([...copy.childNodes], [...fresh.childNodes])) {
      if (!now) {
        this.#remove(old);
      } else if (!old) {
        this.#insert(copy, now, before);
        before = now;
      } else {
        this.#match(old, now);
        // A node that was exchanged has the new one in its place.
        before = old.parentNode === copy ? old : now;
      }
    }
  }

  // Takes a new node into the copy behind another one, or before all, and shows its twin.
  #insert(parent, fresh, before) {
    const node = document.importNode(fresh, true);
    this.#couple(fresh, node);
    const place = before && this.#twin(before);
    if (place) {
      place.after(node);
      before.after(fresh);
    } else {
      this.#twins.get(parent).prepend(node);
      parent.prepend(fresh);
    }
    if (node.nodeType === Node.ELEMENT_NODE) this.#news.added.add(node);
    else if (node.data?.trim()) this.#news.changed.add(node.parentElement);
  }

  #remove(copy, successor) {
    const node = this.#twin(copy);
    const parent = node.parentElement;
    if (node.nodeType === Node.ELEMENT_NODE) {
      for (const equipped of [node, ...node.querySelectorAll("[data-equipped]")]) equipped.dispatchEvent(new Event("roadbook:leave"));
      if (!successor) this.#news.changed.add(parent);
    }
    copy.remove();
    if (successor?.matches(STYLE)) {
      // The page is never without its style.
      for (const end of ["load", "error"]) successor.addEventListener(end, () => node.remove(), { once: true });
    } else {
      node.remove();
    }
  }
}

const STYLE = 'link[rel~="stylesheet"]';

// The preview's own script is in every page, with another digest each time.
function removeOurs(page) {
  for (const ours of page.querySelectorAll('script[src^="/_roadbook/"]')) ours.remove();
}

function scripts(page) {
  return JSON.stringify([...page.querySelectorAll("script")].map((script) => script.outerHTML));
}

// Selections around the characters that differ stay where they are.
function rewrite(node, text) {
  const { data } = node;
  const [start, end] = same(data, text, Infinity);
  node.replaceData(start, data.length - start - end, text.slice(start, text.length - end));
}

// How many characters two texts have in common at their start, and how many behind them at their end, up to a limit each.
function same(old, fresh, limit) {
  const shorter = Math.min(old.length, fresh.length);
  const most = Math.min(shorter, limit);
  let start = 0;
  while (start < most && old.charCodeAt(start) === fresh.charCodeAt(start)) start += 1;
  const rest = Math.min(shorter - start, limit);
  let end = 0;
  while (end < rest && old.charCodeAt(old.length - 1 - end) === fresh.charCodeAt(fresh.length - 1 - end)) end += 1;
  return [start, end];
}

// Attributes that the preview did not change stay as scripts left them; so do a script's classes.
function matchAttributes(copy, fresh, node) {
  let isChanged = false;
  for (const name of new Set([...copy.getAttributeNames(), ...fresh.getAttributeNames()])) {
    const [old, now] = [copy.getAttribute(name), fresh.getAttribute(name)];
    if (old === now) continue;
    isChanged = true;
    if (name === "class") {
      node.classList.remove(...copy.classList);
      node.classList.add(...fresh.classList);
    } else if (now === null) {
      node.removeAttribute(name);
    } else {
      node.setAttribute(name, now);
    }
    if (now === null) copy.removeAttribute(name);
    else copy.setAttribute(name, now);
  }
  return isChanged;
}

// What a reader did to an element that is exchanged as a whole.
function carry(from, to) {
  const fields = (element) => [element, ...element.querySelectorAll("*")].filter((one) => one.matches("details, input, select, textarea"));
  const [old, now] = [fields(from), fields(to)];
  if (old.length !== now.length) return;
  old.forEach((field, at) => {
    const twin = now[at];
    if (field.nodeName !== twin.nodeName || field.type !== twin.type) return;
    if (field.matches("details")) twin.open = field.open;
    else if (field.type === "checkbox" || field.type === "radio") twin.checked = field.checked;
    else if (field.type !== "file" && field.value !== field.defaultValue) twin.value = field.value;
  });
}

// ---- Which node became which

/** Pairs of old and new nodes in the order of the new ones; what was removed and what is new stands alone. */
function pair(old, fresh) {
  const shorter = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < shorter && old[start].isEqualNode(fresh[start])) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end).isEqualNode(fresh.at(-1 - end))) end += 1;
  const parts = (nodes) => [nodes.slice(0, start), nodes.slice(start, nodes.length - end), nodes.slice(nodes.length - end)];
  const [[head, middle, tail], [freshHead, freshMiddle, freshTail]] = [parts(old), parts(fresh)];
  return [...zip(head, freshHead), ...align(middle, freshMiddle), ...zip(tail, freshTail)];
}

function zip(old, fresh) {
  const places = Array.from({ length: Math.max(old.length, fresh.length) }, (_, at) => [old[at], fresh[at]]);
  return places.flatMap(([one, other]) => (one && other && one.nodeName !== other.nodeName ? [[one], [, other]] : [[one, other]]));
}

// The alignment of two lists whose pairs are alike the most, by dynamic programming over their ends.
function align(old, fresh) {
  const [height, width] = [old.length, fresh.length];
  if (height * width > MOST_PAIRS) return zip(old, fresh);
  const [traits, freshTraits] = [old.map(trait), fresh.map(trait)];
  const sums = Array.from({ length: height + 1 }, () => new Float64Array(width + 1));
  for (let row = height - 1; row >= 0; row -= 1) {
    for (let column = width - 1; column >= 0; column -= 1) {
      const both = sums[row + 1][column + 1] + likeness(traits[row], freshTraits[column]);
      sums[row][column] = Math.max(both, sums[row + 1][column], sums[row][column + 1]);
    }
  }
  const pairs = [];
  let [row, column] = [0, 0];
  while (row < height || column < width) {
    const sum = sums[row][column];
    if (row < height && sum === sums[row + 1][column]) pairs.push([old[row++], undefined]);
    else if (column < width && sum === sums[row][column + 1]) pairs.push([undefined, fresh[column++]]);
    else pairs.push([old[row++], fresh[column++]]);
  }
  return pairs;
}

function trait(node) {
  const isElement = node.nodeType === Node.ELEMENT_NODE;
  return { name: node.nodeName, text: isElement ? node.outerHTML : node.data, isElement, id: isElement && node.id, classes: isElement && node.className };
}

// How much two nodes are alike: 0 where one cannot become the other.
function likeness(old, fresh) {
  if (old.name !== fresh.name) return 0;
  if (old.text === fresh.text) return old.isElement ? 16 : old.text.trim() ? 4 : 1;
  if (!old.isElement) return 0.5;
  if (old.id && old.id === fresh.id) return 8;
  // Of several of a kind, that one is the same as before which begins and ends as before.
  const [start, end] = same(old.text, fresh.text, MOST_COMPARED);
  return (old.classes === fresh.classes ? 3 : 2) + (start + end) / Math.max(old.text.length, fresh.text.length);
}
