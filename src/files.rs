//! Files that are written whole or not at all: beside the place first, then put there by a rename. A disk that is full costs
//! nothing that was there.
//!
//! ```text
//! x.svg            the old one ────────────────▶ the new one
//! .concurrium-…    written ─▶ on the disk ─▶ renamed
//! ```
//! What is no regular file (a pipe, a device, `/dev/stdout`) is written to as it is.
//! Never knows what a file holds.

pub mod names;

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::sys::statfs::{PROC_SUPER_MAGIC, statfs};
use nix::unistd::{AccessFlags, Gid, Uid, access, fchown};
use tempfile::NamedTempFile;

use crate::i18n::Sentence;

/// What the name of a file begins with that is being written. Only a program that was killed leaves one.
pub const PART: &str = ".concurrium-part-";

/// How many links are followed to a file; the kernel's own number.
const MOST_LINKS: usize = 40;

/// Where files of a kind go, as the environment says: in the folder that this variable names, otherwise in `within_home` (XDG Base
/// Directory Specification: a path that isn't absolute is ignored). None: there is no home.
pub fn base_directory(
    variable: impl Fn(&str) -> Option<OsString>,
    name: &str,
    within_home: &str,
) -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = PathBuf::from(variable(name)?);
        path.is_absolute().then_some(path)
    };
    absolute(name).or_else(|| absolute("HOME").map(|home| home.join(within_home)))
}

/// Writes a file that isn't there yet.
///
/// # Errors
/// It can't be written, or there is something of this name already, which stays as it is.
pub fn create(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = part_of(file, Permissions::from_mode(0o666), bytes)?;
    part.persist_noclobber(file)
        .map(drop)
        .map_err(|refused| refused.error)
}

/// Writes a file, in the place of the one that may be there, with its owner and rights. Where that is a link, what it leads to
/// is replaced, not the link.
///
/// # Errors
/// It can't be written; what was there is as it was.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = match place_of(file)? {
        Destination::AsItIs(file) => return write_into(&file, bytes),
        Destination::Regular(file) => file,
    };
    let there = match fs::metadata(&file) {
        Ok(there) => there,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let part = part_of(&file, Permissions::from_mode(0o666), bytes)?;
            return part.persist(&file).map(drop).map_err(|part| part.error);
        }
        Err(error) => return Err(error),
    };
    // A rename asks for the folder's rights alone.
    access(&file, AccessFlags::W_OK)?;
    let part = part_of(&file, Permissions::from_mode(0o600), bytes)?;
    let (uid, gid) = (Uid::from_raw(there.uid()), Gid::from_raw(there.gid()));
    // Only root may give a file away; another's becomes one's own.
    let _ = fchown(part.as_file().as_fd(), Some(uid), Some(gid));
    part.as_file().set_permissions(there.permissions())?;
    part.persist(&file).map(drop).map_err(|part| part.error)
}

/// Puts a text in the place of what the file holds.
///
/// # Errors
/// Why it can't be, in words for the user.
pub fn put(file: &Path, text: &str) -> Result<(), Sentence> {
    replace(file, text.as_bytes()).map_err(|error| {
        let why = why_not_written(&error);
        let unwritten = Sentence::new("files.unwritten").with("file", &file.display());
        unwritten.with("why", why)
    })
}

/// Why a file can't be written, for the user.
pub fn why_not_written(error: &io::Error) -> Sentence {
    Sentence::new(match error.kind() {
        ErrorKind::NotFound => "files.no_folder",
        ErrorKind::AlreadyExists => "files.there_already",
        ErrorKind::PermissionDenied => "files.may_not_write",
        ErrorKind::ReadOnlyFilesystem => "files.only_read",
        ErrorKind::StorageFull => "files.full",
        ErrorKind::QuotaExceeded => "files.quota",
        ErrorKind::FileTooLarge => "files.too_large",
        ErrorKind::IsADirectory => "files.name_one_in_it",
        ErrorKind::NotADirectory => "files.no_folder_on_the_way",
        ErrorKind::InvalidFilename => "files.choose_shorter",
        _ => return own(error),
    })
}

/// That standard output can't be written, for the user. A reader that has gone away keeps its kind.
pub fn unwritten_output(error: &io::Error) -> io::Error {
    let said = Sentence::new("files.output").with("why", why_not_written(error));
    io::Error::new(error.kind(), said)
}

