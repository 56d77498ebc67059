//! Whether a script's files change while it is looked at: the kernel says so, and nothing is asked by time.
//!
//! ```text
//! inotify ── folder of bank.py ──▶ bank.py was written, or put there     an editor does either
//!        └── folder of inner/price.py, once the run has told that file
//! ```
//! Folders are watched, not files: most editors put a new file in the old one's place. Never knows what has changed in one.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify, WatchDescriptor};

use crate::machine;
use crate::protocol::Program;

/// What is said of a folder: a file in it was written and closed, or has come there.
const SAID: AddWatchFlags = AddWatchFlags::IN_CLOSE_WRITE.union(AddWatchFlags::IN_MOVED_TO);

/// The files of a script that are watched.
#[derive(Debug)]
pub struct Watch {
    inotify: Arc<Inotify>,
    /// The script's folder.
    root: PathBuf,
    /// The files, and what each is called.
    files: HashMap<PathBuf, String>,
    folders: Arc<Mutex<HashMap<WatchDescriptor, PathBuf>>>,
}

impl Watch {
    /// Watches a script. None: it has no file, or there is no room; nothing is said of changes then.
    pub fn begin(program: &Program) -> Option<Self> {
        let root = match program {
            Program::File(file) => Path::new(file).parent()?.to_owned(),
            Program::Module(_) => PathBuf::new(),
            Program::Input(_) | Program::Listing { .. } => return None,
        };
        let flags = InitFlags::IN_CLOEXEC | InitFlags::IN_NONBLOCK;
        let mut watch = Self {
            inotify: Arc::new(Inotify::init(flags).ok()?),
            root: std::path::absolute(match root == Path::new("") {
                true => Path::new("."),
                false => &root,
            })
            .ok()?,
            files: HashMap::new(),
            folders: Arc::default(),
        };
        if let Program::File(file) = program {
            watch.also(Path::new(file).file_name()?);
        }
        Some(watch)
    }

    /// Watches another file, as it is called seen from the script's folder.
    pub fn also(&mut self, file: impl AsRef<OsStr>) {
        let path = self.root.join(file.as_ref());
        let Some(folder) = path.parent().map(Path::to_owned) else {
            return;
        };
        let name = file.as_ref().to_string_lossy().into_owned();
        if self.files.insert(path, name).is_some() {
            return;
        }
        let (inotify, folders) = (Arc::clone(&self.inotify), Arc::clone(&self.folders));
        // A folder on another machine may take its time to answer. Where there is no room, nothing is said.
        let _ = machine::thread("watch", move || {
            if let Ok(known) = inotify.add_watch(&folder, SAID) {
                let mut folders = folders.lock().unwrap_or_else(PoisonError::into_inner);
                folders.insert(known, folder);
            }
        });
    }

    /// Readable once something has changed in a folder.
    pub fn descriptor(&self) -> BorrowedFd<'_> {
        self.inotify.as_fd()
    }

    /// A file that has changed, as far as has been heard; what happened to others is passed over.
    pub fn changed(&self) -> Option<&str> {
        let events = self.inotify.read_events().ok()?;
        let folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let mut paths = events
            .iter()
            .filter_map(|event| Some(folders.get(&event.wd)?.join(event.name.as_ref()?)));
        let name = paths.find_map(|path| self.files.get(&path))?;
        Some(name)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use std::fs;

    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    use super::*;

    /// Waits until something is said.
    fn heard(watch: &Watch) -> String {
        loop {
            let mut said = [PollFd::new(watch.descriptor(), PollFlags::POLLIN)];
            poll(&mut said, PollTimeout::NONE).unwrap();
            if let Some(name) = watch.changed() {
                return name.to_owned();
            }
        }
    }

    /// Waits until so many folders are watched.
    fn watches(watch: &Watch, folders: usize) {
        while watch.folders.lock().unwrap().len() < folders {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_file_that_is_written_or_replaced_is_named_and_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("inner")).unwrap();
        let script = path("bank.py").to_str().unwrap().to_owned();
        let mut watch = Watch::begin(&Program::File(script)).unwrap();
        watches(&watch, 1);
        fs::write(path("log.txt"), "other").unwrap();
        fs::write(path("bank.py"), "print(1)").unwrap();
        assert_eq!(heard(&watch), "bank.py");
        watch.also("inner/price.py");
        watches(&watch, 2);
        fs::write(path("new"), "print(2)").unwrap();
        fs::rename(path("new"), path("inner/price.py")).unwrap();
        assert_eq!(heard(&watch), "inner/price.py");
    }

    #[test]
    fn what_was_piped_in_does_not_change() {
        assert!(Watch::begin(&Program::Input("/proc/1/fd/3".into())).is_none());
    }
}
