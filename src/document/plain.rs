//! The words of a tree without its markup.

use super::{Block, HtmlPiece, Inline};

/// The text of inline content; line ends become spaces.
pub fn plain_text(content: &[Inline]) -> String {
    let mut text = String::new();
    push(content, &mut text);
    text
}

fn push(content: &[Inline], text: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(part) | Inline::Code(part) | Inline::Image { alt: part, .. } => text.push_str(part),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link { content, .. } => push(content, text),
            Inline::SoftBreak | Inline::HardBreak => text.push(' '),
            Inline::Html(HtmlPiece::Tag(tag)) => text.push_str(tag.placeholder().unwrap_or_default()),
            Inline::Html(HtmlPiece::Text(_)) | Inline::FootnoteReference(_) => {}
        }
    }
}

/// The longest summary in characters: what search engines show of a description.
const SUMMARY: usize = 160;

/// The first paragraph, cut at the end of a word and marked as cut; `None` where there is none.
pub fn summary(blocks: &[Block]) -> Option<String> {
    let text = blocks.iter().find_map(|block| match block {
        Block::Paragraph(content) => Some(plain_text(content)).filter(|text| !text.trim().is_empty()),
        _ => None,
    })?;
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let words = words.collect::<Vec<_>>().join(" ");
    if words.chars().count() <= SUMMARY {
        return Some(words);
    }
    let cut: String = words.chars().take(SUMMARY - 1).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    Some(format!("{}…", cut[..end].trim_end_matches(|c: char| c.is_ascii_punctuation())))
}
