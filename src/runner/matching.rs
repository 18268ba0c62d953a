//! What a block should print against what it did, with elisions understood.

use std::fmt;

use regex::RegexBuilder;

/// The line that stands for any number of lines, none included.
const ANY_LINES: &str = "...";

/// The words that stand for any text in a line, none included.
const ANY_TEXT: &str = "[..]";

/// The most lines on either side that are laid beside each other: the table has a cell for each pair.
const LONGEST_ALIGNED: usize = 1000;

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// It was expected, and it came: the place among the expected lines, and what came.
    Same(usize, String),
    /// It was expected and did not come: its place, and the line.
    Missing(usize, String),
    /// It came and was not expected.
    Surplus(String),
    /// An elision, by its place, and how many lines it stands for.
    Elided(usize, usize),
}

impl fmt::Display for Line {
    /// As `diff` has it: `-` was expected and did not come, `+` came.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(_, line) => write!(f, "  {line}"),
            Self::Missing(_, line) => write!(f, "- {line}"),
            Self::Surplus(line) => write!(f, "+ {line}"),
            Self::Elided(_, 1) => f.write_str("  ... (1 line)"),
            Self::Elided(_, count) => write!(f, "  ... ({count} lines)"),
        }
    }
}

/// The difference between lines that were expected and those that came; `None` where there is none.
///
/// White space at the ends of lines, and empty lines at the end, make none.
pub fn difference(expected: &str, got: &str) -> Option<Vec<Line>> {
    let (expected, got) = (lines(expected), lines(got));
    if matches_all(&expected, &got) {
        return None;
    }
    Some(align(&expected, &got))
}

/// Whether a text stands in an output.
pub fn contains(expected: &str, got: &str) -> bool {
    lines(got).join("\n").contains(&lines(expected).join("\n"))
}

/// Whether a regular expression, which was checked, finds something in an output.
pub fn finds(pattern: &str, got: &str) -> bool {
    let pattern = RegexBuilder::new(pattern.trim_end()).multi_line(true).build();
    pattern.is_ok_and(|pattern| pattern.is_match(&lines(got).join("\n")))
}

fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// The greedy match of wildcards, once for lines and once for the words of a line: of what an elision could stand
/// for, only the last elision's choice is ever taken back.
fn matches_all(expected: &[&str], got: &[&str]) -> bool {
    let (mut at, mut here) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while here < got.len() {
        if expected.get(at) == Some(&ANY_LINES) {
            last = Some((at, here));
            at += 1;
        } else if expected.get(at).is_some_and(|line| matches_line(line, got[here])) {
            at += 1;
            here += 1;
        } else if let Some((elision, taken)) = last {
            last = Some((elision, taken + 1));
            at = elision + 1;
            here = taken + 1;
        } else {
            return false;
        }
    }
    expected[at..].iter().all(|line| *line == ANY_LINES)
}

