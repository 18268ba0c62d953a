//! Who wins how often when every combination of answers is given.

use std::collections::BTreeMap;

/// The most standings that are told apart before the count is given up.
///
/// Combinations multiply (eight questions with eight answers have 16 million), standings much less so, since many
/// combinations lead to the same one. Hand-written decisions stay below ten thousand; this many take a tenth of a
/// second.
const MOST_STANDINGS: usize = 100_000;

/// How the combinations of answers end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many combinations there are.
    pub combinations: u64,
    /// How many of them have no single winner.
    pub ties: u64,
    /// How many each outcome wins alone.
    pub wins: Vec<u64>,
}

/// What an answer gives: outcomes by their place, each with its points.
pub type Points = Vec<(usize, u32)>;

impl Tally {
    /// Counts every combination of one answer to each question; `None` where that would take too long.
    ///
    /// The count is exact: question by question it keeps each standing, which is how far every outcome is ahead of
    /// the last one, with the number of combinations that lead to it.
    pub fn of(questions: &[Vec<Points>], outcomes: usize) -> Option<Self> {
        let answers = |answers: &Vec<Points>| u64::try_from(answers.len()).ok();
        let combinations = questions.iter().try_fold(1_u64, |all, question| all.checked_mul(answers(question)?))?;
        let mut standings = BTreeMap::from([(vec![0_u32; outcomes], 1_u64)]);
        for answers in questions {
            let mut next: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
            for (standing, count) in &standings {
                for points in answers {
                    *next.entry(after(standing, points)).or_default() += count;
                }
                if next.len() > MOST_STANDINGS {
                    return None;
                }
            }
            standings = next;
        }
        let mut tally = Self { combinations, ties: 0, wins: vec![0; outcomes] };
        for (standing, count) in &standings {
            match winner(standing) {
                Some(winner) => tally.wins[winner] += count,
                None => tally.ties += count,
            }
        }
        Some(tally)
    }
}

/// A standing after one more answer; the last outcome has none.
fn after(standing: &[u32], points: &Points) -> Vec<u32> {
    let mut standing = standing.to_vec();
    for &(outcome, points) in points {
        standing[outcome] += points;
    }
    let last = standing.iter().min().copied().unwrap_or_default();
    for points in &mut standing {
        *points -= last;
    }
    standing
}

/// The outcome that is ahead of all others.
fn winner(standing: &[u32]) -> Option<usize> {
    let most = standing.iter().max()?;
    let mut leaders = standing.iter().enumerate().filter(|(_, points)| *points == most);
    let (leader, _) = leaders.next()?;
    leaders.next().is_none().then_some(leader)
}

#[cfg(test)]
mod tests {
    use super::{Points, Tally};

    #[test]
    fn every_combination_is_counted_once() {
        let incidents = vec![vec![(1, 2)], vec![(0, 1)]];
        let systems = vec![vec![(0, 2)], vec![(0, 1), (1, 1)], vec![(1, 1)]];
        let tally = Tally { combinations: 6, ties: 2, wins: vec![2, 2] };
        assert_eq!(Tally::of(&[incidents, systems], 2), Some(tally));
    }

    #[test]
    fn combinations_that_end_alike_are_counted_together() {
        let question: Vec<Points> = (0..8).map(|outcome| vec![(outcome, 1)]).collect();
        let tally = Tally::of(&vec![question; 8], 8).expect("eight times eight answers are few enough");
        assert_eq!(tally.combinations, 16_777_216);
        assert_eq!(tally.ties + tally.wins.iter().sum::<u64>(), tally.combinations);
    }

    #[test]
    fn a_count_that_would_take_too_long_is_given_up() {
        let question = |step: u32| (0..10).map(|answer| vec![(0, answer * 10_u32.pow(step))]).collect::<Vec<Points>>();
        let questions: Vec<Vec<Points>> = (0..9).map(question).collect();
        assert_eq!(Tally::of(&questions, 2), None);
        let one: Vec<Points> = vec![vec![(0, 1)]; 10];
        assert_eq!(Tally::of(&vec![one; 40], 2), None);
    }
}
