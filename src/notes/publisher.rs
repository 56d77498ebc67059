//! The presenter's side: whoever connects is sent the last notes and every change; who reads too slowly is left.
//!
//! Never knows what the notes say.

use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nix::sys::socket::{Shutdown, shutdown};

use crate::leftover::SocketFile;
use crate::machine::{self, Need, Needed};
use crate::notes::socket::{directory, is_ours, lock, sweep};
use crate::notes::{Notes, to_line};

/// How many may read at once: each takes a descriptor, and a run needs them, too.
const MOST_VIEWERS: usize = 16;

/// How long those wait whom there is no descriptor for, before they are looked for again.
const AGAIN: Duration = Duration::from_millis(250);

/// Publishes notes as long as it lives.
pub struct Publisher {
    file: SocketFile,
    listener: UnixListener,
    /// When it began, in seconds since 1970.
    began: u64,
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
        let door = listener.try_clone()?;
        let shared = Arc::<Mutex<Shared>>::default();
        let theirs = Arc::clone(&shared);
        machine::thread("notes", move || welcome(&door, &theirs))?;
        let began = SystemTime::now().duration_since(UNIX_EPOCH);
        Ok(Self {
            file,
            listener,
            began: began.map_or(0, |began| began.as_secs()),
            shared,
        })
    }

    /// Sends notes to everybody who reads them.
    pub fn publish(&self, notes: &Notes) {
        let mut shared = held(&self.shared);
        shared.line = to_line(notes, self.began);
        let line = shared.line.clone();
        shared.viewers.retain_mut(|viewer| send(viewer, &line));
    }
}

/// Whether a viewer took it: writing never waits.
fn send(viewer: &mut UnixStream, line: &str) -> bool {
    viewer.write_all(line.as_bytes()).is_ok()
}

/// Lets viewers in until it is over.
fn welcome(listener: &UnixListener, shared: &Mutex<Shared>) {
    loop {
        let came = listener.accept();
        let mut shared = held(shared);
        if shared.over {
            return;
        }
        match came {
            Ok((viewer, _)) => shared.let_in(viewer),
            Err(_) => {
                // For want of a descriptor they wait before the door, which stays open: asked again at once, it would be
                // asked without end.
                drop(shared);
                std::thread::sleep(AGAIN);
            }
        }
    }
}

impl Shared {
    /// Sends a newcomer the last notes, unless there is no place left.
    fn let_in(&mut self, mut viewer: UnixStream) {
        if !is_ours(&viewer) || viewer.set_nonblocking(true).is_err() {
            return;
        }
        if self.viewers.len() >= MOST_VIEWERS {
            self.viewers.retain(is_there);
        }
        if self.viewers.len() >= MOST_VIEWERS {
            let full = Notes {
                place: "Concurrium".to_owned(),
                says: vec![format!(
                    "{MOST_VIEWERS} others read these notes already: close one of them, then start this again."
                )],
                ..Notes::default()
            };
            send(&mut viewer, &to_line(&full, 0));
            return;
        }
        let line = self.line.clone();
        if send(&mut viewer, &line) {
            self.viewers.push(viewer);
        }
    }
}

/// Whether a viewer hasn't gone; it never says anything.
fn is_there(viewer: &UnixStream) -> bool {
    let read = (&*viewer).read(&mut [0; 64]);
    read.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

impl Drop for Publisher {
    fn drop(&mut self) {
        {
            let mut shared = held(&self.shared);
            shared.over = true;
            shared.viewers.clear();
        }
        // The thread waits for somebody to come; this wakes it, and waits for nobody (a connect might, whoever listens there
        // by now).
        let _ = shutdown(self.listener.as_raw_fd(), Shutdown::Both);
        self.file.remove();
    }
}
