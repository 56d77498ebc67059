//! Writing what the program wants kept.
//!
//! Never knows what a file holds.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Writes a file that isn't there yet, whole or not at all.
///
/// # Errors
/// Which file, and why; one that is there already stays as it is.
pub(super) fn write_new(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let why = |error| format!("{}: {error}", file.display());
    let mut opened = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .map_err(why)?;
    let written = opened.write_all(bytes).and_then(|()| opened.sync_all());
    written.map_err(|error| {
        // Half a run would be taken for a whole one.
        let _ = fs::remove_file(file);
        why(error)
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run.jsonl");
        write_new(&file, b"first").unwrap();
        let error = write_new(&file, b"second").unwrap_err();
        assert!(error.contains("run.jsonl: File exists"), "{error}");
        assert_eq!(fs::read(&file).unwrap(), b"first");
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let error = write_new(Path::new("/no such folder/x"), b"").unwrap_err();
        assert_eq!(
            error,
            "/no such folder/x: No such file or directory (os error 2)"
        );
    }
}
