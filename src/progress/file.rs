//! Progress on disk: `progress.toml` under `$XDG_STATE_HOME/concurrium`, never half written, and never lost to a bad reading.
//!
//! Several programs may keep theirs at once: each change is made to what is there then, under a lock, and put in place by a
//! rename. What can't be read is set aside under a name of its own. Whoever holds the lock and whatever stands in the file's
//! place, nothing is waited for while the program goes on, and nothing without end when it begins or ends.
//!
//! Never knows what the notes mean.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg, OFlag};

use crate::files;
use crate::i18n::Sentence;
use crate::machine::{Need, Needed};
use crate::progress::{Note, Progress};

/// The file's name.
const NAME: &str = "progress.toml";

/// The greatest file that is taken for progress: a hundred times what all lessons need.
const GREATEST: u64 = 1 << 20;

/// How long somebody else may hold the lock: a thousand times what a change takes, unless its holder was stopped.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where progress is kept, if it is.
#[derive(Debug, Default)]
pub struct Keeper {
    folder: Option<PathBuf>,
    /// What somebody else's lock has kept from being written, in order.
    due: Vec<Note>,
}

impl Keeper {
    /// Keeps nothing.
    pub fn of_nothing() -> Self {
        Self::default()
    }

    /// Keeps it in this folder, which is made when there is something to keep.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
            due: Vec::new(),
        }
    }

    /// Keeps it where the environment says: `$XDG_STATE_HOME/concurrium`, otherwise `~/.local/state/concurrium`
    /// (XDG Base Directory Specification: a path that isn't absolute is ignored). Nothing without a home.
    pub fn of_environment(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Self {
        match files::base_directory(variable, "XDG_STATE_HOME", ".local/state") {
            Some(state) => Self::in_folder(state.join("concurrium")),
            None => Self::of_nothing(),
        }
    }

    /// Where it would be kept, if it is: whether there is room for a file is tried, and nothing changed.
    ///
    /// # Errors
    /// It couldn't be kept.
    pub fn look(&self) -> io::Result<Option<&Path>> {
        let Some(folder) = &self.folder else {
            return Ok(None);
        };
        // The folder is made when there is something to keep; until then the one that it would be made in counts.
        let there = folder.ancestors().find(|folder| folder.exists());
        let there = there.unwrap_or(folder);
        let name = there.display().to_string();
        tempfile::tempfile_in(there).needed(Need::State, &name)?;
        Ok(Some(folder))
    }

    /// What was kept, and what has to be said about it.
    pub fn load(&self) -> (Progress, Option<Sentence>) {
        let Some(folder) = &self.folder else {
            return (Progress::default(), None);
        };
        match load(folder) {
            Ok(loaded) => loaded,
            Err(error) => (Progress::default(), Some(said(&folder.join(NAME), &error))),
        }
    }

    /// Adds a note to what is kept; while somebody else holds the lock, with the next one, or when it is
    /// [finished](Keeper::finish). Never waits.
    ///
    /// # Errors
    /// It couldn't be kept; nothing will be kept any more.
    pub fn remember(&mut self, note: &Note) -> Result<Option<Sentence>, Sentence> {
        self.due.push(note.clone());
        self.keep(Duration::ZERO)
    }

    /// Adds what is still due. Waits for the lock, a second at most.
    ///
    /// # Errors
    /// It couldn't be kept.
    pub fn finish(&mut self) -> Result<Option<Sentence>, Sentence> {
        self.keep(PATIENCE)
    }

    fn keep(&mut self, patience: Duration) -> Result<Option<Sentence>, Sentence> {
        let due = std::mem::take(&mut self.due);
        let Some(folder) = self.folder.as_ref().filter(|_| !due.is_empty()) else {
            return Ok(None);
        };
        match keep(folder, &due, patience) {
            Ok(word) => Ok(word),
            Err(error) if error.kind() == ErrorKind::WouldBlock && patience.is_zero() => {
                self.due = due;
                Ok(None)
            }
            Err(error) => {
                let said = said(folder, &error);
                self.folder = None;
                Err(said)
            }
        }
    }
}

fn said(path: &Path, error: &io::Error) -> Sentence {
    let said = Sentence::new("progress.unkept").with("file", &path.display());
    said.with("why", files::why_not_written(error))
}

/// Takes the lock, and waits so long for it at most.
fn lock(folder: &Path, patience: Duration) -> io::Result<Flock<File>> {
    let since = Instant::now();
    let mut opened = File::open(folder)?;
    loop {
        opened = match Flock::lock(opened, FlockArg::LockExclusiveNonblock) {
            Ok(locked) => return Ok(locked),
            Err((opened, Errno::EAGAIN)) if since.elapsed() < patience => opened,
            Err((_, Errno::EAGAIN)) => {
                let why = Sentence::new("progress.locked");
                return Err(io::Error::new(ErrorKind::WouldBlock, why));
            }
            Err((_, errno)) => return Err(errno.into()),
        };
        thread::sleep(Duration::from_millis(5));
    }
}

