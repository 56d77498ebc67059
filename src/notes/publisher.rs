//! The presenter's side: whoever connects is sent the last notes and every change; who reads too slowly is left.
//!
//! Never knows what the notes say.

use std::io::{self, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Notes, directory, is_ours, lock, sweep, to_line};
use crate::leftover::SocketFile;
use crate::machine::{self, Need, Needed};

/// Publishes notes as long as it lives.
pub struct Publisher {
    file: SocketFile,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    line: String,
    viewers: Vec<UnixStream>,
    over: bool,
}

fn held(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Publisher {
    /// Opens a socket of its own.
    ///
    /// # Errors
    /// There is no directory for it, or no room for a socket or a thread.
    pub fn open() -> io::Result<Self> {
        let directory = directory()?;
        let path = directory.join(format!("{}.sock", std::process::id()));
        let locked = lock(&directory)?;
        // A program of the same pid that was killed may have left its own.
        sweep(&directory)?;
        let name = path.display().to_string();
        let listener = UnixListener::bind(&path).needed(Need::Notes, &name)?;
        let file = SocketFile::of(&path)?;
        locked.unlock();
        let shared = Arc::<Mutex<Shared>>::default();
        let theirs = Arc::clone(&shared);
        machine::thread("notes", move || welcome(&listener, &theirs))?;
        Ok(Self { file, shared })
    }

    /// Sends notes to everybody who reads them.
    pub fn publish(&self, notes: &Notes) {
        let mut shared = held(&self.shared);
        shared.line = to_line(notes);
        let line = shared.line.clone();
        shared.viewers.retain_mut(|viewer| send(viewer, &line));
    }
}

/// Whether a viewer took it: writing never waits.
fn send(viewer: &mut UnixStream, line: &str) -> bool {
    viewer.write_all(line.as_bytes()).is_ok()
}

fn welcome(listener: &UnixListener, shared: &Mutex<Shared>) {
    for viewer in listener.incoming() {
        let mut shared = held(shared);
        if shared.over {
            return;
        }
        let Ok(mut viewer) = viewer else { continue };
        if !is_ours(&viewer) || viewer.set_nonblocking(true).is_err() {
            continue;
        }
        let line = shared.line.clone();
        if send(&mut viewer, &line) {
            shared.viewers.push(viewer);
        }
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        {
            let mut shared = held(&self.shared);
            shared.over = true;
            shared.viewers.clear();
        }
        // It waits for somebody to come: the last to come is this.
        let _ = UnixStream::connect(self.file.path());
        self.file.remove();
    }
}
