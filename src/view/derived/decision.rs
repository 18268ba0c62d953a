//! A decision: what its answers lead to, and each question with what its answers count for.

use schemars::JsonSchema;
use serde::Serialize;

use super::{DerivedView, LineView, Maker, PartView, ViewContent};
use crate::derived::{Answer, Decision, Question};
use crate::handbook::PageIx;

/// The outcomes of a decision and, away from its own page, its questions.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct DecisionView {
    /// Whether this is the decision's own page, where each question stands in its section.
    pub is_here: bool,
    /// Where the answers can lead.
    pub outcomes: Vec<OutcomeView>,
    /// How many combinations of answers there are, where they were counted.
    pub combinations: Option<u64>,
    /// How many of them have no single winner.
    pub ties: Option<u64>,
    /// The questions; none on the decision's own page.
    pub questions: Vec<QuestionView>,
}

/// An outcome.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct OutcomeView {
    /// The id that `data-points` names.
    pub id: String,
    /// The page.
    pub page: PartView,
    /// How many combinations of answers it wins alone.
    pub wins: Option<u64>,
}

/// A question with its answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct QuestionView {
    /// The id of its heading on the decision's own page.
    pub id: String,
    /// Whether that heading stands above it.
    pub is_here: bool,
    /// Its words.
    pub title: String,
    /// Its answers.
    pub answers: Vec<AnswerView>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct AnswerView {
    /// Its number within the question, from 1.
    pub number: usize,
    /// Its words.
    pub words: LineView,
    /// What it counts for, for the script: `sre:2 platform-engineer:1`.
    pub points: String,
    /// What it counts for, for readers.
    pub outcomes: Vec<PointsView>,
}

/// Points for an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct PointsView {
    /// The outcome.
    pub page: PartView,
    /// How many.
    pub points: u32,
}

/// The view of a decision.
pub(super) fn decision(maker: Maker<'_>, ix: PageIx, decision: &Decision<'_>) -> DecisionView {
    let is_here = maker.is_on(ix);
    let outcome = |(place, &outcome): (usize, &PageIx)| OutcomeView {
        id: maker.handbook_page(outcome).id.to_string(),
        page: maker.link(outcome),
        wins: decision.tally.as_ref().map(|tally| tally.wins[place]),
    };
    let question = |question: &Question<'_>| {
        let answers = answers(maker, ix, decision, question).map(|(_, answer)| answer).collect();
        view(question, answers, false)
    };
    DecisionView {
        is_here,
        outcomes: decision.outcomes.iter().enumerate().map(outcome).collect(),
        combinations: decision.tally.as_ref().map(|tally| tally.combinations),
        ties: decision.tally.as_ref().map(|tally| tally.ties),
        questions: if is_here { Vec::new() } else { decision.questions.iter().map(question).collect() },
    }
}

/// The views that take the place of the answers on the decision's own page: by the offset at which a list begins.
pub(super) fn lists(maker: Maker<'_>, ix: PageIx, decision: &Decision<'_>) -> Vec<(u32, DerivedView)> {
    let mut lists: Vec<(u32, DerivedView)> = Vec::new();
    for question in &decision.questions {
        let mut by_list: Vec<(u32, Vec<AnswerView>)> = Vec::new();
        for (list, answer) in answers(maker, ix, decision, question) {
            match by_list.last_mut() {
                Some((last, answers)) if *last == list => answers.push(answer),
                _ => by_list.push((list, vec![answer])),
            }
        }
        let of_list = |(list, answers)| {
            let content = ViewContent::Question(view(question, answers, true));
            let label = question.heading.words.to_string();
            (list, DerivedView { name: "question", label, id: None, title: None, content })
        };
        lists.extend(by_list.into_iter().map(of_list));
    }
    lists
}

fn view(question: &Question<'_>, answers: Vec<AnswerView>, is_here: bool) -> QuestionView {
    let title = question.heading.words.to_string();
    QuestionView { id: question.heading.id.clone(), is_here, title, answers }
}

/// The answers of a question, each with the offset of its list.
fn answers<'a>(
    maker: Maker<'a>,
    ix: PageIx,
    decision: &'a Decision<'_>,
    question: &'a Question<'_>,
) -> impl Iterator<Item = (u32, AnswerView)> + use<'a> {
    let answer = move |(place, answer): (usize, &Answer)| {
        let given = answer.points.iter().map(|&(outcome, points)| (decision.outcomes[outcome], points));
        let data = given.clone().map(|(outcome, points)| format!("{}:{points}", maker.handbook_page(outcome).id));
        let view = AnswerView {
            number: place + 1,
            words: maker.passage(&answer.passage(ix)),
            points: data.collect::<Vec<_>>().join(" "),
            outcomes: given.map(|(outcome, points)| PointsView { page: maker.link(outcome), points }).collect(),
        };
        (answer.list, view)
    };
    question.answers.iter().enumerate().map(answer)
}
