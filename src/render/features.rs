//! What the text of a page has that needs a style or a script of its own.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use schemars::JsonSchema;
use serde::Serialize;

/// Something that needs a style or a script of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Feature {
    /// A decision, question by question.
    Chooser,
    /// Questions with their answers.
    Questions,
    /// Pages by what readers are looking for.
    Entry,
    /// A glossary, a ranking, changes between levels, a ladder, a radar or lanes.
    Figures,
    /// Code with tabs.
    Tabs,
    /// Golden paths to finish first.
    Prerequisites,
    /// Links to golden paths that show how far a reader is.
    Steps,
    /// Code with numbers, or with marks of lines or words.
    Lines,
    /// Pages side by side.
    Comparisons,
    /// Tables that can be sorted and filtered.
    Tables,
    /// Pictures.
    Pictures,
}

/// The beginnings of HTML that show that something is there.
const MARKS: [(&str, Feature); 17] = [
    (r#"class="chooser""#, Feature::Chooser),
    (r#"class="question""#, Feature::Questions),
    (r#"class="entry""#, Feature::Entry),
    (r#"class="glossary""#, Feature::Figures),
    (r#"class="ranking""#, Feature::Figures),
    (r#"class="changes""#, Feature::Figures),
    ("view-ladder", Feature::Figures),
    (r#"class="radar""#, Feature::Figures),
    (r#"class="lanes""#, Feature::Figures),
    (r#"class="tabs""#, Feature::Tabs),
    (r#"class="prerequisites""#, Feature::Prerequisites),
    ("data-steps=", Feature::Steps),
    (r#"class="code lines"#, Feature::Lines),
    (r#"data-layout="columns""#, Feature::Comparisons),
    (r#"data-layout="matrix""#, Feature::Comparisons),
    ("data-table", Feature::Tables),
    ("<img ", Feature::Pictures),
];

/// Looks for all marks at once.
pub(super) struct Marks(AhoCorasick);

impl Marks {
    pub(super) fn new() -> Self {
        Self(AhoCorasick::new(MARKS.map(|(mark, _)| mark)).expect("some short words are no large automaton"))
    }

    /// What a text has, as HTML.
    pub(super) fn of(&self, html: &str) -> BTreeSet<Feature> {
        self.0.find_iter(html).map(|found| MARKS[found.pattern().as_usize()].1).collect()
    }
}
