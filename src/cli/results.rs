//! `--results FILE.csv`: the table that votes and predictions go to, and what stands in it already.
//!
//! Never writes it.

use std::fs;
use std::io::ErrorKind;

use crate::app::Results;
use crate::files;
use crate::i18n::Sentence;

/// The longest table that is gone on with, in bytes.
const LONGEST: u64 = 1 << 24;

/// The table in a file.
///
/// # Errors
/// What is there can't be read, or is something else.
pub(super) fn results(file: &str) -> Result<Results, Sentence> {
    let other = || Sentence::new("cli.wrong.results").with("file", file);
    let there = match fs::metadata(file) {
        Ok(known) if !known.is_file() || known.len() > LONGEST => return Err(other()),
        Ok(_) => fs::read_to_string(file),
        Err(error) => Err(error),
    };
    let there = match there {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) if error.kind() == ErrorKind::InvalidData => return Err(other()),
        Err(error) => return Err(files::why_not_read(&error)),
        Ok(there) => there,
    };
    Results::of(file.into(), &there).ok_or_else(other)
}
