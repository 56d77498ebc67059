//! One folder for the agent that all runs of this user share: Python keeps there what it has compiled, and the next run begins
//! the sooner. Where that can't be, or others could write, each run has its own.
//!
//! Never knows of a run.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;
use tempfile::NamedTempFile;

use crate::files;

/// The folder with these modules, `$XDG_CACHE_HOME/concurrium/agent-…` or in `~/.cache`, made if it isn't there; None: each run
/// needs its own.
pub(super) fn folder(
    modules: &[(&Path, &[u8])],
    variable: impl Fn(&str) -> Option<OsString>,
) -> Option<PathBuf> {
    let caches = files::base_directory(variable, "XDG_CACHE_HOME", ".cache")?;
    let mut hasher = DefaultHasher::new();
    modules.hash(&mut hasher);
    let folder = caches.join(format!("concurrium/agent-{:016x}", hasher.finish()));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .ok()?;
    let fills = || {
        modules
            .iter()
            .try_for_each(|(name, text)| put(&folder, name, text))
    };
    (is_ours_alone(&folder) && fills().is_ok()).then_some(folder)
}

/// Puts a module there, unless it is: whoever tidies caches up may have taken a part away, and another run may be at it, too.
fn put(folder: &Path, name: &Path, text: &[u8]) -> io::Result<()> {
    let file = folder.join(name);
    if fs::metadata(&file).is_ok_and(|known| known.len() == text.len() as u64) {
        return Ok(());
    }
    let mut made = NamedTempFile::new_in(folder)?;
    made.write_all(text)?;
    made.persist(file)?;
    Ok(())
}

/// Whether nobody but this user and root could have put something else there: what lies there is run.
fn is_ours_alone(folder: &Path) -> bool {
    const WRITABLE_BY_OTHERS: u32 = 0o022;
    const STICKY: u32 = 0o1000;
    folder.ancestors().all(|folder| {
        fs::metadata(folder).is_ok_and(|known| {
            let owner = [0, geteuid().as_raw()].contains(&known.uid());
            // In a sticky one nobody moves what is another's.
            owner && (known.mode() & WRITABLE_BY_OTHERS == 0 || known.mode() & STICKY != 0)
        })
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn modules() -> [(&'static Path, &'static [u8]); 2] {
        [
            (Path::new("a.py"), b"x = 1\n"),
            (Path::new("b.py"), b"y = 2\n"),
        ]
    }

    fn in_home(home: &Path) -> Option<PathBuf> {
        let home = home.as_os_str().to_owned();
        folder(&modules(), |name| (name == "HOME").then(|| home.clone()))
    }

    #[test]
    fn it_is_made_once_whole_and_for_this_user_alone() {
        let home = tempfile::tempdir().unwrap();
        let folder = in_home(home.path()).unwrap();
        assert_eq!(fs::read(folder.join("b.py")).unwrap(), b"y = 2\n");
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
        fs::write(folder.join("compiled"), "").unwrap();
        assert_eq!(in_home(home.path()), Some(folder.clone()));
        assert!(folder.join("compiled").exists(), "it stays");
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            3,
            "nothing is left of the making"
        );
    }

    #[test]
    fn what_was_taken_away_or_broken_is_put_there_again() {
        let home = tempfile::tempdir().unwrap();
        let folder = in_home(home.path()).unwrap();
        fs::remove_file(folder.join("a.py")).unwrap();
        fs::write(folder.join("b.py"), "").unwrap();
        assert_eq!(in_home(home.path()), Some(folder.clone()));
        for (name, text) in modules() {
            assert_eq!(fs::read(folder.join(name)).unwrap(), text);
        }
    }

    #[test]
    fn other_modules_have_another_folder() {
        let home = tempfile::tempdir().unwrap();
        let home = |name: &str| (name == "HOME").then(|| home.path().as_os_str().to_owned());
        assert_ne!(folder(&modules(), home), folder(&modules()[..1], home));
    }

    #[test]
    fn where_others_may_write_or_nothing_can_be_kept_there_is_none() {
        let home = tempfile::tempdir().unwrap();
        let folder = in_home(home.path()).unwrap();
        let caches = folder.parent().unwrap();
        fs::set_permissions(caches, Permissions::from_mode(0o777)).unwrap();
        assert_eq!(in_home(home.path()), None);
        assert_eq!(in_home(Path::new("relative")), None);
        assert_eq!(in_home(Path::new("/proc/self")), None);
        let none = super::folder(&modules(), |_| None);
        assert_eq!(none, None, "no home");
    }
}
