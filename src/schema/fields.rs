//! Some fields in the order of their file, each of which is found by its name at once.

use std::collections::hash_map::Entry;
use std::ops::Deref;

use super::Field;
use crate::text::ByName;

/// The fields of a page or a table. A name stands once; of two, the first is kept.
///
/// Every key of every page is looked up here, several times in a build.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    list: Vec<Field>,
    places: ByName<String, usize>,
    /// The places of those that name pages, or hold tables with fields that do.
    naming: Vec<usize>,
}

impl Fields {
    /// The field of a name.
    pub fn named(&self, name: &str) -> Option<&Field> {
        self.places.get(name).map(|&place| &self.list[place])
    }

    /// The fields that name pages, and those that hold tables with such fields.
    pub fn naming(&self) -> impl Iterator<Item = &Field> {
        self.naming.iter().map(|&place| &self.list[place])
    }

    /// Adds a field, in the place of the one that has its name.
    pub(super) fn replace(&mut self, field: Field) {
        match self.places.get(&field.name) {
            Some(&place) => {
                self.list[place] = field;
                *self = std::mem::take(&mut self.list).into_iter().collect();
            }
            None => self.extend([field]),
        }
    }

    /// Gives every field its path below `outer`; that of a page's own field is its name.
    pub(super) fn set_paths(&mut self, outer: &str) {
        for field in &mut self.list {
            let dot = if outer.is_empty() { "" } else { "." };
            field.path = format!("{outer}{dot}{}", field.name).into();
            field.fields.set_paths(&field.path);
        }
    }
}

impl Extend<Field> for Fields {
    fn extend<T: IntoIterator<Item = Field>>(&mut self, fields: T) {
        for field in fields {
            if let Entry::Vacant(place) = self.places.entry(field.name.clone()) {
                place.insert(self.list.len());
                if field.shape.names_pages() || !field.fields.naming.is_empty() {
                    self.naming.push(self.list.len());
                }
                self.list.push(field);
            }
        }
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<T: IntoIterator<Item = Field>>(fields: T) -> Self {
        let mut made = Self::default();
        made.extend(fields);
        made
    }
}

impl Deref for Fields {
    type Target = [Field];

    fn deref(&self) -> &[Field] {
        &self.list
    }
}

impl<'a> IntoIterator for &'a Fields {
    type Item = &'a Field;
    type IntoIter = std::slice::Iter<'a, Field>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