/// What was found in the file's place.
enum Found {
    Nothing,
    Progress(Progress),
    /// Something that can't be read, and why.
    Unreadable(Sentence),
}

fn find(file: &Path) -> io::Result<Found> {
    // A pipe would be waited for, a device has no end.
    let nonblocking = OFlag::O_NONBLOCK.bits();
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(nonblocking)
        .open(file);
    let opened = match opened {
        Ok(opened) => opened,
        // A link to nowhere isn't nothing.
        Err(error) if error.kind() == ErrorKind::NotFound && !file.is_symlink() => {
            return Ok(Found::Nothing);
        }
        Err(error) => return Err(error),
    };
    if !opened.metadata()?.is_file() {
        return Ok(Found::Unreadable(Sentence::new("progress.no_file")));
    }
    let mut bytes = Vec::new();
    opened.take(GREATEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > GREATEST {
        let why = Sentence::new("progress.too_long").with("most", &GREATEST);
        return Ok(Found::Unreadable(why));
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return Ok(Found::Unreadable(Sentence::new("progress.no_text")));
    };
    Ok(match Progress::parse(&text) {
        Ok(progress) => Found::Progress(progress),
        Err(unreadable) => Found::Unreadable(unreadable.sentence()),
    })
}

/// Reads without the lock, for a rename leaves a whole file at any time.
fn load(folder: &Path) -> io::Result<(Progress, Option<Sentence>)> {
    match find(&folder.join(NAME))? {
        Found::Nothing => Ok((Progress::default(), None)),
        Found::Progress(progress) => Ok((progress, None)),
        // Without the lock somebody else's file could be set aside just when they have put it right.
        Found::Unreadable(_) => {
            let _locked = lock(folder, PATIENCE)?;
            read(folder)
        }
    }
}

/// What is there, and what has to be said about it. What can't be read is set aside. Under the lock.
fn read(folder: &Path) -> io::Result<(Progress, Option<Sentence>)> {
    let file = folder.join(NAME);
    let why = match find(&file)? {
        Found::Nothing => return Ok((Progress::default(), None)),
        Found::Progress(progress) => return Ok((progress, None)),
        Found::Unreadable(why) => why,
    };
    let aside = set_aside(folder, &file)?;
    let word = Sentence::new("progress.aside")
        .with("file", &file.display())
        .with("why", why)
        .with("aside", &aside.display());
    Ok((Progress::default(), Some(word)))
}

/// Gives the file another name, which nothing else has.
fn set_aside(folder: &Path, file: &Path) -> io::Result<PathBuf> {
    for number in 1.. {
        let aside = folder.join(format!("{NAME}.unread-{number}"));
        // A link, unlike a rename, never replaces anything.
        match fs::hard_link(file, &aside) {
            Ok(()) => {
                fs::remove_file(file)?;
                return Ok(aside);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn keep(folder: &Path, notes: &[Note], patience: Duration) -> io::Result<Option<Sentence>> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let locked = lock(folder, patience)?;
    let (mut progress, word) = read(folder)?;
    for note in notes {
        progress.remember(note);
    }
    sweep(folder)?;
    files::replace(&folder.join(NAME), progress.text().as_bytes())?;
    locked.sync_all()?;
    Ok(word)
}

/// Removes what programs that were killed while they wrote have left. Under the lock.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(files::PART) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    fn opened(lesson: &str) -> Note {
        Note::Through {
            lesson: lesson.to_owned(),
        }
    }

    #[test]
    fn what_is_remembered_is_there_again() {
        let state = tempfile::tempdir().unwrap();
        let folder = state.path().join("a/concurrium");
        let mut keeper = Keeper::in_folder(folder.clone());
        assert_eq!(keeper.load(), (Progress::default(), None));
        assert!(!folder.exists(), "looking makes nothing");
        assert_eq!(keeper.remember(&opened("fork-tree")), Ok(None));
        let (progress, word) = Keeper::in_folder(folder.clone()).load();
        assert!(progress.has_seen("fork-tree"));
        assert_eq!(word, None);
        let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn what_cannot_be_read_is_set_aside_with_a_word() {
        let state = tempfile::tempdir().unwrap();
        let file = state.path().join(NAME);
        let bad: [&[u8]; 5] = [
            b"version = 2\n",
            b"version = 1\n[lessons.x]\nseen = ",
            b"\xff\xfe",
            b"",
            b"#!/bin/sh\n",
        ];
        for (n, bytes) in bad.iter().enumerate() {
            fs::write(&file, bytes).unwrap();
            let mut keeper = Keeper::in_folder(state.path().to_owned());
            let word = match n % 2 {
                0 => keeper.load().1.unwrap(),
                _ => keeper.remember(&opened("lock")).unwrap().unwrap(),
            };
            let aside = state.path().join(format!("{NAME}.unread-{}", n + 1));
            assert!(
                word.to_string().contains(&aside.display().to_string()),
                "{word}"
            );
            assert_eq!(fs::read(aside).unwrap(), *bytes);
            let _ = fs::remove_file(&file);
        }
    }

    #[test]
    fn programs_that_keep_at_once_lose_nothing() {
        let state = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for n in 0..4 {
                let mut keeper = Keeper::in_folder(state.path().to_owned());
                let keeps = move || {
                    for m in 0..5 {
                        keeper.remember(&opened(&format!("{n}-{m}"))).unwrap();
                    }
                    keeper.finish().unwrap();
                };
                std::thread::Builder::new()
                    .spawn_scoped(scope, keeps)
                    .unwrap();
            }
        });
        let (progress, _) = Keeper::in_folder(state.path().to_owned()).load();
        let all = (0..4).flat_map(|n| (0..5).map(move |m| format!("{n}-{m}")));
        assert!(all.into_iter().all(|lesson| progress.has_seen(&lesson)));
    }

    #[test]
    fn what_a_lock_has_kept_from_being_written_is_written_with_what_comes_next() {
        let state = tempfile::tempdir().unwrap();
        let folder = state.path().to_owned();
        let held = lock(&folder, PATIENCE).unwrap();
        let mut keeper = Keeper::in_folder(folder.clone());
        assert_eq!(keeper.remember(&opened("lock")), Ok(None));
        assert!(!folder.join(NAME).exists());
        drop(held);
        assert_eq!(keeper.remember(&opened("gil")), Ok(None));
        let (progress, _) = keeper.load();
        assert!(progress.has_seen("lock") && progress.has_seen("gil"));
        assert_eq!(keeper.finish(), Ok(None));
    }

    #[test]
    fn a_lock_that_is_never_given_up_costs_a_word_and_not_the_program() {
        let state = tempfile::tempdir().unwrap();
        let folder = state.path().to_owned();
        Keeper::in_folder(folder.clone())
            .remember(&opened("lock"))
            .unwrap();
        let held = lock(&folder, PATIENCE).unwrap();
        let mut keeper = Keeper::in_folder(folder);
        let (progress, word) = keeper.load();
        assert!(progress.has_seen("lock"), "reading needs no lock");
        assert_eq!(word, None);
        assert_eq!(keeper.remember(&opened("gil")), Ok(None), "nobody waits");
        let word = keeper.finish().unwrap_err();
        assert!(
            word.to_string().contains("another program holds its lock"),
            "{word}"
        );
        drop(held);
        let (progress, _) = Keeper::in_folder(state.path().to_owned()).load();
        assert!(progress.has_seen("lock") && !progress.has_seen("gil"));
    }

    #[test]
    fn a_pipe_in_its_place_is_set_aside_and_not_waited_for() {
        let state = tempfile::tempdir().unwrap();
        let pipe = state.path().join(NAME);
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        let mut keeper = Keeper::in_folder(state.path().to_owned());
        let word = keeper.load().1.unwrap();
        assert!(
            word.to_string().contains("it isn't a regular file"),
            "{word}"
        );
        assert!(state.path().join(format!("{NAME}.unread-1")).exists());
        assert_eq!(keeper.remember(&opened("lock")), Ok(None));
    }

    #[test]
    fn a_link_is_followed_and_stays_and_one_to_nowhere_is_left_alone() {
        let state = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let (link, kept) = (state.path().join(NAME), elsewhere.path().join("kept"));
        std::os::unix::fs::symlink(&kept, &link).unwrap();
        let mut keeper = Keeper::in_folder(state.path().to_owned());
        assert!(keeper.remember(&opened("lock")).is_err());
        assert_eq!(fs::read_link(&link).unwrap(), kept);

        fs::write(&kept, Progress::default().text()).unwrap();
        let mut keeper = Keeper::in_folder(state.path().to_owned());
        assert_eq!(keeper.remember(&opened("lock")), Ok(None));
        assert_eq!(fs::read_link(&link).unwrap(), kept);
        assert!(fs::read_to_string(&kept).unwrap().contains("lock"));
    }

    #[test]
    fn where_nothing_can_be_kept_one_word_is_said() {
        let state = tempfile::tempdir().unwrap();
        let file = state.path().join("file");
        fs::write(&file, "").unwrap();
        let mut keeper = Keeper::in_folder(file.join("concurrium"));
        let word = keeper.remember(&opened("lock")).unwrap_err();
        assert!(
            word.to_string()
                .contains("file/concurrium: a part of its path is no folder"),
            "{word}"
        );
        assert_eq!(keeper.remember(&opened("lock")), Ok(None));
    }

    #[test]
    fn the_environment_says_where() {
        let keeper = |state: &str, home: &str| {
            let (state, home) = (state.to_owned(), home.to_owned());
            Keeper::of_environment(move |name| match name {
                "XDG_STATE_HOME" => Some(state.clone().into()),
                _ => Some(home.clone().into()),
            })
            .folder
        };
        let path = |path: &str| Some(PathBuf::from(path));
        assert_eq!(keeper("/s", "/h"), path("/s/concurrium"));
        assert_eq!(keeper("s", "/h"), path("/h/.local/state/concurrium"));
        assert_eq!(keeper("", ""), None);
    }
}
