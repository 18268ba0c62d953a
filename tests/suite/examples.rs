//! The worked examples: one page of each kind that carries most, held to what is promised of them.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::cases::{Section, Update, sections, updated};
use crate::support::{Handbook, read, root};

const EXAMPLES: &str = "tests/handbooks/examples";

#[test]
fn the_examples_build_without_a_fault() {
    let built = Handbook { files: examples(), ..Handbook::default() }.build();
    assert_eq!(built.diagnostics(), "");
    for page in ["roles/sre", "compare/platform-and-neighbours", "paths/add-a-queue", "decide/which-role"] {
        assert!(built.files.contains_key(&format!("{page}/index.html")), "`{page}` is not in the site");
    }
}

/// Each section of `mutations.md` changes one place and names the one diagnostic that comes of it.
#[test]
fn a_mistake_in_an_example_is_one_diagnostic() {
    let file = root().join(EXAMPLES).join("mutations.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let files = examples();
    let mut failures = String::new();
    let mut updates = Vec::new();
    let sections = sections(&text);
    for section in &sections[1..] {
        let Err(failure) = check_mutation(section, files.clone(), &mut updates) else { continue };
        writeln!(failures, "{}: {failure}", section.title).unwrap();
    }
    if std::env::var_os("UPDATE").is_some() && !updates.is_empty() {
        std::fs::write(&file, updated(&text, updates)).unwrap();
    }
    assert!(sections.len() > 25, "there are {} mutations", sections.len() - 1);
    assert!(failures.is_empty(), "\n{failures}");
}

/// The files of the examples, as a handbook has them.
fn examples() -> BTreeMap<String, String> {
    let mut files = read(&root().join(EXAMPLES));
    files.remove("mutations.md").expect("the mutations lie beside the examples");
    files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

fn check_mutation(
    section: &Section,
    mut files: BTreeMap<String, String>,
    updates: &mut Vec<Update>,
) -> Result<(), String> {
    let [before, after, expected] = section.fences.as_slice() else {
        return Err("a mutation is three fences: `replace`, `with` and `diagnostics`".to_owned());
    };
    let kinds = [&before.kind, &after.kind, &expected.kind];
    assert_eq!(kinds, ["replace", "with", "diagnostics"], "{}", section.title);
    let path = before.path();
    let page = files.get_mut(&path).ok_or(format!("there is no `{path}`"))?;
    let found = page.matches(&before.text).count();
    if found != 1 {
        return Err(format!("the text stands {found} times in `{path}`"));
    }
    *page = page.replace(&before.text, &after.text);
    let built = Handbook { files, ..Handbook::default() }.build();
    let diagnostics = built.diagnostics();
    let is_expected = diagnostics == expected.text;
    if !is_expected {
        updates.push((expected.lines.clone(), diagnostics.clone()));
    }
    match built.diagnostics.len() {
        1 if is_expected || std::env::var_os("UPDATE").is_some() => Ok(()),
        1 => Err(format!("differs\n--- expected\n{}--- found\n{diagnostics}", expected.text)),
        count => Err(format!("{count} diagnostics\n{diagnostics}")),
    }
}