/// Why a file can't be read, for the user.
pub fn why_not_read(error: &io::Error) -> Sentence {
    Sentence::new(match error.kind() {
        ErrorKind::NotFound => "files.none",
        ErrorKind::PermissionDenied => "files.may_not_read",
        ErrorKind::IsADirectory => "files.a_folder",
        ErrorKind::NotADirectory => "files.no_folder_on_the_way",
        ErrorKind::InvalidFilename => "files.too_long",
        _ => return own(error),
    })
}

/// The sentence that an error carries; otherwise the system's own words.
fn own(error: &io::Error) -> Sentence {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    inner.cloned().unwrap_or_else(|| Sentence::foreign(error))
}

/// Where a name leads.
enum Destination {
    /// To a regular file, or to where one can be made.
    Regular(PathBuf),
    /// To something that isn't to be replaced.
    AsItIs(PathBuf),
}

fn place_of(file: &Path) -> io::Result<Destination> {
    let mut file = file.to_owned();
    for _ in 0..MOST_LINKS {
        let known = match fs::symlink_metadata(&file) {
            Ok(known) => known,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Destination::Regular(file));
            }
            Err(error) => return Err(error),
        };
        if !known.is_symlink() {
            return match known.is_file() || known.is_dir() {
                true => Ok(Destination::Regular(file)),
                false => Ok(Destination::AsItIs(file)),
            };
        }
        // A link in /proc leads to an open file, whatever its name says: `/dev/stdout` is one.
        let folder = folder_of(&file);
        if statfs(&folder).is_ok_and(|known| known.filesystem_type() == PROC_SUPER_MAGIC) {
            return Ok(Destination::AsItIs(file));
        }
        file = folder.join(fs::read_link(&file)?);
    }
    Err(io::Error::from_raw_os_error(nix::libc::ELOOP))
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A file beside, with all of it, on the disk.
fn part_of(file: &Path, mode: Permissions, bytes: &[u8]) -> io::Result<NamedTempFile> {
    if file.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let mut part = tempfile::Builder::new()
        .prefix(PART)
        .permissions(mode)
        .tempfile_in(folder_of(file))?;
    part.write_all(bytes)?;
    part.as_file().sync_all()?;
    Ok(part)
}

/// Appends, so that what a shell's `>>` keeps is kept.
fn write_into(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut opened: File = OpenOptions::new().append(true).open(file)?;
    opened.write_all(bytes)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    fn only(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_new_file_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run.jsonl");
        create(&file, b"first").unwrap();
        let error = create(&file, b"second").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&file).unwrap(), b"first");
        let nowhere = create(&folder.path().join("no/x"), b"").unwrap_err();
        assert!(
            why_not_written(&nowhere)
                .to_string()
                .contains("folder doesn't exist")
        );
        assert_eq!(only(folder.path()), 1);
    }

    #[test]
    fn what_is_replaced_keeps_its_rights_and_a_link_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a", &link).unwrap();
        replace(&link, b"new").unwrap();
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("a"));
        assert_eq!(fs::read(&file).unwrap(), b"new");
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o640);
        fs::remove_file(&file).unwrap();
        replace(&link, b"anew").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"anew");
        assert_eq!(only(folder.path()), 2);
    }

    #[test]
    fn folders_and_circles_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = replace(folder.path(), b"").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IsADirectory);
        let circle = folder.path().join("circle");
        std::os::unix::fs::symlink(&circle, &circle).unwrap();
        assert!(replace(&circle, b"").is_err() && circle.is_symlink());
    }

    #[test]
    fn devices_and_pipes_are_written_to_as_they_are() {
        replace(Path::new("/dev/null"), b"x").unwrap();
        let full = replace(Path::new("/dev/full"), b"x").unwrap_err();
        assert_eq!(full.kind(), ErrorKind::StorageFull);
        let (mut reader, writer) = std::io::pipe().unwrap();
        let name = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&writer));
        replace(Path::new(&name), b"told").unwrap();
        drop(writer);
        let mut told = String::new();
        io::Read::read_to_string(&mut reader, &mut told).unwrap();
        assert_eq!(told, "told");
    }

    #[test]
    fn an_open_file_behind_a_descriptor_is_added_to() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        fs::write(&file, "kept ").unwrap();
        let open = OpenOptions::new().append(true).open(&file).unwrap();
        let name = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&open));
        replace(Path::new(&name), b"added").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"kept added");
    }
}
