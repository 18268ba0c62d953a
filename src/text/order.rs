//! The order of names in lists that people read.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form by which a name is put in order: lower case and without marks, so that "Éclair" stands beside "eclipse".
pub fn sort_key(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::sort_key;

    #[test]
    fn marks_and_case_do_not_count() {
        let mut names = ["Zebra", "eclipse", "Éclair", "apple", "ﬁne", "日本"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["apple", "Éclair", "eclipse", "ﬁne", "Zebra", "日本"]);
    }
}
