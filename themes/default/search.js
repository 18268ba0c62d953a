// The search engine of the site: loads what a query needs of the index in `_search/`, and answers.
//
// What counts as a word and how results are ranked is the same as in Roadbook itself (`src/search`), down to the last bit:
// each part here stands beside the file whose name it has. The index holds everything that depends on the language.
// Its files are scripts, which `roadbook.load` of the page brings.
(() => {
  "use strict";

  const VERSION = 1;
  const roadbook = (window.roadbook ??= {});

  const fault = (code, message) => Object.assign(new Error(message), { code });

  // words.rs

  const LONGEST = 40;
  const LONGEST_WHOLE = 24;
  const MOST_RUNS = 3;
  const DENSE = /[\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  const WORD = /[\p{Alphabetic}\p{N}\p{M}]/u;
  const WORDS = /[\p{Alphabetic}\p{N}\p{M}]+/gu;

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
      for (const c of DENSE.test(found) ? found : [found]) {
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
    /^.\P{Uppercase}*$/u.test(written) ? [written] : written.split(/(?<=[\p{Lowercase}\p{N}])(?=\p{Uppercase})|(?<=\p{Uppercase})(?=\p{Uppercase}\p{Lowercase})/u);

  function isKept(word) {
    const size = length(word);
    return size > 0 && (size <= LONGEST_WHOLE || (size <= LONGEST && !(/\p{N}/u.test(word) && /\p{Alphabetic}/u.test(word))));
  }

  function parts(written) {
    const found = humps(written);
    const isCode = found.length > 2 || (found.length === 2 && /^\p{Lowercase}/u.test(written));
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
      (!gaps.includes("/") || written.every((part) => /^\p{Uppercase}.{0,2}$/u.test(part))) &&
      (!gaps.includes(".") || chain.length === 2);
    const whole = isName ? written.map(fold).join("") : "";
    return whole && length(whole) <= LONGEST_WHOLE ? whole : null;
  }

  // Every word of a text: `{start, end, parts, whole, isDense}`.
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

  const MOST_CHARACTERS = 1000;
  const MOST_WORDS = 24;

  function parse(text, facetNames) {
    const query = { words: [], phrases: [], facets: [] };
    let rest = [...text].slice(0, MOST_CHARACTERS).join("").replace(/[“”„«»]/g, '"');
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
          if (query.words.length < MOST_WORDS) query.words.push({ word, whole, isOpen: false, isQuoted: isQuoted || !!before?.isQuoted });
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
  const SAME_STEM = 0.7;
  const STEM = 4;
  const BEGUN = 0.85;
  const BEGUN_BESIDE_WHOLE = 0.25;
  const MOST_BEGUN = 12;
  const MISSPELLED = [1, 0.65, 0.45];
  const MOST_MISSPELLED = 3;
  const MISSPELLED_FROM = [4, 8];
  const BEGUN_SHARDS = 2;
  const MISSPELLED_SHARDS = 6;

  // The optimal string alignment of two lists of letters; `null` where it is more than `most`.
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
  const IN_TITLE = 0.4;
  const IN_TITLE_BELOW = 0.15;
  const HIGHEST_IMPACT = 31;

  function worth(matched, words, length, all) {
    if (!words) return 0;
    const share = matched / all;
    const filled = words < length ? words / length : 1;
    return share * share * (filled * filled);
  }

  // excerpt.rs

  const LENGTH = 160;
  const BEFORE = 40;

  // Texts are read once, however many keystrokes follow.
  const read = (section) => (section.read ??= compounds(section.text));

  function marks(section, found) {
    const { text } = section;
    const marks = [];
    for (const compound of read(section)) {
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

  // The stretch of a text with the most of the words that were found: `[[text, isMarked], …]`.
  function excerpt(section, found) {
    const { text } = section;
    const all = marks(section, found);
    let [best, most] = [0, 0];
    all.forEach((mark, at) => {
      let end = at;
      while (all[end]?.end <= mark.start + LENGTH - BEFORE) end++;
      const near = all.slice(at, end);
      const worth = new Set(near.map(({ word }) => word)).size * 1000 + near.length;
      if (worth > most) [best, most] = [mark.start, worth];
    });
    let start = 0;
    if (best > BEFORE) {
      const space = text.indexOf(" ", best - BEFORE);
      start = space >= 0 && space < best ? space + 1 : best;
    }
    let end = Math.min(text.length, start + LENGTH);
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
    const number = () => {
      const byte = bytes[at++];
      return byte < 128 ? byte : (byte & 127) + 128 * number();
    };
    return {
      number,
      many: (one) => Array.from({ length: number() }, one),
      byte: () => bytes[at++],
      rest: () => utf8.decode(bytes.subarray(at)),
      isEnd: () => at >= bytes.length,
    };
  }

  const DECODE = {
    d(bytes) {
      const read = reader(bytes);
      let number = 0;
      let before = "";
      const terms = read.many(() => {
        const step = read.number();
        number += step % 2 ? -(step + 1) / 2 : step / 2;
        return { number };
      });
      for (const term of terms) term.level = read.byte();
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
        let section = 0;
        const postings = read.many(() => ({ section: (section += read.number()) }));
        for (const posting of postings) posting.impact = read.byte();
        for (const posting of postings) {
          const lengths = posting.impact >> 5 ? read.byte() : 0;
          posting.impact &= 31;
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

  // What the files of the index have brought.
  const brought = new Map();
  window.__roadbookSearch = (name, data) => brought.set(name, data);

  // The place of the last of some sorted values that is not behind the one that is wanted.
  function last(values, wanted) {
    let [low, high] = [0, values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] <= wanted) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  }

  // Numbers, each with those before it added.
  const added = (numbers, sum = 0) => numbers.map((number) => (sum += number));

  // answer.rs

  const NEAR_BEST = 0.4;
  const READ_AT_ONCE = 20;
  const MOST_READ = 200;
  const ENOUGH = 10;
  const LENS = 1.25;

  // The best in order before all others: sorting every section of a large handbook takes longer than finding them.
  const SORTED = 1000;

  function sorted(ranked) {
    const order = (a, b) => b.score - a.score || a.section - b.section;
    if (ranked.length < 2 * SORTED) return ranked.sort(order);
    const cut = Float64Array.from(ranked, ({ score }) => score).sort()[ranked.length - SORTED];
    return [...ranked.filter(({ score }) => score >= cut).sort(order), ...ranked.filter(({ score }) => score < cut)];
  }

  class Index {
    #base;
    #read;
    #root;
    #files = new Map();
    #shards = new Map();
    #isOld = false;

    constructor(base, read) {
      // A preview says when the site is another one.
      globalThis.document?.addEventListener("roadbook:built", () => (this.#isOld = true));
      this.#base = base;
      this.#read = read;
    }

    // encode.rs and files.rs, read backwards

    async open(isAgain) {
      this.#isOld = false;
      this.#files.clear();
      this.#shards.clear();
      const root = JSON.parse(utf8.decode(await this.#bring("root", isAgain ? `root.js?${Date.now()}` : "root.js")));
      if (root.version !== VERSION) throw fault("stale", "the index is of another version than this page");
      root.starts = [0, ...added(root.counts)];
      root.pages = new Int32Array(root.starts.pop());
      root.starts.forEach((start, page) => root.pages.fill(page, start, start + root.counts[page]));
      root.firsts.t = added(root.firsts.t);
      root.stop = new Set(root.stop);
      root.synonyms = new Map(Object.entries(root.synonyms));
      this.#root = root;
      return this;
    }

    // The bytes that a file brings under a name.
    async #bring(name, file) {
      try {
        if (!this.#files.has(file)) this.#files.set(file, this.#load(file));
        await this.#files.get(file);
        return await inflate(brought.get(name));
      } catch ({ message }) {
        this.#files.delete(file);
        const isOffline = globalThis.navigator?.onLine === false;
        throw fault(isOffline ? "offline" : name === "root" ? "missing" : "stale", `${file}: ${message}`);
      }
    }

    async #load(file) {
      if (!this.#read) return roadbook.load(this.#base + file);
      const text = await this.#read(file);
      const script = typeof text === "string" ? text : utf8.decode(text);
      for (const [, name, data] of script.matchAll(/\("(\w+)","([^"]*)"\)/g)) brought.set(name, data);
    }

    // A part of the index: of the dictionary (d), the postings (p), the texts (t), or the facets (f).
    #shard(sort, at) {
      const name = sort + at;
      if (!this.#shards.has(name)) {
        const { files } = this.#root;
        const [kind, place] = files[sort] ? [sort, at] : ["pack", 0];
        const [size, digests] = files[kind];
        const from = Math.floor(place / size) * 8;
        const shard = this.#bring(name, `${kind}${place}.${digests.slice(from, from + 8)}.js`).then(DECODE[sort]);
        this.#shards.set(name, shard);
        // What could not be loaded may come the next time.
        shard.catch(() => this.#shards.delete(name));
      }
      return this.#shards.get(name);
    }

    // What a shard has of a class or section.
    async #one(sort, number) {
      const firsts = this.#root.firsts[sort];
      const at = last(firsts, number);
      return (await this.#shard(sort, at))[number - firsts[at]];
    }

    async #terms(at) {
      return at < this.#root.firsts.d.length ? this.#shard("d", at) : [];
    }

    #termsNear(word) {
      return this.#terms(last(this.#root.firsts.d, word));
    }

    // index.rs

    #shardsAround(word) {
      const { d } = this.#root.firsts;
      const [letter] = word;
      const beginsSo = (shard) => shard < d.length && [...d[shard]][0] === letter;
      let low = last(d, word);
      let high = low + 1;
      for (let before = 0; before !== high - low; ) {
        before = high - low;
        if (high - low < MISSPELLED_SHARDS && beginsSo(high)) high++;
        if (high - low < MISSPELLED_SHARDS && low > 0 && beginsSo(low)) low--;
      }
      return Array.from({ length: high - low }, (_, at) => low + at);
    }

    // lookup.rs

    async #exact(word) {
      return (await this.#termsNear(word)).find((term) => term.text === word);
    }

    async #otherForm(word) {
      for (const [from, to] of this.#root.endings) {
        const stem = word.slice(0, word.length - from.length);
        const term = word.endsWith(from) && length(stem) > 2 && (await this.#exact(stem + to));
        if (term) return term;
      }
    }

    async #sameStem(word) {
      for (const [from] of this.#root.endings) {
        const stem = word.slice(0, word.length - from.length);
        const [term] = from && word.endsWith(from) && length(stem) >= STEM ? await this.#begun(stem) : [];
        if (term) return term;
      }
    }

    async #begun(word) {
      const at = last(this.#root.firsts.d, word);
      const shards = await Promise.all(Array.from({ length: BEGUN_SHARDS }, (_, more) => this.#terms(at + more)));
      const terms = shards.flatMap((terms) => terms.filter(({ text }) => text.startsWith(word) && text !== word));
      return terms.sort((a, b) => b.level - a.level || length(a.text) - length(b.text)).slice(0, MOST_BEGUN);
    }

    async #misspelled(word) {
      const letters = [...word];
      const most = MISSPELLED_FROM.filter((from) => letters.length >= from).length;
      if (!most) return [];
      const shards = await Promise.all(this.#shardsAround(word).map((shard) => this.#terms(shard)));
      const found = [];
      for (const term of shards.flat()) {
        // One letter has one or two units.
        if (!term.text.startsWith(letters[0]) || Math.abs(term.text.length - word.length) > 2 * most) continue;
        const other = [...term.text];
        const steps = distance(letters, other, most);
        if (steps !== null) found.push({ term, steps, second: other[1] !== letters[1] });
      }
      return found.sort((a, b) => a.steps - b.steps || b.term.level - a.term.level || a.second - b.second).slice(0, MOST_MISSPELLED);
    }

    // The words that begin most like a word that no page has.
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
      if (!unit.classes.length) take(await this.#sameStem(word), SAME_STEM);
      if (!unit.classes.length) {
        for (const { term, steps } of await this.#misspelled(word)) {
          unit.corrected ??= term.text;
          take(term, MISSPELLED[steps]);
        }
      }
      return unit;
    }

    #units({ words }) {
      const telling = words.filter(({ word }) => !this.#root.stop.has(word));
      return Promise.all((telling.length ? telling : words).map((wanted) => this.#unit(wanted)));
    }

    // rank.rs

    async #rank(units) {
      const known = await Promise.all(units.map((unit) => Promise.all(unit.classes.map(({ number }) => this.#one("p", number)))));
      const { starts, pages } = this.#root;
      // What a word counts at most in each section, and where that comes from; cleared after each word.
      const most = new Float64Array(pages.length);
      const from = new Array(pages.length);
      const sums = new Array(pages.length);
      const found = [];
      let all = 0;
      known.forEach((classes, bit) => {
        if (!classes.length) return;
        const { rareness } = classes[0];
        const touched = [];
        all += rareness;
        classes.forEach(({ postings }, at) => {
          const { weight } = units[bit].classes[at];
          for (const posting of postings) {
            const { section } = posting;
            const impact = weight * posting.impact;
            if (impact <= most[section]) continue;
            if (!most[section]) touched.push(section);
            most[section] = impact;
            from[section] = posting;
          }
        });
        for (const section of touched) {
          let sum = sums[section];
          if (!sum) {
            sum = { section, page: pages[section], score: 0, impact: 0, matched: 0, words: 0, inHeading: 0, headingWords: 0, heading: 0, inTitle: 0, titleWords: 0, title: 0 };
            found.push((sums[section] = sum));
          }
          const { heading, title } = from[section];
          sum.impact += rareness * most[section];
          sum.matched += rareness;
          sum.words |= 1 << bit;
          if (heading) {
            sum.inHeading += rareness;
            sum.headingWords++;
            sum.heading = heading;
          }
          if (title) {
            sum.inTitle += rareness;
            sum.titleWords++;
            sum.title = title;
          }
          most[section] = 0;
        }
      });
      for (const sum of found) {
        const share = sum.matched / all;
        const title = starts[sum.page] === sum.section ? IN_TITLE : IN_TITLE_BELOW;
        const named = 1 + IN_HEADING * worth(sum.inHeading, sum.headingWords, sum.heading, all) + title * worth(sum.inTitle, sum.titleWords, sum.title, all);
        sum.score = (sum.impact / (all * HIGHEST_IMPACT)) * (share * share) * named;
      }
      return found;
    }

    // answer.rs

    async #holds(section, phrase) {
      const own = await this.#one("t", section);
      return [compounds(own.path.at(-1) ?? own.title), read(own)].some((found) => {
        const words = found.flatMap((compound) => compound.parts);
        return words.some((_, at) => phrase.every((word, further) => words[at + further] === word));
      });
    }

    // Of the sections that have all words in quotes, those that have them in their order.
    async #reading(ranked, units, phrases) {
      const wanted = units.reduce((bits, unit, bit) => (unit.isQuoted ? bits | (1 << bit) : bits), 0);
      const candidates = ranked.filter(({ words }) => (words & wanted) === wanted);
      const found = [];
      for (let at = 0; at < Math.min(candidates.length, MOST_READ) && found.length < ENOUGH; at += READ_AT_ONCE) {
        const some = candidates.slice(at, at + READ_AT_ONCE);
        const holds = await Promise.all(some.flatMap(({ section }) => phrases.map((phrase) => this.#holds(section, phrase))));
        found.push(...some.filter((_, place) => phrases.every((_, more) => holds[place * phrases.length + more])));
      }
      // Where not all could be read, sections with the words tell more than none.
      return !found.length && candidates.length > MOST_READ ? candidates : found;
    }

    async #ranked(text, more, lens) {
      const query = parse(text, this.#root.facets);
      const chosen = [...query.facets, ...more];
      const units = await this.#units(query);
      const isOpen = !units.length && chosen.length;
      let ranked = isOpen ? this.#root.starts.map((section, page) => ({ section, page, score: 0 })) : await this.#rank(units);
      const { facets, serves } = await this.#shard("f", 0);
      // The reader's own role first.
      const role = serves.values.findIndex(([id]) => id === lens);
      if (role >= 0) for (const hit of ranked) if (serves.sets[serves.pages[hit.page]].includes(role)) hit.score *= LENS;
      ranked = sorted(ranked);
      if (query.phrases.length) ranked = await this.#reading(ranked, units, query.phrases);
      const shown = this.#root.facets.map((name, at) => new Facet(name, facets[at], chosen));
      const isIn = (page, but) => shown.every((facet) => facet === but || facet.has(page));
      for (const page of new Set(ranked.map((hit) => hit.page))) for (const facet of shown) if (isIn(page, facet)) facet.count(page);
      return { units, ranked: ranked.filter((hit) => isIn(hit.page)), facets: shown };
    }

    // The sections that answer a query, the best first, whatever their pages: `[{url, anchor}, …]`.
    async rank(text, limit = 10) {
      const { ranked } = await this.#ranked(text, [], null);
      const sections = await Promise.all(ranked.slice(0, limit).map(({ section }) => this.#one("t", section)));
      return sections.map(({ url, anchor }) => ({ url, anchor: decodeURIComponent(anchor) }));
    }

    async #words(units) {
      const words = new Set();
      for (const { word, found } of units) {
        for (const own of [word, ...(this.#root.synonyms.get(word) ?? [])]) words.add(own);
        for (const form of found) {
          const terms = await this.#termsNear(form);
          const number = terms.find((term) => term.text === form)?.number;
          for (const term of terms) if (term.number === number) words.add(term.text);
        }
      }
      return words;
    }

    async search(text, options) {
      try {
        if (this.#isOld) await this.open(true);
        return await this.#answer(text, options);
      } catch (error) {
        if (error.code !== "stale") throw error;
        // The site was published anew since its root was read.
        await this.open(true);
        return this.#answer(text, options);
      }
    }

    // The answer to a query; the handbook's page on search says what is in it.
    async #answer(text, { facets: more = [], lens = null, limit = 10, hits = 3 } = {}) {
      const { units, ranked, facets } = await this.#ranked(text, more, lens);
      const found = new Map();
      for (const hit of ranked) {
        const own = found.get(hit.page);
        if (!own) found.set(hit.page, [hit]);
        else if (own.length < hits && hit.score >= NEAR_BEST * own[0].score) own.push(hit);
      }
      const words = await this.#words(units);
      const page = async (own) => {
        const shown = await Promise.all(own.map(({ section }) => this.#one("t", section)));
        const [{ url, title, kind, kindTitle }] = shown;
        return { url, title, kind, kindTitle, hits: shown.map((section) => ({ anchor: section.anchor, path: section.path, excerpt: excerpt(section, words) })) };
      };
      const pages = await Promise.all([...found.values()].slice(0, limit).map(page));
      const misspelled = units.find((unit) => unit.corrected);
      const unknown = found.size ? [] : units.filter((unit) => !unit.classes.length);
      return {
        text,
        total: found.size,
        pages,
        corrected: misspelled ? { from: misspelled.word, to: misspelled.corrected } : null,
        facets: facets.map((facet) => facet.shown()).filter(({ values }) => values.length > 1 || values[0]?.isOn),
        words: [...words],
        nearest: (await Promise.all(unknown.map((unit) => this.#nearest(unit.word)))).flat(),
      };
    }
  }

  // What pages can be filtered by: two values of one facet are a choice, two facets must both fit.
  class Facet {
    constructor(name, data, chosen) {
      const on = new Set(chosen.filter(([own]) => own === name).map(([, value]) => value));
      Object.assign(this, data, { name, on, counts: data.values.map(() => 0) });
    }

    of(page) {
      return this.sets[this.pages[page]];
    }

    has(page) {
      return !this.on.size || this.of(page).some((at) => this.on.has(this.values[at][0]));
    }

    count(page) {
      for (const at of this.of(page)) this.counts[at]++;
    }

    shown() {
      const values = this.values.map(([value, label], at) => ({ value, label, count: this.counts[at], isOn: this.on.has(value) }));
      return { name: this.name, values: values.filter(({ count, isOn }) => count || isOn).sort((a, b) => b.count - a.count) };
    }
  }

  // `open(base, read?)` opens the index at an address; `read(name)` gives the text of a file where no page loads scripts.
  // `words(text)` gives the words of a text as the index has them.
  roadbook.search = {
    open: (base, read) => new Index(base, read).open(),
    words: (text) => compounds(text).flatMap(({ parts, whole }) => (whole ? [...parts, whole] : parts)),
  };
})();
