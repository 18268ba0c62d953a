//! What of a difference, or of an output, people are shown: never more than they read.

use super::matching::Line;

/// How many lines that did not change are shown around those that did.
const AROUND: usize = 3;

/// The most lines of a difference that are shown: more than fit on a screen, few enough to scroll back over.
const MOST_LINES: usize = 60;

/// The most characters of a line that are shown: as many as two or three rows of a terminal hold.
const LONGEST_LINE: usize = 240;

/// What a line of a difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing: it is there for those around it.
    None,
    /// It was expected and did not come.
    Missing,
    /// It came and was not expected.
    Surplus,
}

/// The lines of a difference that are shown: those that changed, with some around each.
pub fn excerpt(difference: &[Line]) -> Vec<(Change, String)> {
    let is_change = |line: &Line| matches!(line, Line::Missing(..) | Line::Surplus(_));
    let near = |at: usize| {
        let (start, end) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(difference.len()));
        difference[start..end].iter().any(is_change)
    };
    let mut shown = Vec::new();
    let mut is_gap = false;
    for (at, line) in difference.iter().enumerate() {
        if shown.len() >= MOST_LINES {
            shown.push((Change::None, format!("… and {} more lines", difference.len() - at)));
            break;
        }
        if near(at) {
            let change = match line {
                Line::Missing(..) => Change::Missing,
                Line::Surplus(_) => Change::Surplus,
                Line::Same(..) | Line::Elided(..) => Change::None,
            };
            shown.push((change, cut(&line.to_string())));
        } else if !is_gap {
            shown.push((Change::None, "⋮".to_owned()));
        }
        is_gap = !near(at);
    }
    shown
}

/// The last lines of an output, so many at most, and whether there are more before them.
pub fn last_lines(output: &str, most: usize) -> (Vec<String>, bool) {
    let count = output.lines().count();
    (output.lines().skip(count.saturating_sub(most)).map(cut).collect(), count > most)
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_difference_is_cut_in_both_directions() {
        let difference = vec![Line::Surplus("x".repeat(10_000)); 5000];
        let shown = excerpt(&difference);
        assert_eq!(shown.len(), MOST_LINES + 1);
        assert!(shown.iter().all(|(_, line)| line.chars().count() <= LONGEST_LINE + 2));
        assert_eq!(shown[MOST_LINES], (Change::None, "… and 4940 more lines".to_owned()));
    }
}
