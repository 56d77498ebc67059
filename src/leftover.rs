//! What a killed program of ours leaves behind, and the proof that it is dead: the kernel's word, never a pid or an age.
//!
//! A lock and a listening socket both end with the process that had them, however that came about:
//! ```text
//! owner    lock ─▶ bind, listen ─▶ …   (a lock that is held, or a socket that answers: alive)
//! sweeper  lock ─▶ nobody answers ─▶ remove ─▶ unlock
//! ```
//! Whoever makes something takes the same lock first, so nobody is taken for dead who is only just being born.
//! Never knows what the directories and sockets are for.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg, OFlag};
use nix::sys::socket::{AddressFamily, SockFlag, SockType, UnixAddr, connect, socket};
use nix::unistd::geteuid;

/// A lock on a directory, until it is dropped.
pub struct Lock(Flock<File>);

/// A socket's file, known again by more than its name.
pub struct SocketFile {
    path: PathBuf,
    identity: (u64, u64),
}

/// Locks a directory of this user's, without waiting. None: somebody else holds the lock, or another directory has taken its
/// place meanwhile.
///
/// # Errors
/// It can't be opened, is a link, is somebody else's, or its file system knows no locks.
pub fn lock(directory: &Path) -> io::Result<Option<Lock>> {
    let flags = OFlag::O_DIRECTORY | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits())
        .open(directory)?;
    if opened.metadata()?.uid() != geteuid().as_raw() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let locked = match Flock::lock(opened, FlockArg::LockExclusiveNonblock) {
        Ok(locked) => locked,
        Err((_, Errno::EAGAIN)) => return Ok(None),
        Err((_, errno)) => return Err(errno.into()),
    };
    let there = fs::symlink_metadata(directory).is_ok_and(|there| {
        locked
            .metadata()
            .is_ok_and(|ours| identity(&ours) == identity(&there))
    });
    Ok(there.then_some(Lock(locked)))
}

impl Lock {
    /// Lets others have it; the same happens when it is dropped.
    pub fn unlock(self) {
        drop(self.0);
    }
}

/// Removes a socket of this user's at which nobody listens any more. Anything else stays: a file, a link, a socket of somebody
/// who lives. To be called under the lock of its directory. True: it is gone.
pub fn remove_dead_socket(path: &Path) -> bool {
    is_dead_socket(path) && fs::remove_file(path).is_ok()
}

/// Removes a directory with what was made in it: these files, and a socket at which nobody listens. Where there is more, it
/// stays.
pub fn clear(directory: &Path, files: &[&str], socket: &Path) {
    for name in files {
        let file = directory.join(name);
        let is_one = |known: fs::Metadata| known.is_file() || known.file_type().is_socket();
        if fs::symlink_metadata(&file).is_ok_and(is_one) {
            let _ = fs::remove_file(file);
        }
    }
    remove_dead_socket(socket);
    let _ = fs::remove_dir(directory);
}

/// Removes a folder that was made for files, with those that lie in it. Folders in it stay, and so does it then.
pub fn clear_files(folder: &Path) {
    if !fs::symlink_metadata(folder).is_ok_and(|known| known.is_dir()) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let _ = fs::remove_file(entry.path());
    }
    let _ = fs::remove_dir(folder);
}

/// Whether the kernel refuses a connection, which it does when nobody has the socket open.
fn is_dead_socket(path: &Path) -> bool {
    let ours = fs::symlink_metadata(path)
        .is_ok_and(|known| known.file_type().is_socket() && known.uid() == geteuid().as_raw());
    let flags = SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC;
    let knock = || {
        let address = UnixAddr::new(path)?;
        let line = socket(AddressFamily::Unix, SockType::Stream, flags, None)?;
        connect(std::os::fd::AsRawFd::as_raw_fd(&line), &address)
    };
    ours && knock() == Err(Errno::ECONNREFUSED)
}

impl SocketFile {
    /// Remembers which file was made here.
    ///
    /// # Errors
    /// There is none.
    pub fn of(path: &Path) -> io::Result<Self> {
        Ok(Self {
            identity: identity(&fs::symlink_metadata(path)?),
            path: path.to_owned(),
        })
    }

    /// Where it was made.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it, if it is still this very file.
    pub fn remove(&self) {
        let there = fs::symlink_metadata(&self.path);
        if there.is_ok_and(|there| identity(&there) == self.identity) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn identity(known: &fs::Metadata) -> (u64, u64) {
    (known.dev(), known.ino())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn only_a_socket_that_nobody_listens_at_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let alive = UnixListener::bind(place("alive")).unwrap();
        drop(UnixListener::bind(place("dead")).unwrap());
        fs::write(place("file"), "mine").unwrap();
        nix::unistd::mkfifo(&place("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
        std::os::unix::fs::symlink(place("dead"), place("link")).unwrap();
        fs::create_dir(place("folder")).unwrap();
        for name in ["alive", "file", "pipe", "link", "folder", "nothing"] {
            assert!(!remove_dead_socket(&place(name)), "{name}");
        }
        assert!(place("alive").exists() && fs::read(place("file")).unwrap() == b"mine");
        assert!(place("link").exists(), "what it leads to is there as well");
        assert!(remove_dead_socket(&place("dead")) && !place("dead").exists());
        drop(alive);
        assert!(remove_dead_socket(&place("alive")));
    }

    #[test]
    fn a_socket_too_busy_to_answer_lives() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("busy");
        let listener = UnixListener::bind(&path).unwrap();
        let least = nix::sys::socket::Backlog::new(0).unwrap();
        nix::sys::socket::listen(&listener, least).unwrap();
        let _waits = std::os::unix::net::UnixStream::connect(&path).unwrap();
        assert!(!remove_dead_socket(&path), "its queue is full");
    }

    #[test]
    fn a_lock_is_had_by_one_and_is_of_the_directory_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::create_dir(&path).unwrap();
        let held = lock(&path).unwrap().unwrap();
        assert!(lock(&path).unwrap().is_none());
        held.unlock();
        assert!(lock(&path).unwrap().is_some());
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(
            lock(&link).is_err(),
            "where a link leads isn't ours to lock"
        );
        fs::write(folder.path().join("file"), "").unwrap();
        assert!(lock(&folder.path().join("file")).is_err());
    }

    #[test]
    fn a_socket_file_that_was_replaced_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("line");
        let _listener = UnixListener::bind(&path).unwrap();
        let known = SocketFile::of(&path).unwrap();
        fs::rename(&path, folder.path().join("elsewhere")).unwrap();
        fs::write(&path, "another's").unwrap();
        known.remove();
        assert_eq!(fs::read(&path).unwrap(), b"another's");
    }
}
