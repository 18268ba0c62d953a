//! Decisions: questions whose answers give points to outcomes, and what all combinations of answers come to.

use std::collections::BTreeSet;

use super::tally::{Points, Tally};
use super::{Ground, Passage, lines};
use crate::diag::{Code, Diagnostic, Noted};
use crate::document::{Block, Heading, Inline, Item, Section, items, plain_text};
use crate::handbook::{Page, PageIx, Target};
use crate::text::TextRange;

/// What stands between an answer and what it leads to.
const ARROWS: [&str; 2] = ["→", "->"];

/// The most points of one answer: beyond them the other questions do not count.
const MOST_POINTS: u32 = 99;

/// What to do about an answer that cannot be read.
const ANSWER_FORM: &str = "end it with an arrow, a page and its points: `→ [[id]] +1`";

/// Questions that lead to one of several pages.
#[derive(Debug)]
pub struct Decision<'a> {
    /// Where the answers can lead.
    pub outcomes: Vec<PageIx>,
    /// The questions, in order.
    pub questions: Vec<Question<'a>>,
    /// What all combinations of answers come to; `None` where something is wrong, or there are too many.
    pub tally: Option<Tally>,
}

/// A question.
#[derive(Debug)]
pub struct Question<'a> {
    /// Its heading.
    pub heading: &'a Heading,
    /// The answers, of which a reader chooses one.
    pub answers: Vec<Answer>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// What it gives, by places in [`Decision::outcomes`].
    pub points: Points,
    /// The offset in the file at which its list begins.
    pub list: u32,
    /// What stands before the arrow.
    words: Vec<Inline>,
    range: TextRange,
}

impl Answer {
    /// Its words, as they stand on `page`.
    pub fn passage(&self, page: PageIx) -> Passage<'_> {
        Passage { page, content: &self.words }
    }
}

