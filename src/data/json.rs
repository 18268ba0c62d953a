//! Whether a text is JSON. Its values are read as YAML, which knows their places; only a fault is told better here.

use serde::de::IgnoredAny;

use super::SyntaxFault;
use crate::text::{LineIndex, TextRange};

pub(super) fn check(text: &str) -> Result<(), SyntaxFault> {
    serde_json::from_str::<IgnoredAny>(text).map(|_| ()).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or("this cannot be read").to_owned();
        let line = LineIndex::new(text).offset_of_line(error.line());
        let at = text.floor_char_boundary((line + error.column().saturating_sub(1)).min(text.len()));
        SyntaxFault { message, range: TextRange::at(at) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_in_the_words_of_json_at_its_place() {
        let text = "[\n  { \"name\" \"south\" }\n]";
        let fault = check(text).expect_err("no colon");
        assert_eq!((fault.message.as_str(), &text[fault.range.bytes().start..][..6]), ("expected `:`", "\"south"));
    }
}
