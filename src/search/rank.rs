//! How well each section answers a query.
//!
//! The browser computes the same numbers in the same order with the same operations, so that both agree to the last bit.

use super::index::Index;
use super::lookup::Unit;
use super::weights::HIGHEST_IMPACT;

/// What it adds that the heading is the query itself, and that the title is: before the first heading, and below it. Who
/// looks for something knows roughly what it is called.
const IN_HEADING: f64 = 8.0;
const IN_TITLE: f64 = 8.0;
const IN_TITLE_BELOW: f64 = 0.3;
/// What stands before the first heading leads to all of the page.
const LEAD: f64 = 1.05;

/// A section with what it scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// The section.
    pub section: usize,
    /// The score; it means nothing but an order.
    pub score: f64,
    /// The words of the query that stand there, as bits.
    pub matched: u32,
}

/// What was found of a query in one section.
#[derive(Clone, Copy, Default)]
struct Sum {
    impact: f64,
    matched: f64,
    words: u32,
    heading: Part,
    title: Part,
}

/// How much of a query stands in a heading.
#[derive(Clone, Copy, Default)]
struct Part {
    matched: f64,
    words: f64,
    length: f64,
}

impl Part {
    fn add(&mut self, rareness: f64, length: u8) {
        if length > 0 {
            self.matched += rareness;
            self.words += 1.0;
            self.length = f64::from(length);
        }
    }

    /// From 0 to 1: the share of the query, and the square of the share of the heading. The second one keeps a long
    /// heading that holds the query behind one that is the query.
    fn worth(self, all: f64) -> f64 {
        let filled = if self.words < self.length { self.words / self.length } else { 1.0 };
        self.matched / all * (filled * filled)
    }
}

/// Every section that has a word of the query, the best first, equal ones in reading order.
pub fn rank(index: &Index, units: &[Unit]) -> Vec<Ranked> {
    let mut sums: Vec<Sum> = vec![Sum::default(); index.contents.sections.len()];
    let mut touched: Vec<usize> = Vec::new();
    let mut all = 0.0;
    for (bit, unit) in units.iter().enumerate().filter(|(_, unit)| !unit.classes.is_empty()) {
        let rareness = f64::from(index.classes[unit.classes[0].0 as usize].rareness);
        all += rareness;
        for found in best(index, unit) {
            let sum = &mut sums[found.section];
            if sum.words == 0 {
                touched.push(found.section);
            }
            sum.impact += rareness * found.impact;
            sum.matched += rareness;
            sum.words |= 1 << bit;
            sum.heading.add(rareness, found.heading);
            sum.title.add(rareness, found.title);
        }
    }
    let score = |section: usize| {
        let sum = sums[section];
        let is_lead = index.contents.pages[index.contents.page_of(section)].first == section;
        let share = sum.matched / all;
        let (title, lead) = if is_lead { (IN_TITLE, LEAD) } else { (IN_TITLE_BELOW, 1.0) };
        // Half of a query in a heading may be chance; half of it in a title is what the page is about.
        let heading = sum.heading.matched / all * sum.heading.worth(all);
        let named = 1.0 + IN_HEADING * heading + title * sum.title.worth(all);
        sum.impact / (all * f64::from(HIGHEST_IMPACT)) * (share * share) * named * lead
    };
    let mut ranked: Vec<Ranked> = touched
        .into_iter()
        .map(|section| Ranked { section, score: score(section), matched: sums[section].words })
        .collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.section.cmp(&b.section)));
    ranked
}

/// The best of what a word stands for in a section.
struct Best {
    section: usize,
    impact: f64,
    heading: u8,
    title: u8,
}

fn best(index: &Index, unit: &Unit) -> Vec<Best> {
    let mut found: Vec<Best> = Vec::new();
    for (class, weight) in &unit.classes {
        found.extend(index.classes[*class as usize].postings.iter().map(|posting| Best {
            section: posting.section as usize,
            impact: weight * f64::from(posting.impact),
            heading: posting.heading,
            title: posting.title,
        }));
    }
    // Stable: of two that are equal, the class that counts more stays first.
    found.sort_by(|a, b| a.section.cmp(&b.section).then(b.impact.total_cmp(&a.impact)));
    found.dedup_by_key(|best| best.section);
    found
}
