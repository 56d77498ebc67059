//! The run's private directory, in which its socket lies: for this user alone whatever the umask, with a path that a socket's
//! address can hold, and locked as long as its owner lives, so that what a killed owner left can be told from it.
//!
//! Never knows who connects.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::agent;
use crate::leftover::{self, Lock};
use crate::machine::{Need, Needed};
use crate::protocol::launch;

/// What its name begins with; six letters by chance follow.
const PREFIX: &str = "concurrium-run-";

/// How often another is made when a sweeper takes one for dead that is only just being made.
const TRIES: usize = 16;

/// A private directory. Dropped, it is gone.
pub(crate) struct RunDirectory {
    path: PathBuf,
    _lock: Lock,
}

impl RunDirectory {
    /// Makes one: where temporary files go, or, where that isn't possible (no such directory, no room, or a path too long for
    /// a socket), in another place for such. What killed programs have left there is removed.
    ///
    /// # Errors
    /// It can't be made anywhere: what the first place said.
    pub(crate) fn make() -> io::Result<Self> {
        Self::make_in_one_of(&places())
    }

    fn make_in_one_of(places: &[PathBuf]) -> io::Result<Self> {
        let mut first = None;
        for place in places {
            let made = Self::make_in(place);
            match made.needed(Need::Directory, &place.display().to_string()) {
                Ok(made) => {
                    sweep(place);
                    return Ok(made);
                }
                Err(error) => {
                    first.get_or_insert(error);
                }
            }
        }
        Err(first.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
    }

    fn make_in(place: &Path) -> io::Result<Self> {
        let private = Permissions::from_mode(0o700);
        let mut swept = io::ErrorKind::WouldBlock.into();
        for _ in 0..TRIES {
            let path = tempfile::Builder::new()
                .prefix(PREFIX)
                .disable_cleanup(true)
                .make_in(place, |path| DirBuilder::new().mode(0o700).create(path))?
                .path()
                .to_owned();
            let fits = SocketAddr::from_pathname(launch::socket_in(&path));
            // The umask has taken from what was asked for. Until it is locked, a sweeper may take it for a dead one's.
            let locked =
                fs::set_permissions(&path, private.clone()).and_then(|()| leftover::lock(&path));
            match (&fits, locked) {
                (Ok(_), Ok(Some(lock))) => return Ok(Self { path, _lock: lock }),
                (_, Err(error)) => swept = error,
                (_, Ok(_)) => {}
            }
            let _ = fs::remove_dir(&path);
            fits?;
        }
        Err(swept)
    }

    /// Where temporary files go, as it turned out.
    pub(crate) fn place(&self) -> PathBuf {
        self.path.parent().map(Path::to_owned).unwrap_or_default()
    }

    /// Where the run's socket lies.
    pub(crate) fn socket(&self) -> PathBuf {
        launch::socket_in(&self.path)
    }
}

impl Drop for RunDirectory {
    fn drop(&mut self) {
        // Ours alone, as the lock says: whether the socket still answers doesn't matter.
        let _ = fs::remove_file(self.socket());
        clear(&self.path);
    }
}

/// Where temporary files go, the place asked for first. A launch, which is text, names the socket, and a demo may go elsewhere:
/// so paths are UTF-8 and absolute.
fn places() -> Vec<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let asked = std::path::absolute(std::env::temp_dir()).ok();
    let usual = ["/tmp", "/var/tmp", "/dev/shm"].map(PathBuf::from);
    let mut places: Vec<_> = asked.into_iter().chain(runtime).chain(usual).collect();
    places.retain(|place| place.is_absolute() && place.to_str().is_some());
    places
}

/// Removes one, with what stages make in it.
fn clear(directory: &Path) {
    agent::clear(directory);
    leftover::clear(directory, &launch::FILES, &launch::socket_in(directory));
}

/// Removes what killed programs have left, wherever temporary files go. The next run does the same where it lies itself; this is
/// for whoever has seen a program die.
pub(crate) fn sweep_everywhere() {
    for place in places() {
        sweep(&place);
    }
}

/// Removes the directories of runs whose owners were killed.
fn sweep(place: &Path) {
    let Ok(entries) = fs::read_dir(place) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !name.to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        if let Ok(Some(lock)) = leftover::lock(&entry.path()) {
            clear(&entry.path());
            lock.unlock();
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn dead_ones_are_swept_and_what_lives_or_is_anothers_stays() {
        let folder = tempfile::tempdir().unwrap();
        let alive = RunDirectory::make_in(folder.path()).unwrap();
        let _listens = UnixListener::bind(alive.socket()).unwrap();
        let make = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        };
        make("concurrium-run-empty");
        let dead = make("concurrium-run-dead");
        drop(UnixListener::bind(dead.join("line")).unwrap());
        fs::write(dead.join("daemon.log"), "").unwrap();
        fs::write(dead.join(launch::COUNTER), "").unwrap();
        fs::write(make("concurrium-run-full").join("mine"), "").unwrap();
        fs::write(make("concurrium-run-file").join("line"), "").unwrap();
        let busy = UnixListener::bind(make("concurrium-run-older").join("line")).unwrap();
        let other = make("concurrium-0");
        std::os::unix::fs::symlink(&other, folder.path().join("concurrium-run-link")).unwrap();
        drop(RunDirectory::make_in_one_of(&[folder.path().to_owned()]).unwrap());
        let mut left = names(folder.path());
        left.sort();
        let own = alive.path.file_name().unwrap().to_str().unwrap();
        let mut stays = vec![
            "concurrium-0",
            "concurrium-run-file",
            "concurrium-run-full",
            "concurrium-run-link",
            "concurrium-run-older",
            own,
        ];
        stays.sort_unstable();
        assert_eq!(left, stays);
        drop((busy, alive));
        sweep(folder.path());
        assert_eq!(names(folder.path()).len(), 4, "{:?}", names(folder.path()));
    }

    #[test]
    fn sweepers_and_those_who_begin_do_not_hinder_one_another() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let begins = || {
                    for _ in 0..50 {
                        let places = [folder.path().to_owned()];
                        let run = RunDirectory::make_in_one_of(&places).unwrap();
                        let _listens = UnixListener::bind(run.socket()).unwrap();
                        sweep(folder.path());
                        assert!(run.socket().exists(), "somebody took it for dead");
                    }
                };
                std::thread::Builder::new()
                    .spawn_scoped(scope, begins)
                    .unwrap();
            }
        });
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn a_place_that_cannot_be_used_gives_way_to_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let long = folder.path().join("long".repeat(40));
        fs::create_dir(&long).unwrap();
        let nowhere = folder.path().join("nowhere");
        let places = [nowhere.clone(), long, folder.path().to_owned()];
        let made = RunDirectory::make_in_one_of(&places).unwrap();
        assert_eq!(made.path.parent(), Some(folder.path()));
        let error = RunDirectory::make_in_one_of(&places[..2]).err().unwrap();
        assert!(error.to_string().contains("nowhere"), "{error}");
        assert_eq!(names(&places[1]), [""; 0], "nothing is left there");
    }
}