fn matches_line(expected: &str, got: &str) -> bool {
    let mut parts = expected.split(ANY_TEXT);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = got.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Both in the order in which they are read, with as few changes as can be.
fn align(expected: &[&str], got: &[&str]) -> Vec<Line> {
    if expected.len() > LONGEST_ALIGNED || got.len() > LONGEST_ALIGNED {
        return align_ends(expected, got);
    }
    // How many changes it takes from each pair of places to the end.
    let width = got.len() + 1;
    let mut changes = vec![0_u32; (expected.len() + 1) * width];
    for at in (0..=expected.len()).rev() {
        for here in (0..width).rev() {
            changes[at * width + here] = step(expected, got, (at, here), |at, here| changes[at * width + here]).0;
        }
    }
    let mut aligned = Vec::new();
    let (mut at, mut here) = (0, 0);
    while at < expected.len() || here < got.len() {
        let (_, next) = step(expected, got, (at, here), |at, here| changes[at * width + here]);
        match next {
            Step::Same => aligned.push(Line::Same(at, got[here].to_owned())),
            Step::Changed => {
                aligned.push(Line::Missing(at, expected[at].to_owned()));
                aligned.push(Line::Surplus(got[here].to_owned()));
            }
            Step::Missing => aligned.push(Line::Missing(at, expected[at].to_owned())),
            Step::Surplus => aligned.push(Line::Surplus(got[here].to_owned())),
            Step::Elide => match aligned.last_mut() {
                Some(Line::Elided(last, count)) if *last == at => *count += 1,
                _ => aligned.push(Line::Elided(at, 1)),
            },
            Step::LeaveElision => {
                if !matches!(aligned.last(), Some(Line::Elided(last, _)) if *last == at) {
                    aligned.push(Line::Elided(at, 0));
                }
            }
        }
        (at, here) = next.behind(at, here);
    }
    let is_change = |line: &Line| matches!(line, Line::Missing(..) | Line::Surplus(_));
    for run in aligned.chunk_by_mut(|one, other| is_change(one) && is_change(other)) {
        run.sort_by_key(|line| matches!(line, Line::Surplus(_)));
    }
    aligned
}

/// What is done with the next line of either side.
#[derive(Clone, Copy)]
enum Step {
    Same,
    /// One line came in the place of another.
    Changed,
    Missing,
    Surplus,
    Elide,
    LeaveElision,
}

impl Step {
    fn behind(self, at: usize, here: usize) -> (usize, usize) {
        match self {
            Self::Same | Self::Changed => (at + 1, here + 1),
            Self::Missing | Self::LeaveElision => (at + 1, here),
            Self::Surplus | Self::Elide => (at, here + 1),
        }
    }
}

/// The best step from a pair of places, and how many changes it takes from there to the end.
fn step(
    expected: &[&str],
    got: &[&str],
    (at, here): (usize, usize),
    changes: impl Fn(usize, usize) -> u32,
) -> (u32, Step) {
    let choices: &[(Step, u32)] = match (expected.get(at), got.get(here)) {
        (None, None) => return (0, Step::Same),
        (Some(&ANY_LINES), Some(_)) => &[(Step::LeaveElision, 0), (Step::Elide, 0)],
        (Some(&ANY_LINES), None) => &[(Step::LeaveElision, 0)],
        (Some(line), Some(came)) if matches_line(line, came) => {
            &[(Step::Same, 0), (Step::Missing, 1), (Step::Surplus, 1)]
        }
        (Some(_), Some(_)) => &[(Step::Changed, 1), (Step::Missing, 1), (Step::Surplus, 1)],
        (Some(_), None) => &[(Step::Missing, 1)],
        (None, Some(_)) => &[(Step::Surplus, 1)],
    };
    let cost = |&(step, cost): &(Step, u32)| {
        let (at, here) = step.behind(at, here);
        (cost + changes(at, here), step)
    };
    choices.iter().map(cost).min_by_key(|(cost, _)| *cost).unwrap_or((0, Step::Same))
}

/// Of long outputs: what both begin and end with is the same, all between differs.
fn align_ends(expected: &[&str], got: &[&str]) -> Vec<Line> {
    let is_same = |(line, came): &(&&str, &&str)| **line != ANY_LINES && matches_line(line, came);
    let head = expected.iter().zip(got).take_while(is_same).count();
    let (expected_rest, got_rest) = (&expected[head..], &got[head..]);
    let tail = expected_rest.iter().rev().zip(got_rest.iter().rev()).take_while(is_same).count();
    let same = |at: usize, here: usize| Line::Same(at, got[here].to_owned());
    let mut aligned: Vec<Line> = (0..head).map(|at| same(at, at)).collect();
    aligned.extend((head..expected.len() - tail).map(|at| Line::Missing(at, expected[at].to_owned())));
    aligned.extend(got[head..got.len() - tail].iter().map(|line| Line::Surplus((*line).to_owned())));
    aligned.extend((0..tail).map(|back| same(expected.len() - tail + back, got.len() - tail + back)));
    aligned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(expected: &str, got: &str) -> String {
        difference(expected, got)
            .map_or_else(|| "same".to_owned(), |lines| lines.iter().map(Line::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn elisions_stand_for_lines_and_for_text() {
        assert_eq!(drawn("a\n...\nz [..] 9\n", "a\nb\nc\nz and 9  \n\n"), "same");
        assert_eq!(drawn("...\na\n...\nb\n...", "x\na\na\nb"), "same");
        assert_eq!(drawn("[..]b[..]b", "abab"), "same");
        assert_eq!(drawn("", ""), "same");
    }

    #[test]
    fn a_difference_names_only_what_differs() {
        assert_eq!(drawn("a\nb\n...\ne\n", "a\nx\nc\nd\ne\n"), "  a\n- b\n+ x\n  ... (2 lines)\n  e");
        assert_eq!(drawn("a\nv[..]\nc\n", "a\nw1\nc\nd\n"), "  a\n- v[..]\n+ w1\n  c\n+ d");
        assert_eq!(drawn("a\nb\nc\n", "x\ny\nc\n"), "- a\n- b\n+ x\n+ y\n  c");
        assert_eq!(drawn("a\n", ""), "- a");
    }

    #[test]
    fn many_elisions_over_many_lines_are_no_burden() {
        let expected = "...\nx\n".repeat(200) + "never";
        let got = "x\n".repeat(20_000);
        assert!(difference(&expected, &got).is_some());
    }
}
