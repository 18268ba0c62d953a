//! A lifecycle as a drawing: a lane for each actor, a column for each stage, a box where one acts in the other.
//!
//! All measures are whole units of the drawing, which are pixels unless a style sheet scales it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Maker, PartView};
use crate::derived::{Lifecycle, Stage};
use crate::handbook::PageIx;

/// The width of the actors' names.
const NAMES: usize = 168;
/// The width of a stage.
const COLUMN: usize = 92;
/// The height of the stages' names.
const HEAD: usize = 48;
/// The height of a lane.
const LANE: usize = 44;
/// The size of a box.
const BOX: (usize, usize) = (44, 28);
/// The distance between the two lines of a name.
const LINE: usize = 16;
/// How many characters of a stage's name stand in a line: 13 of them are 84 units wide at the most.
const STAGE_CHARACTERS: usize = 13;
/// The same for an actor's name.
const ACTOR_CHARACTERS: usize = 24;

/// The drawing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct LanesView {
    /// Its width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// The stages.
    pub columns: Vec<NameView>,
    /// The actors.
    pub lanes: Vec<LaneView>,
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct NameView {
    /// The page or heading.
    pub link: PartView,
    /// Its words in one line or two.
    pub lines: Vec<NameLineView>,
}

/// A line of a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct NameLineView {
    /// Its words.
    pub text: String,
    /// From the left.
    pub x: usize,
    /// From above, to the foot of the letters.
    pub y: usize,
}

/// A lane.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct LaneView {
    /// Whose it is.
    pub name: NameView,
    /// Its upper edge.
    pub y: usize,
    /// Its height.
    pub height: usize,
    /// The height at which its boxes are joined.
    pub middle: usize,
    /// Where the first box begins and the last one ends.
    pub from: usize,
    /// See `from`.
    pub to: usize,
    /// Its boxes.
    pub boxes: Vec<BoxView>,
}

/// A box: what an actor does in a stage.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct BoxView {
    /// From the left.
    pub x: usize,
    /// From above.
    pub y: usize,
    /// Its width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// The middle of its number.
    pub text_x: usize,
    /// The foot of its number.
    pub text_y: usize,
    /// How many things are delivered.
    pub count: usize,
    /// The stage's section.
    pub href: Option<String>,
    /// All of it in words.
    pub label: String,
}

/// The drawing of a lifecycle; `None` where nobody acts.
pub(super) fn lanes(maker: Maker<'_>, ix: PageIx, lifecycle: &Lifecycle<'_>) -> Option<LanesView> {
    if lifecycle.actors.is_empty() {
        return None;
    }
    let column = |(place, stage): (usize, &Stage<'_>)| {
        let link = link(maker, ix, stage);
        name(link, (centre(place), HEAD / 2), STAGE_CHARACTERS)
    };
    let lane = |(place, &actor): (usize, &PageIx)| lane(maker, ix, lifecycle, (place, actor));
    Some(LanesView {
        width: NAMES + COLUMN * lifecycle.stages.len(),
        height: HEAD + LANE * lifecycle.actors.len(),
        columns: lifecycle.stages.iter().enumerate().map(column).collect(),
        lanes: lifecycle.actors.iter().enumerate().map(lane).collect(),
    })
}

fn lane(maker: Maker<'_>, ix: PageIx, lifecycle: &Lifecycle<'_>, (place, actor): (usize, PageIx)) -> LaneView {
    let y = HEAD + LANE * place;
    let middle = y + LANE / 2;
    let (width, height) = BOX;
    let title = &maker.handbook_page(actor).title;
    let drawn = |(place, stage): (usize, &Stage<'_>)| {
        let count = stage.tasks.iter().filter(|task| task.duties(actor).is_some()).count();
        let PartView { text, href, .. } = link(maker, ix, stage);
        (count > 0).then(|| BoxView {
            x: centre(place) - width / 2,
            y: middle - height / 2,
            width,
            height,
            text_x: centre(place),
            text_y: foot(middle),
            count,
            href,
            label: format!("{text}, {title}: {count}"),
        })
    };
    let boxes: Vec<BoxView> = lifecycle.stages.iter().enumerate().filter_map(drawn).collect();
    LaneView {
        name: name(maker.link(actor), (0, middle), ACTOR_CHARACTERS),
        y,
        height: LANE,
        middle,
        from: boxes.first().map_or(NAMES, |first| first.x),
        to: boxes.last().map_or(NAMES, |last| last.x + last.width),
        boxes,
    }
}

fn link(maker: Maker<'_>, ix: PageIx, stage: &Stage<'_>) -> PartView {
    let href = stage.heading.map(|heading| maker.heading_href(ix, heading));
    PartView { text: stage.name.to_owned(), href, ..PartView::default() }
}

/// The middle of a stage's column.
fn centre(place: usize) -> usize {
    NAMES + COLUMN * place + COLUMN / 2
}

/// Where letters stand whose middle is at a height.
fn foot(middle: usize) -> usize {
    middle + 5
}

/// A name around a height, in two lines where one is too short for it.
fn name(link: PartView, (x, middle): (usize, usize), characters: usize) -> NameView {
    let lines = wrapped(&link.text, characters);
    let first = foot(middle) - LINE * (lines.len() - 1) / 2;
    let placed = |(at, text)| NameLineView { text, x, y: first + LINE * at };
    NameView { lines: lines.into_iter().enumerate().map(placed).collect(), link }
}

/// Words in two lines at the most, what is too long cut off and marked as cut.
pub(super) fn wrapped(words: &str, characters: usize) -> Vec<String> {
    let length = |text: &str| text.chars().count();
    if length(words) <= characters {
        return vec![words.to_owned()];
    }
    let mut first = String::new();
    let mut rest = words.split_whitespace().peekable();
    while let Some(word) = rest.next_if(|word| first.is_empty() || length(&first) + 1 + length(word) <= characters) {
        if !first.is_empty() {
            first.push(' ');
        }
        first.push_str(word);
    }
    let second = rest.collect::<Vec<_>>().join(" ");
    let lines = [first, second].into_iter().filter(|line| !line.is_empty());
    lines.map(|line| if length(&line) > characters { cut(&line, characters) } else { line }).collect()
}

fn cut(line: &str, characters: usize) -> String {
    let kept: String = line.chars().take(characters - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn a_long_name_is_broken_between_words_and_cut_at_its_end() {
        assert_eq!(wrapped("Launch", 13), ["Launch"]);
        assert_eq!(wrapped("Make it reliable", 13), ["Make it", "reliable"]);
        assert_eq!(wrapped("Responsibilities", 13), ["Responsibili…"]);
        assert_eq!(wrapped("Hand over to the people on call", 13), ["Hand over to", "the people o…"]);
    }
}