/// Reads the decision that a page describes.
pub(super) fn read(ground: Ground<'_>, ix: PageIx) -> Noted<Decision<'_>> {
    let page = ground.handbook.page(ix);
    let named: Vec<(&str, TextRange)> = page.typed.texts("outcomes").collect();
    let found = |(id, range): &(&str, TextRange)| Some((ground.handbook.find(id)?, *range));
    let outcomes: Vec<(PageIx, TextRange)> = named.iter().filter_map(found).collect();
    // Where an outcome is not there, which was noted, the answers that name it are no second fault.
    let knows_outcomes = outcomes.len() == named.len() && outcomes.len() > 1;
    let mut reader =
        Reader { ground, ix, page, outcomes, knows_outcomes, is_countable: knows_outcomes, notes: Vec::new() };
    let questions = reader.questions();
    let tally = if reader.is_countable && reader.notes.is_empty() {
        let points = |question: &Question<'_>| question.answers.iter().map(|answer| answer.points.clone()).collect();
        let points: Vec<Vec<Points>> = questions.iter().map(points).collect();
        Tally::of(&points, reader.outcomes.len())
    } else {
        None
    };
    if let Some(tally) = &tally {
        reader.check(tally);
    }
    let outcomes = reader.outcomes.into_iter().map(|(outcome, _)| outcome).collect();
    Noted::new(Decision { outcomes, questions, tally }, reader.notes)
}

struct Reader<'a> {
    ground: Ground<'a>,
    ix: PageIx,
    page: &'a Page,
    /// The outcomes, each with the place that names it.
    outcomes: Vec<(PageIx, TextRange)>,
    /// Whether every outcome was found.
    knows_outcomes: bool,
    /// Whether nothing stands in the way of counting combinations.
    is_countable: bool,
    notes: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn note(&mut self, code: Code, range: TextRange, message: impl Into<String>, help: impl Into<String>) {
        self.notes.push(Diagnostic::new(code, &self.page.document.path, range, message).help(help));
    }

    fn questions(&mut self) -> Vec<Question<'a>> {
        let blocks = &self.page.document.tree().blocks;
        let is_question = |block: &Block| matches!(block, Block::Heading(heading) if heading.level <= 2);
        let intro = blocks.iter().position(is_question).unwrap_or(blocks.len());
        if let Some(stray) = items(&blocks[..intro]).find(|item| split(item).is_some()) {
            self.note(
                Code::WrongAnswer,
                stray.range,
                "this answer stands under no question",
                "put the question above its answers, as a heading `## …?`",
            );
        }
        let sections: Vec<Section<'_>> = self.page.document.tree().sections().collect();
        let questions: Vec<Question<'a>> = sections.iter().filter_map(|section| self.question(section)).collect();
        if questions.is_empty() && self.notes.is_empty() {
            let at = self.page.document.front.map.key_range("kind").unwrap_or_default();
            let help = "add `## …?` with a list of answers, each of which ends like `→ [[id]] +1`";
            self.note(Code::MissingSection, at, "this decision has no question", help);
        }
        questions
    }

    /// The question of a section; `None` of one that is prose, or was noted.
    fn question(&mut self, section: &Section<'a>) -> Option<Question<'a>> {
        if section.items().next().is_none() && !section.blocks.is_empty() {
            return None;
        }
        if !section.items().any(|item| split(item).is_some()) {
            let message = format!("no answer below `{}` leads anywhere", section.heading.words);
            let help = "end each answer like `→ [[id]] +1`; a section without a list is no question";
            self.note(Code::MissingAnswers, section.heading.range, message, help);
            return None;
        }
        let mut answers = Vec::new();
        for block in section.blocks {
            let Block::List { items, .. } = block else { continue };
            let list = items.first().map_or(0, |item| item.range.start);
            answers.extend(items.iter().filter_map(|item| self.answer(item, list)));
        }
        self.check_twins(&answers);
        Some(Question { heading: section.heading, answers })
    }

    fn answer(&mut self, item: &'a Item, list: u32) -> Option<Answer> {
        let Some(Split { words, outcomes }) = split(item) else {
            self.note(Code::WrongAnswer, item.range, "this answer leads nowhere", ANSWER_FORM);
            return None;
        };
        if item.blocks.len() > 1 {
            self.note(
                Code::WrongAnswer,
                item.range,
                "this answer is more than one line",
                "move what explains it to the text above the list",
            );
            return None;
        }
        if outcomes.is_empty() {
            self.note(Code::WrongAnswer, item.range, "no page follows the arrow of this answer", ANSWER_FORM);
            return None;
        }
        let given = outcomes.iter().filter_map(|(link, behind)| {
            let outcome = self.outcome(*link);
            let points = self.points(*link, behind, item.range);
            Some((outcome?, points?))
        });
        Some(Answer { points: given.collect(), list, words, range: item.range })
    }

    /// The outcome that a link names, by its place.
    fn outcome(&mut self, link: usize) -> Option<usize> {
        let written = &self.page.document.links[link];
        let Target::Page { page, .. } = &self.ground.handbook.links(self.ix)[link] else {
            // A link that leads nowhere was noted; one to another site is no page of the handbook.
            if let Target::Broken = &self.ground.handbook.links(self.ix)[link] {
                self.is_countable = false;
            } else {
                self.note(Code::WrongAnswer, written.range, "this outcome is no page of the handbook", ANSWER_FORM);
            }
            return None;
        };
        let found = self.outcomes.iter().position(|(outcome, _)| outcome == page);
        if found.is_none() && self.knows_outcomes {
            let id = &self.ground.handbook.page(*page).id;
            let known = self.outcomes.iter().map(|(outcome, _)| self.ground.handbook.page(*outcome).id.as_str());
            let message = format!("`{id}` is not among the outcomes");
            let note = Diagnostic::new(Code::UnknownId, &self.page.document.path, written.range, message)
                .help("add it to `outcomes`, or choose one of them")
                .did_you_mean(id, known);
            self.notes.push(note);
        }
        found
    }

    /// The points that stand behind a link, in an item at `item`.
    fn points(&mut self, link: usize, behind: &str, item: TextRange) -> Option<u32> {
        let written = &self.page.document.links[link];
        let behind = behind.trim().trim_end_matches(',').trim_end();
        let points = behind.strip_prefix('+').and_then(|number| number.parse().ok());
        if let Some(points) = points.filter(|points| (1..=MOST_POINTS).contains(points)) {
            return Some(points);
        }
        if behind.is_empty() {
            let message = format!("`{}` gets no points", written.target);
            self.note(Code::WrongAnswer, written.range, message, "write how many: `+1`, `+2` …");
        } else {
            let text = &self.page.document.tree().text;
            let range = lines::place_behind(text, written.range, behind, item.end);
            let message = format!("`{behind}` is no number of points");
            self.note(Code::WrongAnswer, range, message, format!("write `+1` to `+{MOST_POINTS}`"));
        }
        None
    }

    /// Notes the first answer that stands twice: two questions have run together.
    fn check_twins(&mut self, answers: &[Answer]) {
        let mut seen = BTreeSet::new();
        let twin = answers.iter().find(|answer| !seen.insert(plain_text(&answer.words).trim().to_lowercase()));
        if let Some(twin) = twin {
            let message = format!("the answer `{}` stands here twice", plain_text(&twin.words).trim());
            self.note(Code::WrongAnswer, twin.range, message, "give each question a heading of its own");
        }
    }

    fn check(&mut self, tally: &Tally) {
        for (place, (outcome, range)) in self.outcomes.clone().into_iter().enumerate() {
            if tally.wins[place] == 0 {
                let id = &self.ground.handbook.page(outcome).id;
                let message = format!("no combination of answers leads to `{id}` alone");
                self.note(
                    Code::UnreachableOutcome,
                    range,
                    message,
                    "give it more points, or take it out of `outcomes`",
                );
            }
        }
        let Tally { combinations, ties, .. } = *tally;
        if ties > combinations / 2 {
            let at = self.page.document.front.map.key_range("outcomes").unwrap_or_default();
            let message = format!("{ties} of {combinations} combinations of answers end in a tie");
            let help = "ask one more question, or give the questions different weights";
            self.note(Code::ManyTies, at, message, help);
        }
    }
}

/// An answer in its parts.
struct Split {
    words: Vec<Inline>,
    /// The links behind the arrow, each with the text that follows it.
    outcomes: Vec<(usize, String)>,
}

/// Splits an answer at its arrow: the first that a link follows, or else the last; `None` where it has none.
fn split(item: &Item) -> Option<Split> {
    let content = item.line()?;
    let arrow = |(at, inline): (usize, &Inline)| {
        let Inline::Text(text) = inline else { return None };
        let found = ARROWS.iter().filter_map(|arrow| Some((text.rfind(arrow)?, arrow.len())));
        let (start, length) = found.max()?;
        let leads =
            text[start + length..].trim().is_empty() && matches!(content.get(at + 1), Some(Inline::Link { .. }));
        Some((leads, at, start))
    };
    let arrows: Vec<_> = content.iter().enumerate().filter_map(arrow).collect();
    let (_, at, start) = *arrows.iter().find(|(leads, ..)| *leads).or(arrows.last())?;
    let Inline::Text(text) = &content[at] else { return None };
    let mut words = content[..at].to_vec();
    words.push(Inline::Text(text.part(0..text[..start].trim_end().len())));
    let outcomes = lines::links(&content[at + 1..]);
    Some(Split { words, outcomes })
}
