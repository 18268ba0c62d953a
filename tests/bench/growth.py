"""How Roadbook grows from size to size: a table, and a picture for the handbook's page on speed.

Both axes of the picture are logarithmic: what grows as fast as the handbook is a straight line that rises one decade a
decade. The picture is an SVG without styles, so that no policy of a page can take its colours; it has a plate of its own
and reads in both colour schemes. Standard library only.
"""
import math

MIB = 2**20
WIDTH, HEIGHT = 720, 300
# Left, top, right and bottom of the field within each half of the picture.
LEFT, TOP, RIGHT, BOTTOM = 62, 44, 36, 44
PLATE, INK, QUIET, LINE = "#fcfbf7", "#22262b", "#5b6168", "#d9d6cc"
# Two hues that differ for those who see no red or green, and in their marks.
COLOURS = {"cold": "#0b5fae", "warm": "#b4520a", "unchanged": "#3f7d20"}
MARKS = {"cold": "circle", "warm": "square", "unchanged": "diamond"}


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
    """Writes the picture: seconds at the left, memory at the right."""
    states = [state for state in found[0][1] if state in COLOURS]
    last = {state: found[-1][1][state] for state in states}
    said = "; ".join(f"{state} {last[state]['wall']:.1f} s" for state in states if last[state])
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12">',
        f"<title>Time and memory of a build from {found[0][0]:,} to {found[-1][0]:,} pages; at the largest: {said}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="{PLATE}"/>',
    ]
    half = WIDTH / 2
    take_time = lambda measured: measured["wall"]
    take_memory = lambda measured: measured["memory"] / MIB
    drawn += field(found, states, take_time, (0, half), "Seconds")
    drawn += field(found, states, take_memory, (half, WIDTH), "Memory, MiB")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([*drawn, "</svg>", ""]))


def field(found, states, take, sides, title):
    """One half of the picture, between two abscissae."""
    values = [take(measured[state]) for _, measured in found for state in states if measured[state]]
    across = Scale((found[0][0], found[-1][0]), (sides[0] + LEFT, sides[1] - RIGHT))
    up = Scale((min(values), max(values)), (HEIGHT - BOTTOM, TOP))
    drawn = [text(sides[0] + LEFT, 24, title, weight="600")]
    for tick in across.decades():
        drawn.append(line(across.at(tick), TOP, across.at(tick), HEIGHT - BOTTOM))
        drawn.append(text(across.at(tick), HEIGHT - BOTTOM + 18, f"{tick:,.0f}", anchor="middle", fill=QUIET))
    drawn.append(text((across.ends[0] + across.ends[1]) / 2, HEIGHT - 8, "pages", anchor="middle", fill=QUIET))
    for tick in up.decades():
        drawn.append(line(across.ends[0], up.at(tick), across.ends[1], up.at(tick)))
        drawn.append(text(across.ends[0] - 8, up.at(tick) + 4, f"{tick:,.10g}", anchor="end", fill=QUIET))
    for place, state in enumerate(states):
        points = [(across.at(size), up.at(take(measured[state]))) for size, measured in found if measured[state]]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(f'<polyline points="{joined}" fill="none" stroke="{COLOURS[state]}" stroke-width="2"/>')
        drawn += [mark(state, x, y) for x, y in points]
        # The marks are named once: they mean the same in both halves.
        if sides[0] == 0:
            key = LEFT + 80 + place * 64
            drawn += [mark(state, key, 20), text(key + 9, 24, state, fill=COLOURS[state])]
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
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{COLOURS[state]}"/>'
    turn = f' transform="rotate(45 {x:.1f} {y:.1f})"' if MARKS[state] == "diamond" else ""
    return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="{COLOURS[state]}"{turn}/>'


def line(x1, y1, x2, y2):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{LINE}"/>'


def text(x, y, words, anchor="start", fill=INK, weight="400"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-weight="{weight}">{words}</text>'
