//! What the text of a page has that needs a style or a script of its own.

use std::collections::BTreeSet;

use memchr::memmem;
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

/// The HTML that shows that something is there, by how it begins.
const MARKS: [(&str, &[(&str, Feature)]); 3] = [
    (
        r#" class=""#,
        &[
            (r#"chooser""#, Feature::Chooser),
            (r#"question""#, Feature::Questions),
            (r#"entry""#, Feature::Entry),
            (r#"glossary""#, Feature::Figures),
            (r#"ranking""#, Feature::Figures),
            (r#"changes""#, Feature::Figures),
            (r#"radar""#, Feature::Figures),
            (r#"lanes""#, Feature::Figures),
            ("view view-ladder", Feature::Figures),
            (r#"tabs""#, Feature::Tabs),
            (r#"prerequisites""#, Feature::Prerequisites),
            ("code lines", Feature::Lines),
        ],
    ),
    (
        " data-",
        &[
            ("steps=", Feature::Steps),
            (r#"layout="columns""#, Feature::Comparisons),
            (r#"layout="matrix""#, Feature::Comparisons),
            ("table", Feature::Tables),
        ],
    ),
    ("<img ", &[("", Feature::Pictures)]),
];

/// What a text has, as HTML.
pub(super) fn features(html: &str) -> BTreeSet<Feature> {
    let mut found = BTreeSet::new();
    for (beginning, marks) in MARKS {
        for at in memmem::find_iter(html.as_bytes(), beginning) {
            let rest = &html.as_bytes()[at + beginning.len()..];
            // A text has hundreds of classes: their first letter tells most from all marks.
            let is_here =
                |mark: &[u8]| mark.first().is_none_or(|first| rest.first() == Some(first)) && rest.starts_with(mark);
            found.extend(marks.iter().filter(|(mark, _)| is_here(mark.as_bytes())).map(|(_, feature)| *feature));
        }
    }
    found
}
