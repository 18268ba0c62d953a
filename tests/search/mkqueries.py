#!/usr/bin/env python3
"""Derive a deterministic search test set from any folder of Markdown, and score a run on it.

  mkqueries.py DIR [--per-kind 60] [--seed s] [--kinds a,b] [--exclude GLOB]... > queries.jsonl
  mkqueries.py --stats DIR                      # pages, sections, words, text bytes
  mkqueries.py --score queries.jsonl run.jsonl  # metrics table per kind
  mkqueries.py --hold-out COPY DIR              # a copy without half of the links (by the hash of their text)
  mkqueries.py --held DIR                       # queries of kind anchor from just those links

queries.jsonl, one object a line:
  {"id","query","kind","expected":["rel/path.md" | "rel/path.md#slug", ...]}
run.jsonl, one object a line (one per query id; missing ids count as no result):
  {"id","results":["rel/path.md#slug", ...], "ms":1.2, "bytes":4096}     (ms, bytes optional)

Kinds (all known-item; every equally good answer is listed in "expected"):
  title     the page's title as written
  heading   a section heading that names at most --max-answers sections
  terms     2-3 distinctive words of one section's body, in text order
  typo      a title/heading/terms query with one edit in its longest word (never to another corpus word)
  inflect   a title/heading query with one word inflected (plural, -ing, -ed) or stripped of it
  prefix    a title/heading query cut in the middle of its last word (search as you type)
  question  a heading or title put as a question ("how do I ...", "what is ...")
  phrase    4-6 consecutive body words in quotation marks, unique to at most --max-answers sections
  anchor    the text of an internal link, where it differs from the target's title or heading
            (a paraphrase written by a human); expected: the link's target
  abbr      an acronym whose expansion "Long Name (LN)" is in the corpus; expected: the defining
            sections and those with the expansion or the acronym in their heading

Scoring is done at two levels: section (path#slug equal; a page-level expectation is met by any
section of the page) and page (path equal). A result list is de-duplicated per level before ranking.
Standard library only. Same folder, same arguments -> same bytes out (order by sha256, no RNG).
"""
import argparse, fnmatch, hashlib, json, math, os, re, shutil, sys, unicodedata
from collections import Counter, defaultdict

STOP = set("""a an and are as at be but by can do does for from has have how i if in into is it its may me my
no nor not of on onto or our out over own per set so such than that the their them then there these they this to too
up us use used using via was we were what when where which while who why will with within without you your""".split())
GENERIC = set("""overview introduction summary references reference resources resource examples example notes note
see also further reading links description parameters parameter syntax inputs outputs related links related
prerequisites conclusion contents table of goal goals background motivation next steps tips faq usage installation
options outputs none parameter sets common parameters additional information more information key takeaways sections
""".split())
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.U)
LINK = re.compile(r"(?<!!)\[([^\]\[]{4,80})\]\(<?([^)\s>]+)[^)]*\)")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")


def h(*a):
    return hashlib.sha256("\x1f".join(map(str, a)).encode()).hexdigest()


def words(s):
    return [w.lower() for w in WORD.findall(s)]


def strip_inline(s):
    s = re.sub(r"<!--.*?-->", " ", s, flags=re.S)
    s = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r" \1 ", s)
    s = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", s)
    s = re.sub(r"\[([^\]]*)\]\[[^\]]*\]", r"\1", s)
    s = re.sub(r"</?[A-Za-z][^>]*>", " ", s)
    s = re.sub(r"\{#[^}]*\}|\{\{.*?\}\}|\{%.*?%\}", " ", s)
    s = re.sub(r"(\*\*|__|\*|`|~~)", "", s)
    s = re.sub(r"\\([\\`*_{}\[\]()#+.!|<>-])", r"\1", s)
    return re.sub(r"\s+", " ", s).strip()


def slugify(text, seen):
    """GitHub's rule: lower, drop punctuation except - and _, spaces to -, -1 -2 for repeats."""
    s = text.strip().lower()
    s = "".join(c for c in s if c in "-_ " or unicodedata.category(c)[0] in "LNM")
    s = s.replace(" ", "-") or "section"
    n = seen.get(s, 0)
    seen[s] = n + 1
    return s if n == 0 else f"{s}-{n}"


