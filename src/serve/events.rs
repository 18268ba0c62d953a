//! What open tabs hear: server-sent events, all written by one thread.
//!
//! `GET /_roadbook/events?page=/a/&page=/b/` names the pages that the tabs behind a stream show. There are two events
//! (<https://html.spec.whatwg.org/multipage/server-sent-events.html>), each with one JSON object:
//!
//! - `page`: one of these pages is ready in its new form, before the rest of the site is.
//! - `build`: a build has ended, with all that changed, how many faults there are, and the digests of the named pages.
//!   It is the first event of every stream, so that a tab which was away finds out what it missed.
//!
//! A tab knows the digest of its page from the attributes of its script, and compares.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use serde::Serialize;

use super::address::{file_of_url, url_of_file};
use super::difference::Difference;
use super::live::Live;
use crate::text::Digest;

/// How often a stream without news gets a comment, so that nobody between takes it for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The most changed files that an event names; beyond, it says that there are many.
const NAMED: usize = 200;

/// What the thread that writes to open tabs is told.
pub(super) enum News {
    /// A page that an open tab shows is ready in its new form, while the rest of the site is still being made.
    Page {
        /// The generation that the site will have.
        generation: u64,
        /// The page's file.
        path: String,
        /// The digest of it.
        digest: Digest,
    },
    /// A build has ended.
    Built(Built),
    /// A tab was opened.
    Open(Stream),
    /// The client at this address has gone.
    Gone(SocketAddr),
}

/// How a build ended.
#[derive(Debug)]
pub(super) struct Built {
    /// The generation of the site that is shown now.
    pub(super) generation: u64,
    /// Whether the sources were right; where not, the site of an earlier build is shown.
    pub(super) is_right: bool,
    /// What is different from the site before.
    pub(super) difference: Difference,
    /// How many errors and warnings there are.
    pub(super) faults: Faults,
    /// How long it took, in milliseconds.
    pub(super) took: u64,
}

/// How many faults a build found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Faults {
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

/// The stream of a tab.
pub(super) struct Stream {
    /// Where to write.
    pub(super) writer: Box<dyn Write + Send>,
    /// Who reads.
    pub(super) client: SocketAddr,
    /// The addresses of the pages that are shown, as paths below the host: `/roles/sre/`.
    pub(super) pages: Vec<String>,
}

#[derive(Serialize)]
struct PageEvent<'a> {
    generation: u64,
    url: &'a str,
    digest: String,
}

#[derive(Serialize)]
struct BuildEvent<'a> {
    generation: u64,
    ok: bool,
    changed: &'a [Named],
    many: bool,
    removed: &'a [String],
    styles: &'a [StyleChange],
    faults: Faults,
    ms: u64,
    /// How long the folder was quiet before the build began, in milliseconds.
    quiet: u128,
    /// The pages that this stream shows as they are now.
    pages: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Named {
    url: String,
    digest: String,
}

#[derive(Serialize)]
struct StyleChange {
    old: String,
    new: String,
}

#[derive(Serialize)]
struct Shown<'a> {
    url: &'a str,
    digest: Option<String>,
}

/// Writes to every open tab until nobody can send news any more.
pub(super) fn write(news: &Receiver<News>, live: &Live) {
    let mut streams: Vec<Stream> = Vec::new();
    let mut last: Option<Message> = None;
    loop {
        match news.recv_timeout(HEARTBEAT) {
            Ok(News::Open(mut stream)) => {
                stream.pages.iter().filter_map(|page| file_of_url(page)).for_each(|path| live.watch(&path));
                let first = last.as_ref().map(|message| message.text(live, &stream)).unwrap_or_default();
                if send(&mut stream, &format!("retry: 500\n\n{first}")) {
                    streams.push(stream);
                } else {
                    close(&stream, live);
                }
            }
            Ok(News::Gone(client)) => drop_where(&mut streams, live, |stream| stream.client == client),
            Ok(News::Page { generation, path, digest }) => {
                let url = url_of_file(&path);
                let event = PageEvent { generation, url: &url, digest: digest.to_string() };
                let text = message("page", generation, &event);
                let shows = |stream: &Stream| {
                    stream.pages.iter().filter_map(|page| file_of_url(page)).any(|shown| shown == path)
                };
                drop_where(&mut streams, live, |stream| shows(stream) && !send(stream, &text));
            }
            Ok(News::Built(built)) => {
                let message = Message::new(built);
                drop_where(&mut streams, live, |stream| {
                    let text = message.text(live, stream);
                    !send(stream, &text)
                });
                last = Some(message.without_difference());
            }
            Err(RecvTimeoutError::Timeout) => drop_where(&mut streams, live, |stream| !send(stream, ":\n\n")),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// A `build` event before it is known to whom it goes.
struct Message {
    built: Built,
    changed: Vec<Named>,
    removed: Vec<String>,
    styles: Vec<StyleChange>,
}

impl Message {
    fn new(built: Built) -> Self {
        let Difference { changed, removed, styles } = &built.difference;
        let named = |(path, digest): &(String, Digest)| Named { url: url_of_file(path), digest: digest.to_string() };
        let style = |(old, new): &(String, String)| StyleChange { old: url_of_file(old), new: url_of_file(new) };
        Self {
            changed: changed.iter().take(NAMED).map(named).collect(),
            removed: removed.iter().take(NAMED).map(|path| url_of_file(path)).collect(),
            styles: styles.iter().map(style).collect(),
            built,
        }
    }

    /// The same for a tab that was opened since: what it shows is compared by its digest alone.
    fn without_difference(self) -> Self {
        Self::new(Built { difference: Difference::default(), ..self.built })
    }

    fn text(&self, live: &Live, stream: &Stream) -> String {
        let (site, _) = live.site();
        let shown = |page: &'_ String| {
            file_of_url(page).and_then(|path| site.files.get(&path)).map(|file| file.digest.to_string())
        };
        let Difference { changed, removed, .. } = &self.built.difference;
        let event = BuildEvent {
            generation: self.built.generation,
            ok: self.built.is_right,
            changed: &self.changed,
            many: changed.len() > NAMED || removed.len() > NAMED,
            removed: &self.removed,
            styles: &self.styles,
            faults: self.built.faults,
            ms: self.built.took,
            quiet: super::QUIET.as_millis(),
            pages: stream.pages.iter().map(|page| Shown { url: page, digest: shown(page) }).collect(),
        };
        message("build", self.built.generation, &event)
    }
}

fn message(name: &str, id: u64, data: &impl Serialize) -> String {
    let data = serde_json::to_string(data).expect("texts and numbers always serialise");
    format!("event: {name}\nid: {id}\ndata: {data}\n\n")
}

fn send(stream: &mut Stream, text: &str) -> bool {
    stream.writer.write_all(text.as_bytes()).and_then(|()| stream.writer.flush()).is_ok()
}

fn drop_where(streams: &mut Vec<Stream>, live: &Live, mut is_over: impl FnMut(&mut Stream) -> bool) {
    streams.retain_mut(|stream| {
        let is_over = is_over(stream);
        if is_over {
            close(stream, live);
        }
        !is_over
    });
}

fn close(stream: &Stream, live: &Live) {
    stream.pages.iter().filter_map(|page| file_of_url(page)).for_each(|path| live.unwatch(&path));
}
