// The search engine of the site: loads what a query needs of the index in `_search/`, and answers.
//
// What counts as a word and how results are ranked is the same as in Roadbook itself (`src/search`), down to the last bit:
// each part here stands beside the file whose name it has. The index holds everything that depends on the language.
(() => {
  "use strict";

  const VERSION = 1;
  const roadbook = (window.roadbook ??= {});

  // Loads a script of the site. Trusted Types ask who vouches for its address: whatever lies below the site's root is ours.
  if (!roadbook.load && typeof document !== "undefined") {
    const root = (roadbook.root = new URL("..", document.currentScript.src).href);
    const createScriptURL = (url) => {
      if (!new URL(url, location.href).href.startsWith(root)) throw new TypeError(`not below ${root}: ${url}`);
      return url;
    };
    const policy = window.trustedTypes?.createPolicy("roadbook", { createScriptURL }) ?? { createScriptURL };
    roadbook.load = (url) =>
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = policy.createScriptURL(url);
        script.onload = () => resolve(script.remove());
        script.onerror = () => reject(script.remove() ?? new Error(url));
        document.head.append(script);
      });
  }

  const fault = (code, message) => Object.assign(new Error(message), { code });

  // words.rs

  const LONGEST = 40;
  const LONGEST_WHOLE = 24;
  const MOST_RUNS = 3;
  const DENSE = /[\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  const ALPHABETIC = /\p{Alphabetic}/u;
  const NUMERIC = /\p{N}/u;
  const WORD = /[\p{Alphabetic}\p{N}\p{M}]/u;
  const WORDS = /[\p{Alphabetic}\p{N}\p{M}]+/gu;
  const LOWER = /^\p{Lowercase}/u;

  const length = (word) => [...word].length;

  const fold = (text) =>
    /^[\x00-\x7f]*$/.test(text)
      ? text.toLowerCase()
      : text.normalize("NFKD").replace(/(?![\u3099\u309a])\p{M}/gu, "").normalize("NFC").toLowerCase().replaceAll("ς", "σ");

  function runs(text) {
    const runs = [];
    for (const { 0: found, index } of text.matchAll(WORDS)) {
      let at = index;
      let run;
      for (const c of found) {
        const isDense = DENSE.test(c);
        if (!run || (isDense !== run.isDense && !/\p{M}/u.test(c))) runs.push((run = { start: at, end: at, isDense }));
        run.end = at += c.length;
      }
    }
    for (const run of runs) {
      const name = text.slice(run.start, run.end);
      const sign = /^(?:\+\+|#)(?![\p{Alphabetic}\p{N}\p{M}])/u.exec(text.slice(run.end, run.end + 4));
      if (sign && length(name) <= 2) run.end += sign[0].length;
      if (/^net$/i.test(name) && text[run.start - 1] === "." && !WORD.test(text[run.start - 2] ?? "")) run.start--;
    }
    return runs;
  }

  // Where a capital follows a small letter or digit, and before the last of several capitals that a small letter follows.
  const humps = (written) =>
    written.split(/(?<=[\p{Lowercase}\p{N}])(?=\p{Uppercase})|(?<=\p{Uppercase})(?=\p{Uppercase}\p{Lowercase})/u);

  function isKept(word) {
    const size = length(word);
    return size > 0 && size <= LONGEST && !(size > LONGEST_WHOLE && NUMERIC.test(word) && ALPHABETIC.test(word));
  }

  function parts(written) {
    const found = humps(written);
    const isCode = found.length > 2 || (found.length === 2 && LOWER.test(written));
    return (isCode ? found : [written]).map(fold).filter(isKept);
  }

  function pairs(dense) {
    const characters = [...dense];
    return characters.length < 2 ? [dense] : characters.slice(1).map((c, at) => characters[at] + c);
  }

  function joined(text, chain) {
    const written = chain.map((run) => text.slice(run.start, run.end));
    const gaps = chain.slice(1).map((run, at) => text.slice(chain[at].end, run.start)).join("");
    const isName =
      chain.length <= MOST_RUNS &&
      !chain.some((run) => run.isDense) &&
      /^\p{Alphabetic}/u.test(written[0]) &&
      (!gaps.includes("/") || written.every((part) => length(part) <= 3)) &&
      (!gaps.includes(".") || chain.length === 2);
    const whole = isName ? written.map(fold).join("") : "";
    return whole && length(whole) <= LONGEST_WHOLE ? whole : null;
  }

  /** Every word of a text: `{start, end, parts, whole, isDense}`. */
  function compounds(text) {
    const found = [];
    const take = (chain) => {
      const whole = chain.length > 1 && joined(text, chain);
      if (whole) {
        const all = chain.flatMap((run) => parts(text.slice(run.start, run.end)));
        found.push({ start: chain[0].start, end: chain.at(-1).end, parts: all, whole, isDense: false });
        return;
      }
      for (const { start, end, isDense } of chain) {
        const written = text.slice(start, end);
        const own = isDense ? pairs(fold(written)) : parts(written);
        const folded = !isDense && own.length > 1 ? fold(written) : "";
        const whole = folded && length(folded) <= LONGEST_WHOLE ? folded : null;
        if (own.length) found.push({ start, end, parts: own, whole, isDense });
      }
    };
    let chain = [];
    for (const run of runs(text)) {
      if (chain.length && !/^[-_./]$/.test(text.slice(chain.at(-1).end, run.start))) {
        take(chain);
        chain = [];
      }
      chain.push(run);
    }
    take(chain);
    return found;
  }

  // query.rs

  function parse(text, facetNames) {
    const query = { words: [], phrases: [], facets: [] };
    let rest = [...text].slice(0, 1000).join("").replace(/[“”„«»]/g, '"');
    let isOpen = false;
    const take = (from, sign) => {
      const at = from.indexOf(sign);
      rest = at < 0 ? "" : from.slice(at + 1);
      return at < 0 ? from : from.slice(0, at);
    };
    const add = (found, isQuoted) => {
      for (const { parts, whole } of found) {
        for (const word of parts) {
          const at = query.words.findIndex((wanted) => wanted.word === word);
          const before = at < 0 ? null : query.words.splice(at, 1)[0];
          if (query.words.length < 24) query.words.push({ word, whole, isOpen: false, isQuoted: isQuoted || !!before?.isQuoted });
        }
      }
    };
    while (rest) {
      isOpen = false;
      const colon = rest.indexOf(":");
      if (rest[0] === '"') {
        const found = compounds(take(rest.slice(1), '"'));
        add(found, true);
        const phrase = found.flatMap((compound) => compound.parts);
        if (phrase.length) query.phrases.push(phrase);
      } else if (colon >= 0 && facetNames.includes(rest.slice(0, colon))) {
        const name = rest.slice(0, colon);
        const value = rest.slice(colon + 1);
        query.facets.push([name, value[0] === '"' ? take(value.slice(1), '"') : take(value, " ")]);
      } else {
        const end = /^[^ "]* ?/.exec(rest)[0].length;
        const part = rest.slice(0, end);
        rest = rest.slice(end);
        const found = compounds(part);
        isOpen = found.at(-1)?.end === part.length;
        add(found, false);
      }
    }
    const last = query.words.at(-1);
    if (last) last.isOpen = isOpen;
    return query;
  }

  // lookup.rs

  const OTHER_FORM = 0.95;
  const BEGUN = 0.85;
  const BEGUN_BESIDE_WHOLE = 0.25;
  const MOST_BEGUN = 12;
  const MISSPELLED = [1, 0.65, 0.45];
  const MOST_MISSPELLED = 3;
  const MISSPELLED_FROM = [4, 8];
  const BEGUN_SHARDS = 2;
  const MISSPELLED_SHARDS = 6;

  /** The optimal string alignment of two lists of letters; `null` where it is more than `most`. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return null;
    let before = [];
    let last = [...other.keys(), other.length];
    for (let row = 0; row < one.length; row++) {
      const next = [row + 1];
      for (let column = 0; column < other.length; column++) {
        let least = Math.min(last[column] + (one[row] !== other[column]), last[column + 1] + 1, next[column] + 1);
        if (row && column && one[row] === other[column - 1] && one[row - 1] === other[column]) least = Math.min(least, before[column - 1] + 1);
        next.push(least);
      }
      if (Math.min(...next) > most) return null;
      [before, last] = [last, next];
    }
    return last.at(-1) <= most ? last.at(-1) : null;
  }

  // rank.rs

  const IN_HEADING = 0.8;
  const IN_TITLE = 0.9;
  const IN_TITLE_BELOW = 0.15;
  const LONGER = 0.4;
  const HIGHEST_IMPACT = 31;

  const part = () => ({ matched: 0, words: 0, length: 0 });

  function addTo(part, rareness, length) {
    if (!length) return;
    part.matched += rareness;
    part.words += 1;
    part.length = length;
  }

  function worth({ matched, words, length }, all) {
    if (!words) return 0;
    const share = matched / all;
    const filled = words < length ? words / length : 1;
    return share * share * (LONGER + (1 - LONGER) * filled);
  }

  // excerpt.rs

  const EXCERPT = 160;
  const BEFORE = 40;

  function marks(text, found) {
    const marks = [];
    for (const compound of compounds(text)) {
      const word = [...compound.parts, compound.whole].find((word) => found.has(word));
      if (word === undefined) continue;
      if (!compound.isDense) {
        marks.push({ start: compound.start, end: compound.end, word });
        continue;
      }
      const characters = [...text.slice(compound.start, compound.end)];
      const place = (at) => compound.start + characters.slice(0, at).join("").length;
      compound.parts.forEach((pair, at) => {
        if (!found.has(pair)) return;
        const [start, end] = [place(at), place(at + 2)];
        if (marks.at(-1)?.end >= start) marks.at(-1).end = end;
        else marks.push({ start, end, word: pair });
      });
    }
    return marks;
  }

  /** The stretch of a text with the most of the words that were found: `[[text, isMarked], …]`. */
  function excerpt(text, found) {
    const all = marks(text, found);
    let [best, most] = [0, 0];
    all.forEach((mark, at) => {
      let end = at;
      while (all[end]?.end <= mark.start + EXCERPT - BEFORE) end++;
      const near = all.slice(at, end);
      const worth = new Set(near.map(({ word }) => word)).size * 1000 + near.length;
      if (worth > most) [best, most] = [mark.start, worth];
    });
    let start = 0;
    if (best > BEFORE) {
      const space = text.indexOf(" ", best - BEFORE);
      start = space >= 0 && space < best ? space + 1 : best;
    }
    let end = Math.min(text.length, start + EXCERPT);
    if (end < text.length) {
      const space = text.lastIndexOf(" ", end);
      if (end - space < BEFORE && space > start) end = space;
    }
    const pieces = start ? [["… ", false]] : [];
    const push = (from, to, isMarked) => {
      const piece = text.slice(from, to);
      if (piece && pieces.at(-1)?.[1] === isMarked) pieces.at(-1)[0] += piece;
      else if (piece) pieces.push([piece, isMarked]);
    };
    let at = start;
    for (const mark of all.filter((mark) => mark.start >= start && mark.end <= end)) {
      push(at, mark.start, false);
      push(mark.start, mark.end, true);
      at = mark.end;
    }
    push(at, end, false);
    if (end < text.length) pieces.push([" …", false]);
    return pieces;
  }

  // encode.rs, read backwards

  const utf8 = new TextDecoder();

  async function inflate(data) {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function reader(bytes) {
    let at = 0;
    return {
      byte: () => bytes[at++],
      number() {
        let [number, scale, byte] = [0, 1, 0];
        do {
          byte = bytes[at++];
          number += (byte & 0x7f) * scale;
          scale *= 128;
        } while (byte & 0x80);
        return number;
      },
      rest: () => utf8.decode(bytes.subarray(at)),
      isEnd: () => at >= bytes.length,
    };
  }

  const DECODE = {
    d(bytes) {
      const read = reader(bytes);
      const terms = Array.from({ length: read.number() }, () => ({}));
      let number = 0;
      for (const term of terms) {
        const step = read.number();
        term.number = number += step % 2 ? -(step + 1) / 2 : step / 2;
      }
      for (const term of terms) term.level = read.byte();
      let before = "";
      const lines = read.rest().split("\n");
      terms.forEach((term, at) => {
        term.text = before = before.slice(0, lines[at].charCodeAt(0) - 32) + lines[at].slice(1);
      });
      return terms;
    },
    p(bytes) {
      const read = reader(bytes);
      const classes = [];
      while (!read.isEnd()) {
        const rareness = read.byte();
        const postings = Array.from({ length: read.number() }, () => ({}));
        let section = 0;
        for (const posting of postings) posting.section = section += read.number();
        for (const posting of postings) posting.flags = read.byte();
        for (const posting of postings) {
          const { flags } = posting;
          const lengths = flags >> 5 ? read.byte() : 0;
          posting.impact = flags & 31;
          posting.heading = lengths >> 4;
          posting.title = lengths & 15;
        }
        classes.push({ rareness, postings });
      }
      return classes;
    },
    f: (bytes) => JSON.parse(utf8.decode(bytes)),
    t: (bytes) =>
      JSON.parse(utf8.decode(bytes)).flatMap(([url, title, kind, kindTitle, sections]) =>
        sections.map(([anchor, path, text]) => ({ url, title, kind, kindTitle, anchor, path, text })),
      ),
  };

  // What the files of the index have brought, until it is asked for.
  const brought = new Map();
  window.__roadbookSearch = (name, data) => brought.set(name, data);

  // answer.rs

  const NEAR_BEST = 0.4;
  const MOST_READ = 200;

  class Index {
    #base;
    #read;
    #root;
    #shards = new Map();

    constructor(base, read) {
      this.#base = base;
      this.#read = read;
    }

    async open() {
      const root = JSON.parse(utf8.decode(await this.#bring("root", "root.js")));
      if (root.version !== VERSION) throw fault("stale", "the index is of another version than this page");
      let start = 0;
      root.starts = root.counts.map((count) => (start += count) - count);
      root.sections = start;
      let first = 0;
      root.firsts.t = root.firsts.t.map((step) => (first += step));
      root.stop = new Set(root.stop);
      root.synonyms = new Map(Object.entries(root.synonyms));
      this.#root = root;
      return this;
    }

    /** The bytes that a file brings under a name. */
    async #bring(name, file) {
      if (!brought.has(name) || name === "root") {
        try {
          if (this.#read) {
            const text = await this.#read(file);
            const script = typeof text === "string" ? text : utf8.decode(text);
            for (const [, name, data] of script.matchAll(/__roadbookSearch\("(\w+)","([^"]*)"\)/g)) brought.set(name, data);
          } else {
            await roadbook.load(this.#base + file);
          }
        } catch (cause) {
          const isOffline = typeof navigator !== "undefined" && navigator.onLine === false;
          throw fault(isOffline ? "offline" : name === "root" ? "missing" : "stale", `${file}: ${cause.message}`);
        }
      }
      const data = brought.get(name);
      if (data === undefined) throw fault(name === "root" ? "missing" : "stale", `${file} brings no ${name}`);
      brought.delete(name);
      return inflate(data);
    }

    #file(sort, at) {
      const [size, digests] = this.#root.files[sort];
      const from = Math.floor(at / size) * 8;
      return `${sort}${at}.${digests.slice(from, from + 8)}.js`;
    }

    /** A shard: of the dictionary (d), the postings (p), the texts (t), or the facets (f). */
    #shard(sort, at) {
      const name = sort + at;
      let shard = this.#shards.get(name);
      if (!shard) {
        const { pack } = this.#root.files;
        shard = this.#load(name, pack && sort !== "t" ? this.#file("pack", 0) : this.#file(sort, at), !!pack && sort !== "t").then(DECODE[sort]);
        this.#shards.set(name, shard);
        // A file that could not be loaded may come the next time.
        shard.catch(() => this.#shards.delete(name));
      }
      return shard;
    }

    #packed;

    async #load(name, file, isPacked) {
      // All shards of a pack come in one file, which is loaded once.
      if (isPacked) {
        this.#packed ??= this.#bring("d0", file).then((bytes) => brought.set("d0 bytes", bytes));
        await this.#packed;
        if (name === "d0") return brought.get("d0 bytes");
      }
      return this.#bring(name, file);
    }

    // index.rs

    /** The last shard whose first word, class or section is not behind the one that is looked for. */
    #place(sort, wanted) {
      const firsts = this.#root.firsts[sort];
      let [low, high] = [0, firsts.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (firsts[middle] <= wanted) low = middle + 1;
        else high = middle;
      }
      return Math.max(low - 1, 0);
    }

    async #terms(shard) {
      return shard < this.#root.firsts.d.length ? this.#shard("d", shard) : [];
    }

    #shardsAround(word) {
      const { d } = this.#root.firsts;
      const [letter] = word;
      const beginsSo = (shard) => shard < d.length && [...d[shard]][0] === letter;
      let low = this.#place("d", word);
      let high = low + 1;
      for (let before = -1; before !== high - low; ) {
        before = high - low;
        if (high - low < MISSPELLED_SHARDS && beginsSo(high)) high++;
        if (high - low < MISSPELLED_SHARDS && low > 0 && beginsSo(low)) low--;
      }
      return Array.from({ length: high - low }, (_, at) => low + at);
    }

    // lookup.rs

    async #exact(word) {
      const shard = this.#place("d", word);
      return (await this.#terms(shard)).find((term) => term.text === word);
    }

    async #otherForm(word) {
      for (const [from, to] of this.#root.endings) {
        const stem = word.slice(0, word.length - from.length);
        const term = word.endsWith(from) && length(stem) > 2 && (await this.#exact(stem + to));
        if (term) return term;
      }
    }

    async #begun(word) {
      const shard = this.#place("d", word);
      const shards = await Promise.all(Array.from({ length: BEGUN_SHARDS }, (_, at) => this.#terms(shard + at)));
      const terms = shards.flat().filter((term) => term.text !== word && term.text.startsWith(word));
      return terms.sort((a, b) => b.level - a.level || length(a.text) - length(b.text)).slice(0, MOST_BEGUN);
    }

    async #misspelled(word) {
      const letters = [...word];
      const most = MISSPELLED_FROM.filter((from) => letters.length >= from).length;
      if (!most) return [];
      const found = [];
      for (const terms of await Promise.all(this.#shardsAround(word).map((shard) => this.#terms(shard)))) {
        for (const term of terms) {
          if (!term.text.startsWith(letters[0])) continue;
          const other = [...term.text];
          const steps = distance(letters, other, most);
          if (steps !== null) found.push({ term, steps, second: other[1] !== letters[1] });
        }
      }
      return found.sort((a, b) => a.steps - b.steps || b.term.level - a.term.level || a.second - b.second).slice(0, MOST_MISSPELLED);
    }

    /** The words that begin most like a word that no page has. */
    async #nearest(word) {
      const letters = [...word];
      for (let end = letters.length - 1; end > 1; end--) {
        const found = await this.#begun(letters.slice(0, end).join(""));
        if (found.length) return found.slice(0, MOST_MISSPELLED).map((term) => term.text);
      }
      return [];
    }

    async #unit({ word, whole, isOpen, isQuoted }) {
      const unit = { word, classes: [], found: [], corrected: null, isQuoted };
      const take = (term, weight) => {
        if (!term) return false;
        unit.found.push(term.text);
        if (!unit.classes.some(({ number }) => number === term.number)) {
          unit.classes.push({ number: term.number, weight });
          unit.classes.sort((a, b) => b.weight - a.weight);
        }
        return true;
      };
      const isWhole = take(await this.#exact(word), 1);
      if (whole) take(await this.#exact(whole), 1);
      if (!unit.classes.length) take(await this.#otherForm(word), OTHER_FORM);
      if (isOpen) {
        const share = isWhole ? BEGUN_BESIDE_WHOLE : BEGUN;
        for (const term of await this.#begun(word)) take(term, (share * length(word)) / length(term.text));
      }
      if (!unit.classes.length) {
        for (const { term, steps } of await this.#misspelled(word)) {
          unit.corrected ??= term.text;
          take(term, MISSPELLED[steps]);
        }
      }
      return unit;
    }

    #units(query) {
      let wanted = query.words.filter(({ word }) => !this.#root.stop.has(word));
      if (!wanted.length) wanted = query.words;
      return Promise.all(wanted.map((wanted) => this.#unit(wanted)));
    }

    // rank.rs

    async #class(number) {
      const shard = this.#place("p", number);
      return (await this.#shard("p", shard))[number - this.#root.firsts.p[shard]];
    }

    async #rank(units) {
      const sums = new Map();
      let all = 0;
      const known = await Promise.all(units.map((unit) => Promise.all(unit.classes.map(({ number }) => this.#class(number)))));
      known.forEach((classes, bit) => {
        if (!classes.length) return;
        const { rareness } = classes[0];
        all += rareness;
        const best = new Map();
        classes.forEach(({ postings }, at) => {
          const { weight } = units[bit].classes[at];
          for (const posting of postings) {
            const impact = weight * posting.impact;
            if (!(best.get(posting.section)?.impact >= impact)) best.set(posting.section, { impact, heading: posting.heading, title: posting.title });
          }
        });
        for (const [section, { impact, heading, title }] of best) {
          let sum = sums.get(section);
          if (!sum) sums.set(section, (sum = { section, impact: 0, matched: 0, words: 0, heading: part(), title: part() }));
          sum.impact += rareness * impact;
          sum.matched += rareness;
          sum.words |= 1 << bit;
          addTo(sum.heading, rareness, heading);
          addTo(sum.title, rareness, title);
        }
      });
      const ranked = [];
      for (const { section, impact, matched, words, heading, title } of sums.values()) {
        const page = this.#page(section);
        const share = matched / all;
        const inTitle = this.#root.starts[page] === section ? IN_TITLE : IN_TITLE_BELOW;
        const named = 1 + IN_HEADING * worth(heading, all) + inTitle * worth(title, all);
        ranked.push({ section, page, words, score: (impact / (all * HIGHEST_IMPACT)) * (share * share) * named });
      }
      return ranked.sort((a, b) => b.score - a.score || a.section - b.section);
    }

    #page(section) {
      const { starts } = this.#root;
      let [low, high] = [0, starts.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle] <= section) low = middle + 1;
        else high = middle;
      }
      return low - 1;
    }

    // answer.rs

    async #section(section) {
      const shard = this.#place("t", section);
      return (await this.#shard("t", shard))[section - this.#root.firsts.t[shard]];
    }

    async #holds(section, phrase) {
      const { title, path, text } = await this.#section(section);
      return [path.at(-1) ?? title, text].some((text) => {
        const words = compounds(text).flatMap((compound) => compound.parts);
        return words.some((_, at) => phrase.every((word, further) => words[at + further] === word));
      });
    }

    async #ranked(text, facets = [], lens = null) {
      const query = parse(text, this.#root.facets);
      const units = await this.#units(query);
      let ranked = await this.#rank(units);
      if (query.phrases.length) {
        const wanted = units.reduce((bits, unit, bit) => (unit.isQuoted ? bits | (1 << bit) : bits), 0);
        ranked = ranked.filter(({ words }) => (words & wanted) === wanted).slice(0, MOST_READ);
        const holds = await Promise.all(ranked.map(async ({ section }) => (await Promise.all(query.phrases.map((phrase) => this.#holds(section, phrase)))).every(Boolean)));
        ranked = ranked.filter((_, at) => holds[at]);
      }
      const chosen = [...query.facets, ...facets];
      return { units, ranked, chosen };
    }

    /** The sections that answer a query, the best first, whatever their pages: `[{url, anchor}, …]`. */
    async rank(text, limit = 10) {
      const { ranked } = await this.#ranked(text);
      return Promise.all(
        ranked.slice(0, limit).map(async ({ section }) => {
          const { url, anchor } = await this.#section(section);
          return { url, anchor: decodeURIComponent(anchor) };
        }),
      );
    }

    async #words(units) {
      const words = new Set();
      for (const unit of units) {
        words.add(unit.word);
        for (const word of this.#root.synonyms.get(unit.word) ?? []) words.add(word);
        for (const found of unit.found) {
          const terms = await this.#terms(this.#place("d", found));
          const number = terms.find((term) => term.text === found)?.number;
          for (const term of terms) if (term.number === number) words.add(term.text);
        }
      }
      return words;
    }

    /** The answer to a query; see the handbook's page on search for what is in it. */
    async search(text, { facets = [], lens = null, limit = 10, hits = 3 } = {}) {
      const { units, ranked } = await this.#ranked(text, facets, lens);
      const places = new Map();
      for (const hit of ranked) {
        const found = places.get(hit.page);
        if (!found) places.set(hit.page, [hit]);
        else if (found.length < hits && hit.score >= NEAR_BEST * found[0].score) found.push(hit);
      }
      const words = await this.#words(units);
      const pages = await Promise.all(
        [...places.values()].slice(0, limit).map(async (found) => {
          const shown = await Promise.all(found.map(({ section }) => this.#section(section)));
          const { url, title, kind, kindTitle } = shown[0];
          return { url, title, kind, kindTitle, hits: shown.map(({ anchor, path, text }) => ({ anchor, path, excerpt: excerpt(text, words) })) };
        }),
      );
      const misspelled = units.find((unit) => unit.corrected);
      const unknown = places.size ? [] : units.filter((unit) => !unit.classes.length);
      return {
        text,
        total: places.size,
        pages,
        corrected: misspelled ? { from: misspelled.word, to: misspelled.corrected } : null,
        facets: [],
        words: [...words],
        nearest: (await Promise.all(unknown.map((unit) => this.#nearest(unit.word)))).flat(),
      };
    }
  }

  roadbook.search = {
    /** Opens the index at an address; `read(name)` gives the text of its files where no page loads scripts. */
    open: (base, read) => new Index(base, read).open(),
    /** The words of a text, as the index has them. */
    words: (text) => compounds(text).flatMap(({ parts, whole }) => (whole ? [...parts, whole] : parts)),
  };
})();
