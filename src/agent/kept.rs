//! One folder for the agent that all runs of this user share: Python keeps there what it has compiled, and the next run begins
//! the sooner. Where that can't be, or others could write, each run has its own.
//!
//! Never knows of a run.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;

/// Where caches go: `$XDG_CACHE_HOME/concurrium`, otherwise `~/.cache/concurrium` (XDG Base Directory Specification: a path that isn't
/// absolute is ignored).
fn caches(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = PathBuf::from(variable(name)?);
        path.is_absolute().then_some(path)
    };
    let home = || absolute("HOME").map(|home| home.join(".cache"));
    let caches = absolute("XDG_CACHE_HOME").or_else(home)?;
    Some(caches.join("concurrium"))
}

/// The folder with these modules, made if it isn't there; None: each run needs its own.
pub(super) fn folder(
    modules: &[(&Path, &[u8])],
    variable: impl Fn(&str) -> Option<OsString>,
) -> Option<PathBuf> {
    let caches = caches(variable)?;
    let mut hasher = DefaultHasher::new();
    modules.hash(&mut hasher);
    let folder = caches.join(format!("agent-{:016x}", hasher.finish()));
    if !folder.exists() {
        make(&caches, &folder, modules).ok()?;
    }
    is_ours_alone(&folder).then_some(folder)
}

/// Makes it beside its place, whole, and puts it there.
fn make(caches: &Path, folder: &Path, modules: &[(&Path, &[u8])]) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(caches)?;
    let made = tempfile::Builder::new()
        .prefix(".agent-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(caches)?;
    for (name, text) in modules {
        fs::write(made.path().join(name), text)?;
    }
    match fs::rename(made.path(), folder) {
        Ok(()) => {
            let _ = made.keep();
            Ok(())
        }
        // Another run was faster: the same stands there.
        Err(_) if folder.exists() => Ok(()),
        Err(error) => Err(error),
    }
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
        let beside: Vec<_> = fs::read_dir(folder.parent().unwrap()).unwrap().collect();
        assert_eq!(beside.len(), 1, "nothing is left of the making");
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
