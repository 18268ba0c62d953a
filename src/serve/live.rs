//! The site in memory: the last one that was whole and right, and what the build under way has made for those who wait.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::News;
use super::difference::is_same_but_styles;
use crate::output::{Content, MakeFiles, OutputFile, Sink};
use crate::progress::{Progress, Quiet};
use crate::source::MachineError;
use crate::text::Digest;

/// How long a reader waits for the new form of a file while the old site could answer.
///
/// What is wanted is made first, so this is reached only where a build finds nothing that it can show.
const PATIENCE: Duration = Duration::from_secs(1);

/// A file as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Served {
    /// What it holds.
    pub(super) content: Content,
    /// The digest of it.
    pub(super) digest: Digest,
}

/// The files of a site by their paths.
pub(super) type Files = BTreeMap<String, Served>;

/// A whole site.
#[derive(Default)]
pub(super) struct Site {
    /// What is there.
    pub(super) files: Files,
    /// What is made when somebody asks for it, by the folder that all of it is in.
    groups: BTreeMap<String, Group>,
}

struct Group {
    make: Arc<MakeFiles>,
    files: OnceLock<Files>,
}

impl Group {
    fn files(&self) -> &Files {
        self.files.get_or_init(|| {
            let files = Mutex::new(Files::new());
            let take = |file: OutputFile| {
                let served = Served { content: file.content, digest: file.digest };
                files.lock().unwrap_or_else(PoisonError::into_inner).insert(file.path, served);
                Ok(())
            };
            // A preview puts nothing aside: making files cannot fail.
            let made = (self.make)(&take, &Quiet).is_ok();
            if made { files.into_inner().unwrap_or_else(PoisonError::into_inner) } else { Files::new() }
        })
    }
}

impl Site {
    /// A file, made where nobody has asked for its like before.
    pub(super) fn get(&self, path: &str) -> Option<&Served> {
        self.files.get(path).or_else(|| {
            let folder = path.split('/').next().unwrap_or_default();
            self.groups.get(folder)?.files().get(path)
        })
    }

    /// Every file, those included for which nobody has asked.
    pub(super) fn all(&self) -> impl Iterator<Item = (&String, &Served)> {
        self.files.iter().chain(self.groups.values().flat_map(Group::files))
    }
}

/// The site that readers see; threads share it.
///
/// One thread builds: it calls [`Live::begin`], gives this to the build as its sink, and ends with [`Live::show`].
pub(super) struct Live {
    state: Mutex<State>,
    moved: Condvar,
    is_outdated: AtomicBool,
    is_insistent: AtomicBool,
    news: Sender<News>,
}

/// How long a build leaves the cores to the browsers after it has made a page that an open tab shows: they fetch it,
/// and show it. The rest of the build is of no hurry.
const ROOM: Duration = Duration::from_millis(25);

struct State {
    site: Arc<Site>,
    generation: u64,
    draft: Option<Draft>,
    /// How many open tabs show each file.
    watched: BTreeMap<String, usize>,
    /// Until when browsers have the cores to themselves.
    room: Option<Instant>,
}

/// A file of the build under way, or the site that has it, and the generation of either.
type Answer = (Option<Served>, Arc<Site>, u64);

impl State {
    /// The answer for a file, unless it is worth waiting for one; then the file is wanted.
    fn answer(&mut self, path: &str) -> Option<Answer> {
        let State { site, generation, draft, .. } = self;
        let Some(draft) = draft else { return Some((None, Arc::clone(site), *generation)) };
        draft.want(path);
        match draft.first.get(path)? {
            Some(served) => {
                let is_new = site.files.get(path).is_none_or(|old| old.digest != served.digest);
                Some((Some(served.clone()), Arc::clone(site), *generation + u64::from(is_new)))
            }
            // What is made last of all, like the files of search, is what it was until then.
            None => (!site.files.is_empty()).then(|| (None, Arc::clone(site), *generation)),
        }
    }
}

/// What the build under way has made, and what is wanted of it.
#[derive(Default)]
struct Draft {
    site: Site,
    /// What was made for those who wait; `None` where no page has this path.
    first: BTreeMap<String, Option<Served>>,
    wanted: VecDeque<String>,
    /// What was ever in `wanted`.
    asked: BTreeSet<String>,
}

impl Draft {
    fn want(&mut self, path: &str) {
        if self.asked.insert(path.to_owned()) {
            self.wanted.push_back(path.to_owned());
        }
    }
}

impl Live {
    /// An empty site whose first build is about to begin. Its generations begin after `generation`; whoever writes to
    /// open tabs hears of `news`.
    pub(super) fn new(generation: u64, news: Sender<News>) -> Self {
        let state = State {
            site: Arc::default(),
            generation,
            draft: Some(Draft::default()),
            watched: BTreeMap::new(),
            room: None,
        };
        Self {
            state: Mutex::new(state),
            moved: Condvar::new(),
            is_outdated: AtomicBool::new(false),
            is_insistent: AtomicBool::new(false),
            news,
        }
    }

    /// The site that was shown last, and its generation.
    pub(super) fn site(&self) -> (Arc<Site>, u64) {
        let state = self.lock();
        (Arc::clone(&state.site), state.generation)
    }

