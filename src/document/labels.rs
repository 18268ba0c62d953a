//! Labels that nothing stands behind: "Best for:", and then the next heading.

use std::ops::Range;

use super::{Block, Inline, plain_text};
use crate::text::{Spanned, TextRange};

/// The most characters of a label; a longer one is a sentence whose continuation may stand anywhere.
const LONGEST: usize = 40;

/// The most words of a label.
const MOST_WORDS: usize = 5;

/// The labels among some blocks that have nothing behind them; `places` says where in `text` each block stands.
pub(super) fn empty(blocks: &[Block], places: &[Range<usize>], text: &str) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let (Block::Paragraph(content) | Block::Plain(content)) = block else { continue };
        let lines: Vec<&[Inline]> = content.split(is_break).collect();
        for (line, content) in lines.iter().enumerate() {
            let next = lines.get(line + 1);
            let is_followed = next.map_or_else(|| holds_something(blocks.get(at + 1)), |next| !is_bold(next));
            // A wrapped line may end in a colon anywhere; one that is all bold is a label.
            let is_alone = lines.len() == 1 || is_bold_alone(content);
            if let Some(label) = label(content).filter(|_| is_alone && !is_followed) {
                let range = line_of(text, &places[at], line);
                found.push(Spanned::new(label, range));
            }
        }
    }
    found
}

fn is_break(inline: &Inline) -> bool {
    matches!(inline, Inline::SoftBreak | Inline::HardBreak)
}

/// The words of a label without its colon.
fn label(content: &[Inline]) -> Option<String> {
    let may_be_label = match content.last()? {
        Inline::Text(text) => matches!(text.trim_end().as_bytes().last(), None | Some(b':')),
        Inline::Strong(_) | Inline::Emphasis(_) => true,
        _ => false,
    };
    // Most lines end as sentences do: their words are not put together.
    let text = may_be_label.then(|| plain_text(content))?;
    let words = text.trim().strip_suffix(':')?.trim();
    let is_short = words.chars().count() <= LONGEST && words.split_whitespace().count() <= MOST_WORDS;
    let is_phrase = words.chars().any(char::is_alphabetic) && !words.contains([':', '.', '?', '!', ';']);
    (is_short && is_phrase).then(|| words.to_owned())
}

fn is_bold(content: &[Inline]) -> bool {
    matches!(content.first(), Some(Inline::Strong(_)))
}

fn is_bold_alone(content: &[Inline]) -> bool {
    match content {
        [Inline::Strong(_)] => true,
        [Inline::Strong(_), Inline::Text(colon)] => colon.trim() == ":",
        _ => false,
    }
}

/// Whether the next block can be what a label announces.
fn holds_something(block: Option<&Block>) -> bool {
    match block {
        None | Some(Block::Heading(_) | Block::Rule) => false,
        Some(Block::Paragraph(content) | Block::Plain(content)) => label(content).is_none(),
        Some(_) => true,
    }
}

/// A line of a block, without the spaces around it.
fn line_of(text: &str, place: &Range<usize>, line: usize) -> TextRange {
    let written = &text[place.clone()];
    let start = written.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let line = written[start..].lines().next().unwrap_or_default();
    let start = place.start + start + line.len() - line.trim_start().len();
    TextRange::new(start, start + line.trim().len())
}
