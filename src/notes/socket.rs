//! The presenters' sockets: in a directory that is the user's alone, made and swept under its lock.
//!
//! Never knows what goes through them.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{SocketAddr, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::socket::{self, AddressFamily, SockFlag, SockType, UnixAddr, getsockopt, sockopt};
use nix::unistd::geteuid;

use crate::i18n::Sentence;
use crate::leftover::{self, Lock};
use crate::machine::{Need, Needed};

/// The directory of the sockets, made if it isn't there.
///
/// # Errors
/// It can't be made, or is somebody else's.
pub(crate) fn directory() -> io::Result<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let directory = directory_in(runtime);
    made(&directory).needed(Need::Notes, &directory.display().to_string())?;
    Ok(directory)
}

/// `$XDG_RUNTIME_DIR/concurrium`; otherwise, or where that is too long for a socket's path, one in `/tmp` that is this user's
/// alone. Presenter and reader come to the same.
fn directory_in(runtime: Option<PathBuf>) -> PathBuf {
    let fits = |directory: &PathBuf| {
        let longest = directory.join(format!("{}.sock", u32::MAX));
        directory.is_absolute() && SocketAddr::from_pathname(longest).is_ok()
    };
    let runtime = runtime.map(|runtime| runtime.join("concurrium"));
    let of_the_user = || PathBuf::from(format!("/tmp/concurrium-{}", geteuid()));
    runtime.filter(fits).unwrap_or_else(of_the_user)
}

fn made(directory: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(directory) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let known = fs::symlink_metadata(directory)?;
    let ours = known.is_dir() && known.uid() == geteuid().as_raw();
    match ours && known.permissions().mode() & 0o077 == 0 {
        true => Ok(()),
        false => Err(io::Error::other(Sentence::new("notes.not_yours"))),
    }
}

/// Connects to a socket at once or not at all: whoever listens there may never answer.
///
/// # Errors
/// Nobody listens, or too many wait there already (`WouldBlock`).
pub(super) fn connect(path: &Path) -> io::Result<UnixStream> {
    let flags = SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC;
    let socket = socket::socket(AddressFamily::Unix, SockType::Stream, flags, None)?;
    socket::connect(socket.as_raw_fd(), &UnixAddr::new(path)?)?;
    let stream = UnixStream::from(socket);
    stream.set_nonblocking(false)?;
    Ok(stream)
}

/// How often the directory's lock is asked for, and the pause between: others hold it for a thousandth of a second.
const ASKED: (u32, Duration) = (40, Duration::from_millis(5));

/// Locks the directory, in which sockets are made and dead ones removed under its lock alone.
pub(super) fn lock(directory: &Path) -> io::Result<Lock> {
    for _ in 0..ASKED.0 {
        if let Some(lock) = leftover::lock(directory)? {
            return Ok(lock);
        }
        std::thread::sleep(ASKED.1);
    }
    let why = Sentence::new("notes.locked").with("place", &directory.display());
    Err(io::Error::new(ErrorKind::WouldBlock, why))
}

/// The presenters' sockets, by their names: `PID.sock`.
pub(super) fn sockets(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let is_pid = |stem: &str| !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_digit());
    let named = |path: &PathBuf| {
        let stem = path.file_stem().and_then(std::ffi::OsStr::to_str);
        path.extension()
            .is_some_and(|extension| extension == "sock")
            && stem.is_some_and(is_pid)
    };
    let entries = fs::read_dir(directory)?.flatten();
    Ok(entries.map(|entry| entry.path()).filter(named).collect())
}

/// Removes the sockets of presenters that were killed. Under the lock.
pub(super) fn sweep(directory: &Path) -> io::Result<()> {
    for socket in sockets(directory)? {
        leftover::remove_dead_socket(&socket);
    }
    Ok(())
}

/// Whether the other end is this user's, says the kernel.
pub(super) fn is_ours(stream: &UnixStream) -> bool {
    let peer = getsockopt(stream, sockopt::PeerCredentials);
    peer.is_ok_and(|peer| peer.uid() == geteuid().as_raw())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_no_socket_fits_in_gives_way() {
        let of = |runtime: &str| directory_in(Some(PathBuf::from(runtime)));
        assert_eq!(of("/run/user/7"), Path::new("/run/user/7/concurrium"));
        let own = directory_in(None);
        assert!(own.starts_with("/tmp"), "{own:?}");
        assert_eq!(of(&format!("/{}", "long".repeat(30))), own);
        assert_eq!(of("here"), own);
    }
}