def front_matter(text):
    title = None
    m = re.match(r"\ufeff?(---|\+\+\+)\r?\n(.*?)\r?\n\1\s*?\r?\n", text, re.S)
    if m:
        t = re.search(r"(?mi)^title\s*[:=]\s*(.+?)\s*$", m.group(2))
        if t:
            title = t.group(1).strip().strip("'\"")
        text = text[m.end():]
    return title, text


def parse(path, rel):
    """-> dict(rel,title,sections=[dict(slug,level,heading,text)]); section 0 is the page's lead."""
    with open(path, encoding="utf-8", errors="replace") as f:
        title, text = front_matter(f.read().replace("\r\n", "\n"))
    secs = [dict(slug="", level=1, heading="", text=[])]
    seen, fence, prev = {}, None, ""
    explicit_h1 = None
    in_comment = False
    for line in text.split("\n"):
        m = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if fence:
            if m and m.group(1)[0] == fence[0] and len(m.group(1)) >= len(fence) and line.strip(" `~") == "":
                fence = None
            else:
                secs[-1]["text"].append(line)      # code is searchable text
            continue
        if m:
            fence = m.group(1)
            prev = ""
            continue
        if in_comment or "<!--" in line:
            in_comment = "-->" not in line.rsplit("<!--", 1)[-1] if "<!--" in line else "-->" not in line
            if in_comment or not re.sub(r"<!--.*?-->", "", line).strip():
                continue
            line = re.sub(r"<!--.*?-->|^.*?-->", "", line)
        m = re.match(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$", line)
        level, raw = (len(m.group(1)), m.group(2)) if m else (0, "")
        if not m and prev.strip() and re.match(r" {0,3}(=+|-{2,})[ \t]*$", line) and not prev.lstrip().startswith(("|", "-", "*", ">")):
            level, raw = (1 if "=" in line else 2), prev
            if secs[-1]["text"]:
                secs[-1]["text"].pop()
        if level and raw.strip():
            custom = re.search(r"\{#([^}\s]+)[^}]*\}\s*$", raw)
            head = strip_inline(raw)
            if not head:
                prev = line
                continue
            slug = custom.group(1) if custom else slugify(head, seen)
            if level == 1 and explicit_h1 is None and not any("".join(s["text"]).strip() for s in secs):
                explicit_h1 = head                      # the page's own H1: lead section keeps slug ""
                secs[-1]["heading"] = head
                secs[-1]["h1slug"] = slug
            else:
                secs.append(dict(slug=slug, level=level, heading=head, text=[]))
            prev = ""
            continue
        secs[-1]["text"].append(line)
        prev = line
    links = []
    for s in secs:
        raw = "\n".join(s["text"])
        for m in LINK.finditer(raw):
            links.append((strip_inline(m.group(1)), m.group(2)))
        s["text"] = strip_inline(raw)
    title = title or explicit_h1 or os.path.splitext(os.path.basename(rel))[0].replace("-", " ")
    title = strip_inline(title)
    if not secs[0]["heading"]:
        secs[0]["heading"] = title
    return dict(rel=rel, title=title, sections=secs, links=links)


def load(root, exclude):
    pages = []
    for d, ds, fs in os.walk(root):
        ds.sort()
        for f in sorted(fs):
            if not f.lower().endswith((".md", ".mdx", ".markdown")):
                continue
            rel = os.path.relpath(os.path.join(d, f), root).replace(os.sep, "/")
            if any(fnmatch.fnmatch(rel, g) for g in exclude):
                continue
            p = parse(os.path.join(d, f), rel)
            if any(s["text"] for s in p["sections"]):
                pages.append(p)
    return pages


def ref(page, sec):
    return page["rel"] + ("#" + sec["slug"] if sec["slug"] else "")


def norm(s):
    return " ".join(words(s))


def is_held(text):
    """Whether links of this text are held out: all of one text, or none."""
    return int(h("held", norm(text)), 16) % 2 == 0


def hold_out(root, copy):
    """Writes a copy of the folder in which the links that are held out are plain text."""
    shutil.copytree(root, copy)
    for d, _, fs in os.walk(copy):
        for f in fs:
            if f.lower().endswith((".md", ".mdx", ".markdown")):
                path = os.path.join(d, f)
                with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
                    text = file.read()
                drop = lambda m: m.group(1) if is_held(strip_inline(m.group(1))) else m.group(0)
                with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
                    file.write(LINK.sub(drop, text))


def mk_typo(q, key, vocab):
    ws = q.split(" ")
    order = sorted(range(len(ws)), key=lambda i: (-len(ws[i]), i))
    for i in order:
        w = ws[i]
        if len(w) < 5 or not w.isalpha() or not w.isascii():
            continue
        for k in range(12):
            r = int(h(key, w, k), 16)
            op, p = r % 4, 1 + (r >> 8) % (len(w) - 2)      # never the first letter (most typos keep it)
            c = "abcdefghijklmnopqrstuvwxyz"[(r >> 24) % 26]
            if op == 0:
                v = w[:p] + w[p + 1:]
            elif op == 1:
                v = w[:p] + c + w[p:]
            elif op == 2:
                v = w[:p] + c + w[p + 1:]
            else:
                v = w[:p] + w[p + 1] + w[p] + w[p + 2:]
            if v.lower() != w.lower() and v.lower() not in vocab:
                return " ".join(ws[:i] + [v] + ws[i + 1:])
    return None


def inflections(w):
    out = []
    if w.endswith("ies") and len(w) > 5:
        out.append(w[:-3] + "y")
    elif w.endswith(("sses", "xes", "ches", "shes")):
        out.append(w[:-2])
    elif w.endswith("s") and not w.endswith(("ss", "us", "is")) and len(w) > 4:
        out.append(w[:-1])
    elif w.endswith("ing") and len(w) > 6:
        st = w[:-3]
        out += [st[:-1] if len(st) > 3 and st[-1] == st[-2] and st[-1] not in "ls" else st, st + "ed"]
    elif w.endswith("y") and len(w) > 4 and w[-2] not in "aeiou":
        out.append(w[:-1] + "ies")
    elif w.endswith("e") and len(w) > 4:
        out += [w + "s", w[:-1] + "ing"]
    elif len(w) > 4:
        out += [w + "s", w + "ing"]
    return out


def question(text, key):
    w = text.split(" ")
    first = w[0].lower()
    low = text[0].lower() + text[1:] if len(w[0]) > 1 and not w[0].isupper() else text
    if first.endswith("ing") and len(first) > 5:
        st = first[:-3]
        base = st[:-1] if len(st) > 2 and st[-1] == st[-2] and st[-1] not in "ls" else st
        return f"how do I {base} {' '.join(w[1:])}".strip()
    if first in ("how", "what", "why", "when", "where", "which", "who", "should", "can"):
        return low
    pats = (["how do I {}", "how to {}"] if first in ("create", "add", "use", "set", "configure", "deploy", "run", "write",
            "define", "get", "install", "build", "make", "enable", "remove", "start", "stop", "test", "plan", "review", "update")
            else ["what is {}", "what is the {}"] if len(text.split()) <= 3 and not text.endswith("s")
            else ["where can I find {}", "tell me about {}", "what about {}"])
    return pats[int(h(key), 16) % len(pats)].format(low)


def build(pages, a):
    secs = [(p, s) for p in pages for s in p["sections"]]
    toks = [words(s["text"]) for _, s in secs]
    df, vocab = Counter(), set()
    by_word = defaultdict(list)
    for i, t in enumerate(toks):
        _, s = secs[i]
        u = set(t) | set(words(s["heading"]))
        vocab |= u
        for w in u:
            df[w] += 1
            by_word[w].append(i)
    n = len(secs)
    titles, heads = defaultdict(list), defaultdict(list)
    for p in pages:
        titles[norm(p["title"])].append(p["rel"])
        for s in p["sections"]:
            if s["slug"]:
                heads[norm(s["heading"])].append(ref(p, s))
    good = lambda t: t and not all(w in GENERIC or w in STOP for w in t.split()) and 3 <= len(t) <= 90
    cand = defaultdict(list)                            # kind -> [(sortkey, query, expected, vocabulary-of-target)]
    for p in pages:
        t = norm(p["title"])
        exp = sorted(set(titles[t]) | set(heads.get(t, [])))   # a section with that very heading answers as well
        if good(t) and len(titles[t]) <= a.max_answers and len(exp) <= 2 * a.max_answers:
            cand["title"].append((h(a.seed, "title", t), p["title"], exp, p))
    for p, s in secs:
        if not s["slug"] or s["level"] > 4:
            continue
        t = norm(s["heading"])
        if good(t) and len(heads[t]) <= a.max_answers and t not in titles and len(t.split()) >= 2:
            cand["heading"].append((h(a.seed, "heading", t), s["heading"], sorted(heads[t]), p))
    lo, hi = 2, max(6, n // 150)
    visit = sorted(range(n), key=lambda i: h(a.seed, "visit", ref(*secs[i])))   # stop early on big corpora
    for i in visit:
        (p, s), t = secs[i], toks[i]
        if len(cand["terms"]) >= 4 * a.per_kind:
            break
        if len(t) < 25:
            continue
        ok = [w for w in dict.fromkeys(t) if lo <= df[w] <= hi and len(w) >= 4 and w.isalpha() and w not in STOP
              and w not in words(s["heading"]) and not CJK.search(w)]
        if len(ok) < 3:
            continue
        k = 2 + int(h(a.seed, "k", ref(p, s)), 16) % 2
        pick = sorted(sorted(ok, key=lambda w: h(a.seed, ref(p, s), w))[:k], key=t.index)
        hit = set(by_word[pick[0]])
        for w in pick[1:]:
            hit &= set(by_word[w])
        if 1 <= len(hit) <= a.max_answers:
            cand["terms"].append((h(a.seed, "terms", ref(p, s)), " ".join(pick), sorted(ref(*secs[j]) for j in hit), p))
    joined = None
    for i in visit:
        (p, s), t = secs[i], toks[i]
        if len(cand["phrase"]) >= 2 * a.per_kind:
            break
        if len(t) < 30:
            continue
        key = h(a.seed, "phrase", ref(p, s))
        ln = 4 + int(key, 16) % 3
        for k in range(6):
            at = int(h(key, k), 16) % (len(t) - ln)
            seq = t[at:at + ln]
            if seq[0] in STOP or seq[-1] in STOP or not all(w.isalpha() and w.isascii() for w in seq):
                continue
            raw = re.search(r"\b" + r"\s+".join(map(re.escape, seq)) + r"\b", s["text"], re.I)
            if not raw:                                   # punctuation inside: not a phrase
                continue
            joined = joined or [" " + " ".join(x) + " " for x in toks]
            needle = " " + " ".join(seq) + " "
            rare = min(seq, key=lambda w: df[w])
            hit = [j for j in by_word[rare] if needle in joined[j]]
            if 1 <= len(hit) <= a.max_answers:
                cand["phrase"].append((key, '"' + " ".join(seq) + '"', sorted(ref(*secs[j]) for j in hit), p))
                break
    ab, hn = {}, [norm(s["heading"]) for _, s in secs]
    for i, (p, s) in enumerate(secs):
        for m in re.finditer(r"\(([A-Z][A-Za-z]{1,5}?)s?\)", s["text"]):
            acr = m.group(1)
            before = re.search(r"(?:[A-Za-z][\w-]*\s+){1,7}$", s["text"][max(0, m.start() - 90):m.start()])
            if not before:
                continue
            parts = re.split(r"[\s-]+", before.group(0).strip())
            for k in range(len(acr), min(len(parts), len(acr) + 1) + 1):
                tail = parts[-k:]
                ini = "".join(x[0] for x in tail if x.lower() not in ("of", "and", "the", "for", "to", "in"))
                if ini.lower() == acr.lower() and len(acr) >= 2:
                    ab.setdefault((acr, " ".join(tail).lower()), []).append(i)
                    break
    for (acr, exp), where in ab.items():
        hit = {j for j in range(n) if exp in hn[j] or acr.lower() in hn[j].split()} | set(where)
        pg = sorted({ref(*secs[j]) for j in hit})
        if len(pg) <= 2 * a.max_answers:
            cand["abbr"].append((h(a.seed, "abbr", acr, exp), acr, pg, None))
    know = {}
    for p in pages:
        know[p["rel"]] = {p["title"]} | {p["sections"][0]["heading"]}
        for s in p["sections"]:
            know.setdefault(ref(p, s), set()).add(s["heading"])
    anch = defaultdict(set)
    for p in pages:
        for text, href in p["links"]:
            path, _, frag = href.partition("#")
            if re.match(r"[a-z][a-z0-9+.-]*:|/", path) or (path and not path.endswith((".md", ".mdx"))):
                continue
            tgt = os.path.normpath(os.path.join(os.path.dirname(p["rel"]), path)).replace(os.sep, "/") if path else p["rel"]
            tgt += "#" + frag if frag else ""
            t = norm(text)
            if tgt in know and tgt != p["rel"] and len(t.split()) >= 2 and good(t) and t not in titles and t not in heads:
                anch[t].add((tgt, text))
    for t, v in anch.items():
        exp = sorted({x for x, _ in v})
        if a.held and not is_held(t):
            continue
        if len(exp) <= a.max_answers:
            cand["anchor"].append((h(a.seed, "anchor", t), min(y for _, y in v), exp, None))
    for kind, src in (("typo", ("title", "heading", "terms")), ("inflect", ("title", "heading")),
                      ("prefix", ("title", "heading")), ("question", ("heading", "title"))):
        for s in src:
            for key, q, exp, p in cand[s]:
                k2 = h(a.seed, kind, key)
                v = None
                if kind == "typo":
                    v = mk_typo(q, k2, vocab)
                elif kind == "inflect":
                    have = set(words(q))
                    for w in sorted(words(q), key=lambda w: (-len(w), w)):
                        c = [x for x in inflections(w) if x not in have and (x in vocab or x == w + "s")]
                        if c and w.isascii() and w.isalpha() and w not in STOP:
                            v = re.sub(r"(?i)\b" + re.escape(w) + r"\b", c[int(k2, 16) % len(c)], q, count=1)
                            break
                elif kind == "prefix":
                    ws = q.split(" ")
                    if len(ws[-1]) >= 5 and ws[-1].isalpha():
                        cut = max(3, (len(ws[-1]) + 1) // 2)
                        v = " ".join(ws[:-1] + [ws[-1][:cut]])
                elif kind == "question" and 2 <= len(q.split()) <= 9 and q.isascii():
                    v = question(q, k2)
                if v and v.lower() != q.lower():
                    cand[kind].append((k2, v, exp, p))
    out = []
    kinds = a.kinds.split(",") if a.kinds else ["title", "heading", "terms", "typo", "inflect", "prefix", "question", "anchor", "phrase", "abbr"]
    for kind in kinds:
        used, got = set(), 0
        for key, q, exp, _ in sorted(cand[kind], key=lambda c: (c[0], c[1])):
            q = re.sub(r"\s+", " ", q).strip()
            if q.lower() in used or got >= a.per_kind:
                continue
            used.add(q.lower())
            got += 1
            out.append(dict(id=f"{kind}-{got:03d}", query=q, kind=kind, expected=exp))
    return out


def score(qf, rf, as_json):
    qs = [json.loads(l) for l in open(qf, encoding="utf-8") if l.strip()]
    run = {}
    for l in open(rf, encoding="utf-8"):
        if l.strip():
            r = json.loads(l)
            run[r["id"]] = r
    agg = defaultdict(list)
    for q in qs:
        r = run.get(q["id"], {})
        res = r.get("results", [])
        row = {}
        for lvl in ("sec", "page"):
            f = (lambda x: x) if lvl == "sec" else (lambda x: x.split("#")[0])
            want = {f(e) for e in q["expected"]}
            wantpage = {e for e in q["expected"] if "#" not in e} if lvl == "sec" else set()
            seen, rank = [], None
            for x in res:
                y = f(x)
                if lvl == "sec" and y.split("#")[0] in wantpage:
                    y = y.split("#")[0]
                if y in seen:
                    continue
                seen.append(y)
                if y in want:
                    rank = len(seen)
                    break
            row[lvl] = rank
        row["ms"], row["bytes"], row["none"] = r.get("ms"), r.get("bytes"), not res
        agg[q["kind"]].append(row)
        agg["ALL"].append(row)
    if not as_json:
        print(f"{'kind':9} {'n':>4} | {'sMRR@10':>7} {'s@1':>5} {'s@5':>5} | {'pMRR@10':>7} {'p@1':>5} {'p@5':>5} | {'none':>5} {'ms p50':>7} {'ms p95':>7} {'KB p50':>7} {'KB p95':>7}")
    pct = lambda v, p: sorted(v)[min(len(v) - 1, math.ceil(p * len(v)) - 1)] if v else float("nan")
    table = {}
    for k in [k for k in agg if k != "ALL"] + ["ALL"]:
        v = agg[k]
        m = len(v)
        c = [k, m]
        for lvl in ("sec", "page"):
            rk = [x[lvl] for x in v]
            c += [sum(1 / r for r in rk if r and r <= 10) / m, sum(r == 1 for r in rk if r) / m, sum(1 for r in rk if r and r <= 5) / m]
        ms = [x["ms"] for x in v if x["ms"] is not None]
        by = [x["bytes"] / 1024 for x in v if x["bytes"] is not None]
        c += [sum(x["none"] for x in v) / m, pct(ms, .5), pct(ms, .95), pct(by, .5), pct(by, .95)]
        table[k] = dict(zip(("n", "mrr", "first", "five", "page_mrr", "page_first", "page_five", "none", "ms50", "ms95", "kb50", "kb95"),
                            [None if x != x else x for x in c[1:]]))
        if not as_json:
            print("{:9} {:4d} | {:7.3f} {:5.2f} {:5.2f} | {:7.3f} {:5.2f} {:5.2f} | {:5.2f} {:7.2f} {:7.2f} {:7.1f} {:7.1f}".format(*c))
    if as_json:
        print(json.dumps(table))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("dir", nargs="?")
    ap.add_argument("--per-kind", type=int, default=60)
    ap.add_argument("--seed", default="1")
    ap.add_argument("--kinds")
    ap.add_argument("--max-answers", type=int, default=3)
    ap.add_argument("--exclude", action="append", default=[])
    ap.add_argument("--held", action="store_true", help="of kind anchor, only what --hold-out leaves out")
    ap.add_argument("--hold-out", metavar="COPY")
    ap.add_argument("--stats", action="store_true")
    ap.add_argument("--sections", action="store_true", help="print the parsed sections as JSONL (for feeding other engines)")
    ap.add_argument("--score", nargs=2, metavar=("QUERIES", "RUN"))
    ap.add_argument("--json", action="store_true", help="scores for machines")
    a = ap.parse_args()
    if a.score:
        return score(*a.score, a.json)
    if not a.dir:
        ap.error("DIR is required")
    if a.hold_out:
        return hold_out(a.dir, a.hold_out)
    pages = load(a.dir, a.exclude)
    if a.stats:
        sec = [s for p in pages for s in p["sections"]]
        print(json.dumps(dict(pages=len(pages), sections=len(sec), words=sum(len(words(s["text"])) for s in sec),
                              text_bytes=sum(len((s["heading"] + "\n" + s["text"]).encode()) for s in sec))))
        return
    w = sys.stdout.write
    if a.sections:
        for p in pages:
            for s in p["sections"]:
                w(json.dumps(dict(id=ref(p, s), page=p["rel"], title=p["title"], heading=s["heading"], level=s["level"], text=s["text"]), ensure_ascii=False) + "\n")
        return
    for q in build(pages, a):
        w(json.dumps(q, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
