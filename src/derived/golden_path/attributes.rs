//! The attributes that mean something behind the fences and steps of a golden path.

/// What an attribute takes.
#[derive(Clone, Copy, Debug)]
pub enum AttributeTakes {
    /// Nothing, or anything.
    Anything,
    /// Some text.
    Text,
    /// A length of time.
    Duration,
    /// How long something may take.
    Limit,
    /// A day.
    Date,
    /// Nothing, or one of these words.
    Flag(&'static [&'static str]),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Some of these words, with commas between them.
    Several(&'static [&'static str]),
}

/// An attribute's name, and what it takes.
pub type KnownAttribute = (&'static str, AttributeTakes);

/// The attributes of fences. Names follow those of Runme and of trycmd, so that their files open here, too; what those
/// of lines take is checked where a page is read.
pub const FENCE_ATTRIBUTES: [KnownAttribute; 18] = [
    ("del", AttributeTakes::Anything),
    ("env", AttributeTakes::Text),
    ("hl_lines", AttributeTakes::Anything),
    ("id", AttributeTakes::Text),
    ("ins", AttributeTakes::Anything),
    ("linenums", AttributeTakes::Anything),
    ("mark", AttributeTakes::Anything),
    ("match", AttributeTakes::Choice(&["regex", "contains", "exit"])),
    ("name", AttributeTakes::Text),
    ("numbers", AttributeTakes::Anything),
    ("os", AttributeTakes::Several(&["linux", "macos", "windows"])),
    ("run", AttributeTakes::Flag(&["auto", "manual", "cleanup"])),
    ("showLineNumbers", AttributeTakes::Anything),
    ("skip", AttributeTakes::Text),
    ("timeout", AttributeTakes::Limit),
    ("title", AttributeTakes::Text),
    ("tool", AttributeTakes::Text),
    ("until", AttributeTakes::Date),
];

/// The attributes of a step's heading.
pub const HEADING_ATTRIBUTES: [KnownAttribute; 3] =
    [("creates", AttributeTakes::Anything), ("env", AttributeTakes::Text), ("time", AttributeTakes::Duration)];
