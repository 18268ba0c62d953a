//! The first lines of alerts: those of GitHub, with titles of their own, and of those that fold.

use pulldown_cmark::BlockQuoteKind;

use super::{Alert, AlertKind, Block, Folding, Inline};

/// The kinds by the word in their mark.
const KINDS: [(&str, AlertKind); 5] = [
    ("note", AlertKind::Note),
    ("tip", AlertKind::Tip),
    ("important", AlertKind::Important),
    ("warning", AlertKind::Warning),
    ("caution", AlertKind::Caution),
];

/// An alert as GitHub knows it.
pub(super) fn plain(kind: BlockQuoteKind) -> Alert {
    let kind = match kind {
        BlockQuoteKind::Note => AlertKind::Note,
        BlockQuoteKind::Tip => AlertKind::Tip,
        BlockQuoteKind::Important => AlertKind::Important,
        BlockQuoteKind::Warning => AlertKind::Warning,
        BlockQuoteKind::Caution => AlertKind::Caution,
    };
    Alert { kind, title: Vec::new(), folding: None }
}

/// Takes a first line such as `[!NOTE]- Own title` out of a quotation that was written with one.
pub(super) fn take(blocks: &mut Vec<Block>) -> Option<Alert> {
    let Some(Block::Paragraph(content)) = blocks.first_mut() else { return None };
    let Some(Inline::Text(text)) = content.first_mut() else { return None };
    let (kind, folding, rest) = mark(text)?;
    *text = text.tail(rest.len());
    let is_break = |inline: &Inline| matches!(inline, Inline::SoftBreak | Inline::HardBreak);
    let end = content.iter().position(is_break).unwrap_or(content.len());
    let is_empty = |inline: &Inline| matches!(inline, Inline::Text(text) if text.is_empty());
    let title = content.drain(..end).filter(|inline| !is_empty(inline)).collect();
    if content.is_empty() {
        blocks.remove(0);
    } else {
        content.remove(0);
    }
    Some(Alert { kind, title, folding })
}

/// The kind of the mark at the beginning of some text, how it folds, and what stands behind it.
fn mark(text: &str) -> Option<(AlertKind, Option<Folding>, &str)> {
    let (word, rest) = text.strip_prefix("[!")?.split_once(']')?;
    let (_, kind) = KINDS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name))?;
    let folding = match rest.chars().next() {
        Some('-') => Some(Folding::Closed),
        Some('+') => Some(Folding::Open),
        _ => None,
    };
    let rest = if folding.is_some() { &rest[1..] } else { rest };
    (rest.is_empty() || rest.starts_with(' ')).then_some((*kind, folding, rest.trim_start()))
}
