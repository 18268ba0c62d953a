//! When a field or a section must be there.

use crate::data::{Map, Value};
use crate::text::TextRange;

/// Why something must be there.
pub(super) struct Reason {
    /// Where it stands; `None` where nothing but the kind asks for it.
    pub(super) range: Option<TextRange>,
    /// The end of a sentence that says what is missing: ", but `status` is `retired`".
    pub(super) words: String,
}

/// Whether something must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Need {
    /// No.
    #[default]
    Never,
    /// Yes.
    Always,
    /// Where something else on the page asks for it.
    When(Condition),
}

/// What else stands in the same table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The field; with dots between its parts where it lies in a table: `support.level`.
    pub field: String,
    /// The words of which it is one; with none, it is enough that it is there.
    pub values: Vec<String>,
}

impl Need {
    /// Why a table must have it, if it must.
    pub(super) fn asked_by(&self, map: &Map) -> Option<Reason> {
        match self {
            Self::Never => None,
            Self::Always => Some(Reason { range: None, words: String::new() }),
            Self::When(condition) => condition.holds(map),
        }
    }
}

impl Condition {
    /// Where and how a table fulfils the condition.
    fn holds(&self, map: &Map) -> Option<Reason> {
        let (outer, last) = match self.field.rsplit_once('.') {
            Some((outer, last)) => (inner_table(map, outer)?, last),
            None => (map, self.field.as_str()),
        };
        let value = outer.get(last).filter(|value| !is_nothing(&value.value))?;
        if self.values.is_empty() {
            return Some(Reason { range: outer.key_range(last), words: format!(", but it has `{}`", self.field) });
        }
        let text = self.values.iter().find(|wanted| value.value.text() == Ok(wanted))?;
        Some(Reason { range: Some(value.range), words: format!(", but its `{}` is `{text}`", self.field) })
    }

    /// The condition as a clause: "`status` is `deprecated` or `retired`".
    pub fn words(&self) -> String {
        match self.values.as_slice() {
            [] => format!("there is a `{}`", self.field),
            values => format!("`{}` is `{}`", self.field, values.join("` or `")),
        }
    }
}

fn inner_table<'a>(map: &'a Map, path: &str) -> Option<&'a Map> {
    path.split('.').try_fold(map, |map, key| map.get(key)?.value.map().ok())
}

/// Whether a value says as little as none: `requires: []` asks for nothing.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}
