//! Tables.

use super::html::Writer;
use crate::document::{Alignment, Inline, Table, plain_text};
use crate::text::escape;

impl Writer<'_, '_> {
    pub(super) fn table(&mut self, table: &Table) {
        self.tables += 1;
        let titles: Vec<String> = table
            .head
            .iter()
            .map(|cell| plain_text(cell).trim().to_owned())
            .filter(|title| !title.is_empty())
            .collect();
        let strings = &self.renderer.theme.strings;
        let label = format!("{} {}: {}", strings.get("table"), self.tables, titles.join(", "));
        // The region scrolls sideways: it has a name, and the keyboard can reach it.
        self.out.push_str("<section class=\"table\" tabindex=\"0\" aria-label=\"");
        escape::attribute(&mut self.out, &label);
        self.out.push_str("\"><table>\n<thead><tr>");
        for (cell, alignment) in table.head.iter().zip(&table.alignment) {
            // An empty header cell heads nothing.
            let (element, scope) = if cell.is_empty() { ("td", "") } else { ("th", " scope=\"col\"") };
            self.without_terms(|writer| writer.cell(element, scope, *alignment, cell));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.out.push_str("<tr>");
            for (cell, alignment) in row.iter().zip(&table.alignment) {
                self.cell("td", "", *alignment, cell);
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody></table></section>\n");
    }

    fn cell(&mut self, element: &str, scope: &str, alignment: Alignment, content: &[Inline]) {
        let class = match alignment {
            Alignment::None | Alignment::Left => "",
            Alignment::Center => " class=\"center\"",
            Alignment::Right => " class=\"right\"",
        };
        self.push(&["<", element, scope, class, ">"]);
        self.inlines(content);
        self.push(&["</", element, ">"]);
    }
}
