//! Search: what is a word, and that the script of the pages has the numbers of the program.

use tempfile::TempDir;

use crate::support::{Handbook, roadbook, root, stderr, stdout, write};

/// The table that `tests/search/parity.mjs` holds the script of the pages to.
#[test]
fn words_are_those_of_the_table() {
    let text = std::fs::read_to_string(root().join("tests/search/words.json")).unwrap();
    let table: Vec<(String, String)> = serde_json::from_str(&text).unwrap();
    let found: Vec<(String, String)> =
        table.iter().map(|(text, _)| (text.clone(), roadbook::search::words(text).join(" "))).collect();
    assert_eq!(found, table);
}

/// Two engines that must agree to the last bit share every number; those that only the index needs are not in the script.
#[test]
fn the_script_has_the_numbers_of_the_program() {
    let script = std::fs::read_to_string(root().join("themes/default/search.js")).unwrap();
    let mut missing = Vec::new();
    for file in ["words", "query", "lookup", "rank", "excerpt", "answer"] {
        let text = std::fs::read_to_string(root().join(format!("src/search/{file}.rs"))).unwrap();
        for line in text.lines().filter(|line| line.starts_with("const ") && !line.contains("&str")) {
            let (name, value) = line["const ".len()..].trim_end_matches(';').split_once('=').unwrap();
            let name = name.split(':').next().unwrap();
            // `1.0` is `1` and `1_000` is `1000`.
            let value = value.trim().replace(".0,", ",").replace('_', "");
            let value = value.strip_suffix(".0").unwrap_or(&value);
            if !script.contains(&format!("const {name} = {value};")) {
                missing.push(format!("const {name} = {value};"));
            }
        }
    }
    assert!(missing.is_empty(), "not in search.js: {missing:#?}");
}

/// The engine and its interface, each as a host sends it: a reader on a slow line waits for both.
#[test]
fn the_scripts_have_at_most_twelve_kibibytes() {
    use std::io::Write;
    let built = Handbook::new([("content/index.md", "# Handbook\n")]).build();
    let size = |(path, bytes): (&String, &Vec<u8>)| {
        let is_of_search = path.starts_with("theme/search") && path.ends_with(".js");
        let mut sent = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        sent.write_all(bytes).unwrap();
        is_of_search.then(|| sent.finish().unwrap().len())
    };
    let sizes: Vec<usize> = built.files.iter().filter_map(size).collect();
    assert_eq!(sizes.len(), 2);
    assert!(sizes.iter().sum::<usize>() <= 12 * 1024, "{sizes:?}");
}

#[test]
fn a_handbook_can_do_without_an_index() {
    let page = ("content/index.md", "# Handbook\n");
    let has_index = |config: &str| {
        let built = Handbook::new([page, ("roadbook.toml", config)]).build();
        built.files.keys().any(|path| path.starts_with("_search/"))
    };
    assert!(has_index(""));
    assert!(!has_index("[search]\nenabled = false\n"));
}

fn handbook() -> TempDir {
    let folder = TempDir::new().unwrap();
    let page = "# Operations\n\nWhat never sleeps.\n\n## On-call\n\nWho is called at night, and by whom.\n";
    write(folder.path(), &[("index.md", "# Handbook\n"), ("operations.md", page)]);
    folder
}

#[test]
fn the_terminal_shows_page_heading_excerpt_file_and_address() {
    let folder = handbook();
    let said = roadbook(folder.path(), &["search", "called", "nigth"]);
    let expected = "Nothing has `nigth`; this is found for `night`.\n\nOperations\n  On-call\n    Who is called at night, and by \
                    whom.\n    operations.md:5  operations/#on-call\n\n1 of 1 pages\n";
    assert_eq!((stdout(&said).as_str(), said.status.code()), (expected, Some(0)));
}

#[test]
fn nothing_found_is_said_with_words_that_come_near() {
    let folder = handbook();
    let said = roadbook(folder.path(), &["search", "operatic"]);
    assert_eq!(stdout(&said), "Nothing was found for `operatic`.\nWords that come near: operations\n");
}

#[test]
fn queries_of_a_file_are_answered_in_lines() {
    let folder = handbook();
    write(
        folder.path(),
        &[("queries.jsonl", "{\"id\": \"a\", \"query\": \"on call\"}\n{\"id\": 2, \"query\": \"xyz\"}\n")],
    );
    let said = stdout(&roadbook(folder.path(), &["search", "--batch", "queries.jsonl"]));
    let answers: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answers: Vec<String> =
        answers.iter().map(|answer| format!("{}: {}", answer["id"], answer["results"])).collect();
    assert_eq!(answers, ["\"a\": [\"operations.md#on-call\"]", "2: []"]);
}

#[test]
fn a_file_of_queries_that_is_none_is_refused_with_its_line() {
    let folder = handbook();
    write(folder.path(), &[("queries.jsonl", "{\"id\": 1, \"query\": \"on call\"}\n{\"id\": 2}\n")]);
    let said = roadbook(folder.path(), &["search", "--batch", "queries.jsonl"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(stderr(&said).contains("`queries.jsonl`, line 2: there is no text `query`"), "{}", stderr(&said));
}
