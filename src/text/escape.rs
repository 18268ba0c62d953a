//! Text that stands in HTML.

/// Adds text to an element's content.
pub fn text(html: &mut String, text: &str) {
    push(html, text, false);
}

/// Adds text to an attribute's value in double quotes.
pub fn attribute(html: &mut String, text: &str) {
    push(html, text, true);
}

fn push(html: &mut String, text: &str, quotes: bool) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' if quotes => html.push_str("&quot;"),
            // HTML allows no control characters but white space (HTML, "preprocessing the input stream").
            c if c.is_control() && !matches!(c, '\n' | '\t') => html.push(char::REPLACEMENT_CHARACTER),
            c => html.push(c),
        }
    }
}