    /// Says that the sources changed: readers wait for the build that is about to begin; one under way may end.
    pub(super) fn expect(&self) {
        self.is_outdated.store(true, Ordering::SeqCst);
        self.lock().draft.get_or_insert_default();
    }

    /// Begins a build: what open tabs show and what readers wait for is wanted first.
    pub(super) fn begin(&self) {
        self.is_outdated.store(false, Ordering::SeqCst);
        self.is_insistent.store(false, Ordering::SeqCst);
        let mut state = self.lock();
        let waiting = state.draft.take().map(|draft| draft.asked).unwrap_or_default();
        let mut draft = Draft::default();
        state.watched.keys().chain(&waiting).for_each(|path| draft.want(path));
        state.draft = Some(draft);
    }

    /// Lets the build under way go to its end, whatever changes.
    pub(super) fn insist(&self) {
        self.is_insistent.store(true, Ordering::SeqCst);
    }

    /// The site that the build under way has put.
    pub(super) fn take_site(&self) -> Site {
        self.lock().draft.as_mut().map(|draft| std::mem::take(&mut draft.site)).unwrap_or_default()
    }

    /// Ends the build under way and shows a site.
    pub(super) fn show(&self, site: Arc<Site>, generation: u64) {
        let mut state = self.lock();
        state.site = site;
        state.generation = generation;
        state.draft = None;
        drop(state);
        self.moved.notify_all();
    }

    /// A file as it is to be shown, with its generation; waits where a build is under way.
    pub(super) fn file(&self, path: &str) -> (Option<Served>, u64) {
        let (first, site, generation) = self.settled(path);
        (first.or_else(|| site.get(path).cloned()), generation)
    }

    /// A file of the build under way, or the site that has it.
    fn settled(&self, path: &str) -> Answer {
        let until = now() + PATIENCE;
        let mut state = self.lock();
        loop {
            if let Some(answer) = state.answer(path) {
                return answer;
            }
            let State { site, generation, .. } = &*state;
            // Without any site there is nothing else to show: the first build is worth waiting for.
            let left = if site.files.is_empty() { PATIENCE } else { until.saturating_duration_since(now()) };
            if left.is_zero() {
                return (None, Arc::clone(site), *generation);
            }
            state = self.moved.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Notes that an open tab shows a file.
    pub(super) fn watch(&self, path: &str) {
        *self.lock().watched.entry(path.to_owned()).or_default() += 1;
    }

    /// Notes that an open tab shows a file no more.
    pub(super) fn unwatch(&self, path: &str) {
        let mut state = self.lock();
        if let Some(count) = state.watched.get_mut(path) {
            *count -= 1;
            if *count == 0 {
                state.watched.remove(path);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Live {
    fn put(&self, file: OutputFile) -> Result<(), MachineError> {
        if let Some(draft) = &mut self.lock().draft {
            draft.site.files.insert(file.path, Served { content: file.content, digest: file.digest });
        }
        Ok(())
    }

    fn put_group(&self, folder: &str, make: Arc<MakeFiles>, _: &dyn Progress) -> Result<(), MachineError> {
        if let Some(draft) = &mut self.lock().draft {
            draft.site.groups.insert(folder.to_owned(), Group { make, files: OnceLock::new() });
        }
        Ok(())
    }

    fn wanted(&self) -> Option<String> {
        let mut state = self.lock();
        loop {
            if let Some(path) = state.draft.as_mut()?.wanted.pop_front() {
                return Some(path);
            }
            let left = state.room.map(|until| until.saturating_duration_since(now()))?;
            if left.is_zero() {
                state.room = None;
                return None;
            }
            state = self.moved.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn put_first(&self, path: String, file: Option<OutputFile>) {
        let served = file.map(|file| Served { content: file.content, digest: file.digest });
        let mut state = self.lock();
        let generation = state.generation + 1;
        if let Some(served) = served.as_ref().filter(|_| state.watched.contains_key(&path))
            && let Some(old) = state.site.files.get(&path)
            && old.digest != served.digest
            && !is_same_but_styles(&old.content, &served.content)
        {
            // Nobody listens any more when the program ends.
            let _ = self.news.send(News::Page { generation, path: path.clone(), digest: served.digest });
            state.room = Some(now() + ROOM);
        }
        if let Some(draft) = &mut state.draft {
            draft.first.insert(path, served);
        }
        drop(state);
        self.moved.notify_all();
    }

    fn is_abandoned(&self) -> bool {
        !self.is_insistent.load(Ordering::SeqCst) && self.is_outdated.load(Ordering::SeqCst)
    }
}

#[expect(clippy::disallowed_methods, reason = "a reader's patience is measured by the clock")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_waits_for_no_page_that_the_build_under_way_has_not() {
        let live = Live::new(0, std::sync::mpsc::channel().0);
        let is_awaited = |path| live.lock().answer(path).is_none();
        live.put_first("nope/index.html".to_owned(), None);
        assert!(is_awaited("nope/index.html"), "there may be a site to come");
        let files = [(
            "index.html".to_owned(),
            Served { content: Content::Bytes(crate::text::Bytes::new()), digest: Digest::of(b"") },
        )];
        live.show(Arc::new(Site { files: files.into(), ..Site::default() }), 1);
        live.begin();
        live.put_first("nope/index.html".to_owned(), None);
        assert!(!is_awaited("nope/index.html"));
        assert!(is_awaited("index.html"));
    }
}
