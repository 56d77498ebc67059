//! The agent: what of ours lives in the processes of a script, as Python that speaks the trace. Here it is text, to be put
//! where an interpreter finds it, and to be removed again.
//!
//! It is written to be read: `assets/agent/`. Never knows who starts the interpreter.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::leftover;

mod kept;

static AGENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/agent");

/// Where in such a directory the listing of a lesson lies that an interpreter runs, and what that makes in temporary files.
pub const LISTING: &str = "listing";

/// What the listing's file is called.
const LISTING_FILE: &str = "listing.py";

/// Where the same lies with its marks, for the agent: see `assets/agent/main.py`.
const MARKED: &str = "marked";

/// Where it lies in a run's private directory.
fn folder(directory: &Path) -> PathBuf {
    directory.join("agent")
}

/// The modules: their names and texts.
fn modules() -> Vec<(&'static Path, &'static [u8])> {
    let files = AGENT.files();
    files
        .map(|file| (file.path(), file.contents()))
        .filter(|(path, _)| path.extension().is_some_and(|suffix| suffix == "py"))
        .collect()
}

/// Puts it into a run's private directory; the folder where an interpreter that looks there for modules begins with it. That is a way
/// to the one that this user's runs share, or, where that can't be, one of its own.
///
/// # Errors
/// There is no room, it is there already, or the directory's name has a colon in it.
pub fn put_into(directory: &Path) -> io::Result<PathBuf> {
    put(
        directory,
        kept::folder(&modules(), |name| std::env::var_os(name)),
    )
}

/// The same with this folder that runs share.
fn put(directory: &Path, kept: Option<PathBuf>) -> io::Result<PathBuf> {
    let folder = folder(directory);
    if folder.as_os_str().as_bytes().contains(&b':') {
        // Between folders, for Python, stands a colon.
        return Err(io::Error::other(
            "there is a colon in its name: set TMPDIR to a folder without one",
        ));
    }
    match kept {
        Some(kept) => symlink(kept, &folder)?,
        None => {
            DirBuilder::new().mode(0o700).create(&folder)?;
            for (name, text) in modules() {
                fs::write(folder.join(name), text)?;
            }
        }
    }
    Ok(folder)
}

/// Writes the listing of a lesson into such a directory, as Python runs it and with its marks, and gives its path: it lies in a folder of
/// its own, as Python looks for modules beside it.
///
/// # Errors
/// There is no room, or it is there already.
pub fn write_listing(directory: &Path, text: &str, marked: &str) -> io::Result<PathBuf> {
    let folder = directory.join(LISTING);
    DirBuilder::new().mode(0o700).create(&folder)?;
    let file = folder.join(LISTING_FILE);
    fs::write(&file, text)?;
    fs::write(directory.join(MARKED), marked)?;
    Ok(file)
}

/// Removes all of it from such a directory. What else lies there stays.
pub fn clear(directory: &Path) {
    leftover::clear_files(&directory.join(LISTING));
    let _ = fs::remove_file(directory.join(MARKED));
    let folder = folder(directory);
    match fs::symlink_metadata(&folder) {
        Ok(known) if known.is_symlink() => drop(fs::remove_file(folder)),
        Ok(known) if known.is_dir() => {
            // What Python compiled.
            leftover::clear_files(&folder.join("__pycache__"));
            for (name, _) in modules() {
                let _ = fs::remove_file(folder.join(name));
            }
            let _ = fs::remove_dir(folder);
        }
        _ => {}
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_removed_and_nothing_else() {
        let run = tempfile::tempdir().unwrap();
        let folder = put(run.path(), None).unwrap();
        assert!(folder.join("sitecustomize.py").is_file());
        fs::create_dir(folder.join("__pycache__")).unwrap();
        fs::write(folder.join("__pycache__/script.pyc"), "").unwrap();
        fs::write(run.path().join("agent/mine"), "").unwrap();
        clear(run.path());
        let left: Vec<_> = fs::read_dir(run.path().join("agent")).unwrap().collect();
        assert_eq!(left.len(), 1);
        fs::remove_file(run.path().join("agent/mine")).unwrap();
        let listing = write_listing(run.path(), "print(1)\n", "print(1)  #: one\n").unwrap();
        fs::write(listing.with_file_name("tmpab12"), "made by it").unwrap();
        clear(run.path());
        assert!(!run.path().join("agent").exists());
        assert!(!run.path().join(LISTING).exists());
        assert!(!run.path().join(MARKED).exists());
        clear(run.path());
    }

    #[test]
    fn what_runs_share_stays_when_one_is_removed() {
        let (run, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(kept.path().join("sitecustomize.py"), "").unwrap();
        let folder = put(run.path(), Some(kept.path().to_owned())).unwrap();
        assert!(folder.join("sitecustomize.py").is_file());
        clear(run.path());
        assert!(fs::symlink_metadata(folder).is_err());
        assert!(kept.path().join("sitecustomize.py").is_file());
    }
}
