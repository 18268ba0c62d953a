//! Every number that decides which result comes first, and why it is what it is.
//!
//! Weights of fields and the shape of a score are those of BM25F (Robertson and Zaragoza, "The Probabilistic Relevance
//! Framework", 2009); the values were set on seed 1 of the queries that `tests/search` makes of a handbook of 243 pages,
//! and stand the test on other seeds.

/// A word of the section's heading says what the section is about.
pub const HEADING: f64 = 5.0;
/// A word of the title, before the first heading; there it is the heading, too.
pub const TITLE: f64 = 2.5;
/// A word of the title, for every section below: enough to tell two equal headings apart.
pub const TITLE_BELOW: f64 = 0.9;
/// A word of the headings around the section.
pub const ABOVE: f64 = 1.2;
/// A word of the page's other names and tags: somebody put it there to be found.
pub const NAME: f64 = 4.0;
/// A word of the address.
pub const URL: f64 = 1.6;
/// A word of a link that leads here: what others call it. Each page counts once.
pub const INBOUND: f64 = 3.0;
/// A word of the text.
pub const BODY: f64 = 1.0;
/// A word of code: names are repeated there without meaning more.
pub const CODE: f64 = 0.7;
/// A word that does not stand there, but another name of it does.
pub const SYNONYM: f64 = 0.8;
/// A short name where the text says what it stands for.
pub const DEFINITION: f64 = 4.0;
/// What a page that nobody wrote weighs against one that somebody did.
pub const GENERATED: f64 = 0.5;

/// How much less a word weighs in a list of short items, where what is named is found elsewhere; and how few words of the
/// section there must be to an item for all of that.
pub const LISTED: f64 = 0.4;
pub const LISTED_WORDS: f64 = 8.0;
/// What is added where other sections of the page are about the word, too: below the first heading, and before it, where
/// more than that leads from sections that answer to pages that mention; and how soon more of it adds nothing.
pub const ON_PAGE: f64 = 0.2;
pub const ON_PAGE_LEAD: f64 = 0.1;
pub const ON_PAGE_SATURATION: f64 = 0.3;

/// How soon repeating a word adds nothing (BM25's k1).
pub const SATURATION: f64 = 1.2;
/// How much a long section must repeat a word to count as much as a short one (BM25's b).
pub const LENGTH: f64 = 0.6;

/// The highest impact that is stored: 5 bits hide no difference that a reader would see.
pub const HIGHEST_IMPACT: u8 = 31;
/// The most sections that are kept of a word: what stands in more tells little, and a reader's browser loads them all.
pub const MOST_SECTIONS: usize = 4096;
/// Steps in which rareness is stored to one doubling: a byte holds those of two million sections.
pub const RARENESS_STEPS: f64 = 12.0;

/// How many bytes of words a file of the dictionary holds, about: 3 KiB when it is sent.
pub const SHARD: usize = 9 * 1024;
