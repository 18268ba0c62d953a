"""How Roadbook grows from size to size: a table, and a picture for the handbook's page on speed.

Both axes of the picture are logarithmic: what grows as fast as the handbook is a straight line that rises one decade a
decade. The picture has a plate of its own, so that it reads on any page; it follows the reader's colour scheme by a style of
its own, and where a policy forbids that, it keeps the light colours of its attributes. Its two fields stand one above the
other and fit a telephone. Standard library only.
"""
import math

MIB = 2**20
# The picture, and each of its two fields with the edges around it.
WIDTH, FIELD = 420, 260
LEFT, TOP, RIGHT, BOTTOM = 64, 40, 40, 44
# The hues of the lines differ for those who see no red or green, and the marks differ as well.
MARKS = {"cold": "circle", "warm": "square", "unchanged": "diamond"}
LIGHT = {"plate": "#fcfbf7", "ink": "#22262b", "quiet": "#5b6168", "line": "#d9d6cc"}
LIGHT |= {"cold": "#0b5fae", "warm": "#b4520a", "unchanged": "#3f7d20"}
DARK = {"plate": "#1a2025", "ink": "#e8e6df", "quiet": "#a9b0b3", "line": "#3a4248"}
DARK |= {"cold": "#6db3ff", "warm": "#f0a35e", "unchanged": "#8fd16a"}


def table(found):
    """`found` is a list of `(pages, {state: measured or None})`."""
    states = list(found[0][1])
    print(f"| Pages | {' | '.join(f'{state}, s | s a 1,000 | MiB' for state in states)} |")
    print(f"| --: |{' --: |' * 3 * len(states)}")
    for size, measured in found:
        cells = []
        for state in states:
            one = measured[state]
            cells += [f"{one['wall']:.2f}", f"{one['wall'] * 1000 / size:.2f}", f"{one['memory'] / MIB:,.0f}"] if one else [""] * 3
        print(f"| {size:,} | {' | '.join(cells)} |")
    print(flush=True)


def plot(found, path):
    """Writes the picture: seconds above memory."""
    states = [state for state in found[0][1] if state in MARKS]
    last = {state: found[-1][1][state] for state in states}
    said = "; ".join(f"{state} {last[state]['wall']:.1f} s" for state in states if last[state])
    dark = "".join(f".{name}{{fill:{hue}}}.{name}-line{{stroke:{hue}}}" for name, hue in DARK.items())
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {2 * FIELD}" width="{WIDTH}" height="{2 * FIELD}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="12">',
        f"<title>Time and memory of a build from {found[0][0]:,} to {found[-1][0]:,} pages; at the largest: {said}</title>",
        f"<style>@media (prefers-color-scheme: dark){{{dark}}}</style>",
        f'<rect width="{WIDTH}" height="{2 * FIELD}" {fill("plate")}/>',
        *field(found, states, lambda measured: measured["wall"], 0, "Seconds"),
        *field(found, states, lambda measured: measured["memory"] / MIB, FIELD, "Memory, MiB"),
    ]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([*drawn, "</svg>", ""]))


def field(found, states, take, top, title):
    """One of the two fields, `top` pixels below the top of the picture."""
    values = [take(measured[state]) for _, measured in found for state in states if measured[state]]
    across = Scale((found[0][0], found[-1][0]), (LEFT, WIDTH - RIGHT))
    up = Scale((min(values), max(values)), (top + FIELD - BOTTOM, top + TOP))
    drawn = [text(LEFT, top + 24, title, weight="600")]
    for tick in across.decades():
        drawn.append(line(across.at(tick), up.ends[1], across.at(tick), up.ends[0]))
        drawn.append(text(across.at(tick), up.ends[0] + 18, f"{tick:,.0f}", "quiet", "middle"))
    drawn.append(text(sum(across.ends) / 2, up.ends[0] + 34, "pages", "quiet", "middle"))
    for tick in up.decades():
        drawn.append(line(across.ends[0], up.at(tick), across.ends[1], up.at(tick)))
        drawn.append(text(across.ends[0] - 8, up.at(tick) + 4, f"{tick:,.10g}", "quiet", "end"))
    for place, state in enumerate(states):
        points = [(across.at(size), up.at(take(measured[state]))) for size, measured in found if measured[state]]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        stroke = f'class="{state}-line" stroke="{LIGHT[state]}"'
        drawn.append(f'<polyline points="{joined}" fill="none" {stroke} stroke-width="2"/>')
        drawn += [mark(state, x, y) for x, y in points]
        key = LEFT + 110 + place * 66
        drawn += [mark(state, key, top + 20), text(key + 9, top + 24, state, state)]
    return drawn


class Scale:
    """From values to places, by logarithm; it begins and ends at whole decades."""

    def __init__(self, values, ends):
        self.low, self.high = math.floor(math.log10(values[0])), math.ceil(math.log10(values[1]))
        self.ends = ends

    def at(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.ends[0] + share * (self.ends[1] - self.ends[0])

    def decades(self):
        return [10.0**power for power in range(self.low, self.high + 1)]


def mark(state, x, y):
    if MARKS[state] == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {fill(state)}/>'
    turn = f' transform="rotate(45 {x:.1f} {y:.1f})"' if MARKS[state] == "diamond" else ""
    return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" {fill(state)}{turn}/>'


def line(x1, y1, x2, y2):
    hue = f'class="line-line" stroke="{LIGHT["line"]}"'
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {hue}/>'


def text(x, y, words, name="ink", anchor="start", weight="400"):
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}"'
    return f"<text {place} {fill(name)}>{words}</text>"


def fill(name):
    return f'class="{name}" fill="{LIGHT[name]}"'
