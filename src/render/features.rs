//! What the text of a page has that needs a style or a script of its own.

use std::collections::BTreeSet;

use memchr::memmem;
use schemars::JsonSchema;
use serde::Serialize;

use super::code;

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

/// How a picture begins.
const PICTURE: &str = "<img ";

/// The HTML that shows that something else is there, by how it begins.
const MARKS: [(&str, &[(&str, Feature)]); 3] = [
    (
        r#"class=""#,
        &[
            (r#"chooser""#, Feature::Chooser),
            (r#"question""#, Feature::Questions),
            (r#"entry""#, Feature::Entry),
            (r#"glossary""#, Feature::Figures),
            (r#"ranking""#, Feature::Figures),
            (r#"changes""#, Feature::Figures),
            (r#"radar""#, Feature::Figures),
            (r#"lanes""#, Feature::Figures),
            (r#"tabs""#, Feature::Tabs),
            (r#"prerequisites""#, Feature::Prerequisites),
            ("code lines", Feature::Lines),
        ],
    ),
    ("view-", &[("ladder", Feature::Figures)]),
    (
        "data-",
        &[
            ("steps=", Feature::Steps),
            (r#"layout="columns""#, Feature::Comparisons),
            (r#"layout="matrix""#, Feature::Comparisons),
            ("table", Feature::Tables),
        ],
    ),
];

/// What a text has, as HTML. Its code has hundreds of classes and none of the marks.
pub(super) fn features(html: &str) -> BTreeSet<Feature> {
    let mut found = BTreeSet::new();
    let mut rest = html.as_bytes();
    while let Some(start) = memmem::find(rest, code::BEGINNING.as_bytes()) {
        let behind = start + code::BEGINNING.len();
        let end = memmem::find(&rest[behind..], code::END.as_bytes()).map(|end| behind + end);
        // What somebody has written otherwise is a text like any other.
        let is_code = |end: usize| memmem::find(&rest[behind..end], b"<pre").is_none();
        let (text, next) = end.filter(|end| is_code(*end)).map_or((behind, behind), |end| (start, end));
        find(&rest[..text], &mut found);
        rest = &rest[next..];
    }
    find(rest, &mut found);
    found
}

/// Finds what a text without code has.
fn find(html: &[u8], found: &mut BTreeSet<Feature>) {
    for (beginning, marks) in MARKS {
        for at in memmem::find_iter(html, beginning) {
            let rest = &html[at + beginning.len()..];
            // The first letter tells most from all marks.
            let is_here = |mark: &[u8]| rest.first() == mark.first() && rest.starts_with(mark);
            found.extend(marks.iter().filter(|(mark, _)| is_here(mark.as_bytes())).map(|(_, feature)| *feature));
        }
    }
    found.extend(memmem::find(html, PICTURE.as_bytes()).map(|_| Feature::Pictures));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_has_is_known_by_its_html() {
        for (html, expected) in [
            (r#"<div class="chooser">"#, Some(Feature::Chooser)),
            (r#"<fieldset class="question">"#, Some(Feature::Questions)),
            (r#"<section class="entry">"#, Some(Feature::Entry)),
            (r#"<div class="glossary">"#, Some(Feature::Figures)),
            (r#"<div class="view view-ladder"><p>"#, Some(Feature::Figures)),
            (r#"<div class="card view-ladder-step">"#, Some(Feature::Figures)),
            (r#"<div class="tabs">"#, Some(Feature::Tabs)),
            (r#"<div class="prerequisites">"#, Some(Feature::Prerequisites)),
            (r#"<a href="../deploy/" data-steps="1a2b">"#, Some(Feature::Steps)),
            (r#"<pre class="code lines output">"#, Some(Feature::Lines)),
            ("<div\ndata-layout=\"columns\">", Some(Feature::Comparisons)),
            (r#"<div data-layout="matrix">"#, Some(Feature::Comparisons)),
            (r#"<section class="table data-table">"#, Some(Feature::Tables)),
            (r#"<div class="data-table wide">"#, Some(Feature::Tables)),
            (r#"<img src="a.png" alt="">"#, Some(Feature::Pictures)),
            (r#"<div class="chooser-like">"#, None),
            (r#"<div class="code" data-layout="lines">"#, None),
            (r#"<pre tabindex="0"><code><b class="tabs"></b></code></pre>"#, None),
            (r#"<pre tabindex="0"><code></code></pre><img src="a.png">"#, Some(Feature::Pictures)),
            ("<pre tabindex=\"0\"><code>a</code>\n</pre><b class=\"tabs\">", Some(Feature::Tabs)),
            (
                "<pre tabindex=\"0\"><code>a</code>\n</pre><b class=\"tabs\"><pre tabindex=\"0\"><code>b</code></pre>",
                Some(Feature::Tabs),
            ),
            ("<p>A text on class=&quot;tabs&quot; and data-driven images.", None),
            ("", None),
        ] {
            assert_eq!(features(html), expected.into_iter().collect(), "{html}");
        }
    }
}
